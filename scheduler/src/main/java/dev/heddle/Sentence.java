package dev.heddle;

import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.trace.Step;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
                        ? circle(failure)
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
                                        ? "It fails even if each thread goes on until it has to"
                                                + " wait, and then the one that has waited longest."
                                        : "It fails without any thread being preempted, by what is"
                                                + " chosen where one has to wait.");
    }

    /**
     * Threads each of which waits for what the next one holds; an empty string if there are none.
     */
    private static String circle(Failure failure) {
        List<Standing> standing = failure.told().standing();
        Map<String, Standing> byName = new HashMap<>();
        standing.forEach(one -> byName.put(one.thread(), one));
        for (Standing one : standing) {
            List<Standing> members = circle(one, byName);
            if (!members.isEmpty()) {
                return words(members);
            }
        }
        return "";
    }

    private static List<Standing> circle(Standing first, Map<String, Standing> byName) {
        List<Standing> members = new ArrayList<>();
        @Nullable Standing at = first;
        while (at != null && members.size() < byName.size() && !at.on().isEmpty()) {
            members.add(at);
            at = byName.get(at.heldBy());
            if (at != null && at.thread().equals(first.thread())) {
                return members;
            }
        }
        return List.of();
    }

    private static String words(List<Standing> members) {
        if (members.size() > 6) {
            return "%,d threads wait for each other in a circle, from '%s' on"
                    .formatted(members.size(), members.getFirst().thread());
        }
        List<String> words = new ArrayList<>();
        for (Standing one : members) {
            words.add("'%s' has taken %s".formatted(one.heldBy(), one.on()));
        }
        return String.join(" and ", words)
                + ", before "
                + (members.size() == 2 ? "either gets the other" : "any of them gets the next");
    }
}
