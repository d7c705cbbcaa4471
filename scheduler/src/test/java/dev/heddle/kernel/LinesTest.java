package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** No line is wider than asked for, and nothing of a text is lost. */
class LinesTest {

    @Test
    void linesAreBrokenBetweenWords() {
        assertThat(Lines.wrap("one two three", 9, "", "  "))
                .isEqualTo(List.of("one two", "  three"));
        assertThat(Lines.wrap("one\ntwo", 9, "- ", "  ")).isEqualTo(List.of("- one", "  two"));
        assertThat(Lines.wrap("", 9, "", "  ")).isEqualTo(List.of(""));
        assertThat(Lines.wrap("one two", 7, "", "  ")).isEqualTo(List.of("one two"));
        assertThat(Lines.wrap("one two", 6, "", "  ")).isEqualTo(List.of("one", "  two"));
    }

    @Test
    void aWordThatIsTooWideIsBrokenButNoCharacterIs() {
        String wide = "ab\uD83D\uDE00\uD83D\uDE00\uD83D\uDE00cd";
        List<String> lines = Lines.wrap(wide, 5, "", " ");
        assertThat(String.join("", lines).replace(" ", "")).isEqualTo(wide);
        assertThat(lines).allMatch(line -> line.length() <= 5);
        assertThat(lines)
                .noneMatch(line -> Character.isHighSurrogate(line.charAt(line.length() - 1)));
    }

    @Test
    void theHalfOfACharacterIsNotLeftBehind() {
        assertThat(Lines.wrap("abc\uD83D\uDE00de", 4, "", ""))
                .isEqualTo(List.of("abc", "\uD83D\uDE00de"));
        assertThat(Lines.wrap("ab\uD83D\uDE00de", 4, "", ""))
                .isEqualTo(List.of("ab\uD83D\uDE00", "de"));
    }

    @Test
    void aColumnIsAsWideAsItIsAskedToBe() {
        assertThat(Lines.left("abc", 5)).isEqualTo("abc  ");
        assertThat(Lines.left("abcdef", 5)).isEqualTo("abcd~");
        assertThat(Lines.right("12", 4)).isEqualTo("  12");
        assertThat(Lines.right("12345", 4)).isEqualTo("12345");
    }

    @Test
    void whatIsCutSaysSo() {
        assertThat(Lines.cut("abcdef", 1)).isEqualTo("~");

        assertThat(Lines.cut("abcdef", 6)).isEqualTo("abcdef");
        assertThat(Lines.cut("abcdefg", 6)).isEqualTo("abcde~");
        assertThat(Lines.cut("abcd\uD83D\uDE00g", 6)).isEqualTo("abcd~");
    }

    /** Where an error is the cause of another one that is said before its class. */
    @Test
    void anErrorFitsWhereItIsACause() {
        Throwable error = new IllegalStateException("word ".repeat(60).strip());
        String printed = "Caused by: " + Lines.printed(error);
        assertThat(printed.lines())
                .hasSizeGreaterThan(2)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Lines.WIDTH));
        assertThat(printed).contains("IllegalStateException: word word").endsWith("word");
        assertThat(Lines.printed(new IllegalStateException("short")))
                .isEqualTo("java.lang.IllegalStateException: short");
    }
}
