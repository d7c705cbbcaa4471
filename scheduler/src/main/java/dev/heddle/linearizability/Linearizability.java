package dev.heddle.linearizability;

import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.Report;
import dev.heddle.api.API;
import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;
import dev.heddle.linearizability.Scenario.Call;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Finds out whether a concurrent object is linearizable: makes scenarios, in which threads call its
 * operations, at random, runs each under many schedules, and looks whether what the operations came
 * to can be explained by some order of them.
 *
 * {@snippet :
 *     Linearizability.of(ConcurrentLinkedQueue<Integer>::new)
 *             .operation("add", Queue::add, Arguments.ints(1, 3))
 *             .operation("poll", Queue::poll)
 *             .check();
 * }
 *
 * <p>What a sequence of operations must come to is what it does come to if it is executed by itself
 * on a new object, unless there is a {@link #sequential} one, or a {@link #model}. Exceptions are
 * results. An operation that waits for ever has not taken effect, and must wait in the model too.
 * Time is virtual.
 *
 * <p>Equal settings give equal results. Every setting returns the same object.
 *
 * @param <T> the object
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Linearizability<T> {

    private static final String PREFIX = "linear1:";

    private final Supplier<? extends T> object;
    private final List<Invocation<T>> operations = new ArrayList<>();
    private final Map<Class<?>, Arguments<?>> byType = Discovery.usual();
    private final List<Scenario> given = new ArrayList<>();
    private Condition condition = Condition.LINEARIZABILITY;
    private @Nullable Model<?> model;
    private Supplier<? extends T> sequential;
    private @Nullable Function<? super T, ?> state;
    private int scenarios = 300;
    private int schedules = 100;
    private int threads = 3;
    private int perThread = 3;
    private int before = 2;
    private int after = 2;
    private long seed = 1;
    private int shrinkSchedules = 500;
    private UnaryOperator<Explorer> settings = explorer -> explorer;
    private @Nullable UnaryOperator<Prover> prover;

    private Linearizability(Supplier<? extends T> object) {
        this.object = Objects.requireNonNull(object, "object");
        this.sequential = object;
        Control.install(); // Before what is to be under control is loaded, most often.
    }

    /**
     * What is to be checked.
     *
     * @param object makes a new one: each run has its own
     */
    public static <T> Linearizability<T> of(Supplier<? extends T> object) {
        return new Linearizability<>(object);
    }

    // --- operations ------------------------------------------------------------------------------

    /** An operation without arguments. */
    @FunctionalInterface
    public interface Action0<T> {
        /** Calls it. */
        @Nullable Object call(T object) throws Throwable;
    }

    /** An operation with an argument. */
    @FunctionalInterface
    public interface Action1<T, A extends @Nullable Object> {
        /** Calls it. */
        @Nullable Object call(T object, A argument) throws Throwable;
    }

    /** An operation with two arguments. */
    @FunctionalInterface
    public interface Action2<T, A extends @Nullable Object, B extends @Nullable Object> {
        /** Calls it. */
        @Nullable Object call(T object, A first, B second) throws Throwable;
    }

    /** An operation with three arguments. */
    @FunctionalInterface
    public interface Action3<
            T, A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object> {
        /** Calls it. */
        @Nullable Object call(T object, A first, B second, C third) throws Throwable;
    }

    /** An operation that returns nothing. */
    @FunctionalInterface
    public interface Command0<T> {
        /** Calls it. */
        void call(T object) throws Throwable;
    }

    /** An operation with an argument that returns nothing. */
    @FunctionalInterface
    public interface Command1<T, A extends @Nullable Object> {
        /** Calls it. */
        void call(T object, A argument) throws Throwable;
    }

    /** An operation with two arguments that returns nothing. */
    @FunctionalInterface
    public interface Command2<T, A extends @Nullable Object, B extends @Nullable Object> {
        /** Calls it. */
        void call(T object, A first, B second) throws Throwable;
    }

    /** Threads may call this. What it returns must have {@code equals}, or be an array. */
    public Linearizability<T> operation(String name, Action0<? super T> action) {
        return add(name, List.of(), (made, arguments) -> action.call(made));
    }

    /** Threads may call this, with any of these arguments. */
    @SuppressWarnings("unchecked") // The values come from the arguments.
    public <A extends @Nullable Object> Linearizability<T> operation(
            String name, Action1<? super T, ? super A> action, Arguments<A> first) {
        return add(name, List.of(first), (made, values) -> action.call(made, (A) values[0]));
    }

    /** Threads may call this, with any of these arguments. */
    @SuppressWarnings("unchecked") // The values come from the arguments.
    public <A extends @Nullable Object, B extends @Nullable Object> Linearizability<T> operation(
            String name,
            Action2<? super T, ? super A, ? super B> action,
            Arguments<A> first,
            Arguments<B> second) {
        return add(
                name,
                List.of(first, second),
                (made, values) -> action.call(made, (A) values[0], (B) values[1]));
    }

    /** Threads may call this, with any of these arguments. */
    @SuppressWarnings("unchecked") // The values come from the arguments.
    public <A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>
            Linearizability<T> operation(
                    String name,
                    Action3<? super T, ? super A, ? super B, ? super C> action,
                    Arguments<A> first,
                    Arguments<B> second,
                    Arguments<C> third) {
        return add(
                name,
                List.of(first, second, third),
                (made, values) -> action.call(made, (A) values[0], (B) values[1], (C) values[2]));
    }

    /** Threads may call this, which returns nothing. */
    public Linearizability<T> command(String name, Command0<? super T> action) {
        return add(
                name,
                List.of(),
                (made, values) -> {
                    action.call(made);
                    return null;
                });
    }

    /** Threads may call this, which returns nothing, with any of these arguments. */
    @SuppressWarnings("unchecked") // The values come from the arguments.
    public <A extends @Nullable Object> Linearizability<T> command(
            String name, Command1<? super T, ? super A> action, Arguments<A> first) {
        return add(
                name,
                List.of(first),
                (made, values) -> {
                    action.call(made, (A) values[0]);
                    return null;
                });
    }

    /** Threads may call this, which returns nothing, with any of these arguments. */
    @SuppressWarnings("unchecked") // The values come from the arguments.
    public <A extends @Nullable Object, B extends @Nullable Object> Linearizability<T> command(
            String name,
            Command2<? super T, ? super A, ? super B> action,
            Arguments<A> first,
            Arguments<B> second) {
        return add(
                name,
                List.of(first, second),
                (made, values) -> {
                    action.call(made, (A) values[0], (B) values[1]);
                    return null;
                });
    }

    private Linearizability<T> add(
            String name, List<Arguments<?>> arguments, Invocation.Body<? super T> body) {
        Objects.requireNonNull(body, "action");
        if (name.isBlank()) {
            throw new IllegalArgumentException("An operation needs a name.");
        }
        if (operations.stream()
                .anyMatch(
                        one ->
                                one.name().equals(name)
                                        && one.arguments().size() == arguments.size())) {
            throw new IllegalArgumentException(
                    "There is an operation '%s' with %d arguments already. Give this one another name."
                            .formatted(name, arguments.size()));
        }
        operations.add(new Invocation<>(name, arguments, body));
        return this;
    }

    /**
     * Threads may call the public methods of a class or an interface that have these names; all
     * that it declares itself, if none is given. What they are given is said by {@link #arguments},
     * before, for each type; usually numbers from 0 to 2, of which two of the strings {@code a} and
     * {@code b} are made, and {@code Object}s are numbers.
     *
     * @throws IllegalArgumentException if there is no such method, or one that needs what nobody
     *     knows how to give
     */
    public Linearizability<T> operationsOf(Class<? super T> type, String... names) {
        for (Discovery.Found found : Discovery.of(type, List.of(names), byType)) {
            add(found.name(), found.arguments(), found.body());
        }
        return this;
    }

    /** What methods that are found by {@link #operationsOf} are given for parameters of a type. */
    public <A> Linearizability<T> arguments(Class<A> type, Arguments<? extends A> values) {
        byType.put(Objects.requireNonNull(type, "type"), Objects.requireNonNull(values, "values"));
        return this;
    }

    // --- what is right ---------------------------------------------------------------------------

    /** What is demanded; usually linearizability. */
    public Linearizability<T> condition(Condition demanded) {
        condition = Objects.requireNonNull(demanded, "condition");
        return this;
    }

    /** Says what operations must come to by a model, which knows them by their names. */
    public Linearizability<T> model(Model<?> sequentialModel) {
        model = Objects.requireNonNull(sequentialModel, "model");
        return this;
    }

    /**
     * Says what operations must come to by another object, which need not be fit for threads: they
     * are executed on it one after the other.
     */
    public Linearizability<T> sequential(Supplier<? extends T> other) {
        sequential = Objects.requireNonNull(other, "other");
        return this;
    }

    /**
     * What two states of the object are equal by, as an immutable value: then fewer of them are to
     * be looked at. Usually a state is told by the operations that have led to it.
     */
    public Linearizability<T> state(Function<? super T, ?> equalBy) {
        state = Objects.requireNonNull(equalBy, "equalBy");
        return this;
    }

    // --- how much is tried -----------------------------------------------------------------------

    /** How many scenarios are tried, usually 300; with 0, only those that are given. */
    public Linearizability<T> scenarios(int count) {
        scenarios = atLeast(0, count, "scenarios");
        return this;
    }

    /** Under how many schedules each is run; usually 100. */
    public Linearizability<T> schedules(int each) {
        schedules = atLeast(1, each, "schedules");
        return this;
    }

    /** How many threads a scenario has at the most; usually 3, and never fewer than 2. */
    public Linearizability<T> threads(int most) {
        threads = atLeast(2, most, "threads");
        return this;
    }

    /** How many operations each thread calls at the most; usually 3. */
    public Linearizability<T> operationsPerThread(int most) {
        perThread = atLeast(1, most, "operations of a thread");
        return this;
    }

    /** How many operations come before and after what threads do at once; usually up to 2 each. */
    public Linearizability<T> around(int mostBefore, int mostAfter) {
        before = atLeast(0, mostBefore, "operations before");
        after = atLeast(0, mostAfter, "operations after");
        return this;
    }

    private static int atLeast(int least, int count, String what) {
        if (count < least) {
            throw new IllegalArgumentException(
                    "The number of %s must be at least %d, but is %,d."
                            .formatted(what, least, count));
        }
        return count;
    }

    /** Tries this scenario, before those that are made. */
    public Linearizability<T> scenario(Scenario one) {
        for (Call call : one.calls()) {
            of(call);
        }
        given.add(one);
        return this;
    }

    /** What scenarios and schedules come from. */
    public Linearizability<T> seed(long value) {
        seed = value;
        return this;
    }

    /**
     * How schedules are explored: what is set here is set for each scenario. It is for what is
     * under control, such as {@link Explorer#instrument} for classes of the JDK; schedules and the
     * seed are those of this check.
     */
    public Linearizability<T> explorer(UnaryOperator<Explorer> with) {
        settings = Objects.requireNonNull(with, "with");
        return this;
    }

    /** Visits every interleaving of each scenario, each once, in place of some schedules. */
    public Linearizability<T> exhaustive() {
        return exhaustive(usual -> usual);
    }

    /** As above, within these bounds. */
    public Linearizability<T> exhaustive(UnaryOperator<Prover> with) {
        prover = Objects.requireNonNull(with, "with");
        return this;
    }

    // --- what comes of it ------------------------------------------------------------------------

    /**
     * Does nothing if no scenario fails.
     *
     * @throws dev.heddle.ScheduleFailure with the smallest that was found, if one does
     * @throws LinearizabilityError if it was not found out whether one does
     */
    public void check() {
        explore().check();
    }

    /** Tries scenarios until one fails. */
    public LinearizabilityReport explore() {
        if (operations.isEmpty()) {
            throw new IllegalStateException(
                    "There is no operation that threads could call. Name some by operation, command"
                            + " or operationsOf.");
        }
        Search search = new Search();
        long began = System.nanoTime();
        for (int i = 0; i < given.size() + scenarios && search.failed == null; i++) {
            Scenario scenario =
                    i < given.size() ? given.get(i) : maker().make(seed, i - given.size());
            search.tries(scenario, i);
        }
        long found = System.nanoTime() - began;
        search.shrink();
        return search.report(found, System.nanoTime() - began);
    }

    /**
     * Runs one scenario under one schedule.
     *
     * @param token what stands in the message of a failure
     * @throws HeddleException if it is none, or not of these operations, or if the program does not
     *     take that course any more
     */
    public LinearizabilityReport replay(String token) {
        String text = token.strip();
        int colon = text.indexOf(':', PREFIX.length());
        Scenario scenario =
                text.startsWith(PREFIX) && colon > 0
                        ? maker().decode(text.substring(PREFIX.length(), colon))
                        : null;
        if (scenario == null) {
            throw new HeddleException(
                    "'%s' is not a token of a scenario of these operations. It is what stands in the message of a failure, begins with '%s', and fits the operations, with their arguments, in the order in which they were given then."
                            .formatted(token, PREFIX));
        }
        return replay(scenario, text.substring(colon + 1));
    }

    /** Runs a scenario under the schedule of a token of {@link Failure#token}. */
    public LinearizabilityReport replay(Scenario scenario, String token) {
        long began = System.nanoTime();
        ScenarioBody<T> body = body(scenario);
        Report report = explorer(scenario, 0).replay(token, body);
        long nanos = System.nanoTime() - began;
        return new LinearizabilityReport(
                1,
                1,
                1,
                nanos,
                nanos,
                body.undecided(),
                null,
                report.failure().orElse(null),
                scenario,
                scenario);
    }

    private Scenarios maker() {
        return new Scenarios(operations, threads, perThread, before, after);
    }

    private Invocation<T> of(Call call) {
        for (Invocation<T> operation : operations) {
            if (operation.name().equals(call.operation())
                    && operation.arguments().size() == call.arguments().size()) {
                return operation;
            }
        }
        throw new IllegalArgumentException(
                "There is no operation for the call %s. Declare it before it is used in a scenario."
                        .formatted(call));
    }

    private ScenarioBody<T> body(Scenario scenario) {
        return new ScenarioBody<>(
                object, scenario, this::of, condition, model, sequential, state, prover != null);
    }

    private Explorer explorer(Scenario scenario, int number) {
        Explorer explorer =
                Heddle.explorer()
                        .races(Check.OFF)
                        .lockOrders(Check.OFF)
                        .leaks(Check.OFF)
                        .swallowed(Check.OFF);
        String code = maker().code(scenario);
        return settings.apply(explorer)
                .seed(seed + number * 0xD1342543DE82EF95L)
                .replayedBy(
                        token ->
                                code == null
                                        ? "replay(scenario, \"" + token + "\")"
                                        : "replay(\"" + PREFIX + code + ":" + token + "\")");
    }

    /** What is known so far. */
    private final class Search {
        private int tried;
        private long runs;
        private int undecided;
        private long runsUntilFound;
        private @Nullable Proof incomplete;

        private @Nullable Scenario failed;
        private @Nullable Scenario first;
        private @Nullable Failure failure;
        private int number;

        void tries(Scenario scenario, int index) {
            tried++;
            Failure found = run(scenario, index, schedules, true);
            if (found != null) {
                failed = scenario;
                first = scenario;
                failure = found;
                number = index;
            }
        }

        /** The failure of a scenario, not made smaller; null if it does not fail. */
        private @Nullable Failure run(Scenario scenario, int index, int most, boolean isFirst) {
            ScenarioBody<T> body = body(scenario);
            Explorer explorer = explorer(scenario, index).shrink(0);
            UnaryOperator<Prover> bounds = prover;
            Failure found;
            if (bounds == null) {
                Report report = explorer.schedules(most).explore(body);
                runs += report.schedules();
                found = report.failure().orElse(null);
            } else {
                Proof proof =
                        bounds.apply(explorer.stepLimit(20_000).prover().allowIncomplete())
                                .prove(body);
                runs += proof.executions();
                found = proof.found().isEmpty() ? null : proof.found().getFirst().failure();
                if (isFirst && found == null && !proof.isCompleteWithin()) {
                    incomplete = proof;
                }
            }
            if (isFirst) {
                undecided += body.undecided();
            }
            return found;
        }

        /** Looks for a smaller scenario that fails alike, and for a small schedule of it. */
        void shrink() {
            Scenario smallest = failed;
            Failure seen = failure;
            if (smallest == null || seen == null) {
                return;
            }
            runsUntilFound = runs;
            String likeness = likeness(seen);
            boolean goesOn = true;
            while (goesOn) {
                goesOn = false;
                for (Scenario smaller : maker().smaller(smallest)) {
                    Failure found = run(smaller, number, shrinkSchedules, false);
                    if (found != null && likeness(found).equals(likeness)) {
                        smallest = smaller;
                        seen = found;
                        goesOn = true;
                        break;
                    }
                }
            }
            failed = smallest;
            failure = seen;
            if (prover != null) {
                return; // A failure of a proof is the smallest of its kind already.
            }
            Report report =
                    explorer(smallest, number).schedules(shrinkSchedules).explore(body(smallest));
            runs += report.schedules();
            failure = report.failure().orElse(seen);
        }

        private String likeness(Failure found) {
            return found.kind() + found.cause().map(cause -> cause.getClass().getName()).orElse("");
        }

        LinearizabilityReport report(long foundNanos, long nanos) {
            Failure seen = failure;
            return new LinearizabilityReport(
                    tried,
                    seen == null ? runs : runsUntilFound,
                    runs,
                    foundNanos,
                    nanos,
                    undecided,
                    incomplete,
                    seen,
                    first,
                    failed);
        }
    }
}
