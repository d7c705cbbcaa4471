package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Method;

/** What a failure says of how it is seen again can be typed as it stands. */
class ReplayLinesTest {

    /** A token that a failure's message names is given to the very command that it names. */
    @Test
    void theMessageHasTheCommand() {
        String message = Results.failureOf(Racy.class).getMessage();
        String token = message.replaceFirst("(?s).*@Replay\\(\"(heddle1-[^\"]+)\".*", "$1");
        assertThat(message)
                .contains(
                        """
                        Replay it: @Replay("%s")
                               or: mvn test -Dtest='ReplayLinesTest$Racy#test' -Dheddle.replay=%s
                        """
                                .formatted(token, token))
                .doesNotContain("Heddle.replay(");
        assertThat(Results.only(Results.failures(Results.with(Racy.class, "heddle.replay", token))))
                .hasMessageContaining("This was the replay of " + token);
    }

    @Test
    void whatIsInheritedIsATestOfTheClassThatInherits() throws NoSuchMethodException {
        Method inherited = Racy.class.getDeclaredMethod("test");
        assertThat(ReplayLines.of(Sub.class, inherited, "heddle1-x"))
                .isEqualTo(
                        "@Replay(\"heddle1-x\")\n       or: mvn test"
                                + " -Dtest='ReplayLinesTest$Sub#test' -Dheddle.replay=heddle1-x");
        assertThat(ReplayLines.of(ReplayLinesTest.class, inherited, "heddle1-x"))
                .contains(" -Dtest=ReplayLinesTest#test ");
    }

    static class Racy {
        @Interleaved
        void test() throws InterruptedException {
            assertThat(Programs.countTwice(new Programs.RacyCounter())).isEqualTo(2);
        }
    }

    static class Sub extends Racy {}
}
