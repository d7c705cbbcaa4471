package dev.heddle.async;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** What the operations of {@link Interpreter} do that have no operations inside. */
final class Operations {

    static final List<Class<?>> LOCKS = List.of(Lock.class, Semaphore.class, Condition.class);

    private final Interpreter interpreter;
    private final EventLoop loop;
    private final Names names;
    private final Invariants invariants;
    private final Interpreter.Busy busy;

    private final Map<String, Long> variables = new HashMap<>();
    private final Map<String, ContextVar<Object>> contextVariables = new HashMap<>();

    Operations(
            Interpreter interpreter,
            EventLoop loop,
            Names names,
            Invariants invariants,
            Interpreter.Busy busy) {
        this.interpreter = interpreter;
        this.loop = loop;
        this.names = names;
        this.invariants = invariants;
        this.busy = busy;
    }

    /** Does one, which may suspend the task. */
    Object run(String who, Op op) throws Exception {
        return switch (op.kind()) {
            case "sleep" -> nothing(() -> Async.sleep(op.time("d")));
            case "await" -> future(op, "target").await();
            case "shield" -> Async.shield(awaitable(op)).await();
            case "wait_for" -> waitFor(op);
            case "to_thread" -> toThread(op);
            case "gather" -> gather(op);
            case "wait" -> waitForSome(op);
            case "as_completed" -> asCompleted(who, op);
            case "acquire" -> yes(() -> acquire(lock(op)));
            case "event_wait" -> yes(() -> await(get(op, Event.class)));
            case "cond_wait" -> yes(() -> await(get(op, Condition.class), null, 0));
            case "cond_wait_for" ->
                    yes(() -> await(get(op, Condition.class), op.text("var"), op.number("ge")));
            case "barrier_wait" -> get(op, Barrier.class).await();
            case "barrier_abort" -> nothing(get(op, Barrier.class)::abort);
            case "barrier_reset" -> nothing(get(op, Barrier.class)::reset);
            case "put" -> nothing(() -> put(queue(op), op.get("value"), true));
            case "get" -> take(queue(op), true);
            case "join" -> nothing(queue(op)::join);
            default -> runNow(op);
        };
    }

    /** Does one that can not suspend. */
    Object runNow(Op op) throws Exception {
        return switch (op.kind()) {
            case "log" -> op.get("value");
            case "busy" -> nothing(() -> busy.pass(op.number("d")));
            case "raise" -> throw Thrown.again(PythonErrors.make(op.text("exc")));
            case "set" -> set(op, op.number("value"));
            case "add" -> set(op, valueOf(op.text("var")) + op.number("value"));
            case "ctx_set" -> nothing(() -> contextVariable(op).set(op.get("value")));
            case "ctx_get" -> contextVariable(op).getOrNull();
            case "spawn" -> nothing(() -> create(op, null));
            case "tg_spawn" -> nothing(() -> create(op, group(op)));
            case "cancel" -> cancel(op);
            case "uncancel" -> task(op).uncancel();
            case "cancelling" -> task(op).cancelling();
            case "state" -> stateOf(future(op, "target"));
            case "result" -> future(op, "target").result();
            case "call_soon" -> nothing(() -> bind(op, name -> loop.callSoon(callback(op, name))));
            case "call_soon_threadsafe" ->
                    nothing(() -> bind(op, name -> loop.callSoonThreadsafe(callback(op, name))));
            case "call_later" ->
                    nothing(
                            () ->
                                    bind(
                                            op,
                                            name ->
                                                    loop.callLater(
                                                            op.time("d"), callback(op, name))));
            case "call_at" ->
                    nothing(
                            () ->
                                    bind(
                                            op,
                                            name ->
                                                    loop.callAt(
                                                            op.number("at"), callback(op, name))));
            case "add_done_callback" -> nothing(() -> addDoneCallback(op));
            case "release" -> nothing(() -> release(lock(op)));
            case "locked" -> isLocked(lock(op));
            case "event_set" -> nothing(() -> set(get(op, Event.class)));
            case "event_clear" -> nothing(get(op, Event.class)::clear);
            case "is_set" -> get(op, Event.class).isSet();
            case "notify" -> nothing(() -> get(op, Condition.class).notify(op.count("n")));
            case "notify_all" -> nothing(get(op, Condition.class)::notifyEverybody);
            case "barrier_state" -> {
                Barrier barrier = get(op, Barrier.class);
                yield List.of(barrier.waiting(), barrier.isBroken());
            }
            case "put_nowait" -> nothing(() -> put(queue(op), op.get("value"), false));
            case "get_nowait" -> take(queue(op), false);
            case "task_done" -> nothing(() -> taskDone(queue(op)));
            case "qsize" -> queue(op).size();
            case "shutdown" -> nothing(() -> shutdown(queue(op), op.flag("immediate")));
            case "set_result" -> nothing(() -> future(op, "obj").setResult(op.get("value")));
            case "set_exception" ->
                    nothing(
                            () ->
                                    future(op, "obj")
                                            .setException(PythonErrors.make(op.text("exc"))));
            case "reschedule" -> nothing(() -> reschedule(op));
            default -> throw new IllegalArgumentException("There is no operation " + op.kind());
        };
    }

