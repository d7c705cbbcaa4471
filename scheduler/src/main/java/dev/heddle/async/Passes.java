package dev.heddle.async;

import dev.heddle.kernel.Interplay;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What an event loop goes through: what is ready, who has the turn, and what comes next. There is
 * nobody who does that beside the tasks: see {@link Worker}.
 */
final class Passes {

    /** A task that catches what ends it so often, and waits again, is left where it is. */
    private static final int MOST_DESTRUCTIONS = 100;

    private final EventLoop loop;
    private final Ground ground;
    private final Debug debug;
    private final ReadyQueue ready = new ReadyQueue();

    /** Who wants to know what the steps have to do with each other, or null. */
    private final @Nullable Interplay told;

    private final Timers timers = new Timers();
    private final Inbox inbox = new Inbox();

    /** Workers whose tasks have ended, the last one last. */
    private final ArrayDeque<Worker> resting = new ArrayDeque<>();

    /** The worker of the thread that called {@link #goOn}, or null if the loop stands still. */
    private @Nullable Worker root;

    /** The worker that has the turn. */
    private @Nullable Worker running;

    /** The task between two of whose waits the loop is, or null. */
    private @Nullable Task<?> currentTask;

    /** The values of context variables for the code that runs. */
    private Values values = Values.EMPTY;

    /** How many entries of the present pass are left. */
    private int left;

    private long count;
    private long timerSequence;

    /** Set to end {@link #goOn} after the present pass. */
    private boolean stopping;

    /** Whether a pass has begun since {@link #goOn} was called. */
    private boolean begun;

    /** What ends it at once. */
    private @Nullable Throwable fatal;

    /** Set when tasks that are left must come to their end, at each wait. */
    private boolean destroying;

    /** How many waits of the task that is being destroyed have thrown something. */
    private int destructions;

    /** Jobs of executors whose results are still to come; see {@link #expect}. */
    private int expected;

    Passes(EventLoop loop, Ground ground, Debug debug) {
        this.loop = loop;
        this.ground = ground;
        this.debug = debug;
        this.told = loop.told;
    }

    // --- its beginning and its end
    // ---------------------------------------------------------------

    /** Runs on the calling thread until {@link #stop} is called. */
    void goOn() {
        Worker me = ground.enter(loop);
        root = me;
        running = me;
        begun = false;
        beginsToRun();
        try {
            Worker next = proceed(me, null);
            if (next != me) {
                me.handOver(next, null);
            }
            Throwable thrown = fatal;
            if (thrown != null) {
                throw Thrown.again(thrown);
            }
        } finally {
            endsToRun(me);
        }
    }

    /** Ends {@link #goOn} after the present pass. */
    void stop() {
        stopping = true;
        if (told != null && (root == null || !ready.isEmpty())) {
            told.mixes(); // Who comes in what is left of the pass is a matter of all before it.
        }
    }

    private void beginsToRun() {
        if (told != null) {
            told.enters(loop);
            if (debug.isEnabled()) {
                told.mixes();
            }
        }
    }

    /** No thread stays behind: suspended tasks are destroyed, and workers without one end. */
    void endWorkers() {
        List<Task<?>> suspended = new ArrayList<>(loop.tasks().all());
        suspended.removeIf(task -> task.worker == null);
        if (suspended.isEmpty() && resting.isEmpty()) {
            return;
        }
        Worker me = ground.enter(loop);
        root = me;
        destroying = true;
        fatal = new Destroyed(); // Nothing else is called.
        beginsToRun();
        try {
            for (Task<?> task : suspended) {
                Worker worker = task.worker;
                if (worker != null) {
                    destructions = 0;
                    me.handOver(turnTo(worker), null);
                }
            }
            while (!resting.isEmpty()) {
                me.handOver(resting.removeLast(), null);
            }
        } finally {
            endsToRun(me);
        }
    }

    /** The calling thread does not run it any more. */
    private void endsToRun(Worker me) {
        if (told != null) {
            told.leaves();
        }
        stopping = false;
        fatal = null;
        left = 0;
        root = null;
        running = null;
        currentTask = null;
        values = Values.EMPTY;
        debug.loopEnds();
        ground.exit(me);
    }

    // --- what goes on
    // ----------------------------------------------------------------------------

