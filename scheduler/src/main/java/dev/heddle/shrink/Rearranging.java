package dev.heddle.shrink;

import dev.heddle.shrink.Follower.Crossing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lets switches go to other threads than they do. */
final class Rearranging {

    /** At how many places it is tried to do without a preemption. */
    private static final int MOST_PLACES = 6;

    private Rearranging() {}

    /**
     * From A to B, and a little later from B to C: tries from A to C at once. So too where other
     * decisions lie between the two.
     */
    static void merge(Attempts attempts) {
        for (int i = 0; i < attempts.best().size(); i++) {
            for (int j = i + 1; j < attempts.best().size(); j++) {
                Deviation first = attempts.best().get(i);
                Deviation second = attempts.best().get(j);
                if (!Place.isSwitch(first.kind())
                        || !Place.isSwitch(second.kind())
                        || Place.thread(second.place()) != first.choice()) {
                    continue;
                }
                List<Deviation> merged = new ArrayList<>(attempts.best());
                merged.remove(j);
                merged.set(i, first.choosing(second.choice()));
                if (attempts.isOver()) {
                    return;
                }
                attempts.attempt(merged);
                break; // Only the first switch away from B is the one that follows.
            }
        }
    }

    /** Tries every other thread in place of the one that was switched to. */
    static void retarget(Attempts attempts) {
        for (int i = 0; i < attempts.best().size(); i++) {
            Deviation deviation = attempts.best().get(i);
            if (Place.isDrawn(deviation.kind())) {
                continue;
            }
            int threads = attempts.bestRun().threads();
            for (int thread = 0; thread < threads; thread++) {
                if (thread == deviation.choice() || i >= attempts.best().size()) {
                    continue;
                }
                List<Deviation> changed = new ArrayList<>(attempts.best());
                changed.set(i, changed.get(i).choosing(thread));
                if (attempts.isOver()) {
                    return;
                }
                attempts.attempt(changed);
            }
        }
    }

    /**
     * In place of preempting one thread for another, tries to choose that other one where somebody
     * has to be chosen anyway: at the nearest such places before and after.
     */
    static void atBoundary(Attempts attempts) {
        for (int i = attempts.best().size() - 1; i >= 0; i--) {
            i = Math.min(i, attempts.best().size() - 1);
            if (i < 0 || !attempts.best().get(i).preemption()) {
                continue;
            }
            Deviation preemption = attempts.best().get(i);
            for (Crossing crossing : near(attempts.crossings(), preemption)) {
                List<Deviation> changed = new ArrayList<>(attempts.best());
                changed.remove(i);
                changed.removeIf(other -> other.place() == crossing.place());
                changed.add(
                        new Deviation(
                                crossing.place(), preemption.choice(), false, crossing.step()));
                if (attempts.isOver() || attempts.attempt(changed)) {
                    break;
                }
            }
        }
    }

    /** Places where somebody has to be chosen, and the given switch's target can be. */
    private static List<Crossing> near(List<Crossing> all, Deviation preemption) {
        return all.stream()
                .filter(crossing -> !crossing.preemptive())
                .filter(crossing -> crossing.allows(preemption.choice()))
                .sorted(
                        Comparator.comparingLong(
                                crossing -> Math.abs(crossing.step() - preemption.step())))
                .limit(MOST_PLACES)
                .toList();
    }
}
