package dev.heddle.docs.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The site of the guide, and that of small guides that are wrong. */
class SiteTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("(?:href|src)=\"([^\"#]*)(?:#([^\"]*))?\"");

    @TempDir private Path target;

    @Test
    void allLinksOfTheGuideLeadSomewhere() throws IOException {
        Path first = Site.write(ROOT, target);
        assertThat(first).exists();
        try (Stream<Path> all = Files.walk(target)) {
            List<Path> pages = all.filter(path -> path.toString().endsWith(".html")).toList();
            assertThat(pages).hasSizeGreaterThan(30).allSatisfy(this::leadsSomewhere);
        }
    }

    /** Looks at what was written, without what has written it. */
    private void leadsSomewhere(Path page) throws IOException {
        Matcher link = LINK.matcher(Files.readString(page));
        int links = 0;
        while (link.find()) {
            links++;
            if (link.group(1).startsWith("http")) {
                continue;
            }
            Path file = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1));
            assertThat(file).isRegularFile();
            assertThat(file.normalize()).startsWith(target);
            if (link.group(2) != null && !link.group(2).isEmpty()) {
                assertThat(Files.readString(file)).contains("id=\"" + link.group(2) + "\"");
            }
        }
        assertThat(links).isGreaterThan(30);
    }

    @Test
    void allPagesAreInTheGuide() throws IOException {
        TreeSet<String> missing = new TreeSet<>();
        try (Stream<Path> all = Files.list(ROOT.resolve("docs"))) {
            all.map(path -> String.valueOf(path.getFileName()))
                    .filter(name -> name.endsWith(".md") && !name.equals("guide.md"))
                    .forEach(missing::add);
        }
        String guide = Files.readString(ROOT.resolve("docs/guide.md"));
        missing.removeIf(name -> guide.contains("(" + name));
        assertThat(missing).isEmpty();
    }

    @Test
    void deadLinksAreAllNamed() throws IOException {
        Path root = guide("[a](no.md) and [b](other.md#nothing) and [c](other.md#a-b-heading)");
        Files.writeString(
                root.resolve("docs/other.md"), "# Other\n\n## A `b`, heading\n\n![d](e.png)\n");
        assertThatThrownBy(() -> Site.write(root, target.resolve("site")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("docs/guide.md: no.md (there is no such file)")
                .hasMessageContaining("docs/guide.md: other.md#nothing (there is no such heading)")
                .hasMessageContaining("docs/other.md: e.png (there is no such file)")
                .hasMessageNotContaining("a-b-heading");
        assertThat(target.resolve("site")).doesNotExist();
    }

    @Test
    void whatIsNoMarkupIsShownAsItIs() throws IOException {
        Path root = guide("## A `<T>` & more\n\n    List<T> list;\n\n| a |\n| --- |\n| `b` |");
        Site.write(root, target.resolve("site"));
        assertThat(Files.readString(target.resolve("site/docs/guide.html")))
                .contains("<h2 id=\"a-t--more\">A <code>&lt;T&gt;</code> &amp; more</h2>")
                .contains("List&lt;T&gt; list;")
                .contains("<td><code>b</code></td>");
    }

    @Test
    void aFolderThatIsNoRepositoryIsRefused() {
        assertThatThrownBy(() -> Site.write(target, target.resolve("site")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith("is not the repository: no docs/guide.md.");
        assertThatThrownBy(() -> Site.main(new String[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "Say where the repository is and where to put the site, and nothing else.");
    }

    private Path guide(String text) throws IOException {
        Path root = target.resolve("repository");
        Files.createDirectories(root.resolve("docs"));
        Files.writeString(root.resolve("README.md"), "# Front\n\n[guide](docs/guide.md)\n");
        Files.writeString(root.resolve("docs/guide.md"), "# Guide\n\n" + text + "\n");
        return root;
    }
}
