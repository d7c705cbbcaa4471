package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

class TokenTest {

    private static final String ALPHABET =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    @Test
    void anyTapeComesBackAsItWas() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            Tape tape = new Tape();
            int size = 1 << random.nextInt(10);
            for (int k = 0; k < random.nextInt(size + 1); k++) {
                // Small numbers, and some that need every length there is.
                int choice = random.nextInt() >>> (1 + random.nextInt(31));
                tape.add(random.nextInt(Tape.STREAMS), choice);
            }
            long steps = random.nextLong() >>> (1 + random.nextInt(63));
            Token token = Token.of(random.nextLong(), steps, tape.copy());
            assertThat(Token.parse(token.text())).isEqualTo(token);
        }
    }

    @Test
    void aSeedComesBackAsItWas() {
        Token token = new Token(-3, 17, null, "random", Long.MIN_VALUE, true);
        assertThat(Token.parse(token.text())).isEqualTo(token);
        assertThat(Token.parse("  " + token.text() + "\n")).isEqualTo(token);
    }

    @Test
    void aLongTapeIsWrittenAsTheSeedItCameFromIfTheStrategyIsKnown() {
        Tape tape = randomTape(5_000);
        String known = Token.text(1, 0, tape, "random", 5, false, true);
        String own = Token.text(1, 0, tape, "mine", 5, false, false);
        assertThat(Token.parse(known)).isEqualTo(new Token(1, 0, null, "random", 5, false));
        assertThat(Token.parse(own)).isEqualTo(Token.of(1, 0, tape));
        assertThat(known).hasSizeLessThan(60);
    }

    /** A checksum of 32 bits notices every change of one character, not just most of them. */
    @Test
    void noSingleCharacterCanBeChanged() {
        String token = Token.of(42, 0, randomTape(30)).text();
        int refused = 0;
        for (int i = 0; i < token.length(); i++) {
            for (char c : (ALPHABET + " =+/.").toCharArray()) {
                String changed = token.substring(0, i) + c + token.substring(i + 1);
                if (changed.equals(token)) {
                    continue;
                }
                assertThatThrownBy(() -> Token.parse(changed))
                        .as(changed)
                        .isInstanceOf(HeddleException.class);
                refused++;
            }
        }
        // 69 characters in the place of each, less the one that is there.
        assertThat(refused).isEqualTo(token.length() * 68);
    }

    @Test
    void noPieceOfATokenIsAToken() {
        for (Token token :
                new Token[] {
                    Token.of(42, 0, randomTape(30)), new Token(1, 2, null, "random", 3, true)
                }) {
            String text = token.text();
            for (int length = 0; length < text.length(); length++) {
                String piece = text.substring(0, length);
                assertThatThrownBy(() -> Token.parse(piece)).isInstanceOf(HeddleException.class);
            }
            assertThatThrownBy(() -> Token.parse(text + "A")).isInstanceOf(HeddleException.class);
        }
    }

    @Test
    void aCodeOfTheFinderOfFlakyTestsIsReplayedElsewhere() {
        assertThatThrownBy(() -> Token.parse(" flaky1-AAAA "))
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("'flaky1-AAAA' is the code of a test that the finder")
                .hasMessageContaining("Call 'mvn heddle:flaky -Dheddle.replay=CODE'")
                .hasMessageEndingWith("A token begins with 'heddle1-'.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "0", "v1:abc", "Heddle1-AAAA", "null", "\0", "AAAAAAAAAAAA"})
    void foreignTextIsNoToken(String text) {
        assertThatThrownBy(() -> Token.parse(text))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("is not a Heddle token");
    }

    @Test
    void aTokenOfAnotherVersionIsCalledThat() {
        String later = Token.of(1, 0, new Tape()).text().replace("heddle1-", "heddle2-");
        assertThatThrownBy(() -> Token.parse(later))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("another version")
                .hasMessageContaining("heddle1-");
    }

    @Test
    void manyChoicesAreWrittenAsTheirSeed() {
        Tape tape = new Tape();
        for (int i = 0; i < 200_000; i++) {
            tape.add(0, i % 3);
        }
        String text = Token.text(1, 0, tape, "random", 42, true, true);
        assertThat(text).hasSizeLessThan(100);
        assertThat(Token.parse(text)).isEqualTo(new Token(1, 0, null, "random", 42, true));
        assertThat(Token.parse(Token.text(1, 0, tape, "own", 42, true, false)).tape())
                .isEqualTo(tape);
    }

    @Test
    void anOversizedTextIsNotEvenDecoded() {
        String large = "heddle1-" + "A".repeat((1 << 26) + 1);
        assertThatThrownBy(() -> Token.parse(large))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("more than the")
                .message()
                .hasSizeLessThan(300);
    }

    @Test
    void noTextIsAnErrorOfTheCaller() {
        assertThatThrownBy(() -> Token.parse(null)).isInstanceOf(NullPointerException.class);
    }

    private static Tape randomTape(int size) {
        SplittableRandom random = new SplittableRandom(size);
        Tape tape = new Tape();
        for (int i = 0; i < size; i++) {
            tape.add(0, random.nextInt(1_000));
        }
        return tape;
    }
}
