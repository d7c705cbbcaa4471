package dev.heddle.shrink;

import dev.heddle.shrink.Follower.Crossing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * Searches the runs that have fewer preemptions than the best one, in the order of how many
 * switches are not the usual ones: first none, then each one, then each two and so on. What is not
 * a switch stays as it is in the best run. Where the budget lasts, nothing smaller is left over.
 */
final class FromBelow {

    /** The part of the rest of the budget that goes into this; the rest polishes what it finds. */
    private static final double PART = 0.8;

    /** A run whose successors are to be tried. */
    private record Node(
            List<Deviation> deviations, List<Crossing> crossings, int preemptions, int others) {

        /** Whether one more switch may lead to something smaller than the bound. */
        private boolean allows(Crossing crossing, Size bound) {
            int more = preemptions + (crossing.preemptive() ? 1 : 0);
            int rest = others + (crossing.preemptive() ? 0 : 1);
            return more < bound.preemptions()
                    || (more == bound.preemptions() && rest < bound.others());
        }
    }

    private FromBelow() {}

    static void search(Attempts attempts) {
        if (attempts.best().stream().noneMatch(deviation -> Place.isSwitch(deviation.kind()))) {
            return;
        }
        attempts.limit(PART);
        try {
            search(attempts, attempts.size());
        } finally {
            attempts.unlimit();
        }
    }

    private static void search(Attempts attempts, Size bound) {
        List<Deviation> rest =
                attempts.best().stream()
                        .filter(deviation -> !Place.isSwitch(deviation.kind()))
                        .toList();
        ArrayDeque<Node> queue = new ArrayDeque<>();
        if (run(attempts, rest, queue)) {
            return;
        }
        while (!queue.isEmpty()) {
            Node node = queue.remove();
            // Only what comes after its last switch: the others have been tried from before it.
            long last = lastSwitch(node.deviations());
            boolean begun = last < 0;
            for (Crossing crossing : node.crossings()) {
                if (!begun) {
                    begun = crossing.place() == last;
                    continue;
                }
                if (!node.allows(crossing, bound)) {
                    continue;
                }
                for (int thread : crossing.threads()) {
                    if (thread == crossing.usual()) {
                        continue;
                    }
                    List<Deviation> next = new ArrayList<>(node.deviations());
                    next.add(
                            new Deviation(
                                    crossing.place(),
                                    thread,
                                    crossing.preemptive(),
                                    crossing.step()));
                    if (attempts.isOver() || run(attempts, next, queue)) {
                        return;
                    }
                }
            }
        }
    }

    /** The place of the last switch, or -1 if there is none. */
    private static long lastSwitch(List<Deviation> deviations) {
        for (int i = deviations.size() - 1; i >= 0; i--) {
            if (Place.isSwitch(deviations.get(i).kind())) {
                return deviations.get(i).place();
            }
        }
        return -1;
    }

    /** Runs these; true if that is the new best run, else its successors come next. */
    private static boolean run(
            Attempts attempts, List<Deviation> deviations, ArrayDeque<Node> queue) {
        Follower follower = Follower.of(deviations, true);
        if (attempts.fails(follower) && attempts.acceptIfSmaller(follower)) {
            return true;
        }
        Size size = follower.size();
        queue.add(
                new Node(
                        deviations,
                        List.copyOf(follower.crossings()),
                        size.preemptions(),
                        size.others()));
        return false;
    }
}
