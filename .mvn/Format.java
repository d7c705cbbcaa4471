import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks or applies the format of every Java file of the project. The build runs it, from the root
 * of the project and on the JDK of the toolchain: see {@code format.mode} in {@code pom.xml}.
 */
public final class Format {

    private static final List<Path> ROOTS =
            Stream.of(
                            ".mvn",
                            "scheduler/src",
                            "junit-extension/src",
                            "junit-extension/flaky/src",
                            "junit-extension/maven-plugin/src",
                            "property-tests/src",
                            "docs/examples",
                            "docs/peers",
                            "docs/src")
                    .map(Path::of)
                    .toList();

    private static final Formatter FORMATTER =
            new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());

    private Format() {}

    public static void main(String[] args) throws IOException {
        boolean apply =
                switch (args[0]) {
                    case "check" -> false;
                    case "apply" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "format.mode is check or apply, not " + args[0]);
                };
        List<Path> changed =
                sources().parallelStream().filter(file -> differs(file, apply)).sorted().toList();
        for (Path file : changed) {
            System.err.println((apply ? "formatted " : "not formatted: ") + file);
        }
        if (!apply && !changed.isEmpty()) {
            System.err.println("To format them: mvn -q -N verify -Dformat.mode=apply");
            System.exit(1);
        }
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path root : ROOTS) {
            try (Stream<Path> all = Files.walk(root)) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        return files;
    }

    /** Whether the file is not as the formatter would have it; it is rewritten if asked to. */
    private static boolean differs(Path file, boolean apply) {
        try {
            String before = Files.readString(file);
            String after = FORMATTER.formatSourceAndFixImports(before);
            if (before.equals(after)) {
                return false;
            }
            if (apply) {
                Files.writeString(file, after);
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new IllegalStateException(file + ": " + e.getMessage(), e);
        }
    }
}
