package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The subjects have a place for the token, which {@link Rewritten} fills. */
public class ReplayTest {

    /** The token in the subjects below, until it is replaced. */
    private static final String TOKEN = "heddle1-token";

    private static int runs;

    /** Whether the subjects do not mind a lost update. */
    private static boolean mended;

    @BeforeEach
    void forget() {
        runs = 0;
        mended = false;
    }

    @Test
    void bringsTheFailureBack() {
        ScheduleFailure found = (ScheduleFailure) Results.failureOf(Explored.class);
        runs = 0;
        ScheduleFailure again =
                (ScheduleFailure) failureWith(Replayed.class, found.failure().token());
        assertThat(runs).isEqualTo(1);
        assertThat(again.failure().summary()).isEqualTo(found.failure().summary());
        assertThat(again.failure().token()).isEqualTo(found.failure().token());
        assertThat(again)
                .hasMessageContaining("This was the replay of " + found.failure().token())
                .cause()
                .hasMessage(found.getCause().getMessage());
        assertThat(courseOf(again)).isNotEmpty().isEqualTo(courseOf(found));
    }

    @Test
    void passesIfTheTestPassesUnderThatSchedule() {
        String token = ((ScheduleFailure) Results.failureOf(Explored.class)).failure().token();
        mended = true;
        Results.of(Rewritten.copyOf(Replayed.class, TOKEN, token))
                .testEvents()
                .assertStatistics(statistics -> statistics.started(1).succeeded(1));
    }

    @Test
    void saysThatTheProgramHasChanged() {
        String token = ((ScheduleFailure) Results.failureOf(Explored.class)).failure().token();
        assertThat(failureWith(Changed.class, token))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("does not take the course any more");
    }

    @Test
    void refusesTheTokenOfAnotherProgram() {
        String foreign = Programs.tokenOfAnother();
        assertThat(failureWith(Replayed.class, foreign))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("does not take the course any more");
    }

    @Test
    void refusesADamagedToken() {
        String token = ((ScheduleFailure) Results.failureOf(Explored.class)).failure().token();
        String damaged = token.substring(0, token.length() - 2);
        assertThat(failureWith(Replayed.class, damaged))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("is damaged or incomplete");
        assertThat(runs).isGreaterThan(0).isEqualTo(runsBeforeReplay());
    }

    @Test
    void refusesWhatIsNoToken() {
        assertThat(failureWith(Replayed.class, "yesterday"))
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("'yesterday' is not a Heddle token.");
    }

    @Test
    void isATestWithoutInterleavedBesideIt() {
        String token = ((ScheduleFailure) Results.failureOf(Explored.class)).failure().token();
        runs = 0;
        assertThat(failureWith(Alone.class, token)).isInstanceOf(ScheduleFailure.class);
        assertThat(runs).isEqualTo(1);
    }

    /** How many runs the exploration alone takes: it is the same every time. */
    private static int runsBeforeReplay() {
        runs = 0;
        Results.failureOf(Explored.class);
        return runs;
    }

    private static Throwable failureWith(Class<?> tests, String token) {
        return Results.failureOf(Rewritten.copyOf(tests, TOKEN, token));
    }

    private static String courseOf(ScheduleFailure failure) {
        return failure.getMessage()
                .lines()
                .filter(line -> line.matches(" +\\d+  [|*].*") && !line.contains("runs"))
                .reduce("", String::concat);
    }

    /** Finds a schedule that fails; the same program as in {@link Replayed}. */
    static class Explored {
        @Interleaved
        void test() throws InterruptedException {
            check();
        }
    }

    static class Replayed {
        @Interleaved
        @Replay(TOKEN)
        void test() throws InterruptedException {
            check();
        }
    }

    static class Changed {
        @Interleaved
        @Replay(TOKEN)
        void test() throws InterruptedException {
            Programs.countTwice(new Programs.RacyCounter());
            check();
        }
    }

    static class Alone {
        @Replay(TOKEN)
        void test() throws InterruptedException {
            check();
        }
    }

    /** Loses an update; public since the rewritten classes are in a package of their own. */
    public static void check() throws InterruptedException {
        runs++;
        int value = Programs.countTwice(new Programs.RacyCounter());
        if (!mended) {
            assertEquals(2, value);
        }
    }
}
