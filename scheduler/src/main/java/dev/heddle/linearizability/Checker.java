package dev.heddle.linearizability;

import dev.heddle.api.API;
import dev.heddle.linearizability.Frontier.Role;
import dev.heddle.linearizability.Search.Budget;
import dev.heddle.linearizability.Search.Found;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Finds out whether a history can be explained by a model: whether there is an order of its
 * operations, as a {@link Condition} allows it, in which each returns what it has returned.
 *
 * {@snippet :
 *     Verdict verdict = Checker.of(Models.queue()).check(history);
 * }
 *
 * <p>In the worst case that takes exponential time. So the search has a budget, and what is not
 * found out within it is {@linkplain Verdict#isUnknown unknown}. It is depth first, never twice
 * from equal states (Wing and Gong, Lowe), and takes operations on different {@linkplain Model#key
 * keys} for themselves where the condition allows that, which is linearizability only.
 *
 * <p>A checker is immutable: each setting gives another one.
 *
 * @param <S> the states of the model
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Checker<S> {

    private static final long USUAL_BUDGET = 20_000_000;

    private final Model<S> model;
    private final Condition condition;
    private final long budget;

    /** How much may be done to make an explanation short. */
    private final long mostWork;

    private Checker(Model<S> model, Condition condition, long budget, long mostWork) {
        this.model = Objects.requireNonNull(model, "model");
        this.condition = Objects.requireNonNull(condition, "condition");
        this.budget = budget;
        this.mostWork = mostWork;
    }

    /** A checker for linearizability with the usual budget: 20 million steps. */
    public static <S> Checker<S> of(Model<S> model) {
        return new Checker<>(model, Condition.LINEARIZABILITY, USUAL_BUDGET, Explanation.MOST_WORK);
    }

    /** Demands this of a history. */
    public Checker<S> condition(Condition demanded) {
        return new Checker<>(model, demanded, budget, mostWork);
    }

    /**
     * How many steps the search may make: so often may it ask the model where an operation leads.
     * It takes no more than a quarter of the memory for what it has visited either.
     */
    public Checker<S> budget(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "The budget must be at least one step, but is %,d.".formatted(steps));
        }
        return new Checker<>(model, condition, steps, mostWork);
    }

    /**
     * A checker that does no more than this to make an explanation short; with 0, all of a history
     * is explained.
     */
    Checker<S> explainsWithin(long work) {
        return new Checker<>(model, condition, budget, work);
    }

    /** What is to be said of a history. */
    public Verdict check(History history) {
        List<Operation> operations = history.operations();
        Budget spent = new Budget(budget);
        Collection<List<Operation>> parts = parts(operations);
        List<Operation> order = new ArrayList<>();
        List<Long> points = new ArrayList<>();
        Part unknown = null;
        int ordered = 0;
        for (List<Operation> part : parts) {
            Role[] roles = Search.roles(part);
            // Another part may be violated, however hard this one is: each gets what is left, but
            // those that come later are not to be left without anything.
            Search<S> search = new Search<>(model, condition, part, roles, spent, null);
            Found found = search.run();
            int[] best = search.best();
            ordered += best.length;
            if (found == Found.NONE) {
                return Verdict.violated(
                        condition,
                        spent.steps(),
                        () -> new Explanation<>(model, condition, budget, mostWork, history, part));
            }
            if (found == Found.OUT_OF_BUDGET) {
                unknown = new Part(part, best);
                break;
            }
            long point = Long.MIN_VALUE;
            for (int index : best) {
                // It takes effect as early as it can: so orders of parts are merged.
                point = Math.max(point, part.get(index).called());
                order.add(part.get(index));
                points.add(point);
            }
        }
        if (unknown != null) {
            return Verdict.unknown(
                    condition, spent.steps(), ordered, operations.size(), unknown.best());
        }
        return Verdict.holds(
                condition, spent.steps(), parts.size() == 1 ? order : merged(order, points));
    }

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    private record Part(List<Operation> operations, int[] order) {
        List<Operation> best() {
            List<Operation> best = new ArrayList<>();
            for (int index : order) {
                best.add(operations.get(index));
            }
            return best;
        }
    }

    private Collection<List<Operation>> parts(List<Operation> operations) {
        if (condition != Condition.LINEARIZABILITY) {
            return List.of(operations);
        }
        Map<Object, List<Operation>> parts = new LinkedHashMap<>();
        for (Operation operation : operations) {
            Object key = model.key(operation);
            if (key == null) {
                return List.of(operations);
            }
            parts.computeIfAbsent(key, any -> new ArrayList<>()).add(operation);
        }
        return parts.isEmpty() ? List.of(operations) : parts.values();
    }

    private static List<Operation> merged(List<Operation> order, List<Long> points) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            places.add(i);
        }
        places.sort(Comparator.comparing(points::get)); // Stable: a part keeps its order.
        return places.stream().map(order::get).toList();
    }
}
