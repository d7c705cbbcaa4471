package dev.heddle.timeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Failure;
import dev.heddle.ParsedJson;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The page is one file that needs no other, and whatever stands in a text stays text. */
class PageTest {

    private static final Pattern DATA =
            Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>");

    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);

    @TempDir Path folder;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    static Map<?, ?> dataOf(String page) {
        Matcher data = DATA.matcher(page);
        assertThat(data.find()).isTrue();
        return (Map<?, ?>) ParsedJson.of(data.group(1));
    }

    @Test
    void thePageHasBothRunsWithTheirStepsAndMarks() {
        Failure failure = Runs.deadlock();
        Map<?, ?> data = dataOf(failure.toHtml());
        assertThat(data.get("summary")).isEqualTo(failure.summary());
        List<?> runs = (List<?>) data.get("runs");
        assertThat(runs.stream().map(run -> (Object) ((Map<?, ?>) run).get("name")).toList())
                .containsExactly("Minimal", "As found");
        Map<?, ?> smallest = (Map<?, ?>) runs.getFirst();
        assertThat((List<?>) smallest.get("rows")).hasSize(failure.steps().size());
        assertThat((List<?>) smallest.get("keySteps")).isNotEmpty();
        assertThat((List<?>) smallest.get("fields"))
                .hasSize(((List<?>) ((List<?>) smallest.get("rows")).getFirst()).size());
        assertThat((List<?>) smallest.get("threads")).hasToString("[main, there, back]");
    }

    @Test
    void itNamesNothingOutsideAndExecutesNothingButItsScript() throws Exception {
        String page = Runs.race().toHtml();
        // The name of a format, which nobody loads.
        assertThat(page.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http:", "https:");
        assertThat(page).doesNotContainPattern("(?i)<(link|img|iframe|object|embed)\\b");
        assertThat(page).doesNotContainPattern("(?i)\\s(src|href|on\\w+)=");
        assertThat(page).doesNotContain("@import", "url(", "innerHTML", "eval(");
        Matcher script = SCRIPT.matcher(page);
        assertThat(script.find()).isTrue();
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(script.group(1).getBytes(StandardCharsets.UTF_8));
        assertThat(page)
                .contains("script-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }

    @Test
    void noTextEndsWhatItStandsIn() {
        String hostile =
                "</script><script>alert(1)</script></pre></title><!--<img src=x onerror=alert(1)>"
                        + " {{data}} $1 & \" ' \uD83D\uDE00 \uD800 \u0000 \u2028";
        String page = Page.of(hostile, hostile, Map.of("text", hostile));
        assertThat(page.split("</script>", -1)).hasSize(3);
        assertThat(page.split("(?i)<script", -1)).hasSize(3);
        assertThat(page).doesNotContain("<img", "<!--", "alert(1)</script>", "\u0000");
        assertThat(page).contains("&#128512;", "{{data}}"); // Once as text, and not replaced.
        assertThat(dataOf(page).get("text")).isEqualTo(hostile);
    }

    @Test
    void thePageIsTheSameEachTimeAndInAnyEncoding() {
        Failure failure = Runs.race();
        assertThat(failure.toHtml()).isEqualTo(failure.toHtml());
        assertThat(failure.toHtml()).matches("(?s)[\\x09\\x0a\\x20-\\x7e]*");
    }

    @Test
    void tenThousandStepsAreNoMoreThanAMegabyte() {
        assertThat(Runs.long_().toHtml().length()).isLessThan(1_000_000);
    }

    @Test
    void itIsWrittenWhereItIsAskedFor() throws IOException {
        Path file = folder.resolve("a/b/failure.html");
        Failure failure = Runs.race();
        failure.writeHtml(file);
        assertThat(Files.readString(file)).isEqualTo(failure.toHtml());
    }

    @Test
    void aFileThatCanNotBeWrittenIsNamed() throws IOException {
        Path taken = Files.writeString(folder.resolve("taken"), "");
        Failure failure = Runs.race();
        assertThatThrownBy(() -> failure.writeHtml(taken.resolve("failure.html")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("can not be written to " + taken);
    }
}
