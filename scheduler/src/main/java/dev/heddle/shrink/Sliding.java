package dev.heddle.shrink;

import java.util.ArrayList;
import java.util.List;

/** Moves switches along the thread that is switched away from. */
final class Sliding {

    /** How far a switch is moved while another one is left out. */
    private static final int[] SHORT_WAYS = {1, -1, 2, -2, 3, -3, 4, -4, 6, -6, 8, -8};

    private Sliding() {}

    /** Each as far as it goes: first far, then less and less. */
    static void slide(Attempts attempts) {
        for (int i = attempts.best().size() - 1; i >= 0; i--) {
            slide(attempts, i, 1);
            slide(attempts, i, -1);
        }
    }

    private static void slide(Attempts attempts, int index, int sign) {
        if (!isPreemption(attempts, index)) {
            return;
        }
        Deviation moving = attempts.best().get(index);
        long room =
                sign < 0
                        ? Place.count(moving.place())
                        : attempts.bestRun().count(Place.thread(moving.place()))
                                - Place.count(moving.place());
        for (long by = Long.highestOneBit(room); by > 0; by /= 2) {
            while (isPreemption(attempts, index)
                    && !attempts.isOver()
                    && attempts.attempt(replaced(attempts, index, sign * by))) {
                // Once more, as far as it goes.
            }
        }
    }

    private static boolean isPreemption(Attempts attempts, int index) {
        return index < attempts.best().size() && attempts.best().get(index).preemption();
    }

    private static List<Deviation> replaced(Attempts attempts, int index, long by) {
        List<Deviation> all = new ArrayList<>(attempts.best());
        Deviation moved = all.get(index);
        if (Place.count(moved.place()) + by >= 0) {
            all.set(index, moved.moved(by));
        }
        return all;
    }

    /** Leaves out one, and moves or retargets another: two steps neither of which helps alone. */
    static void exchange(Attempts attempts) {
        for (int dropped = attempts.best().size() - 1; dropped >= 0; dropped--) {
            for (int other = 0; other < attempts.best().size(); other++) {
                if (dropped < attempts.best().size() && other != dropped) {
                    exchange(attempts, dropped, other);
                }
            }
        }
    }

    private static void exchange(Attempts attempts, int dropped, int other) {
        Deviation changing = attempts.best().get(other);
        List<Deviation> changes = new ArrayList<>();
        if (changing.preemption()) {
            for (int by : SHORT_WAYS) {
                if (Place.count(changing.place()) + by >= 0) {
                    changes.add(changing.moved(by));
                }
            }
        }
        if (!Place.isDrawn(changing.kind())) {
            for (int thread = 0; thread < attempts.bestRun().threads(); thread++) {
                if (thread != changing.choice()) {
                    changes.add(changing.choosing(thread));
                }
            }
        }
        for (Deviation change : changes) {
            List<Deviation> all = new ArrayList<>(attempts.best());
            all.set(other, change);
            all.remove(dropped);
            if (attempts.isOver() || attempts.attempt(all)) {
                return;
            }
        }
    }
}
