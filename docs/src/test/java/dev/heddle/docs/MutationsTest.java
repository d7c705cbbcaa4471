package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sums of {@code -Ppit}: too few that were noticed fail, and so does one that was not tried.
 */
class MutationsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir Path folder;

    @Test
    void whatIsNoticedIsCounted() throws Exception {
        write("classes", mutation("KILLED"), mutation("TIMED_OUT"), mutation("KILLED"));
        write("records", mutation("KILLED"), mutation("SURVIVED"));
        assertThat(sums("80"))
                .startsWith("0\n")
                .contains("| `a.B` | 5 | 4 | 1 | 0 | 80 % |")
                .contains("a.B, line 7, run: negated conditional (SURVIVED)");
        assertThat(sums("81"))
                .startsWith("1\n")
                .contains("a: tests notice 80.0 % of the changes, and not 81 %.");
    }

    @Test
    void whatIsNotReachedIsNotNoticed() throws Exception {
        write("classes", mutation("KILLED"), mutation("NO_COVERAGE"));
        assertThat(sums("51")).startsWith("1\n").contains("| `a.B` | 2 | 1 | 0 | 1 | 50 % |");
    }

    @Test
    void whatWasNotTriedIsNoVerdict() throws Exception {
        write("classes", mutation("KILLED"), mutation("RUN_ERROR"));
        assertThat(sums("10")).startsWith("1\n").contains("a.B: 1 changes could not be tried");
        write("classes");
        assertThat(sums("0")).startsWith("1\n").contains("Nothing was changed.");
    }

    private static String mutation(String status) {
        return "<mutation detected='true' status='%s' numberOfTestsRun='1'><sourceFile>B.java</sourceFile><mutatedClass>a.B$C</mutatedClass><mutatedMethod>run</mutatedMethod><lineNumber>7</lineNumber><description>negated conditional</description></mutation>\n"
                .formatted(status);
    }

    private void write(String kind, String... mutations) throws IOException {
        Path report = Files.createDirectories(folder.resolve(kind)).resolve("mutations.xml");
        Files.writeString(report, "<mutations>\n" + String.join("", mutations) + "</mutations>\n");
    }

    /** The exit code, and what was said. */
    private String sums(String threshold) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                ROOT.resolve(".mvn/Mutations.java").toString(),
                                folder.toString(),
                                threshold)
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes());
        return process.waitFor() + "\n" + output;
    }
}
