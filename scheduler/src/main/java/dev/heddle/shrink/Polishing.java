package dev.heddle.shrink;

import dev.heddle.kernel.Chooser.Choice;

import java.util.ArrayList;
import java.util.List;

/** Makes numbers that were drawn smaller: delays, amounts of time, seeds. */
final class Polishing {

    /** Seeds of chance that are tried: one is as good as the other, but these are short. */
    private static final int SMALL_SEEDS = 8;

    private Polishing() {}

    static void polish(Attempts attempts) {
        for (int i = 0; i < attempts.best().size(); i++) {
            int kind = attempts.best().get(i).kind();
            if (kind == Place.kindOf(Choice.CHANCE)) {
                for (int seed = 1; seed < SMALL_SEEDS; seed++) {
                    if (trySmaller(attempts, i, seed)) {
                        break;
                    }
                }
            } else if (Place.isDrawn(kind)) {
                halve(attempts, i);
            }
        }
    }

    private static void halve(Attempts attempts, int index) {
        int by = Integer.highestOneBit(attempts.best().get(index).choice());
        while (by > 0 && index < attempts.best().size()) {
            if (!trySmaller(attempts, index, attempts.best().get(index).choice() - by)) {
                by /= 2;
            }
        }
    }

    private static boolean trySmaller(Attempts attempts, int index, int value) {
        Deviation drawn = attempts.best().get(index);
        if (value < 1 || value >= drawn.choice() || !Place.isDrawn(drawn.kind())) {
            return false; // To draw nothing at all is tried by leaving it out.
        }
        List<Deviation> all = new ArrayList<>(attempts.best());
        all.set(index, drawn.choosing(value));
        return !attempts.isOver() && attempts.attempt(all);
    }
}
