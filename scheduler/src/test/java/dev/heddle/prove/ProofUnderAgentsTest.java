package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a build or an IDE brings into the JVM adds no interleaving and changes none: JaCoCo's probes
 * are writes of elements of arrays that all threads share.
 */
class ProofUnderAgentsTest {

    private static List<String> without;

    @TempDir Path folder;

    @BeforeAll
    static void prove() {
        without = ProofDigestMain.lines();
    }

    @Test
    void coverage() throws Exception {
        Path measured = folder.resolve("jacoco.exec");
        String jacoco = "-javaagent:" + jarOf("org.jacoco.agent") + "=destfile=" + measured;
        check(jacoco);
        assertThat(Files.readString(measured, StandardCharsets.ISO_8859_1))
                .contains("dev/heddle/prove/Counted");
        check("-javaagent:" + FreshJvm.agentJar(folder), jacoco);
    }

    @Test
    void aDebuggerThatListens() {
        check("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=localhost:0");
    }

    private static void check(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("-XX:TieredStopAtLevel=1"); // It is too short-lived for more.
        assertThat(FreshJvm.lines(all, ProofDigestMain.class, List.of()))
                .filteredOn(line -> line.contains(" runs"))
                .isEqualTo(without);
    }

    private static String jarOf(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith("-runtime.jar") && entry.contains(artifact))
                .findFirst()
                .orElseThrow();
    }
}
