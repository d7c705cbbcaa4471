package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.trace.Step;

import java.util.List;

/**
 * From which step of a run on its failure could not, or hardly, be avoided, as far as runs can tell
 * that begin like it and then go on at random.
 *
 * {@snippet :
 *     failure.unavoidable().ifPresent(point -> log.add(point.what() + ", step " + point.step()));
 * }
 *
 * @param step the step, the first of the run being 1; 0 if the failure could not be avoided from
 *     the beginning
 * @param what what happens in that step, and who does it; an empty string if that is not known
 * @param failedAfter how many runs failed in the same way that began like it, up to that step
 * @param runsAfter how many such runs there were
 * @param failedBefore how many failed in the same way of those that began like it up to the step
 *     before; 0 if the step is 0
 * @param runsBefore how many such runs there were
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Unavoidable(
        long step, String what, int failedAfter, int runsAfter, int failedBefore, int runsBefore) {

    /**
     * With what happens in that step, if it is one of these; what the JDK does while the program
     * has called it belongs to the one before.
     */
    Unavoidable described(List<Step> steps) {
        Step last = null;
        for (Step one : steps) {
            last = one.index() <= step ? one : last;
        }
        return last == null
                ? this
                : new Unavoidable(
                        last.index(),
                        "'" + last.thread() + "' " + last.action(),
                        failedAfter,
                        runsAfter,
                        failedBefore,
                        runsBefore);
    }

    @Override
    public String toString() {
        if (step == 0) {
            return "It needs no particular schedule: %d of %d random ones failed in the same way."
                    .formatted(failedAfter, runsAfter);
        }
        return ("After step %,d%s the failure could %s be avoided: %d of %d runs that went on at"
                        + " random from there failed, and %d of %d from before it.")
                .formatted(
                        step,
                        what.isEmpty() ? "" : " (" + what + ")",
                        failedAfter == runsAfter ? "not" : "hardly",
                        failedAfter,
                        runsAfter,
                        failedBefore,
                        runsBefore);
    }
}
