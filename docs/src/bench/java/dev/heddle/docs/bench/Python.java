package dev.heddle.docs.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the programs of coroutines take on an event loop of Python: nanoseconds, or bytes.
 *
 * @param on the Python and the event loop that took that
 * @param byProgram by the name of the program
 */
record Python(String on, Map<String, Double> byProgram) {

    /** Where none is asked for. */
    static final Python NOTHING = new Python("", Map.of());

    private static final String SCRIPT = "coroutines.py";

    double of(String program) {
        Double figure = byProgram.get(program);
        if (figure == null) {
            throw new IllegalArgumentException("Nothing is known of '%s'.".formatted(program));
        }
        return figure;
    }

    /**
     * The figures of a file; measured anew and written there before, if a system property names the
     * command by which Python is started.
     *
     * @param property the property, such as {@code bench.asyncio}
     * @param options those of the script
     */
    static Python of(Path file, String property, String... options)
            throws IOException, InterruptedException {
        String command = System.getProperty(property, "");
        if (!command.isBlank()) {
            Files.writeString(file, measure(file.resolveSibling(SCRIPT), command, options));
        }
        String on = "";
        Map<String, Double> figures = new HashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t");
            if (parts[0].equals("on")) {
                on = parts[1];
            } else {
                figures.put(parts[0], Double.valueOf(parts[1]));
            }
        }
        return new Python(on, figures);
    }

    private static String measure(Path script, String python, String... options)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(python, script.toString()));
        command.addAll(List.of(options));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String printed =
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(
                    "%s has ended with %d. Its figures are as they were."
                            .formatted(command, status));
        }
        return printed;
    }
}
