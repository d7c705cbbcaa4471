package dev.heddle.schedule;

import java.util.ArrayList;
import java.util.List;

/** All ways through a run of decisions, one after the other: the last that can be another is. */
public final class Paths {

    /** What was chosen at each decision so far, as an index. */
    private final List<Integer> path = new ArrayList<>();

    /** How many there were to choose from, at each. */
    private final List<Integer> widths = new ArrayList<>();

    private int at;

    /** A run begins. */
    public void begin() {
        at = 0;
    }

    /** The next decision of the run, of which there are so many ways to go on. */
    public int choose(int width) {
        if (at == path.size()) {
            path.add(0);
            widths.add(width);
        } else if (widths.get(at) != width) {
            throw new AssertionError("The program is not deterministic.");
        }
        return path.get(at++);
    }

    /** Prepares the way of the next run; false if there is none. */
    public boolean next() {
        for (int i = path.size() - 1; i >= 0; i--) {
            if (path.get(i) + 1 < widths.get(i)) {
                path.set(i, path.get(i) + 1);
                path.subList(i + 1, path.size()).clear();
                widths.subList(i + 1, widths.size()).clear();
                return true;
            }
        }
        return false;
    }
}
