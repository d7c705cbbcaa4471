package dev.heddle.detect;

import dev.heddle.api.API;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Threads that took the same locks in different orders, in a run that went well: in another one
 * each may hold what the next one wants.
 *
 * {@snippet :
 *     Report report = Heddle.explorer().strategy("fifo").explore(body);
 *     assertThat(report.passed()).isTrue();
 *     assertThat(report.lockOrders().getFirst().toString())
 *             .startsWith(
 *                     "Locks in different orders, so another schedule may end in a deadlock: ");
 * }
 *
 * @param steps what each of the threads did; each wants what the next one holds, and the last what
 *     the first holds
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record LockOrder(List<Step> steps) {

    /**
     * What one of the threads did.
     *
     * @param thread its name
     * @param holds the lock it held
     * @param holdsSince where it took that, as in a stack trace
     * @param wants the lock it took besides
     * @param wantsAt where it took that
     */
    public record Step(
            String thread, String holds, String holdsSince, String wants, String wantsAt) {

        @Override
        public String toString() {
            return "'%s' takes %s %s and then %s %s"
                    .formatted(thread, holds, holdsSince, wants, wantsAt);
        }
    }

    /** In which places it is; the same in two runs has the same. */
    public String key() {
        return steps.stream()
                .map(step -> step.holdsSince + " " + step.wantsAt)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** A sentence for each thread. */
    @Override
    public String toString() {
        return "Locks in different orders, so another schedule may end in a deadlock: "
                + steps.stream().map(Step::toString).collect(Collectors.joining("; "))
                + ".";
    }
}
