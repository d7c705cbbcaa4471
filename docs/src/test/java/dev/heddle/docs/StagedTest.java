package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What looks at a release before it is published does notice what is wrong with it. */
class StagedTest {

    @TempDir private Path repository;

    @Test
    void saysWhatIsMissingAndWhatIsTooMuch() throws Exception {
        Path folder = repository.resolve("dev/heddle/heddle-junit/1.0");
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("heddle-junit-1.0.pom"),
                """
                <project>
                  <parent></parent>
                  <dependency>
                    <groupId>dev.heddle</groupId>
                    <artifactId>heddle-scheduler</artifactId>
                    <version>0.9-SNAPSHOT</version>
                  </dependency>
                </project>
                """);
        Files.createDirectories(repository.resolve("dev/heddle/heddle-docs"));
        Files.writeString(repository.resolve("dev/heddle/heddle-docs/x.jar"), "");
        assertThat(staged("1.0", "KEY"))
                .contains(
                        "heddle-scheduler has 0 files heddle-scheduler-1.0.jar, not one.",
                        "heddle-junit has 0 files heddle-junit-1.0-sources.jar, not one.",
                        "heddle-junit-1.0.pom has no .sha1.",
                        "heddle-junit-1.0.pom is not signed.",
                        "heddle-junit-1.0.pom has no <scm",
                        "heddle-junit-1.0.pom has <parent>, which is for the build only.",
                        "heddle-junit-1.0.pom needs heddle-scheduler 0.9-SNAPSHOT, which is not"
                                + " staged.",
                        "heddle-junit-1.0.pom needs a snapshot.",
                        "Nobody expects dev/heddle/heddle-docs/x.jar.");
    }

    /** What it says; it must have failed. */
    private String staged(String version, String key) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add(Path.of("..", ".mvn", "Staged.java").toString());
        command.addAll(
                List.of("staging::file:" + repository, version, "2026-01-01T00:00:00Z", key));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(1);
        return said;
    }
}
