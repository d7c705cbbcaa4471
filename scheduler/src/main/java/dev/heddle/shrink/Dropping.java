package dev.heddle.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Leaves deviations out: what is left is done in the usual way. */
final class Dropping {

    /** With more deviations than this there are too many pairs to try them all. */
    private static final int MOST_PAIRED = 40;

    private Dropping() {}

    /** All of them, all of one kind, then smaller and smaller blocks of neighbours. */
    static void blocks(Attempts attempts) {
        if (attempts.best().isEmpty() || attempts.attempt(List.of())) {
            return;
        }
        keepOnly(attempts, deviation -> Place.isSwitch(deviation.kind()));
        keepOnly(attempts, Deviation::preemption);
        keepOnly(attempts, deviation -> !deviation.preemption());
        int length = attempts.best().size() / 2;
        while (length > 1 && !attempts.isOver()) {
            dropEach(attempts, length);
            length = Math.min(length, attempts.best().size()) / 2;
        }
    }

    /** From the end: what comes late is often only what there was left to do. */
    private static void dropEach(Attempts attempts, int length) {
        int to = attempts.best().size();
        while (to > 0 && !attempts.isOver()) {
            int from = Math.max(0, to - length);
            attempts.attempt(attempts.without(from, to));
            to = Math.min(from, attempts.best().size());
        }
    }

    private static void keepOnly(Attempts attempts, Predicate<Deviation> kept) {
        List<Deviation> some = attempts.best().stream().filter(kept).toList();
        if (some.size() < attempts.best().size()) {
            attempts.attempt(some);
        }
    }

    static void one(Attempts attempts) {
        dropEach(attempts, 1);
    }

    static void pairs(Attempts attempts) {
        for (int j = 1; j < Math.min(MOST_PAIRED, attempts.best().size()); j++) {
            for (int i = 0; i < j && j < attempts.best().size(); i++) {
                List<Deviation> rest = new ArrayList<>(attempts.best());
                rest.remove(j);
                rest.remove(i);
                if (attempts.isOver()) {
                    return;
                }
                attempts.attempt(rest);
            }
        }
    }
}
