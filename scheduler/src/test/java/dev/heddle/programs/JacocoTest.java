package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The probes that JaCoCo writes into classes change nothing of what their runs are. */
class JacocoTest {

    private static final int SEEDS = 50;

    private static final List<Programs> PROGRAMS =
            List.of(
                    Programs.RACY_COUNTER,
                    Programs.LOCKED_COUNTER,
                    Programs.CHECK_THEN_ACT_PLAIN,
                    Programs.MONITORS_CROSSED,
                    Programs.WAIT_IN_LOOP,
                    Programs.PUBLISH_THEN_INITIALISE,
                    Programs.BUFFER_LOOKS_AGAIN);

    private static List<String> withoutIt;

    @TempDir Path folder;

    @Test
    @Covers(area = Area.TOOLS, value = "JaCoCo's agent before Heddle attaches itself")
    void mayBeThereBeforeHeddleAttachesItself() throws IOException {
        check(jacoco());
    }

    @Test
    @Covers(area = Area.TOOLS, value = "JaCoCo's agent before or after Heddle's")
    void mayComeBeforeHeddlesAgent() throws IOException {
        check(jacoco(), heddle());
    }

    @Test
    @Covers(area = Area.TOOLS, value = "JaCoCo's agent before or after Heddle's")
    void mayComeAfterHeddlesAgent() throws IOException {
        check(heddle(), jacoco());
    }

    private void check(String... agents) throws IOException {
        List<String> options = new ArrayList<>(List.of(agents));
        options.add("-XX:TieredStopAtLevel=1"); // It is too short-lived for more.
        assertThat(FreshJvm.digests(options, SEEDS, PROGRAMS)).isEqualTo(withoutIt());
        // What it has found executed: the programs were really measured.
        assertThat(Files.readString(measured(), StandardCharsets.ISO_8859_1))
                .contains("dev/heddle/programs/RacyCounter", "dev/heddle/programs/TwoMonitors");
    }

    private static synchronized List<String> withoutIt() {
        if (withoutIt == null) {
            List<String> lines = new ArrayList<>();
            for (Programs program : PROGRAMS) {
                int seed = 1;
                for (Recording run : Recording.ofSeeds(SEEDS, program)) {
                    lines.add(DigestMain.line(program, seed++, run));
                }
            }
            withoutIt = lines;
        }
        return withoutIt;
    }

    private Path measured() {
        return folder.resolve("jacoco.exec");
    }

    private String jacoco() {
        String jar =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.endsWith("-runtime.jar"))
                        .filter(entry -> entry.contains("org.jacoco.agent"))
                        .findFirst()
                        .orElseThrow();
        return "-javaagent:" + jar + "=destfile=" + measured();
    }

    private String heddle() throws IOException {
        return "-javaagent:" + FreshJvm.agentJar(folder);
    }
}