    private static Object nothing(Action action) throws Exception {
        action.run();
        return null;
    }

    private static Object yes(Action action) throws Exception {
        action.run();
        return true;
    }

    // --- names
    // -----------------------------------------------------------------------------------

    private <T> T get(Op op, Class<T> kind) throws Names.Unbound {
        return names.get(op.text("obj"), kind);
    }

    private Object lock(Op op) throws Names.Unbound {
        return names.get(op.text("obj"), LOCKS);
    }

    @SuppressWarnings("unchecked") // Programs know what they put.
    private Queue<Object> queue(Op op) throws Names.Unbound {
        return get(op, Queue.class);
    }

    @SuppressWarnings("unchecked") // As above.
    private Future<Object> future(Op op, String key) throws Names.Unbound {
        return names.get(op.text(key), Future.class);
    }

    private Task<?> task(Op op) throws Names.Unbound {
        return names.get(op.has("target") ? op.text("target") : "self", Task.class);
    }

    private TaskGroup group(Op op) throws Names.Unbound {
        return names.get(op.text("group"), TaskGroup.class);
    }

    // --- tasks and futures
    // -----------------------------------------------------------------------

    /** A task, of a group if there is one. */
    private Task<Object> create(Op op, TaskGroup group) {
        return create(names.fresh(op.text("as")), op, group);
    }

    private Task<Object> create(String name, Op op, TaskGroup group) {
        Awaitable<Object> body = () -> interpreter.body(name, op.body("body"));
        Names.Entry entry = names.reserve(name);
        try {
            Task<Object> task =
                    group == null ? loop.createTask(name, body) : group.createTask(name, body);
            names.bind(entry, op.text("as"), task);
            return task;
        } catch (IllegalStateException refused) {
            names.withdraw(entry);
            throw refused;
        }
    }

    private Awaitable<Object> awaitable(Op op) throws Names.Unbound {
        return op.has("target") ? future(op, "target") : create(op, null);
    }

    private Object waitFor(Op op) throws Exception {
        boolean inline = op.has("body") && (op.get("d") == null || op.number("d") > 0);
        if (!inline) {
            return Async.waitFor(op.time("d"), awaitable(op));
        }
        String name = names.fresh(op.text("as"));
        return Async.waitFor(op.time("d"), () -> interpreter.body(name, op.body("body")));
    }

    /** By the default executor, which is {@link AtOnce}. */
    private Object toThread(Op op) throws Exception {
        String name = names.fresh(op.text("as"));
        return Async.toThread(() -> interpreter.called(op, name));
    }

