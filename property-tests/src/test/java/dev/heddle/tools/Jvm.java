package dev.heddle.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a main class in a JVM of its own that has the class path of this one. */
final class Jvm {

    private Jvm() {}

    /** The lines that it prints. */
    static List<String> lines(List<String> options, Class<?> mainClass, String... arguments) {
        return lines(options, mainClass.getName(), arguments);
    }

    /** The lines that it prints. */
    static List<String> lines(List<String> options, String mainClass, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1", // It is too short-lived for more.
                        "-ea")); // Surefire does so too, and assertions are steps.
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
        command.addAll(List.of(arguments));
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

    /** What a class was loaded from. */
    static Path jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
