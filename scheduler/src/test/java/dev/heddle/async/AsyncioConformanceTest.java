package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.control.Control;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Programs do what they do in CPython's asyncio: the same events, in the same order, at the same
 * time, in the same pass of the loop.
 */
@Timeout(300)
class AsyncioConformanceTest {

    /** Opens the inside of the JDK, so that both grounds of a loop of its own are there. */
    static {
        Control.install();
    }

    @Test
    void theProgramsForSingleRulesTheLargerOnesAndThoseOfEagerTasksAgree() {
        List<RecordedProgram> all = RecordedProgram.own();
        assertThat(all).hasSize(146 + 200 + 50);
        assertThat(all.stream().filter(RecordedProgram::isEager)).hasSize(50);
        assertThat(differences(all)).isEmpty();
    }

    /**
     * The same where time-outs and groups are resources of a {@code try}, but for what such a block
     * can not do, to turn one exception into another: see {@link Interpreter}.
     */
    @Test
    void soTheyDoWhereBlocksAreResources() {
        List<String> differences = new ArrayList<>();
        for (RecordedProgram one : RecordedProgram.own()) {
            String difference = Plays.differenceWithResources(one);
            if (difference != null) {
                differences.add(one + ": " + difference);
            }
        }
        assertThat(differences).isEmpty();
    }

    /** Those of {@code -Dheddle.asyncio.corpus=DIR,DIR}. */
    @Test
    void programsInFurtherDirectoriesAgree() {
        List<RecordedProgram> all = RecordedProgram.further();
        List<String> differences = differences(all);
        if (!all.isEmpty()) {
            System.out.printf("%d programs, %d differ%n", all.size(), differences.size());
            differences.forEach(System.out::println);
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void aDirectoryThatIsNotThereIsSaid() {
        assertThatThrownBy(() -> RecordedProgram.in(Path.of("no", "such", "place")))
                .hasMessageContaining("There is no directory")
                .hasMessageContaining(RecordedProgram.DIRECTORIES);
    }

    private static List<String> differences(List<RecordedProgram> all) {
        List<String> differences = new ArrayList<>();
        for (RecordedProgram one : all) {
            String difference = Plays.difference(one);
            if (difference != null) {
                differences.add(one + ": " + difference);
            }
        }
        return differences;
    }
}
