package dev.heddle.flaky;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Arguments of a {@code java} command in a file that is named as {@code @FILE}: a class path may be
 * longer than a command line can be.
 */
final class ArgumentFile {

    /** What the command reads such a file in. */
    private static final Charset NATIVE =
            Charset.forName(System.getProperty("native.encoding", Charset.defaultCharset().name()));

    private ArgumentFile() {}

    /** Writes one, whatever stands in the arguments. */
    static void write(Path file, List<String> arguments) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text(arguments), NATIVE);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The arguments of a JVM can not be written to " + file + ".", e);
        }
    }

    /** Each argument in a line of its own, in quotes, in which a backslash stands for itself. */
    static String text(List<String> arguments) {
        return arguments.stream()
                .map(
                        argument ->
                                "\""
                                        + argument.replace("\\", "\\\\")
                                                .replace("\"", "\\\"")
                                                .replace("\n", "\\n")
                                                .replace("\r", "\\r")
                                        + "\"\n")
                .collect(Collectors.joining());
    }
}
