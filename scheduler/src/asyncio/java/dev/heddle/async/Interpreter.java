package dev.heddle.async;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * Runs programs that are written as JSON, on an event loop, and records what they do event by
 * event: asyncio has run the same programs, so its recordings are what must come out.
 */
final class Interpreter {

    private final Op program;
    private final EventLoop loop;
    private final Names names;
    private final Invariants invariants;
    private final Operations operations;

    private final List<Object> trace = new ArrayList<>();
    private final List<Object> passes = new ArrayList<>();

    /** The operations that are under way, the innermost one first, by the name of their body. */
    private final Map<String, Deque<String>> doing = new HashMap<>();

    /** Whether time-outs and groups are resources of a {@code try}, and not given a lambda. */
    private boolean resources;

    /**
     * Set when somebody has asked for a cancellation while a block was already being left because
     * its time was up. In Python it ends with the cancellation then; the block of a {@code try}
     * ends with the {@link TimeoutException}, and the cancellation comes at the next wait.
     */
    private boolean toldTooLate;

    /** Set when tasks come to their end because the run or the loop has; nothing is done then. */
    private boolean unwound;

    /** Set at the end, when nothing is recorded any more. */
    private boolean closed;

    /**
     * What the program or this class has no word for, so that the run is worth nothing; or null.
     */
    private AssertionError unknown;

    /** What was blocked when the loop was closed; null if nothing was. */
    private List<Object> left;

    /** When that was. */
    private long ended;

    /** What {@code return} ends a body with. */
    private record Return(Object value) {}

    /** Lets the clock go on as code does that takes long. */
    interface Busy {
        void pass(long nanos) throws Exception;
    }

    Interpreter(Map<String, Object> program, EventLoop loop, Busy busy) {
        this.program = new Op(program);
        this.loop = loop;
        this.names = new Names(loop);
        this.invariants = new Invariants(loop);
        this.operations = new Operations(this, loop, names, invariants, busy);
    }

    /** For virtual time and asyncio's order, on a loop of its own. */
    static Interpreter of(Map<String, Object> program, Own ground) {
        return new Interpreter(program, new EventLoop(ground), ground::advance);
    }

    /** Lets time-outs and groups be resources of a {@code try}. */
    Interpreter withResources() {
        resources = true;
        return this;
    }

    // --- running
    // ---------------------------------------------------------------------------------

    Recorded run() throws Exception {
        names.createObjects(program, invariants);
        loop.setEager(program.flag("eager"));
        loop.setDefaultExecutor(new AtOnce());
        loop.setExceptionHandler((_, event) -> told(event));
        Runner runner = new Runner(loop);
        Names.Entry main = names.reserve("main");
        String status = "ok";
        try {
            runner.run(
                    () -> {
                        names.bind(main, "main", loop.currentTask());
                        return body("main", program.body("main"));
                    });
        } catch (DeadlockError _) {
            status = "deadlock";
            emitDeadlock();
        } catch (Throwable thrown) {
            if (Thrown.isUnwinding(thrown)) {
                throw thrown;
            }
            status = "error";
        }
        if (unknown != null) {
            throw unknown;
        }
        Object outcome = main.task.isDone() ? outcomeOf(main.task) : null;
        if (!shutsDown(runner)) {
            status = "deadlock";
        }
        if (status.equals("ok") || status.equals("error")) {
            invariants.checkEnd();
        }
        return new Recorded(status, outcome, ended, trace, passes);
    }

    /** What did not hold that should in any order. */
    List<String> violations() {
        return invariants.violations();
    }

    /** Whether blocks that are resources can not have done what they do in Python. */
    boolean cannotAgree() {
        return resources && toldTooLate;
    }

    /** The events up to now. */
    List<Object> trace() {
        return trace;
    }

    private boolean shutsDown(Runner runner) {
        List<Names.Entry> left = names.unfinished();
        if (!left.isEmpty()) {
            emit(
                    "loop",
                    "shutdown",
                    PythonErrors.ok(left.stream().map(entry -> entry.name).toList()));
        }
        for (Names.Entry entry : left) {
            if (Rings.reaches(entry.task)) { // It would be too much for CPython, but not for us.
                emit("loop", "shutdown_cycle " + entry.name, null);
                end();
                closes(runner);
                return false;
            }
        }
        boolean closes = closes(runner);
        end();
        return closes;
    }

    private void end() {
        closed = true;
        ended = loop.time();
    }

    private boolean closes(Runner runner) {
        boolean over = closed;
        try {
            runner.close();
            return true;
        } catch (DeadlockError _) {
            closed = over; // Its tasks were unwound meanwhile, of which nothing is recorded.
            emit("loop", "deadlock", PythonErrors.ok(left == null ? blocked() : left));
            return false;
        }
    }

