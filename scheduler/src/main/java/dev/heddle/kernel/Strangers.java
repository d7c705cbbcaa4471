package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * Threads that a run does not have, but that some of its own may wait for: those of an earlier run,
 * which ended with it, and those that were started outside. Asked when a run has ended because its
 * threads wait for ever.
 */
@Internal
public final class Strangers {

    private static final int MOST_POOLS = 8;
    private static final int MOST_NAMES = 5;

    private static final String WORKER = "java.util.concurrent.ThreadPoolExecutor$Worker";
    private static final String TIMER_THREAD = "java.util.TimerThread";

    /** The pool of a worker. */
    private static final MethodHandle POOL_OF;

    static {
        try {
            POOL_OF =
                    Members.of(WORKER)
                            .getter(MethodType.methodType(Object.class, Object.class), "this$0");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;

    /** What the run has given tasks to, the first of it: pools and timers. */
    private final @Nullable Object[] pools = new Object[MOST_POOLS];

    private int given;

    /** The names of threads that the first run of the loop has left; nearly always none. */
    private final List<String> left = new ArrayList<>();

    /** Which of these this run has started, too: a bit for each. */
    private int startedToo;

    private boolean hadRun;

    Strangers(Loop loop) {
        this.loop = loop;
    }

    void reset() {
        if (given > 0) {
            Arrays.fill(pools, 0, given, null);
            given = 0;
        }
        startedToo = 0;
    }

    /** A thread of the run is started. */
    void starts(Thread thread) {
        if (!left.isEmpty()) {
            int at = left.indexOf(thread.getName());
            startedToo |= at < 0 ? 0 : 1 << at;
        }
    }

    /** The run gives a task to a pool, or to a timer. */
    public void given(Object pool) {
        for (int i = 0; i < given; i++) {
            if (pools[i] == pool) {
                return;
            }
        }
        if (given < MOST_POOLS) {
            pools[given++] = pool;
        }
    }

    /** The run has ended; nobody has been unwound yet. */
    void runEnded() {
        if (hadRun) {
            return;
        }
        hadRun = true;
        for (int id = 1; id < loop.roster().started() && left.size() < MOST_NAMES; id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null && !isWorker(fiber.thread()) && !left.contains(fiber.toString())) {
                left.add(fiber.toString());
                startedToo |= 1 << (left.size() - 1);
            }
        }
    }

    /**
     * After a run in which threads have waited for ever, from a thread that is no fiber: whom else
     * they may have waited for, and what to do, as sentences.
     */
    public List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        Set<String> earlier = new TreeSet<>();
        for (int i = 0; i < left.size(); i++) {
            if ((startedToo & 1 << i) == 0) {
                earlier.add(left.get(i));
            }
        }
        if (!earlier.isEmpty()) {
            sentences.add(
                    question(earlier)
                            + " An earlier run has started it, and it has ended with that run."
                            + " Start it in each run, in a @BeforeEach method for instance, or load"
                            + " its class anew for each schedule, by freshClasses.");
        }
        Set<String> outside = outside();
        if (!outside.isEmpty()) {
            sentences.add(
                    question(outside)
                            + " It was started outside the run, and is not under control. Start it,"
                            + " or make its pool, in the run: in a @BeforeEach method for"
                            + " instance.");
        }
        return sentences;
    }

    private static String question(Set<String> names) {
        return "Was thread '" + String.join("', or '", names) + "' to end such a wait?";
    }

    /** Threads outside that execute something of the program, or may do what it has given away. */
    private Set<String> outside() {
        Set<String> names = new TreeSet<>();
        for (Map.Entry<Thread, StackTraceElement[]> one : Thread.getAllStackTraces().entrySet()) {
            if (names.size() < MOST_NAMES
                    && (servesTheRun(one.getKey()) || isOfTheProgram(one.getValue()))) {
                names.add(one.getKey().getName());
            }
        }
        return names;
    }

    private boolean servesTheRun(Thread thread) {
        Object pool = null;
        if (thread instanceof ForkJoinWorkerThread worker) {
            pool = worker.getPool();
        } else if (isWorker(thread)) {
            try {
                pool = (Object) POOL_OF.invokeExact(Jdk.taskOf(thread));
            } catch (Throwable e) {
                throw Jdk.rethrow(e);
            }
        }
        boolean times = thread.getClass().getName().equals(TIMER_THREAD);
        for (int i = 0; i < given; i++) {
            if ((pool != null && pools[i] == pool) || (times && pools[i] instanceof Timer)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWorker(Thread thread) {
        Object task = Jdk.taskOf(thread);
        return thread instanceof ForkJoinWorkerThread
                || (task != null && task.getClass().getName().equals(WORKER));
    }

    /** Not of those that explore: they are at it, or wait for it. */
    private static boolean isOfTheProgram(StackTraceElement[] stack) {
        boolean any = false;
        for (StackTraceElement frame : stack) {
            // The hooks in java.lang are on the stack of anybody who waits.
            if (Frames.isOurs(frame) && !frame.getClassName().startsWith("java.lang.")) {
                return false;
            }
            any |= Frames.isOfTheProgram(frame) && !Frames.isOfAFramework(frame);
        }
        return any;
    }
}
