package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** What is said of a failure whose schedule could not be run to its end a second time. */
class CutRepetitionTest {

    private static final String CUT = "real time was up before its end. Allow more of it by";
    private static final String OTHER = "depends on something that is not under control";

    /** It fails the first time; what it does then is in its turn. */
    private static Report explore(Runnable whenRepeated) {
        int[] runs = new int[1];
        return Heddle.explorer()
                .schedules(1)
                .shrink(0)
                .stepLimit(Long.MAX_VALUE)
                .timeLimit(Duration.ofSeconds(2))
                .explore(
                        () -> {
                            if (runs[0]++ > 0) {
                                whenRepeated.run();
                            }
                            throw new IllegalStateException("It has failed.");
                        });
    }

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void forWantOfTimeNothingIsSaidOfTheProgram() {
        AtomicInteger count = new AtomicInteger();
        Report report =
                explore(
                        () -> {
                            while (count.incrementAndGet() != 0) {
                                Thread.onSpinWait();
                            }
                        });
        String message = report.failure().orElseThrow().toString();
        assertThat(message.replaceAll("\\s+", " ")).contains(CUT).doesNotContain(OTHER);
        assertThat(report.divergence()).isEmpty();
    }

    @Test
    void anotherCourseIsAnotherMatter() {
        AtomicInteger count = new AtomicInteger();
        Report report = explore(count::incrementAndGet);
        String message = report.failure().orElseThrow().toString();
        assertThat(message.replaceAll("\\s+", " ")).contains(OTHER).doesNotContain(CUT);
        assertThat(report.divergence()).isPresent();
    }

    @Test
    void aRepetitionThatIsTheSameIsNotSpokenOf() {
        String message = explore(() -> {}).failure().orElseThrow().toString();
        assertThat(message.replaceAll("\\s+", " ")).doesNotContain(OTHER, CUT);
    }
}