    /** Whether it runs. */
    boolean isRunning() {
        return root != null;
    }

    /** Whether it is this worker that has the turn. */
    boolean hasTurn(@Nullable Worker worker) {
        return worker == running;
    }

    /** The task that runs, or null. */
    @Nullable Task<?> currentTask() {
        return currentTask;
    }

    /** The values for what the calling code creates here. */
    Values values() {
        return root == null ? Values.here() : values;
    }

    void setValues(Values changed) {
        values = changed;
    }

    /** How many passes have begun. */
    long count() {
        return count;
    }

    Worker root() {
        return Objects.requireNonNull(root);
    }

    @Nullable Worker rootOrNull() {
        return root;
    }

    void ready(Task<?> next) {
        ready.add(next);
        if (told != null) {
            told.readies(next.number);
        }
    }

    void ready(Handle next) {
        ready(next, null);
    }

    /**
     * Has something called in its turn.
     *
     * @param counts if it only counts, so that what else is called for the same may as well come
     *     before it: what that is; else null
     */
    void ready(Handle next, @Nullable Object counts) {
        ready.add(next);
        if (told != null) {
            told.queues(counts);
        }
    }

    Handle post(Handle handle) {
        Worker worker = Worker.current();
        if (worker != null && worker == running) {
            ready(handle);
        } else {
            if (told != null) {
                told.mixes();
            }
            inbox.add(handle);
            ground.wake();
        }
        return handle;
    }

    /** Results may come from other threads from now on, until {@link #expectNoMore}. */
    void expect() {
        expected++;
        if (told != null) {
            told.mixes();
        }
    }

    void expectNoMore() {
        expected--;
    }

    /** Ends {@link #goOn} with this, before anything else is called. */
    void leave(Throwable thrown) {
        fatal = thrown;
        if (told != null) {
            told.mixes();
        }
    }

    /** A worker has nothing to do. */
    void rests(Worker worker) {
        resting.addLast(worker);
    }

    /** How many have nothing to do. */
    int resting() {
        return resting.size();
    }

    /** Who has the turn when this worker, which has nothing to do, has come to its end. */
    Worker afterEnd(Worker ending) {
        Worker another = ending.endsInARow() ? resting.pollLast() : null;
        return another == null ? root() : another;
    }

    /** Has a callback called when {@link EventLoop#time} has come to this. */
    TimerHandle callAt(long when, Runnable callback) {
        TimerHandle timer = new TimerHandle(when, timerSequence++, callback, values(), timers);
        timers.add(timer);
        if (told != null) {
            if (when <= ground.now()) {
                told.mixes(); // When it is called is a matter of when the present pass ends.
            }
            told.sets(when, callback instanceof Sleep);
        }
        return timer;
    }

    /** When the last of the timers is due that are set; 0 if there is none. */
    long lastTimer() {
        return timers.last();
    }

    // --- turns
    // -----------------------------------------------------------------------------------

    /** The running task waits; returns when its next step has begun. */
    void suspend(Task<?> task) {
        Worker me = Objects.requireNonNull(task.worker);
        if (destroying) {
            throw destroyed(task);
        }
        task.values = values;
        debug.stepEnds(task);
        Object awaits = task.awaits();
        Worker creator = task.creator;
        Worker next;
        if (creator != null) {
            task.creator = null;
            next = creator;
        } else {
            next = proceed(me, awaits);
        }
        if (next != me) {
            me.handOver(next, awaits);
        }
        begin(task);
        if (destroying) {
            throw destroyed(task);
        }
    }

    /** What the running task must throw to come to its end. */
    private Destroyed destroyed(Task<?> task) {
        if (++destructions == MOST_DESTRUCTIONS) {
            loop.callExceptionHandler(
                    new ExceptionHandler.Event(
                            "A task does not end although its event loop was closed: it catches"
                                    + " everything and goes on. It is left where it is.",
                            null,
                            null,
                            task));
            Objects.requireNonNull(task.worker).handOver(turnTo(root()), null);
        }
        return new Destroyed();
    }

    private void begin(Task<?> task) {
        currentTask = task;
        values = task.values;
        debug.stepBegins(task);
    }

    /**
     * Runs a task from its first step to its end.
     *
     * @return who has created it eagerly and waits for it to come back, or null
     */
    @Nullable Worker run(Task<?> task) {
        begin(task);
        task.run();
        debug.stepEnds(task);
        return task.creator;
    }

