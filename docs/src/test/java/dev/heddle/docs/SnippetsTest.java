package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The guide shows no Java that the compiler has not seen. */
class SnippetsTest {

    private static final Path DOCS = Path.of("").toAbsolutePath();

    /** A piece of Java, and where it stands. */
    record Snippet(String page, int line, String code) {
        @Override
        public String toString() {
            return page + ", line " + line;
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void standsInACompiledFile(Snippet snippet) {
        assertThat(sources()).anyMatch(source -> source.contains(snippet.code()));
    }

    @Test
    void readsTheJavaOfAPageAndNothingElse() {
        List<String> page =
                List.of("text", "```java", "  a();", "", "    b();", "```", "```sh", "c", "```");
        assertThat(snippets("page.md", page))
                .containsExactly(new Snippet("page.md", 2, "\na();\nb();\n"));
    }

    static List<Snippet> snippets() {
        return files(DOCS, 1, ".md").stream()
                .flatMap(page -> snippets(page.getFileName().toString(), lines(page)).stream())
                .toList();
    }

    private static List<Snippet> snippets(String page, List<String> lines) {
        List<Snippet> snippets = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).strip().equals("```java")) {
                int begin = i + 1;
                int end = begin;
                while (!lines.get(end).strip().equals("```")) {
                    end++;
                }
                snippets.add(new Snippet(page, begin, plain(lines.subList(begin, end))));
                i = end;
            }
        }
        return snippets;
    }

    private static List<String> sources() {
        return files(DOCS.resolve("src"), Integer.MAX_VALUE, ".java").stream()
                .map(source -> plain(lines(source)))
                .toList();
    }

    /** The lines without their indentation, and without the empty ones. */
    private static String plain(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .collect(Collectors.joining("\n", "\n", "\n"));
    }

    private static List<Path> files(Path root, int depth, String suffix) {
        try (Stream<Path> all = Files.walk(root, depth)) {
            return all.filter(path -> path.toString().endsWith(suffix)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
