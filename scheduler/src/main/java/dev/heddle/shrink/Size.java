package dev.heddle.shrink;

import dev.heddle.api.API;
import dev.heddle.kernel.Chooser.Choice;

import java.util.Comparator;
import java.util.List;

/**
 * How large a run is. The smaller of two is the one with fewer preemptions; else with fewer other
 * decisions that were not the usual ones; else with fewer steps; else the one that drew smaller
 * numbers; else the one in which threads were preempted later.
 *
 * {@snippet :
 *     Size one = new Size(1, 0, 40, 0, 0);
 *     boolean isSmaller = one.compareTo(new Size(2, 0, 30, 0, 0)) < 0;
 * }
 *
 * @param preemptions how often a thread was made to wait that could have gone on
 * @param others how many other decisions were not the usual ones
 * @param steps how many steps it had
 * @param drawn the sum of the numbers that were drawn
 * @param earliness how far from the end of the run threads were preempted, in steps, all together
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Size(int preemptions, int others, long steps, long drawn, long earliness)
        implements Comparable<Size> {

    private static final Comparator<Size> ORDER =
            Comparator.comparingInt(Size::preemptions)
                    .thenComparingInt(Size::others)
                    .thenComparingLong(Size::steps)
                    .thenComparingLong(Size::drawn)
                    .thenComparingLong(Size::earliness);

    static Size of(List<Deviation> deviations, long steps) {
        int preemptions = 0;
        int others = 0;
        long drawn = 0;
        long earliness = 0;
        for (Deviation deviation : deviations) {
            if (deviation.preemption()) {
                preemptions++;
                earliness += steps - deviation.step();
                continue;
            }
            if (Place.isDrawn(deviation.kind())) {
                drawn += deviation.choice();
            }
            if (deviation.kind() != Place.kindOf(Choice.CHANCE)) {
                others++; // No seed of chance is any more usual than another.
            }
        }
        return new Size(preemptions, others, steps, drawn, earliness);
    }

    @Override
    public int compareTo(Size other) {
        return ORDER.compare(this, other);
    }
}
