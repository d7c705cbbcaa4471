package dev.heddle.linearizability;

import dev.heddle.JudgedBody;
import dev.heddle.control.Sites;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Does what a scenario says with a new object, in each run, and looks afterwards whether an order
 * of the operations explains what they came to. Most runs come to what another one has come to
 * before: each history is checked once.
 *
 * @param <T> the object
 */
final class ScenarioBody<T> implements JudgedBody {

    private static final String MAIN = "main";

    private static final Map<String, Integer> SITES = new ConcurrentHashMap<>();

    private final Supplier<? extends T> object;
    private final Scenario scenario;
    private final List<Scenario.Call> calls;
    private final List<Invocation<T>> invocations;
    private final String[] clients;
    private final Object[][] arguments;
    private final int[] begins;
    private final int[] ends;
    private final boolean seesOrder;
    private final Judge judge;

    /** That of the run that goes on, or was the last. */
    private Recording recording;

    /** The text of a violation for each history; an empty one if there is none. */
    private final Map<List<@Nullable Object>, String> verdicts = new HashMap<>();

    private int undecided;

    /** Checks a history, and does something with the verdict. */
    private interface Judge {
        String check(History history, int[] byTime, Function<Verdict, String> then);
    }

    /**
     * A body for a scenario.
     *
     * @param of gives the operation of a call
     * @param model the model; null if the object is its own
     * @param sequential makes the object that is executed sequentially, if there is no model
     * @param state what states are equal by; null if by the operations that lead to them
     * @param seesOrder whether the order of calls and returns must be seen by who visits all
     */
    ScenarioBody(
            Supplier<? extends T> object,
            Scenario scenario,
            Function<Scenario.Call, Invocation<T>> of,
            Condition condition,
            @Nullable Model<?> model,
            Supplier<? extends T> sequential,
            @Nullable Function<? super T, ?> state,
            boolean seesOrder) {
        this.object = object;
        this.scenario = scenario;
        this.seesOrder = seesOrder;
        calls = scenario.calls();
        invocations = calls.stream().map(of).toList();
        int size = calls.size();
        clients = new String[size];
        arguments = new Object[size][];
        begins = new int[size];
        ends = new int[size];
        Arrays.fill(clients, MAIN);
        int at = scenario.before().size();
        for (int i = 0; i < scenario.threads().size(); i++) {
            int end = at + scenario.threads().get(i).size();
            Arrays.fill(clients, at, end, name(i));
            at = end;
        }
        for (int i = 0; i < size; i++) {
            Scenario.Call call = calls.get(i);
            arguments[i] = call.arguments().toArray();
            begins[i] = site(call, "calls " + call);
            ends[i] = site(call, "returns from " + call.operation());
        }
        judge =
                model == null
                        ? bySequence(sequential, state, condition)
                        : byModel(model, condition);
        recording = new Recording(clients, seesOrder);
    }

    private Judge bySequence(
            Supplier<? extends T> sequential,
            @Nullable Function<? super T, ?> state,
            Condition condition) {
        Sequential<T> behaviour = new Sequential<>(sequential, state, invocations, calls, clients);
        return (history, byTime, then) ->
                behaviour.within(
                        () ->
                                then.apply(
                                        Checker.ofRun(behaviour.model(byTime), condition)
                                                .check(history)));
    }

    private static <S> Judge byModel(Model<S> model, Condition condition) {
        Checker<S> checker = Checker.ofRun(model, condition);
        return (history, byTime, then) -> then.apply(checker.check(history));
    }

    private static String name(int thread) {
        return "thread " + (thread + 1);
    }

    private static int site(Scenario.Call call, String action) {
        return SITES.computeIfAbsent(
                action, any -> Sites.outside(Scenario.class.getName(), call.operation(), action));
    }

    Scenario scenario() {
        return scenario;
    }

    /** How many histories there were of which nothing was found out. */
    int undecided() {
        return undecided;
    }

    /** The history of the last run. */
    History history() {
        return recording.history(calls, Set.of());
    }

    // --- in the run ------------------------------------------------------------------------------

    @Override
    public void run() throws Throwable {
        Recording taken = new Recording(clients, seesOrder);
        recording = taken;
        T made = object.get();
        int at = 0;
        for (; at < scenario.before().size(); at++) {
            execute(taken, made, at, true);
        }
        Thread[] threads = new Thread[scenario.threads().size()];
        for (int i = 0; i < threads.length; i++) {
            int begin = at;
            at += scenario.threads().get(i).size();
            int end = at;
            threads[i] =
                    new Thread(
                            () -> {
                                for (int operation = begin; operation < end; operation++) {
                                    execute(taken, made, operation, false);
                                }
                            },
                            name(i));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (; at < calls.size(); at++) {
            execute(taken, made, at, true);
        }
    }

    private void execute(Recording taken, T made, int operation, boolean alone) {
        Fiber fiber = Fiber.current();
        if (!taken.calls(fiber, operation, begins[operation], alone)) {
            return;
        }
        Object result = result(invocations.get(operation), made, arguments[operation], false);
        taken.returns(fiber, operation, result, ends[operation], alone);
    }

    /**
     * What an operation comes to: an exception is a result as well.
     *
     * @param errors whether an error is one too, rather than the end of the run
     */
    @SuppressWarnings("removal") // A ThreadDeath is how fibers are unwound.
    static <T> @Nullable Object result(
            Invocation<T> invocation, T made, @Nullable Object[] arguments, boolean errors) {
        try {
            return invocation.body().call(made, arguments);
        } catch (ThreadDeath | VirtualMachineError e) {
            throw e;
        } catch (Error e) {
            if (!errors) {
                throw e;
            }
            return Operation.Thrown.of(e);
        } catch (Throwable e) {
            return Operation.Thrown.of(e);
        }
    }

    // --- afterwards ------------------------------------------------------------------------------

    @Override
    public Ending judge(Ending ending) {
        boolean mayBeRight =
                switch (ending.kind()) {
                    case FINISHED, LEAK, DEADLOCK -> true;
                    case FAILED, PROPERTY, STANDSTILL, STEP_LIMIT, TIME_LIMIT, STUCK -> false;
                };
        if (!mayBeRight) {
            return ending;
        }
        Recording taken = recording;
        Set<String> waiting = Recording.waiting(ending);
        String violation =
                verdicts.computeIfAbsent(taken.key(waiting), key -> violation(taken, waiting));
        boolean deadlock = ending.kind() == Ending.Kind.DEADLOCK;
        if (violation.isEmpty()) {
            return deadlock ? new Ending(Ending.Kind.FINISHED, null, null, 0, List.of()) : ending;
        }
        if (deadlock && ending.standing().stream().anyMatch(one -> one.cause() == Cause.CIRCLE)) {
            return ending; // There is more to be said of that.
        }
        return new Ending(
                Ending.Kind.FAILED, new LinearizabilityError(violation, false), null, 0, List.of());
    }

    private String violation(Recording taken, Set<String> waiting) {
        History history = taken.history(calls, waiting);
        try {
            return judge.check(
                    history,
                    taken.byTime(),
                    verdict -> {
                        if (verdict.isUnknown()) {
                            undecided++;
                        }
                        return verdict.isViolated() ? verdict.ofObject(history) : "";
                    });
        } catch (IllegalArgumentException e) {
            throw new HeddleException(
                    "The model can not be asked about the scenario %s: %s"
                            .formatted(scenario, e.getMessage()),
                    e);
        }
    }
}
