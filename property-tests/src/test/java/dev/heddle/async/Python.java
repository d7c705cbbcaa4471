package dev.heddle.async;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A CPython whose rules are those of the recordings, and the recorder that it executes. */
final class Python {

    /** Names one. */
    static final String PROPERTY = "asyncio.python";

    private static final String VERSION = "cpython 3.13";
    private static final Path RECORDER = Path.of("src", "test", "python", "recorder.py");

    /** It keeps all that it has run until it ends. */
    private static final int MOST_AT_ONCE = 500;

    private static final int SECONDS = 300;

    private final String command;

    private Python(String command) {
        this.command = command;
    }

    /** One that can not be used, and why. */
    static final class NoneException extends Exception {
        private static final long serialVersionUID = 1L;

        NoneException(String message) {
            super(message);
        }
    }

    /** The one that the system property names, or else the first on the path that will do. */
    static Python find() throws NoneException, IOException, InterruptedException {
        String named = System.getProperty(PROPERTY);
        List<String> commands =
                named == null ? List.of("python3.13", "python3", "python") : List.of(named);
        List<String> others = new ArrayList<>();
        for (String command : commands) {
            String version = versionOf(command);
            if (version.equals(VERSION)) {
                return new Python(command);
            }
            others.add("%s: %s".formatted(command, version));
        }
        String why = "There is no %s, whose rules these are: %s".formatted(VERSION, others);
        if (named != null) {
            throw new IllegalArgumentException(why);
        }
        throw new NoneException(why + ". -D" + PROPERTY + "=FILE names one.");
    }

    private static String versionOf(String command) throws IOException, InterruptedException {
        String code = "import sys; print(sys.implementation.name, '%d.%d' % sys.version_info[:2])";
        Path output = Files.createTempFile("python", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command, "-c", code)
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "says nothing";
            }
            String said = Files.readString(output).strip();
            return process.exitValue() == 0 ? said : "fails: " + said;
        } catch (IOException e) {
            return "is not there";
        } finally {
            Files.delete(output);
        }
    }

    /** What these programs do there. */
    List<RecordedProgram> record(List<Map<String, Object>> programs, List<String> names)
            throws IOException, InterruptedException {
        List<RecordedProgram> all = new ArrayList<>();
        for (int i = 0; i < programs.size(); i += MOST_AT_ONCE) {
            int end = Math.min(programs.size(), i + MOST_AT_ONCE);
            List<String> lines = new ArrayList<>();
            for (Map<String, Object> program : programs.subList(i, end)) {
                lines.add(WrittenJson.of(Map.of("program", program)));
            }
            List<String> recorded = linesFor(lines);
            if (recorded.size() != lines.size()) {
                throw new IllegalStateException(
                        "%d programs were recorded in place of %d"
                                .formatted(recorded.size(), lines.size()));
            }
            for (String line : recorded) {
                all.add(RecordedProgram.of(names.get(all.size()), line));
            }
        }
        return all;
    }

    /** What the recorder answers to these lines. */
    List<String> linesFor(List<String> lines) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("asyncio");
        Path input = folder.resolve("programs");
        Path output = folder.resolve("recordings");
        Path errors = folder.resolve("errors");
        try {
            Files.write(input, lines);
            run(
                    new ProcessBuilder(command, RECORDER.toString())
                            .redirectInput(input.toFile())
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile()),
                    errors);
            return Files.readAllLines(output);
        } finally {
            for (Path file : List.of(input, output, errors, folder)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Has it made the recordings in a folder once more; gives what it says. */
    String compare(Path folder) throws IOException, InterruptedException {
        Path said = Files.createTempFile("asyncio", ".txt");
        try {
            run(
                    new ProcessBuilder(command, RECORDER.toString(), "--compare", folder.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(said.toFile()),
                    said);
            return Files.readString(said).strip();
        } finally {
            Files.delete(said);
        }
    }

    private static void run(ProcessBuilder builder, Path errors)
            throws IOException, InterruptedException {
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The recorder does not end.");
        }
        if (process.exitValue() != 0) {
            throw new IllegalArgumentException(
                    "The recorder ends with %d: %s"
                            .formatted(process.exitValue(), Files.readString(errors).strip()));
        }
    }

    @Override
    public String toString() {
        return command;
    }
}
