package dev.heddle.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a library does depends on nothing that another JVM would do differently. */
class FreshJvmTest {

    private static final int SCHEDULES = 8;

    @Test
    void aFreshJvmThatRunsTheProgramsInAnotherOrderGivesTheSameRuns(@TempDir Path folder)
            throws Exception {
        List<Program> programs = List.of(Program.values());
        List<String> here = new ArrayList<>();
        for (Program program : programs) {
            here.addAll(LibraryMain.lines(program, SCHEDULES));
        }
        List<String> there = fresh(programs.reversed(), folder.resolve("errors.txt"));
        assertThat(there).hasSameSizeAs(here);
        List<String> missing = new ArrayList<>(here);
        missing.removeAll(there);
        assertThat(missing).isEmpty();
    }

    /** What libraries log goes to the error stream. */
    private static List<String> fresh(List<Program> programs, Path errors) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                Arrays.asList(
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1", // It is too short-lived for more.
                        "-ea", // Surefire does so too, and assertions are steps.
                        "--sun-misc-unsafe-memory-access=allow",
                        "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LibraryMain.class.getName(),
                        Integer.toString(SCHEDULES)));
        programs.forEach(program -> command.add(program.name()));
        Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        assertThat(exit).as(output + Files.readString(errors)).isZero();
        return output.lines().toList();
    }
}
