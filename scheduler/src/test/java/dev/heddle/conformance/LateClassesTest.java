package dev.heddle.conformance;

import static dev.heddle.conformance.Covers.Area.MONITORS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A synchronized method is controlled alike, whether its class was loaded before Heddle or not. */
class LateClassesTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    @Test
    @Covers(area = MONITORS, value = "synchronized methods of classes loaded before Heddle")
    void aClassThatWasLoadedEarlyRunsAlike() throws Exception {
        List<String> here = LateMain.lines();
        assertThat(here)
                .contains("correct FINISHED", "crossed DEADLOCK", "careless FAILED")
                .hasSizeGreaterThan(100);
        assertThat(inAnotherJvm()).isEqualTo(here);
    }

    private static List<String> inAnotherJvm() throws Exception {
        Process jvm =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+EnableDynamicAgentLoading",
                                "-cp",
                                locationOf(Heddle.class)
                                        + File.pathSeparator
                                        + locationOf(LateMain.class),
                                LateMain.class.getName())
                        .redirectErrorStream(true)
                        .start();
        jvm.getOutputStream().close();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        return output.lines().toList();
    }

    private static Path locationOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
