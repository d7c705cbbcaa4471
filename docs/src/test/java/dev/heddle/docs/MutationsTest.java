package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The sums of {@code -Ppit}: too few that were noticed fail, and what was not reached or not tried
 * was not noticed.
 */
class MutationsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir Path folder;

    @Test
    void whatIsNoticedIsCounted() throws Exception {
        write("1", mutation("KILLED"), mutation("TIMED_OUT"), mutation("KILLED"));
        write("2", mutation("KILLED"), mutation("SURVIVED"));
        assertThat(sums("80"))
                .startsWith("0\n")
                .contains("| `a.B` | 5 | 5 | 4 | 1 | 1 | 0 | 0 | 80 % |")
                .contains("| **a** | 5 | 5 | 4 | 1 | 1 | 0 | 0 | 80.0 % |")
                .contains("a.B$C, line 7, run: negated conditional (SURVIVED)");
        assertThat(sums("81"))
                .startsWith("1\n")
                .contains("a: tests notice 80.0 % of the changes, and not 81 %.");
    }

    @Test
    void whatIsNotReachedIsNotNoticed() throws Exception {
        write("1", mutation("KILLED"), mutation("NO_COVERAGE"));
        assertThat(sums("51"))
                .startsWith("1\n")
                .contains("| `a.B` | 2 | 2 | 1 | 0 | 0 | 1 | 0 | 50 % |");
    }

    @Test
    void whatCouldNotBeTriedIsNotNoticed() throws Exception {
        for (String status : List.of("RUN_ERROR", "NON_VIABLE", "NOT_STARTED", "STARTED")) {
            write("1", mutation("KILLED"), mutation(status));
            assertThat(sums("51"))
                    .as(status)
                    .startsWith("1\n")
                    .contains("| `a.B` | 2 | 2 | 1 | 0 | 0 | 0 | 1 | 50 % |")
                    .contains("(" + status + ")");
        }
        write("1");
        assertThat(sums("0")).startsWith("1\n").contains("Nothing was changed.");
    }

    /** Two of ten were tried, and one was noticed: so five of them would be. */
    @Test
    void aSampleStandsForAll() throws Exception {
        write("1", mutation("KILLED"), mutation("SURVIVED"));
        Files.writeString(folder.resolve("1/changes.txt"), "a.B$C 10\n");
        write("2", of("a.B", "KILLED"), of("a.B", "KILLED"));
        Files.writeString(folder.resolve("2/changes.txt"), "a.B 2\n");
        assertThat(sums("58"))
                .startsWith("0\n")
                .contains("| `a.B` | 12 | 4 | 3 | 0 | 1 | 0 | 0 | 58 % |")
                .contains("| **a** | 12 | 4 | 3 | 0 | 1 | 0 | 0 | 58.3 % ± 28.2 |");
        assertThat(sums("59")).startsWith("1\n").contains("notice 58.3 % ± 28.2 of the changes");
        Files.writeString(folder.resolve("2/changes.txt"), "a.B 2\na.D 9\n");
        assertThat(sums("0"))
                .startsWith("1\n")
                .contains("a.D: it has changes, and none was tried.");
    }

    private static String mutation(String status) {
        return of("a.B$C", status);
    }

    private static String of(String name, String status) {
        return "<mutation detected='true' status='%s' numberOfTestsRun='1'><sourceFile>B.java</sourceFile><mutatedClass>%s</mutatedClass><mutatedMethod>run</mutatedMethod><lineNumber>7</lineNumber><description>negated conditional</description></mutation>\n"
                .formatted(status, name);
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
