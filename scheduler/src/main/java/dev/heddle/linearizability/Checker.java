package dev.heddle.linearizability;

import dev.heddle.api.API;
import dev.heddle.linearizability.Frontier.Role;
import dev.heddle.linearizability.Search.Found;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
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
 * <p>In the worst case that takes exponential time. So the search has a {@linkplain #budget
 * budget}, a {@linkplain #time time}, and half of the memory, and what is not found out within
 * these is {@linkplain Verdict#isUnknown unknown}. It is depth first, never twice from equal states
 * (Wing and Gong, Lowe), and takes operations on different {@linkplain Model#key keys} for
 * themselves where the condition allows that, which is linearizability only. What is linearizable
 * meets the other conditions as well, and that is found out much quicker; so it is tried first.
 *
 * <p>A checker is immutable: each setting gives another one.
 *
 * @param <S> the states of the model
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Checker<S> {

    private static final long USUAL_BUDGET = 20_000_000;
    private static final Duration USUAL_TIME = Duration.ofSeconds(30);

    private final Model<S> model;
    private final Condition condition;
    private final long budget;

    /** Null if it may take as long as it takes. */
    private final @Nullable Duration time;

    /** How much may be done to make an explanation short. */
    private final long mostWork;

    private Checker(
            Model<S> model,
            Condition condition,
            long budget,
            @Nullable Duration time,
            long mostWork) {
        this.model = Objects.requireNonNull(model, "model");
        this.condition = Objects.requireNonNull(condition, "condition");
        this.budget = budget;
        this.time = time;
        this.mostWork = mostWork;
    }

    /** A checker for linearizability with the usual limits: 20 million steps, 30 seconds. */
    public static <S> Checker<S> of(Model<S> model) {
        return new Checker<>(
                model, Condition.LINEARIZABILITY, USUAL_BUDGET, USUAL_TIME, Explanation.MOST_WORK);
    }

    /**
     * A checker of what a run came to, of which all is shown in any case. How long it takes must
     * not make a difference: runs are to be the same each time.
     */
    static <S> Checker<S> ofRun(Model<S> model, Condition condition) {
        return new Checker<>(model, condition, USUAL_BUDGET, null, 0);
    }

    /** Demands this of a history. */
    public Checker<S> condition(Condition demanded) {
        return new Checker<>(model, demanded, budget, time, mostWork);
    }

    /**
     * How many steps the search may make: so often may it ask the model where an operation leads.
     */
    public Checker<S> budget(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException(
                    "The budget must be at least one step, but is %,d.".formatted(steps));
        }
        return new Checker<>(model, condition, steps, time, mostWork);
    }

    /**
     * How long the search may take; to explain a violation takes twice that at the most. Whether
     * something is found out in time depends on the machine; what is found out does not.
     */
    public Checker<S> time(Duration most) {
        if (!most.isPositive()) {
            throw new IllegalArgumentException(
                    "The time for a check must be positive, but is %s.".formatted(most));
        }
        return new Checker<>(model, condition, budget, most, mostWork);
    }

    /** What is to be said of a history. */
    public Verdict check(History history) {
        Budget spent = Budget.of(budget, time);
        if (condition != Condition.LINEARIZABILITY) {
            Verdict verdict = check(history, Condition.LINEARIZABILITY, spent.half());
            if (verdict.holds()) {
                return Verdict.holds(condition, verdict.steps(), verdict.order());
            }
        }
        return check(history, condition, spent);
    }

    private Verdict check(History history, Condition demanded, Budget spent) {
        List<Operation> operations = history.operations();
        Collection<List<Operation>> parts = parts(operations, demanded);
        List<Operation> order = new ArrayList<>();
        List<Long> points = new ArrayList<>();
        for (List<Operation> part : parts) {
            Role[] roles = Search.roles(part);
            Search<S> search = new Search<>(model, demanded, part, roles, spent, null);
            Found found = search.run();
            int[] best = search.best();
            if (found == Found.NONE) {
                return Verdict.violated(
                        demanded,
                        spent.steps(),
                        () ->
                                new Explanation<>(
                                        model, demanded, budget, time, mostWork, history, part));
            }
            if (found == Found.OUT_OF_BUDGET) {
                List<Operation> longest = new ArrayList<>();
                for (int index : best) {
                    longest.add(part.get(index));
                }
                return Verdict.unknown(
                        demanded,
                        spent.steps(),
                        search.limit(),
                        order.size() + best.length,
                        operations.size(),
                        longest);
            }
            long point = Long.MIN_VALUE;
            for (int index : best) {
                // It takes effect as early as it can: so orders of parts are merged.
                point = Math.max(point, part.get(index).called());
                order.add(part.get(index));
                points.add(point);
            }
        }
        return Verdict.holds(
                demanded, spent.steps(), parts.size() == 1 ? order : merged(order, points));
    }

    private Collection<List<Operation>> parts(List<Operation> operations, Condition demanded) {
        if (demanded != Condition.LINEARIZABILITY) {
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
