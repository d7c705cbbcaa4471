package dev.heddle;

import dev.heddle.kernel.Ending;
import dev.heddle.trace.Step;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a failure is about, in one sentence. */
final class Sentence {

    private Sentence() {}

    /**
     * The sentence.
     *
     * @param clauses what happened where threads were interrupted
     * @param choices which choices were unusual, but for preemptions, in a run that was shrunk
     */
    static Optional<String> of(Failure failure, List<String> clauses, List<String> choices) {
        String circle =
                failure.kind() == Ending.Kind.DEADLOCK || failure.kind() == Ending.Kind.LEAK
                        ? Circle.among(failure.told().standing())
                        : "";
        if (!circle.isEmpty()) {
            return Optional.of("It fails when " + circle + ".");
        }
        boolean isSmallest = failure.shrunk().isPresent();
        List<String> all = new ArrayList<>(clauses);
        all.addAll(choices);
        if (!all.isEmpty()) {
            return Optional.of(
                    (isSmallest ? "It fails when " : "In this run ")
                            + String.join(", and ", all)
                            + ".");
        }
        if (failure.steps().stream().mapToLong(Step::number).distinct().count() < 2) {
            return Optional.empty(); // One thread has no order.
        }
        return failure.shrunk()
                .filter(shrunk -> shrunk.after().preemptions() == 0)
                .map(
                        shrunk ->
                                shrunk.after().others() == 0
                                        ? "It fails although no thread is preempted: each runs"
                                              + " until it has to wait, and then the one runs that"
                                              + " has been ready longest."
                                        : "It fails although no thread is preempted, by who runs"
                                                + " next where one has to wait.");
    }
}
