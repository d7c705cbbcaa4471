package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;

/**
 * Makes the choices that are on a tape. Where the tape does not fit the program any more it goes on
 * first in, first out, and remembers where that was: such a run is no replay, and must not pass for
 * one.
 */
@Internal
public final class Replay implements Strategy {

    private final Tape tape;
    private final int[] positions = new int[Tape.STREAMS];
    private @Nullable String divergence;

    /** A replay of the given choices. */
    public Replay(Tape tape) {
        this.tape = tape;
    }

    /** A sentence that says where the program left the tape, or null if it did not. */
    public @Nullable String divergence() {
        if (divergence == null) {
            for (int stream = 0; stream < Tape.STREAMS; stream++) {
                if (positions[stream] < tape.size(stream)) {
                    return "the run ended after %d of %d choices of %s"
                            .formatted(positions[stream], tape.size(stream), Tape.nameOf(stream));
                }
            }
        }
        return divergence;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public boolean usesSeed() {
        return false;
    }

    @Override
    public void begin(long seed) {
        java.util.Arrays.fill(positions, 0);
        divergence = null;
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        Fiber chosen = find(0, runnable);
        if (chosen != null) {
            return chosen;
        }
        return current != null && !yielding ? current : runnable.oldest();
    }

    @Override
    public Fiber pick(Chooser.Choice choice, Fibers among) {
        Fiber chosen = find(Tape.streamOf(choice), among);
        return chosen != null ? chosen : among.oldest();
    }

    @Override
    public boolean happens(Chooser.Choice choice) {
        return take(Tape.streamOf(choice)) == 1;
    }

    @Override
    public int draw(Chooser.Choice choice, int bound) {
        int stream = Tape.streamOf(choice);
        int drawn = take(stream);
        if (drawn >= bound) {
            divergence =
                    "choice %d of %s is %d, but there are only %d numbers to choose from"
                            .formatted(positions[stream], Tape.nameOf(stream), drawn, bound);
            return 0;
        }
        return Math.max(0, drawn);
    }

    private @Nullable Fiber find(int stream, Fibers among) {
        int id = take(stream);
        if (id < 0) {
            return null;
        }
        Fiber chosen = among.get(0).loop().roster().fiber(id);
        if (chosen == null || !among.contains(chosen)) {
            divergence =
                    "choice %d picks thread number %d, which could not be picked"
                            .formatted(positions[stream], id);
            return null;
        }
        return chosen;
    }

    /** The next choice of a stream, or -1 if the run has left the tape. */
    private int take(int stream) {
        if (divergence != null) {
            return -1;
        }
        if (positions[stream] == tape.size(stream)) {
            divergence =
                    "the run needs more than the %d choices of %s there are"
                            .formatted(tape.size(stream), Tape.nameOf(stream));
            return -1;
        }
        return tape.get(stream, positions[stream]++);
    }
}
