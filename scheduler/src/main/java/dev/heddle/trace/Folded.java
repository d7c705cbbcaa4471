package dev.heddle.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Rows that come again and again, to be shown once: as those of a loop that does not end.
 *
 * @param from the index of the first row that is shown
 * @param length how many are shown, one after the other
 * @param more how many times more these same rows follow; 0 if they do not
 */
record Folded(int from, int length, int more) {

    /** Longer rounds are not looked for. */
    private static final int LONGEST = 12;

    /** What comes fewer times is read as fast as that it does. */
    private static final int FEWEST = 3;

    /** All rows, in order, each round that is repeated as one. */
    static <R> List<Folded> of(List<R> rows, BiPredicate<R, R> alike) {
        List<Folded> all = new ArrayList<>();
        int at = 0;
        while (at < rows.size()) {
            Folded folded = at(rows, at, alike);
            all.add(folded);
            at += folded.length * (folded.more + 1);
        }
        return all;
    }

    /** What begins with this row: the shortest round that is repeated, or the row by itself. */
    private static <R> Folded at(List<R> rows, int at, BiPredicate<R, R> alike) {
        for (int length = 1; length <= LONGEST && at + length * FEWEST <= rows.size(); length++) {
            int same = 0; // How many of the rows are as those one round before.
            while (at + length + same < rows.size()
                    && alike.test(rows.get(at + same), rows.get(at + length + same))) {
                same++;
            }
            int more = same / length;
            if (more + 1 >= FEWEST) {
                return new Folded(at, length, more);
            }
        }
        return new Folded(at, 1, 0);
    }

    /** What is shown in the place of those that follow. */
    String remark() {
        return length == 1
                ? "... %,d more times".formatted(more)
                : "... these %d steps %,d more times".formatted(length, more);
    }
}