    @SuppressWarnings("unchecked")
    private Object gather(Op op) throws Exception {
        // First what the names stand for now, and then, one by one as gather goes through them, the
        // tasks: that is how coroutines become tasks in it, but these have names.
        List<Supplier<Future<Object>>> children = new ArrayList<>();
        for (Object child : op.list("children")) {
            if (child instanceof Map<?, ?> json) {
                Op body = new Op((Map<String, Object>) json);
                String name = names.fresh(body.text("as"));
                children.add(() -> create(name, body, null));
            } else if (names.getOrNull((String) child) instanceof Future<?> future) {
                children.add(() -> (Future<Object>) future);
            }
        }
        List<Future<Object>> futures =
                new AbstractList<>() {
                    @Override
                    public Future<Object> get(int index) {
                        return children.get(index).get();
                    }

                    @Override
                    public int size() {
                        return children.size();
                    }
                };
        Future<?> outer =
                op.flag("return_exceptions")
                        ? Async.gatherOutcomes(futures)
                        : Async.gather(futures);
        if (op.has("as")) {
            names.bind(op.text("as"), outer);
            return null;
        }
        return outer.await();
    }

    /** The futures that the targets stand for, without repetitions, by name. */
    @SuppressWarnings("unchecked")
    private Map<String, Future<Object>> targets(Op op) throws Names.Unbound {
        Map<String, Future<Object>> found = new LinkedHashMap<>();
        for (Object name : op.list("targets")) {
            if (names.getOrNull((String) name) instanceof Future<?> future
                    && !found.containsValue(future)) {
                found.put((String) name, (Future<Object>) future);
            }
        }
        if (found.isEmpty()) {
            throw new Names.Unbound();
        }
        return found;
    }

    private Object waitForSome(Op op) throws Exception {
        Map<String, Future<Object>> found = targets(op);
        Waited<Object> waited =
                Async.wait(
                        List.copyOf(found.values()),
                        op.time("d"),
                        Waited.Until.valueOf(op.text("when")));
        return Map.of(
                "done", namesOf(waited.done(), found), "pending", namesOf(waited.pending(), found));
    }

    private static List<String> namesOf(
            List<Future<Object>> futures, Map<String, Future<Object>> found) {
        return found.keySet().stream().filter(name -> futures.contains(found.get(name))).toList();
    }

    private Object asCompleted(String who, Op op) throws Exception {
        int count = 0;
        List<Future<Object>> all = List.copyOf(targets(op).values());
        for (Awaitable<Object> next : Async.asCompleted(all, op.time("d"))) {
            Object outcome;
            try {
                outcome = PythonErrors.ok(next.await());
            } catch (TimeoutException timeIsUp) {
                throw timeIsUp;
            } catch (Exception failure) {
                if (Thrown.isCancellation(failure)) {
                    throw failure; // It arrives as what its block will end with.
                }
                outcome = PythonErrors.err(failure);
            }
            interpreter.emit(who, "as_completed item", outcome);
            count++;
        }
        return count;
    }

    private Object cancel(Op op) throws Names.Unbound {
        Object thing = names.get(op.text("target"), List.of(Future.class, Handle.class));
        if (thing instanceof Future<?> future) {
            return future.cancel();
        }
        ((Handle) thing).cancel();
        return null;
    }

    private static String stateOf(Future<?> future) {
        if (!future.isDone()) {
            return "pending";
        }
        if (future.isCancelled()) {
            return "cancelled";
        }
        return future.exception() == null ? "result" : "exception";
    }

    static Object resultOf(Future<?> done) {
        try {
            return done.result();
        } catch (Exception e) {
            throw new AssertionError("It has no result.", e);
        }
    }

    // --- callbacks
    // -------------------------------------------------------------------------------

    private Runnable callback(Op op, String name) {
        return interpreter.callback(op, name);
    }

    private void bind(Op op, java.util.function.Function<String, Handle> schedule) {
        String name = names.fresh(op.text("as"));
        names.bind(name, op.text("as"), schedule.apply(name));
    }

