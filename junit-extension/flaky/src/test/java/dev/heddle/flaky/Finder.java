package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the finder as a user would, on the tests in {@code planted}. */
final class Finder {

    /** What it printed, and what it ended with. */
    record Run(int code, String text) {}

    private Finder() {}

    /** Finds, and reads the report that was written. */
    static Results find(Path directory, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--out", directory.toString(),
                                "--zone", "UTC",
                                "--now", "2026-11-22T10:00:00Z",
                                "--fail-on", "none",
                                "--seconds", "900"));
        arguments.addAll(List.of(more)); // What is said later counts.
        Run run = runOnTests(arguments.toArray(String[]::new));
        assertThat(run.code).as(run.text).isZero();
        return Results.read(directory.resolve("report.json"));
    }

    /** Runs it with this JVM's class path. */
    static Run runOnTests(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--classpath");
        arguments.add(System.getProperty("java.class.path"));
        arguments.add("--tests");
        arguments.add(Options.place(Finder.class));
        return run(arguments.toArray(String[]::new));
    }

    static Run run(String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = Main.run(arguments, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        return new Run(code, bytes.toString(StandardCharsets.UTF_8));
    }
}
