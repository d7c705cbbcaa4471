package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A proof goes on although its JVM was killed, unless the program has changed since. */
class ResumeInAnotherJvmTest {

    @TempDir Path directory;

    @Test
    void whatWasVisitedBeforeTheKillCounts() throws Exception {
        Path file = directory.resolve("state.proof");
        Path classes = Files.createDirectory(directory.resolve("classes"));
        Files.writeString(classes.resolve("A.class"), "as it was");
        // Besides the class path itself.
        List<String> options = List.of("-Dsurefire.test.class.path=" + classes);
        Process killed =
                FreshJvm.start(options, ResumeMain.class, List.of(file.toString(), "100000000"));
        try {
            for (int i = 0; i < 3_000 && !Files.exists(file); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
                assertThat(killed.isAlive()).isTrue();
            }
        } finally {
            killed.destroyForcibly().waitFor(); // SIGKILL: nobody is told.
        }
        assertThat(file).exists();
        long before = executions(options, file, 1);
        assertThat(before).isGreaterThan(1); // As many as it would be from the beginning.
        assertThat(executions(options, file, 10)).isEqualTo(before + 10);
        Files.writeString(classes.resolve("A.class"), "as it is now");
        assertThat(lines(options, file, 1))
                .anyMatch(
                        line ->
                                line.startsWith("refused: The program is not the one")
                                        && line.contains("what is in the class path has changed"));
    }

    private static long executions(List<String> options, Path file, int more) {
        return lines(options, file, more).stream()
                .filter(line -> line.startsWith("executions "))
                .mapToLong(line -> Long.parseLong(line.substring("executions ".length())))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> lines(List<String> options, Path file, int more) {
        return FreshJvm.lines(
                options, ResumeMain.class, List.of(file.toString(), String.valueOf(more)));
    }
}