    private static Object outcomeOf(Future<?> future) {
        if (future.isCancelled()) {
            return PythonErrors.err(new CancelledError());
        }
        Throwable failure = future.exception();
        return failure == null
                ? PythonErrors.ok(Operations.resultOf(future))
                : PythonErrors.err(failure);
    }

    private void told(ExceptionHandler.Event event) {
        if (event.handle() != null) {
            emit("loop", "exception_handler", PythonErrors.err(event.exception()));
        } else if (event.message().contains("at the end")) {
            String name = ((Task<?>) event.future()).name();
            emit("loop", "shutdown_error " + name, PythonErrors.err(event.exception()));
        } else if (event.message().contains("still pending") && left == null) {
            left = blocked();
        }
    }

    // --- recording
    // -------------------------------------------------------------------------------

    void emit(String who, String what, Object outcome) {
        if (!closed) {
            List<Object> event = new ArrayList<>();
            event.add(loop.time());
            event.add(who);
            event.add(what);
            event.add(outcome);
            trace.add(event);
            passes.add(loop.passes.count());
        }
    }

    private void emitFailure(String who, String what, Throwable thrown) {
        if (isUnwinding(thrown)) {
            throw Thrown.again(thrown);
        }
        try {
            emit(who, what, PythonErrors.err(thrown));
        } catch (AssertionError e) {
            unknown = unknown == null ? e : unknown;
            throw e;
        }
    }

    /** Whether the run has ended; then nothing is recorded any more. */
    private boolean isUnwinding(Throwable thrown) {
        boolean unwinding = Thrown.isUnwinding(thrown);
        unwound |= unwinding;
        closed |= unwinding;
        return unwinding;
    }

    private void emitDeadlock() {
        emit("loop", "deadlock", PythonErrors.ok(blocked()));
    }

    private List<Object> blocked() {
        List<Object> blocked = new ArrayList<>();
        for (Names.Entry entry : names.unfinished()) {
            Deque<String> stack = doing.getOrDefault(entry.name, new ArrayDeque<>());
            blocked.add(List.of(entry.name, stack.isEmpty() ? "" : stack.peek()));
        }
        return blocked;
    }

    // --- bodies
    // ----------------------------------------------------------------------------------

    Object body(String name, List<Op> ops) throws Exception {
        emit(name, "start", null);
        Return result;
        try {
            result = block(name, ops);
        } catch (Throwable thrown) {
            emitFailure(name, "end", thrown);
            throw thrown;
        }
        Object value = result == null ? null : result.value();
        emit(name, "end", PythonErrors.ok(value));
        return value;
    }

    private Return block(String who, List<Op> ops) throws Exception {
        for (Op op : ops) {
            Return result = step(who, op);
            if (result != null) {
                return result;
            }
        }
        return null;
    }

    private Return step(String who, Op op) throws Exception {
        if (op.kind().equals("return")) {
            return new Return(op.get("value"));
        }
        Deque<String> stack = doing.computeIfAbsent(who, _ -> new ArrayDeque<>());
        stack.push(op.label());
        try {
            return switch (op.kind()) {
                case "with" -> with(who, op);
                case "timeout" -> timeout(who, op);
                case "taskgroup" -> taskGroup(who, op);
                case "repeat" -> repeat(who, op);
                case "try" -> tryBlock(who, op);
                default -> {
                    simple(who, op, () -> operations.run(who, op));
                    yield null;
                }
            };
        } finally {
            stack.pop();
        }
    }

    private Object simple(String who, Op op, Awaitable<Object> operation) throws Exception {
        Object value;
        try {
            value = operation.await();
        } catch (Names.Unbound _) {
            value = "unbound";
        } catch (Throwable thrown) {
            emitFailure(who, op.label(), thrown);
            throw thrown;
        }
        emit(who, op.label(), PythonErrors.ok(value));
        return value;
    }

    /** A callback that does what "do" says. */
    Runnable callback(Op op, String name) {
        return () -> {
            try {
                called(op, name);
            } catch (Exception thrown) {
                throw Thrown.again(thrown);
            }
        };
    }

    /** Does what "do" says, and gives what it comes to. */
    Object called(Op op, String name) throws Exception {
        Op what = op.inner("do");
        return simple(name, what, () -> operations.runNow(what));
    }

