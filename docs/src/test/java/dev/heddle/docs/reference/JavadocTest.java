package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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

    /**
     * What is part of another type, where the example is, or only comes back from one. What is
     * thrown needs none either: docs/errors.md has it.
     */
    private static final Set<String> PARTS =
            Set.of(
                    "api/API",
                    "api/Internal",
                    "flaky/Main", // A command, and it shows one.
                    "heddle/JudgedBody");

    /** Each type for users shows how it is used. */
    @ParameterizedTest
    @MethodSource("types")
    void showsAnExample(Path type) {
        boolean shows = text(type).split("\npublic ")[0].contains(BEGIN);
        assertThat(shows).as("an example at the type").isNotEqualTo(PARTS.contains(name(type)));
    }

    /** The files of all types that are for users and are not thrown. */
    static List<Path> types() {
        List<Path> types =
                sources().stream()
                        .filter(file -> text(file).split("\npublic ")[0].contains("\n@API("))
                        .filter(file -> text(file).contains("\npublic "))
                        .filter(file -> !name(file).matches(".*\\w(Exception|Error|Failure)"))
                        .toList();
        assertThat(types.stream().map(JavadocTest::name)).containsAll(PARTS);
        return types;
    }

    /** The last part of a type's package, and its name. */
    private static String name(Path file) {
        String path = file.toString().replace('\\', '/');
        return path.replaceFirst(".*/([^/]+/[^/]+)\\.java$", "$1");
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
