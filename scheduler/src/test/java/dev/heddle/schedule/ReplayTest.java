package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A tape that does not fit the program is noticed, and it is said where; the run comes to an end.
 */
class ReplayTest {

    private static final int CHOOSE = Tape.streamOf(Choice.CHOOSE);

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static final class Shared {
        private int value;
    }

    /** Which thread made which step, in the run that was last. */
    private final StringBuilder order = new StringBuilder();

    private Thread steps(Shared shared, char name, boolean yields) {
        return new Thread(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        shared.value = i;
                        Unseen.add(order, name);
                        if (yields) {
                            Thread.yield();
                        }
                    }
                });
    }

    private void twoThreads(boolean yields) {
        Shared shared = new Shared();
        Thread a = steps(shared, 'a', yields);
        Thread b = steps(shared, 'b', yields);
        a.start();
        b.start();
        try {
            a.join();
            b.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this program.", e);
        }
    }

    /** Runs it once, and gives back the choices that were made. */
    private Tape run(Strategy strategy, Runnable body) {
        order.setLength(0);
        Recorder recorder = new Recorder(strategy, true);
        recorder.seed(3);
        Loop loop = new Loop(recorder, Limits.DEFAULT, World.DEFAULT);
        Ending ending = Session.call(loop, session -> session.run(body));
        assertThat(ending.kind()).isEqualTo(Ending.Kind.FINISHED);
        return recorder.tape();
    }

    private @Nullable String divergence(Tape tape, Runnable body) {
        Replay replay = new Replay(tape);
        run(replay, body);
        return replay.divergence();
    }

    /** What every run chooses at its beginning, and nothing else. */
    private Tape tape() {
        return run(new RandomWalk(), () -> {}).copy();
    }

    @Test
    void whatFitsIsTheSameRun() {
        Tape tape = run(new RandomWalk(), () -> twoThreads(false));
        String recorded = order.toString();
        Replay replay = new Replay(tape);
        for (int i = 0; i < 2; i++) {
            assertThat(run(replay, () -> twoThreads(false))).isEqualTo(tape);
            assertThat(order).hasToString(recorded);
            assertThat(replay.divergence()).isNull();
        }
    }

    @Test
    void aTapeThatIsTooShortIsLeft() {
        Tape tape = run(new RandomWalk(), () -> twoThreads(false)).copy();
        int size = tape.size(0);
        Tape shorter = tape();
        for (int i = 0; i < size - 1; i++) {
            shorter.add(0, tape.get(0, i));
        }
        assertThat(divergence(shorter, () -> twoThreads(false)))
                .isEqualTo(
                        "the run needs more than the %d choices of who runs next there are",
                        size - 1);
    }

    @Test
    void aTapeThatIsTooLongIsNotAllUsed() {
        Tape tape = run(new RandomWalk(), () -> twoThreads(false)).copy();
        int size = tape.size(0);
        tape.add(0, 0);
        assertThat(divergence(tape, () -> twoThreads(false)))
                .isEqualTo("the run ended after %d of %d choices of who runs next", size, size + 1);
        Tape chosen = tape();
        chosen.add(CHOOSE, 1);
        assertThat(divergence(chosen, () -> {}))
                .isEqualTo("the run ended after 0 of 1 choices of what the program lets be chosen");
    }

    @Test
    void aThreadThatCanNotGoOnIsNotPicked() {
        for (int id : new int[] {9, 0}) { // There is none; it waits for the others.
            Tape tape = tape();
            tape.add(0, id);
            assertThat(divergence(tape, () -> twoThreads(false)))
                    .isEqualTo("choice 1 picks thread number %d, which could not be picked", id);
        }
    }

    @Test
    void whatIsChosenHasToBeThere() {
        int[] chosen = new int[2];
        Runnable chooses =
                () -> {
                    chosen[0] = Heddle.choose(3);
                    chosen[1] = Heddle.choose(3);
                };
        Tape tape = tape();
        tape.add(CHOOSE, 2);
        tape.add(CHOOSE, 1);
        assertThat(divergence(tape, chooses)).isNull();
        assertThat(chosen).containsExactly(2, 1);
        tape = tape();
        tape.add(CHOOSE, 1);
        tape.add(CHOOSE, 3);
        assertThat(divergence(tape, chooses))
                .isEqualTo(
                        "choice 2 of what the program lets be chosen is 3, but there are only 3"
                                + " numbers to choose from");
        assertThat(chosen).containsExactly(1, 0);
        assertThat(divergence(tape(), chooses))
                .isEqualTo(
                        "the run needs more than the 0 choices of what the program lets be chosen"
                                + " there are");
        assertThat(chosen).containsExactly(0, 0);
    }

    /** Whoever goes on does so until it waits or yields; then who has waited for longest. */
    @Test
    void withoutATapeItIsFirstInFirstOut() {
        divergence(tape(), () -> twoThreads(false));
        assertThat(order).hasToString("aaabbb");
        divergence(tape(), () -> twoThreads(true));
        assertThat(order).hasToString("ababab");
    }

    /** The choices that are left are those of another run: nothing more is taken from the tape. */
    @Test
    void whoHasLeftTheTapeDoesNotComeBackToIt() {
        Tape tape = run(new RandomWalk(), () -> twoThreads(false)).copy();
        Tape wrong = tape();
        wrong.add(0, 9);
        for (int i = 1; i < tape.size(0); i++) {
            wrong.add(0, tape.get(0, i));
        }
        divergence(wrong, () -> twoThreads(false));
        assertThat(order).hasToString("aaabbb");
    }
}
