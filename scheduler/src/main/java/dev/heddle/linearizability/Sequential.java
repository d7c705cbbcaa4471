package dev.heddle.linearizability;

import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Session;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategies;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an object does if the operations of a scenario are executed one after the other: its own
 * behaviour, as a model. A state is the operations until then, or what the object is said to be
 * equal by; each is found out by executing these on a new object, in a run of its own, by the
 * threads that they belong to, so that it is seen whether one waits.
 *
 * @param <T> the object
 */
final class Sequential<T> {

    private static final long MOST_STEPS = 200_000;
    private static final Duration MOST_TIME = Duration.ofSeconds(10);

    /** A state: the operations that lead to it. */
    static final class Node {
        private final int[] path;
        private final @Nullable Step[] steps;

        Node(int[] path, int size) {
            this.path = path;
            this.steps = new Step[size];
        }

        @Override
        public String toString() {
            return "after " + path.length + " operations";
        }
    }

    /** What an operation does in a state. Next is null if it waits there. */
    private record Step(@Nullable Node next, @Nullable Object result) {}

    private final Supplier<? extends T> object;
    private final @Nullable Function<? super T, ?> state;
    private final List<Invocation<T>> invocations;
    private final List<Scenario.Call> calls;
    private final String[] clients;
    private final Node first;
    private final Map<Object, Node> byState = new HashMap<>();

    /** By which operations are executed; null as long as nobody asks the model. */
    private @Nullable Session session;

    private final Loop loop =
            new Loop(
                    new Recorder(Strategies.named("fifo"), false),
                    new Limits(MOST_STEPS, MOST_TIME, Limits.DEFAULT.unwindings()),
                    World.DEFAULT);

    /**
     * The behaviour in a scenario.
     *
     * @param invocations what each call of the scenario calls
     */
    Sequential(
            Supplier<? extends T> object,
            @Nullable Function<? super T, ?> state,
            List<Invocation<T>> invocations,
            List<Scenario.Call> calls,
            String[] clients) {
        this.object = object;
        this.state = state;
        this.invocations = invocations;
        this.calls = calls;
        this.clients = clients;
        this.first = new Node(new int[0], calls.size());
        loop.driver().takeStacks(false);
    }

    /**
     * Does work that asks the model: on the carrier on which operations can be executed at once.
     */
    <R> R within(Supplier<R> work) {
        try {
            return Session.call(
                    loop,
                    begun -> {
                        session = begun;
                        return work.get();
                    });
        } catch (Session.StuckException stuck) {
            throw new HeddleException(
                    "An operation does not come back if operations are executed one after the"
                            + " other: %s. Give a model of the object instead.".formatted(calls),
                    stuck);
        } finally {
            session = null;
        }
    }

    /** The model of a history in which these operations were called at these times. */
    Model<Node> model(int[] byTime) {
        return new Model<>() {
            @Override
            public Node initial() {
                return first;
            }

            @Override
            public List<Node> next(Node node, Operation operation) {
                Step step = step(node, byTime[(int) operation.called()]);
                return step.next() == null
                                || (operation.hasReturned() && !operation.hasResult(step.result()))
                        ? List.of()
                        : List.of(step.next());
            }

            @Override
            public String expected(Node node, Operation operation) {
                Step step = step(node, byTime[(int) operation.called()]);
                return step.next() == null ? "waits" : Operation.outcome(step.result());
            }
        };
    }

    private Step step(Node node, int operation) {
        Step known = node.steps[operation];
        if (known == null) {
            execute(node, operation);
            known = node.steps[operation];
        }
        if (known == null) {
            throw new HeddleException(
                    "The operation %s could not be executed after %s by itself. Give a model of the object, if it does not do the same each time."
                            .formatted(calls.get(operation), Arrays.toString(node.path)));
        }
        return known;
    }

    /** Executes an operation in a state; and, since that is asked for next, all others after it. */
    private void execute(Node from, int operation) {
        List<Integer> order = new ArrayList<>();
        for (int before : from.path) {
            order.add(before);
        }
        int begin = order.size();
        order.add(operation);
        for (int i = 0; i < calls.size(); i++) {
            if (!order.contains(i)) {
                order.add(i);
            }
        }
        Execution execution = new Execution(order);
        Ending ending = Objects.requireNonNull(session).run(execution);
        Throwable thrown = ending.failure();
        if (thrown != null && ending.kind() != Ending.Kind.STEP_LIMIT) {
            throw new HeddleException(
                    "An operation fails if operations are executed one after the other: "
                            + order.stream().limit(execution.done + 1L).map(calls::get).toList()
                            + ". Let it pass first.",
                    thrown);
        }
        Node at = from;
        for (int i = begin; i < order.size(); i++) {
            int next = order.get(i);
            if (i >= execution.done) {
                if (at.steps[next] == null) {
                    at.steps[next] = new Step(null, null);
                }
                return;
            }
            Step step = at.steps[next];
            if (step == null) {
                step = new Step(node(at, next, execution.states.get(i)), execution.results.get(i));
                at.steps[next] = step;
            }
            if (step.next() == null) {
                return;
            }
            at = step.next();
        }
    }

    private Node node(Node before, int operation, @Nullable Object equalBy) {
        int[] path = Arrays.copyOf(before.path, before.path.length + 1);
        path[before.path.length] = operation;
        return equalBy == null
                ? new Node(path, calls.size())
                : byState.computeIfAbsent(equalBy, key -> new Node(path, calls.size()));
    }

    /** Executes operations in an order, each by its own thread. */
    private final class Execution implements Runnable {

        private final List<Integer> order;
        private final List<@Nullable Object> results = new ArrayList<>();
        private final List<@Nullable Object> states = new ArrayList<>();

        /** How many have returned. */
        int done;

        Execution(List<Integer> order) {
            this.order = order;
        }

        @Override
        public void run() {
            T made = object.get();
            Map<String, Thread> threads = new HashMap<>();
            List<Thread> all = new ArrayList<>();
            for (int operation : order) {
                String client = clients[operation];
                if (!threads.containsKey(client)) {
                    Thread thread = new Thread(() -> work(made, client, threads), client);
                    threads.put(client, thread);
                    all.add(thread);
                }
            }
            all.forEach(Thread::start);
            for (Thread thread : all) {
                while (thread.isAlive()) {
                    try {
                        thread.join();
                    } catch (InterruptedException e) {
                        throw new HeddleException("An operation has interrupted its caller.", e);
                    }
                }
            }
        }

        private void work(T made, String client, Map<String, Thread> threads) {
            while (done < order.size()) {
                int operation = order.get(done);
                if (!clients[operation].equals(client)) {
                    LockSupport.park(this);
                    continue;
                }
                Object result =
                        ScenarioBody.result(
                                invocations.get(operation),
                                made,
                                calls.get(operation).arguments().toArray(),
                                true);
                Fiber fiber = Fiber.current();
                if (fiber != null && fiber.isKilled()) {
                    return; // It waits, or has not been executed; what is left is being unwound.
                }
                Function<? super T, ?> function = state;
                results.add(result);
                states.add(function == null ? null : function.apply(made));
                done++;
                if (done < order.size()) {
                    LockSupport.unpark(threads.get(clients[order.get(done)]));
                } else {
                    threads.values().forEach(LockSupport::unpark);
                }
            }
        }
    }
}
