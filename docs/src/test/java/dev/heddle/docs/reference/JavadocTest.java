package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The reference shows no Java that the compiler has not seen, and shows some where it matters. */
class JavadocTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES =
            List.of("scheduler", "junit-extension", "junit-extension/flaky", "property-tests");
    private static final String BEGIN = "{@snippet :\n";

    private static List<String> compiled;

    /** A piece of Java, and the file whose javadoc shows it. */
    record Snippet(Path file, String code) {
        @Override
        public String toString() {
            return file.getFileName() + ": " + code.lines().findFirst().orElse("nothing");
        }
    }

    @BeforeAll
    static void readExamples() {
        compiled =
                files(ROOT.resolve("docs/src")).stream().map(file -> squeezed(text(file))).toList();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void standsInACompiledFile(Snippet snippet) {
        String code = squeezed(snippet.code());
        assertThat(code).isNotEmpty();
        assertThat(compiled).anyMatch(source -> source.contains(code));
    }

    /** Where users begin: each of these shows how it is used. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "scheduler/src/main/java/dev/heddle/Explorer",
                "scheduler/src/main/java/dev/heddle/Failure",
                "scheduler/src/main/java/dev/heddle/Heddle",
                "scheduler/src/main/java/dev/heddle/Proof",
                "scheduler/src/main/java/dev/heddle/Property",
                "scheduler/src/main/java/dev/heddle/Prover",
                "scheduler/src/main/java/dev/heddle/Report",
                "scheduler/src/main/java/dev/heddle/Schedule",
                "scheduler/src/main/java/dev/heddle/VirtualTime",
                "scheduler/src/main/java/dev/heddle/async/Async",
                "scheduler/src/main/java/dev/heddle/async/ContextVar",
                "scheduler/src/main/java/dev/heddle/async/Event",
                "scheduler/src/main/java/dev/heddle/async/EventLoop",
                "scheduler/src/main/java/dev/heddle/async/Future",
                "scheduler/src/main/java/dev/heddle/async/Lock",
                "scheduler/src/main/java/dev/heddle/async/Network",
                "scheduler/src/main/java/dev/heddle/async/Queue",
                "scheduler/src/main/java/dev/heddle/async/Runner",
                "scheduler/src/main/java/dev/heddle/async/Streams",
                "scheduler/src/main/java/dev/heddle/async/Subprocess",
                "scheduler/src/main/java/dev/heddle/async/TaskGroup",
                "scheduler/src/main/java/dev/heddle/async/Timeout",
                "scheduler/src/main/java/dev/heddle/linearizability/Checker",
                "scheduler/src/main/java/dev/heddle/linearizability/History",
                "scheduler/src/main/java/dev/heddle/linearizability/JepsenHistory",
                "scheduler/src/main/java/dev/heddle/linearizability/Linearizability",
                "junit-extension/src/main/java/dev/heddle/assertj/HeddleAssertions",
                "junit-extension/src/main/java/dev/heddle/junit/Exhaustive",
                "junit-extension/src/main/java/dev/heddle/junit/Interleaved",
                "junit-extension/src/main/java/dev/heddle/junit/Replay",
                "junit-extension/src/main/java/dev/heddle/junit/Scheduler",
                "junit-extension/src/main/java/dev/heddle/junit/VirtualTime",
                "property-tests/src/main/java/dev/heddle/jqwik/Interleaved",
                "property-tests/src/main/java/dev/heddle/jqwik/Programs",
                "property-tests/src/main/java/dev/heddle/jqwik/Replay",
                "property-tests/src/main/java/dev/heddle/jqwik/Schedules"
            })
    void showsAnExample(String type) {
        assertThat(snippets(ROOT.resolve(type + ".java"))).isNotEmpty();
    }

    /** Only in this form are examples looked at here. */
    @Test
    void examplesAreSnippets() {
        assertThat(sources()).allMatch(file -> !text(file).contains("<pre>{@code"));
    }

    @Test
    void endsAtTheDotsAndAtTheBrace() {
        String doc = "/**\n * {@snippet :\n * a() {\n *     b;\n *     // ...\n * }\n * }\n */\n";
        assertThat(code(doc)).containsExactly("a() {\n    b;");
    }

    static Stream<Snippet> snippets() {
        return sources().stream().flatMap(file -> snippets(file).stream());
    }

    private static List<Snippet> snippets(Path file) {
        return code(text(file)).stream().map(code -> new Snippet(file, code)).toList();
    }

    /** The code of all snippets, each up to the line {@code // ...} if it has one. */
    private static List<String> code(String source) {
        List<String> all = new ArrayList<>();
        int begin = source.indexOf(BEGIN);
        while (begin >= 0) {
            int end = begin + BEGIN.length();
            for (int open = 1; open > 0; end++) {
                open += braces(source.charAt(end));
            }
            String code = source.substring(begin + BEGIN.length(), end - 1);
            all.add(
                    code.replaceAll("(?m)^ *\\* ?", "")
                            .replaceAll("(?s)\\s*// \\.\\.\\..*", "")
                            .strip());
            begin = source.indexOf(BEGIN, end);
        }
        return all;
    }

    private static int braces(char c) {
        return c == '{' ? 1 : c == '}' ? -1 : 0;
    }

    private static List<Path> sources() {
        return MODULES.stream()
                .flatMap(module -> files(ROOT.resolve(module).resolve("src/main/java")).stream())
                .toList();
    }

    private static String squeezed(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static List<Path> files(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(path -> path.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