    private Return with(String who, Op op) throws Exception {
        Return result;
        try {
            Object lock = names.get(op.text("obj"), Operations.LOCKS);
            operations.acquire(lock);
            boolean unwinding = false;
            try {
                emit(who, op.label(), PythonErrors.ok("enter"));
                result = block(who, op.body("body"));
            } catch (Throwable thrown) {
                unwinding = isUnwinding(thrown);
                throw thrown;
            } finally {
                if (!unwinding) {
                    operations.release(lock);
                }
            }
        } catch (Names.Unbound _) {
            emit(who, op.label(), PythonErrors.ok("unbound"));
            return null;
        } catch (Throwable thrown) {
            emitFailure(who, op.label(), thrown);
            throw thrown;
        }
        emit(who, op.label(), PythonErrors.ok("exit"));
        return result;
    }

    private Return timeout(String who, Op op) throws Exception {
        Timeout[] used = new Timeout[1];
        int asked = loop.currentTask().cancelling();
        Return result;
        try {
            if (resources) {
                try (Timeout timeout = Async.timeout(op.time("d"))) {
                    used[0] = timeout;
                    names.bind(op.text("as"), timeout);
                    result = block(who, op.body("body"));
                }
            } else {
                result =
                        Async.timeout(
                                op.time("d"),
                                timeout -> {
                                    used[0] = timeout;
                                    names.bind(op.text("as"), timeout);
                                    return block(who, op.body("body"));
                                });
            }
        } catch (Throwable thrown) {
            if (thrown instanceof TimeoutException && used[0].isExpired()) {
                toldTooLate |= loop.currentTask().cancelling() > asked;
            }
            emitFailure(who, op.label(), thrown);
            throw thrown;
        }
        emit(who, op.label(), PythonErrors.ok(Map.of("expired", used[0].isExpired())));
        return result;
    }

    private Return taskGroup(String who, Op op) throws Exception {
        Return result;
        try {
            result =
                    resources
                            ? inResource(who, op)
                            : Async.taskGroup(
                                    group -> {
                                        names.bind(op.text("as"), group);
                                        return block(who, op.body("body"));
                                    });
        } catch (Throwable thrown) {
            emitFailure(who, op.label(), thrown);
            throw thrown;
        }
        emit(who, op.label(), PythonErrors.ok(null));
        return result;
    }

    /**
     * An exception of the block, or a cancellation, stays what it is where the group is a resource,
     * and those of its tasks are added to it; here all become a group, as in Python.
     */
    private Return inResource(String who, Op op) throws Exception {
        Return[] result = new Return[1];
        Throwable[] own = new Throwable[1];
        boolean[] asked = new boolean[1];
        try (TaskGroup group = Async.taskGroup()) {
            names.bind(op.text("as"), group);
            try {
                result[0] = block(who, op.body("body"));
            } catch (Throwable thrown) {
                own[0] = Thrown.isCancellation(thrown) ? null : thrown;
                asked[0] = loop.currentTask().cancelling() > 0;
                throw thrown;
            }
            group.join();
        } catch (Throwable thrown) {
            boolean isOwn = thrown == own[0];
            if (isUnwinding(thrown) || !(isOwn || Thrown.isCancellation(thrown))) {
                throw thrown;
            }
            List<Throwable> all = new ArrayList<>();
            for (Throwable other : thrown.getSuppressed()) {
                if (other instanceof ExceptionGroup group) {
                    all.addAll(group.exceptions());
                }
            }
            if (isOwn) {
                all.add(thrown);
                if (asked[0]) {
                    loop.currentTask().cancelsAgain(); // It came in the place of a cancellation.
                }
            }
            throw Thrown.again(all.isEmpty() ? thrown : new ExceptionGroup("as in Python", all));
        }
        return result[0];
    }

    private Return repeat(String who, Op op) throws Exception {
        Return result = null;
        for (int i = 0; i < op.count("n") && result == null; i++) {
            result = block(who, op.body("body"));
        }
        return result;
    }

    @SuppressWarnings("finally") // It is the language's, and may suspend and throw.
    private Return tryBlock(String who, Op op) throws Exception {
        try {
            return block(who, op.body("body"));
        } catch (Throwable thrown) {
            if (!isUnwinding(thrown) && op.has("except")) {
                for (Op clause : op.body("except")) {
                    if (PythonErrors.matches(clause.text("match"), thrown)) {
                        emitFailure(who, "except " + clause.text("match"), thrown);
                        Return result = block(who, clause.body("body"));
                        if (clause.flag("reraise") && result == null) {
                            throw thrown;
                        }
                        return result;
                    }
                }
            }
            throw thrown;
        } finally {
            if (op.has("finally") && !unwound) {
                emit(who, "finally", null);
                block(who, op.body("finally"));
            }
        }
    }
}
