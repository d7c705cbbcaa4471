package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Asks the {@link Chooser} of a run. If it fails, that is no doing of the program, which must not
 * see it: the run has failed.
 */
final class Choices {

    private final Loop loop;
    private final Chooser chooser;

    /** How many times there was something to choose. */
    private long count;

    Choices(Loop loop, Chooser chooser) {
        this.loop = loop;
        this.chooser = chooser;
    }

    /** A run begins. */
    void begin() {
        count = 0;
        chooser.begin(loop);
    }

    long count() {
        return count;
    }

    /** Asks who goes on; null if the chooser failed, which ends the run. */
    @Nullable Fiber next(@Nullable Fiber going, boolean yielding) {
        count++;
        try {
            Fiber chosen = chooser.next(loop.runnable, going, yielding);
            loop.event(chosen.id, 1);
            return chosen;
        } catch (RuntimeException | Error e) {
            if (going != null && e instanceof StackOverflowError) {
                // The program has come to the end of its stack, here rather than a call earlier or
                // later. Nothing has happened yet, so it is the program's to deal with.
                throw e;
            }
            chooserFailed(e);
            return null;
        }
    }

    /** Asks which of several blocked fibers is picked; the oldest if the chooser failed. */
    Fiber pick(Chooser.Choice choice, Fibers among) {
        try {
            return chooser.pick(choice, among);
        } catch (RuntimeException | Error e) {
            chooserFailed(e);
            return among.oldest();
        }
    }

    /** Asks whether something happens; it does not if the chooser failed. */
    boolean happens(Chooser.Choice choice) {
        try {
            return chooser.happens(choice);
        } catch (RuntimeException | Error e) {
            chooserFailed(e);
            return false;
        }
    }

    /** Something was to choose that is no choice among fibers. */
    void counts() {
        count++;
    }

    /** Asks for a number from 0 to {@code bound - 1}; 0 if the chooser failed. */
    int draw(Chooser.Choice choice, int bound) {
        try {
            int drawn = chooser.draw(choice, bound);
            loop.event(drawn, -7);
            return drawn;
        } catch (RuntimeException | Error e) {
            chooserFailed(e);
            return 0;
        }
    }

    /** The program has no part in this, so it must not see it either: the run has failed. */
    private void chooserFailed(Throwable failure) {
        if (loop.ending == null) {
            loop.ending = Endings.of(loop, Ending.Kind.FAILED, failure, loop.current);
        }
    }
}
