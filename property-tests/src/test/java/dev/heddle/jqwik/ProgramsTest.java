package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Schedule;
import dev.heddle.jqwik.ProgramSubjects.Bounded;
import dev.heddle.jqwik.ProgramSubjects.Put;
import dev.heddle.jqwik.ProgramSubjects.Take;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Random concurrent programs, as users make them. */
@ResourceLock("subjects")
class ProgramsTest {

    private static final Program<Bounded> SMALL =
            new Program<>(
                    List.of(new Put(true), new Put(true)),
                    List.of(List.of(new Put(false)), List.of(new Put(false))),
                    List.of());

    @Test
    void shrinksActionsAndSchedule() {
        Executed executed = Executed.of(ProgramSubjects.class, "isInterleaved");
        assertThat(executed.failure().failure().shrunk().orElseThrow().after().preemptions())
                .isEqualTo(1);
        // One looks, the other fills, whatever was there before.
        String shrunk = executed.printed().split("Original Sample")[0];
        assertThat(putsIn(shrunk)).as(shrunk).isEqualTo(4);
        assertThat(shrunk).contains("|").doesNotContain("Take");
    }

    private static int putsIn(String text) {
        Matcher line = Pattern.compile("program: (.*)").matcher(text);
        String last = "";
        while (line.find()) {
            last = line.group(1);
        }
        return last.split("Put\\[", -1).length - 1;
    }

    @Test
    void shrinksActionsAndTheirSchedule() {
        Executed executed = Executed.of(ProgramSubjects.class, "isUnderASchedule");
        assertThat(executed.printed()).contains("Schedule.of(\"plan:s").contains("1 preemption");
        assertThat(executed.failure()).hasMessageContaining("How it came about");
    }

    @Test
    void passesWhereNothingIsWrong() {
        assertThat(Executed.of(ProgramSubjects.class, "isSound").thrown()).isNull();
    }

    @Test
    void runsAsItIsWritten() throws Exception {
        Bounded state = new Bounded();
        SMALL.run(state); // With real threads.
        assertThat(state.size()).isBetween(3, 4);
        assertThat(SMALL.sequentialOutcomes(Bounded::new, Bounded::size)).containsExactly(3);
        Bounded racy = new Bounded();
        Schedule.of("plan:s1p1=2").run(() -> SMALL.run(racy));
        assertThat(SMALL)
                .hasToString(
                        "first [Put[locked=true], Put[locked=true]]; [Put[locked=false]] |"
                                + " [Put[locked=false]]");
    }

    @Test
    void failsWithWhatAnActionThrows() {
        Action<Bounded> failing =
                state -> {
                    throw new java.io.IOException("broken");
                };
        Program<Bounded> program =
                new Program<>(List.of(), List.of(List.of(failing)), List.of(new Take()));
        assertThatThrownBy(() -> Schedule.USUAL.run(() -> program.run(new Bounded())))
                .hasCauseInstanceOf(java.io.IOException.class);
        assertThatThrownBy(() -> program.sequentialOutcomes(Bounded::new, Bounded::size))
                .isInstanceOf(IllegalStateException.class)
                .hasCauseInstanceOf(java.io.IOException.class);
    }

    @Test
    void listsEachInterleavingOnce() {
        List<List<String>> sequences =
                List.of(List.of("a", "b", "c"), List.of("x", "y"), List.of(), List.of("1"));
        Set<List<String>> seen = new HashSet<>();
        List<List<String>> all = new ArrayList<>();
        Interleavings.<String>forEach(
                sequences,
                merged -> {
                    seen.add(merged);
                    all.add(merged);
                });
        assertThat(all).hasSize(60).hasSameSizeAs(seen);
        assertThat(Interleavings.count(sequences)).hasToString("60");
        assertThat(Interleavings.<String>of(sequences).sampleStream().limit(200))
                .allMatch(seen::contains);
        assertThat(Interleavings.count(List.of())).hasToString("1");
    }

    @Test
    void refusesWhatIsTooMuchOrTooLittle() {
        List<Integer> long10 = Collections.nCopies(10, 1);
        assertThatThrownBy(() -> Interleavings.forEach(List.of(long10, long10, long10), all -> {}))
                .hasMessageContaining("fewer threads, or fewer actions");
        assertThatThrownBy(
                        () ->
                                Programs.of(
                                                net.jqwik.api.Arbitraries.<Action<Bounded>>of(
                                                        new Take()))
                                        .threads(0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
