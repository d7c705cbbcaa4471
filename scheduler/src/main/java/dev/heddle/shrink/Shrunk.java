package dev.heddle.shrink;

import dev.heddle.api.API;
import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * The smallest run that was found.
 *
 * {@snippet :
 *     Shrunk shrunk = failure.shrunk().orElseThrow();
 *     log.add(shrunk.before().preemptions() + " preemptions, then " + shrunk.after().preemptions());
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Shrunk {

    private final List<Deviation> deviations;
    private final Size before;
    private final Size after;
    private final int runs;
    private final Attempts.@Nullable Cut cut;

    Shrunk(
            List<Deviation> deviations,
            Size before,
            Size after,
            int runs,
            Attempts.@Nullable Cut cut) {
        this.deviations = deviations;
        this.before = before;
        this.after = after;
        this.runs = runs;
        this.cut = cut;
    }

    /** What makes the choices of the smallest run; it must be the watcher of the run as well. */
    @Internal
    public Follower follower() {
        return Follower.of(deviations, false);
    }

    /** The choices of the smallest run that are not the usual ones. */
    public Plan plan() {
        return Plan.of(deviations);
    }

    /** The size of the run that was made smaller. */
    public Size before() {
        return before;
    }

    /** The size of the smallest run. */
    public Size after() {
        return after;
    }

    /** How many runs it took. */
    public int runs() {
        return runs;
    }

    /** Whether all was tried that could be, so that the result is the same on every machine. */
    public boolean isComplete() {
        return cut == null;
    }

    /** Whether real time has cut it short, so that the result may differ from time to time. */
    public boolean isCutByTime() {
        return cut == Attempts.Cut.TIME;
    }

    @Override
    public String toString() {
        return words(after).equals(words(before))
                ? "Not made smaller in %s: %s.%s"
                        .formatted(counted(runs, "run"), words(after), rest())
                : "Shrunk in %s: %s (%s before).%s"
                        .formatted(counted(runs, "run"), words(after), words(before), rest());
    }

    private static String words(Size size) {
        String others =
                size.others() == 0 ? "" : ", " + counted(size.others(), "other unusual choice");
        return counted(size.preemptions(), "preemption")
                + others
                + ", "
                + counted(size.steps(), "step");
    }

    private static String counted(long count, String what) {
        return "%,d %s%s".formatted(count, what, count == 1 ? "" : "s");
    }

    private String rest() {
        if (cut == null) {
            return "";
        }
        return switch (cut) {
            case RUNS, STEPS -> " Not all was tried: Explorer.shrink(runs) can allow more.";
            case TIME ->
                    " Not all was tried in the time there was, so the result may be another next"
                            + " time: Explorer.shrinkTime(limit) can allow more.";
        };
    }
}
