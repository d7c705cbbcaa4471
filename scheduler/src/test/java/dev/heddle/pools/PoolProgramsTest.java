package dev.heddle.pools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Wrong uses are found, right ones are not complained of, and both are the same everywhere. */
class PoolProgramsTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    void wrongUsesAreFoundAndRightOnesPass(PoolPrograms program) {
        Report report = Heddle.explorer().schedules(500).explore(program.body());
        if (program.isBroken()) {
            assertThatThrownBy(report::check).hasMessageContaining(program.says());
        } else {
            report.check();
        }
    }

    @Test
    void theSameAgain() {
        assertThat(PoolDigests.lines()).isEqualTo(PoolDigests.lines());
    }

    @Test
    @Covers(area = Area.POOLS, value = "The same course on machines with other processors")
    void theSameInJvmsWithOtherProcessors() {
        // One is what most decisions of the JDK depend on.
        assertThat(elsewhere("-XX:ActiveProcessorCount=1")).isEqualTo(PoolDigests.lines());
    }

    private static List<String> elsewhere(String option) {
        List<String> command =
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+EnableDynamicAgentLoading",
                        option,
                        "-cp",
                        locationOf(Heddle.class)
                                + File.pathSeparator
                                + locationOf(PoolDigests.class),
                        PoolDigests.class.getName());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isZero();
            return output.lines().toList();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("The JVM could not be started.", e);
        }
    }

    private static Path locationOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
