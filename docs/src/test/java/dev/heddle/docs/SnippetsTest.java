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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The README and the guide show no Java that the compiler has not seen. */
class SnippetsTest {

    private static final Path DOCS = Path.of("").toAbsolutePath();
    private static final Path ROOT = DOCS.getParent();

    private static final Pattern TOKEN = Pattern.compile("heddle1-[\\w-]+");

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
        List<Path> pages = new ArrayList<>(files(ROOT, 1, ".md"));
        pages.addAll(files(DOCS, 1, ".md"));
        List<Snippet> snippets =
                pages.stream()
                        .flatMap(
                                page ->
                                        snippets(ROOT.relativize(page).toString(), lines(page))
                                                .stream())
                        .toList();
        assertThat(snippets.stream().map(Snippet::page))
                .contains("README.md", "docs/junit.md", "docs/tutorial.md");
        return snippets;
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

    /**
     * The lines without their indentation, and without the empty ones. One token is as good as
     * another: which one a page shows is for the test that gets it from a run.
     */
    private static String plain(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(line -> TOKEN.matcher(line).replaceAll("heddle1-"))
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
