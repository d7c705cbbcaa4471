package dev.heddle.linearizability;

import dev.heddle.api.API;
import dev.heddle.kernel.Lines;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What a {@link Checker} has found out about a history.
 *
 * {@snippet :
 *     Verdict verdict = Checker.of(Models.queue()).check(history);
 *     assertThat(verdict.isViolated()).isFalse();
 *     verdict.check();
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Verdict {

    private enum Kind {
        HOLDS,
        VIOLATED,
        UNKNOWN
    }

    private final Kind kind;
    private final Condition condition;
    private final long steps;
    private final List<Operation> order;

    /** How many operations were put in order, of how many. */
    private final int ordered;

    private final int operations;

    /** What the search was cut off by; null if it was not. */
    private final Search.@Nullable Limit limit;

    /** Makes the explanation, which takes much longer than the verdict; null if it holds. */
    private final @Nullable Supplier<Explanation<?>> explainer;

    private @Nullable Explanation<?> explanation;

    private Verdict(
            Kind kind,
            Condition condition,
            long steps,
            List<Operation> order,
            int ordered,
            int operations,
            Search.@Nullable Limit limit,
            @Nullable Supplier<Explanation<?>> explainer) {
        this.kind = kind;
        this.condition = condition;
        this.steps = steps;
        this.order = List.copyOf(order);
        this.ordered = ordered;
        this.operations = operations;
        this.limit = limit;
        this.explainer = explainer;
    }

    static Verdict holds(Condition condition, long steps, List<Operation> order) {
        int size = order.size();
        return new Verdict(Kind.HOLDS, condition, steps, order, size, size, null, null);
    }

    static Verdict violated(Condition condition, long steps, Supplier<Explanation<?>> explainer) {
        return new Verdict(Kind.VIOLATED, condition, steps, List.of(), 0, 0, null, explainer);
    }

    static Verdict unknown(
            Condition condition,
            long steps,
            Search.Limit limit,
            int ordered,
            int operations,
            List<Operation> best) {
        return new Verdict(Kind.UNKNOWN, condition, steps, best, ordered, operations, limit, null);
    }

    /** Whether the history meets the condition: {@link #order} is the proof. */
    public boolean holds() {
        return kind == Kind.HOLDS;
    }

    /** Whether it certainly does not. */
    public boolean isViolated() {
        return kind == Kind.VIOLATED;
    }

    /** Whether it was cut off before that was found out: by its budget, the time or the memory. */
    public boolean isUnknown() {
        return kind == Kind.UNKNOWN;
    }

    /** What was demanded. */
    public Condition condition() {
        return condition;
    }

    /** How often the model was asked where an operation leads. */
    public long steps() {
        return steps;
    }

    /**
     * If the history meets the condition, an order in which its operations can have taken effect,
     * without those pending that need not have; otherwise the longest that was found, which, if it
     * is violated, is one of the operations of {@link #shortest}.
     */
    public List<Operation> order() {
        return kind == Kind.VIOLATED ? explanation().longest() : order;
    }

    /**
     * The fewest of the operations that were found to be enough for it to be violated, whatever the
     * others came to and whether or not they took effect; empty if it is not violated.
     */
    public History shortest() {
        return kind == Kind.VIOLATED ? explanation().shortest() : History.builder().build();
    }

    /** What has returned but could not come after {@link #order}; empty if it is not violated. */
    public List<Operation> stuck() {
        return kind == Kind.VIOLATED ? explanation().stuck() : List.of();
    }

    /**
     * Makes it, or gives the one that was made. Not synchronized: the model may execute operations
     * in fibers on this very thread, and the JVM crashes if one is mounted by who has a monitor.
     */
    private Explanation<?> explanation() {
        Explanation<?> made = explanation;
        if (made == null) {
            made = Objects.requireNonNull(explainer).get();
            explanation = made;
        }
        return made;
    }

    /**
     * Does nothing if the history meets the condition.
     *
     * @throws LinearizabilityError if it does not, or if that could not be found out
     */
    public void check() {
        if (kind != Kind.HOLDS) {
            throw new LinearizabilityError(toString());
        }
    }

    /** Everything that is to be said, in lines no wider than 120 characters. */
    @Override
    public String toString() {
        return switch (kind) {
            case HOLDS ->
                    lines(
                            "The history is %s (%,d steps), in this order: %s"
                                    .formatted(condition, steps, names(order)));
            case VIOLATED -> explanation().text();
            case UNKNOWN ->
                    lines(
                            ("It is not known whether the history is %s: %s. %,d of %,d operations"
                                            + " were put in order, the last of them %s. Give %s, or"
                                            + " the model a key by which operations are told"
                                            + " apart.")
                                    .formatted(
                                            condition,
                                            cutOff(),
                                            ordered,
                                            operations,
                                            order.isEmpty()
                                                    ? "none"
                                                    : order.getLast()
                                                            + " of "
                                                            + order.getLast().client(),
                                            more()));
        };
    }

    private String cutOff() {
        String why =
                switch (Objects.requireNonNull(limit)) {
                    case STEPS -> "the budget was used up";
                    case TIME -> "the time was over";
                    case MEMORY -> "half of the memory was used up";
                };
        return "%s after %,d steps".formatted(why, steps);
    }

    private String more() {
        return switch (Objects.requireNonNull(limit)) {
            case STEPS -> "the checker a larger budget";
            case TIME -> "the checker more time";
            case MEMORY -> "the JVM more memory";
        };
    }

    /** What is to be said of an object that has come to this history. */
    String ofObject(History history) {
        return explanation().ofObject(history);
    }

    private static String lines(String text) {
        return String.join("\n", Lines.wrap(text, Lines.WIDTH, "", "    "));
    }

    private static String names(List<Operation> order) {
        return order.size() > 20
                ? names(order.subList(0, 20)) + ", and %,d more".formatted(order.size() - 20)
                : order.stream().map(Operation::toString).collect(Collectors.joining(", "));
    }
}
