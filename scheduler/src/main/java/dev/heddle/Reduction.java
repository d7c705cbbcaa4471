package dev.heddle;

/** What is done about a failure once all schedules were run: it is made smaller, and explained. */
final class Reduction {

    private final Runs runs;
    private final Tally tally;

    Reduction(Runs runs, Tally tally) {
        this.runs = runs;
        this.tally = tally;
    }

    /** Puts a smaller schedule in the place of the one that has failed, if there is one. */
    void shrink() {
        Failure found = tally.first;
        Shrinking.Failed failed = tally.failed;
        if (found == null || failed == null) {
            return;
        }
        Shrinking shrinking = new Shrinking(runs);
        Shrinking.Result smaller = shrinking.shrink(failed);
        if (smaller == null) {
            return;
        }
        Failure reported = found.shrunk(smaller);
        tally.first = reported;
        Forcing forcing =
                new Forcing(runs, runs.settings.shrinkTime.dividedBy(Shrinking.EXPLAINED_PART));
        int left = shrinking.runsLeft(smaller);
        left -= Estimate.most(left); // That many told when it was too late.
        reported.forcedBy(forcing.find(smaller.ending(), smaller.tape(), smaller.steps(), left));
        if (forcing.isOutOfTime()) {
            reported.cutShort("which orders of steps make it fail");
        }
    }

    /**
     * Adds to the data races where the threads were, as far as the runs take their course again.
     */
    void witness() {
        if (!new Witnesses(runs).addTo(tally.races)) {
            tally.remarks.add(
                    "There was no time left to look again at all of the data races: of some it is"
                            + " not told through which calls they came about, and under which"
                            + " locks. Explorer.shrinkTime(limit) can allow more.");
        }
        if (tally.first != null) {
            tally.first.raced(tally.races);
        }
    }
}