    private void addDoneCallback(Op op) throws Names.Unbound {
        Future<Object> future = future(op, "target");
        Runnable callback = callback(op, names.fresh(op.text("as")));
        future.addDoneCallback(_ -> callback.run());
    }

    // --- others
    // ----------------------------------------------------------------------------------

    void acquire(Object lock) {
        invariants.arrives(lock);
        try {
            switch (lock) {
                case Lock plain -> plain.acquire();
                case Semaphore semaphore -> semaphore.acquire();
                default -> ((Condition) lock).acquire();
            }
        } catch (Throwable thrown) {
            if (Thrown.isCancellation(thrown)) {
                invariants.givesUp(lock);
            }
            throw thrown;
        }
        invariants.acquired(lock);
    }

    void release(Object lock) throws PythonErrors.Named {
        switch (lock) {
            case Lock plain -> plain.release();
            case BoundedSemaphore semaphore -> {
                try {
                    semaphore.release();
                } catch (IllegalStateException notTaken) {
                    throw new PythonErrors.Named("ValueError", notTaken);
                }
            }
            case Semaphore semaphore -> semaphore.release();
            default -> ((Condition) lock).release();
        }
        invariants.released(lock);
    }

    private void await(Event event) {
        int before = invariants.before(event);
        event.await();
        invariants.happened(event, before);
    }

    private void set(Event event) {
        event.set();
        invariants.set(event);
    }

    /** Waits once, or until a variable is as large as this. */
    private void await(Condition condition, String variable, long least) {
        boolean[] lent = {false};
        boolean[] waited = {false};
        BooleanSupplier holds =
                () -> {
                    takeBack(condition, lent);
                    boolean ends = variable == null ? waited[0] : valueOf(variable) >= least;
                    waited[0] = true;
                    if (!ends && condition.isLocked()) {
                        lent[0] = true;
                        invariants.lends(condition);
                    }
                    return ends;
                };
        try {
            condition.awaitUntil(holds);
        } catch (Throwable thrown) {
            if (Thrown.isCancellation(thrown)) {
                takeBack(condition, lent);
            }
            throw thrown;
        }
    }

    private void takeBack(Condition condition, boolean[] lent) {
        if (lent[0]) {
            lent[0] = false;
            invariants.takes(condition);
        }
    }

    private void put(Queue<Object> queue, Object item, boolean wait) {
        if (wait) {
            queue.put(item);
        } else {
            queue.putNoWait(item);
        }
        invariants.put(queue, item);
    }

    private Object take(Queue<Object> queue, boolean wait) {
        Object item = wait ? queue.get() : queue.getNoWait();
        invariants.took(queue, item);
        return item;
    }

    private void shutdown(Queue<Object> queue, boolean immediate) {
        queue.shutdown(immediate);
        if (immediate) {
            invariants.drained(queue);
        }
    }

    private static boolean isLocked(Object lock) {
        return switch (lock) {
            case Lock plain -> plain.isLocked();
            case Semaphore semaphore -> semaphore.isLocked();
            default -> ((Condition) lock).isLocked();
        };
    }

    private static void taskDone(Queue<Object> queue) throws PythonErrors.Named {
        try {
            queue.taskDone();
        } catch (IllegalStateException tooOften) {
            throw new PythonErrors.Named("ValueError", tooOften);
        }
    }

    private void reschedule(Op op) throws Names.Unbound {
        names.get(op.text("timeout"), Timeout.class).reschedule(op.time("d"));
    }

    private long valueOf(String variable) {
        return variables.getOrDefault(variable, 0L);
    }

    private long set(Op op, long value) {
        variables.put(op.text("var"), value);
        return value;
    }

    private ContextVar<Object> contextVariable(Op op) {
        return contextVariables.computeIfAbsent(op.text("var"), ContextVar::named);
    }
}
