package dev.heddle.trace;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.List;

/** Rows that come again and again are shown once, and no others. */
class FoldedTest {

    /** As they are shown: each letter is a row. */
    private static String shown(String rows) {
        List<String> all = rows.chars().mapToObj(Character::toString).toList();
        StringBuilder text = new StringBuilder();
        for (Folded one : Folded.of(all, String::equals)) {
            text.append(String.join("", all.subList(one.from(), one.from() + one.length())));
            if (one.more() > 0) {
                text.append('(').append(one.length()).append('x').append(one.more()).append(')');
            }
        }
        return text.toString();
    }

    @Test
    void whatIsNotRepeatedStays() {
        assertThat(shown("")).isEmpty();
        assertThat(shown("a")).isEqualTo("a");
        assertThat(shown("abcabd")).isEqualTo("abcabd");
        assertThat(shown("aabb")).as("twice is no more to read than that").isEqualTo("aabb");
    }

    @Test
    void oneRowIsFolded() {
        assertThat(shown("aaa")).isEqualTo("a(1x2)");
        assertThat(shown("b" + "a".repeat(39))).isEqualTo("ba(1x38)");
        assertThat(shown("aaaab")).isEqualTo("a(1x3)b");
    }

    @Test
    void aRoundIsFoldedAndItsRestStays() {
        assertThat(shown("xabababay")).isEqualTo("xab(2x2)ay");
        assertThat(shown("abcabcabcab")).isEqualTo("abc(3x2)ab");
    }

    @Test
    void theShortestRoundIsTaken() {
        assertThat(shown("aaaaaa")).isEqualTo("a(1x5)");
        assertThat(shown("aabaabaab")).isEqualTo("aab(3x2)");
    }

    @Test
    void itIsSaidHowOften() {
        assertThat(new Folded(0, 1, 38).remark()).isEqualTo("... 38 more times");
        assertThat(new Folded(0, 2, 19).remark()).isEqualTo("... these 2 steps 19 more times");
    }
}