    /**
     * Calls what is ready, one after the other, up to the next step of a task, which becomes the
     * one to be made.
     *
     * @param me who calls; it has the turn
     * @param awaits what is waited for on that worker, or null if it can run another task
     * @return who makes that step, and must be given the turn; or, if the loop stops, the root
     */
    Worker proceed(Worker me, @Nullable Object awaits) {
        currentTask = null;
        while (true) {
            if (fatal != null || (left == 0 && !beginPass(me, awaits))) {
                return turnTo(root());
            }
            left--;
            Object next = take();
            if (next instanceof Handle handle) {
                call(handle);
            } else {
                Task<?> task = (Task<?>) next;
                Worker worker = task.worker;
                if (worker != null) {
                    return turnTo(worker);
                }
                if (!task.endsUnstarted()) {
                    return turnTo(workerFor(task, awaits == null && me != root ? me : null));
                }
            }
        }
    }

    private Worker turnTo(Worker worker) {
        running = worker;
        return worker;
    }

    private Worker workerFor(Task<?> task, @Nullable Worker free) {
        Worker worker = free;
        if (worker == null || !worker.isReusable()) {
            worker = resting.pollLast();
        }
        if (worker == null) {
            worker = ground.newWorker(loop);
        }
        worker.assigned = task;
        task.worker = worker;
        return worker;
    }

    private Object take() {
        Object taken = choose();
        if (told != null) {
            boolean isTask = taken instanceof Task;
            told.turns(isTask ? ((Task<?>) taken).number : Interplay.CALLBACK, taken);
        }
        return taken;
    }

    private Object choose() {
        if (ready.size() > 1 && ground.chooses()) {
            if (told != null && ready.isLong()) {
                told.mixes();
            }
            int choices = ready.choices();
            if (choices > 1) {
                return ready.poll(ground.choose(choices, ready));
            }
        }
        return ready.poll();
    }

    /** False if the loop has come to its end. */
    private boolean beginPass(Worker me, @Nullable Object awaits) {
        if (stopping && begun) {
            return false;
        }
        begun = true;
        count++;
        inbox.drainTo(ready, told != null);
        while (ready.isEmpty() && !stopping) {
            TimerHandle earliest = timers.first();
            long until = earliest == null ? Ground.NEVER : earliest.when;
            if (until <= ground.now()) {
                break;
            }
            if (!ground.sleep(me, until, expected > 0, awaits)) {
                fatal = new DeadlockError(loop.allTasks());
                return false;
            }
            inbox.drainTo(ready, told != null);
        }
        TimerHandle timer = timers.first();
        if (timer != null) {
            fireUpTo(timer, ground.now()); // Only now: to read a real clock takes its time.
        }
        left = ready.size();
        return true;
    }

    private void fireUpTo(TimerHandle first, long now) {
        TimerHandle timer = first;
        if (told != null && timer.when <= now && !ready.isEmpty()) {
            told.mixes();
        }
        while (timer != null && timer.when <= now) {
            timers.remove(timer);
            ready.add(timer);
            if (told != null) {
                told.fires();
            }
            timer = timers.first();
        }
    }

    private void call(Handle handle) {
        if (handle.isCancelled()) {
            return;
        }
        values = handle.values;
        debug.stepBegins(handle);
        try {
            handle.call();
        } catch (Throwable thrown) {
            if (Thrown.isUnwinding(thrown)) {
                throw Thrown.again(thrown);
            }
            if (Thrown.endsTheLoop(thrown)) {
                fatal = thrown;
            } else {
                loop.callExceptionHandler(
                        new ExceptionHandler.Event("A callback has failed.", thrown, handle, null));
            }
        }
        debug.stepEnds(handle);
    }

    /** Runs a new task, up to its first wait, in the midst of whatever runs now. */
    void startNow(Task<?> task) {
        if (told != null) {
            told.mixes();
        }
        Worker me = Objects.requireNonNull(running);
        Task<?> creating = currentTask;
        Values before = values;
        task.creator = me;
        me.handOver(turnTo(workerFor(task, null)), creating);
        task.creator = null;
        running = me;
        currentTask = creating;
        values = before;
    }
}
