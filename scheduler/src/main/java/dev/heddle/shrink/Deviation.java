package dev.heddle.shrink;

/**
 * One decision of a run that was not the usual one. Usually a thread goes on as long as it can,
 * then the one that has waited longest; of several blocked threads the oldest is picked; nothing
 * happens that need not; and what is drawn is 0.
 *
 * @param place which decision it was: a {@link Place}
 * @param choice what was chosen: the number of a thread, 1 for something that happens, or a number
 * @param preemption whether it took the turn from a thread that could have gone on
 * @param step how many scheduling points and waits the run had behind it
 */
record Deviation(long place, int choice, boolean preemption, long step) {

    int kind() {
        return Place.kind(place);
    }

    /** The same decision with another outcome. */
    Deviation choosing(int other) {
        return new Deviation(place, other, preemption, step);
    }

    /** The same switch some points of its thread later, or earlier if the number is negative. */
    Deviation moved(long by) {
        return new Deviation(Place.moved(place, by), choice, preemption, step);
    }
}
