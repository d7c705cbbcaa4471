package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Supplier;

/**
 * What a run leaves behind: pools that were not shut down, threads that wait for ever, and
 * exceptions that are kept by futures nobody has looked at.
 *
 * <p>Told by hooks as the run goes on, and looked through when it has come to its end, before
 * whoever is left is unwound. Where something was made takes a stack, so it is noted only in runs
 * that are repeated for that.
 */
@Internal
public final class Remains {

    /** More in one run than anybody reads. */
    private static final int MOST = 1_000;

    private static final int MOST_REMARKS = 50;
    private static final int MOST_PARTS = 3;
    private static final int MOST_PLACES = 10_000;
    private static final int FIRST_PRUNING = 64;

    private static final MethodHandle IS_SHUT_DOWN;
    private static final MethodHandle IS_STEALING_SHUT_DOWN;
    private static final MethodHandle IS_PER_TASK_SHUT_DOWN;
    private static final Class<?> PER_TASK;

    static {
        try {
            MethodHandles.Lookup all = Jdk.allMembers();
            MethodType is = MethodType.methodType(boolean.class);
            PER_TASK = Class.forName("java.util.concurrent.ThreadPerTaskExecutor");
            // Not what a subclass makes of it: that would be the program's code.
            IS_SHUT_DOWN = special(all, ThreadPoolExecutor.class, is);
            IS_STEALING_SHUT_DOWN = special(all, ForkJoinPool.class, is);
            IS_PER_TASK_SHUT_DOWN = special(all, PER_TASK, is);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static MethodHandle special(MethodHandles.Lookup all, Class<?> type, MethodType is)
            throws ReflectiveOperationException {
        return all.findSpecial(type, "isShutdown", is, type)
                .asType(MethodType.methodType(boolean.class, Object.class));
    }

    /**
     * Something that was left.
     *
     * @param key the same in all runs that leave the same
     * @param sentence says what it is
     * @param detailed the same, with the places that are known only if they were asked for
     */
    public record Remark(String key, String sentence, String detailed) {}

    /**
     * What was made in a run and has to be ended by its end.
     *
     * @param leftAs says how it was left, in words that end a sentence; empty if it was ended
     * @param parts what was left in it
     */
    private record Pool(
            Object pool, Supplier<String> leftAs, Supplier<List<?>> parts, int by, int site) {}

    private record Failed(Object future, Throwable thrown, int by, int site) {}

    private record Place(Object made, String thread, String at) {}

    private final Loop loop;
    private boolean tellsLeaks;
    private boolean tellsFailures;
    private boolean failsForLeaks;
    private boolean failsForFailures;
    private boolean takesPlaces;

    private final List<Pool> pools = new ArrayList<>();
    private int pruneAt = FIRST_PRUNING;

    // Lists, not maps: to look into a map would give objects of the program hash codes. They are
    // short as long as not much goes wrong.

    /** Futures that have an exception nobody has looked at. */
    private final List<Failed> failed = new ArrayList<>();

    /** Futures whose exception has been told to an action already, before they have it. */
    private final List<Object> told = new ArrayList<>();

    /** Where threads, pools and futures were made. */
    private final List<Place> places = new ArrayList<>();

    private List<Remark> leaks = List.of();
    private List<Remark> swallowed = List.of();

    Remains(Loop loop) {
        this.loop = loop;
    }

    /** Whether anybody wants to know, in the runs from now on. */
    public void tell(boolean ofLeaks, boolean ofFailures) {
        tellsLeaks = ofLeaks;
        tellsFailures = ofFailures;
    }

    /** Whether a run fails that leaves something behind. */
    public void fail(boolean forLeaks, boolean forFailures) {
        failsForLeaks = forLeaks;
        failsForFailures = forFailures;
    }

    /** Whether it is noted where things are made, in the runs from now on. */
    public void takePlaces(boolean take) {
        takesPlaces = take;
    }

    /** Whether it is noted where things are made. */
    public boolean takesPlaces() {
        return takesPlaces;
    }

    /** The threads and pools that the last run has left. */
    public List<Remark> leaks() {
        return leaks;
    }

    /** The exceptions of the last run that nobody has looked at. */
    public List<Remark> swallowed() {
        return swallowed;
    }

    void reset() {
        pools.clear();
        failed.clear();
        told.clear();
        places.clear();
        pruneAt = FIRST_PRUNING;
        leaks = List.of();
        swallowed = List.of();
    }

    // --- what is told ---------------------------------------------------------------------------

    /** The calling fiber has made a pool of the JDK. */
    public void made(Fiber fiber, Object pool) {
        made(fiber, pool, () -> isShutDown(pool) ? "" : " was not shut down", List::of);
    }

    /**
     * The calling fiber has made something that it must end.
     *
     * @param leftAs says how it was left, in words that end a sentence; empty if it was ended
     * @param parts what was left in it, each with a text that says what it is
     */
    public void made(Fiber fiber, Object pool, Supplier<String> leftAs, Supplier<List<?>> parts) {
        if (!tellsLeaks || fiber.isQuiet() || fiber.isInternal()) {
            return; // Made by an initialiser, it is there for the whole JVM.
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            if (pools.size() >= pruneAt) {
                pools.removeIf(one -> one.leftAs.get().isEmpty());
                pruneAt = Math.max(FIRST_PRUNING, 2 * pools.size());
            }
            pools.add(new Pool(pool, leftAs, parts, fiber.id, fiber.site));
            note(fiber, pool);
        } finally {
            fiber.flags = flags;
        }
    }

    /** The calling fiber has made something of which may be asked where. */
    public void comes(Fiber fiber, Object made) {
        if (takesPlaces && !fiber.isQuiet()) {
            short flags = fiber.flags;
            fiber.flags |= Fiber.MASKED;
            try {
                note(fiber, made);
            } finally {
                fiber.flags = flags;
            }
        }
    }

    /** A thread has been started. */
    void starts(@Nullable Fiber by, Thread thread) {
        if (takesPlaces && by != null) {
            comes(by, thread);
        }
    }

    private void note(Fiber fiber, Object made) {
        if (takesPlaces && places.size() < MOST_PLACES) {
            String at = Frames.callSite(new Throwable().getStackTrace());
            places.add(new Place(made, fiber.toString(), at));
        }
    }

    /** The calling fiber is about to give a future an exception. */
    public void fails(Fiber fiber, Object future, @Nullable Throwable thrown) {
        if (!Outcomes.isThere(future)) {
            add(fiber, future, thrown);
        }
    }

    /** A stage may have an exception from the beginning. */
    public void begins(Fiber fiber, CompletableFuture<?> future) {
        add(fiber, future, Outcomes.thrownOf(Outcomes.of(future)));
    }

    private void add(Fiber fiber, Object future, @Nullable Throwable thrown) {
        if (!tellsFailures
                || thrown == null
                || loop.ending != null
                || fiber.isQuiet()
                || failed.size() >= MOST) {
            return;
        }
        Throwable cause = thrown.getCause();
        Throwable root = thrown instanceof CompletionException && cause != null ? cause : thrown;
        if (root instanceof CancellationException || root instanceof Unwind) {
            return;
        }
        short flags = fiber.flags;
        fiber.flags |= Fiber.MASKED;
        try {
            for (Object one : told) {
                if (one == future) {
                    return;
                }
            }
            if (future instanceof CompletableFuture<?> stage && Outcomes.arePassedOn(stage)) {
                return; // What becomes of it is theirs.
            }
            failed.add(new Failed(future, root, fiber.id, fiber.site));
            if (future instanceof CompletableFuture<?>) {
                note(fiber, future); // Unless it is known already where it was made.
            }
        } finally {
            fiber.flags = flags;
        }
    }

    /** Somebody has looked at what has become of a future, or passes it on to somebody. */
    public void looks(@Nullable Object future) {
        for (int i = failed.size() - 1; i >= 0; i--) {
            if (failed.get(i).future == future) {
                failed.remove(i);
            }
        }
    }

    /** As above, of a {@link CompletableFuture} that is known by its outcome. */
    public void looksAtOutcome(@Nullable Object outcome) {
        if (failed.isEmpty() || Outcomes.thrownOf(outcome) == null) {
            return;
        }
        for (int i = failed.size() - 1; i >= 0; i--) {
            if (failed.get(i).future instanceof CompletableFuture<?> stage
                    && Outcomes.of(stage) == outcome) {
                failed.remove(i);
            }
        }
    }

    /**
     * An action of the program is going to be given the outcome of a stage; the future that is made
     * of it will have the same exception.
     */
    public void tells(Object future, @Nullable Object outcome) {
        if (tellsFailures && Outcomes.thrownOf(outcome) != null && told.size() < MOST) {
            told.add(future);
            looks(future);
        }
    }

    // --- the end --------------------------------------------------------------------------------

    /** The run has ended; nobody has been unwound yet. */
    void runEnded() {
        Ending ending = loop.ending;
        if (ending == null) {
            return;
        }
        Ending.Kind kind = ending.kind();
        boolean over = kind == Ending.Kind.FINISHED || kind == Ending.Kind.LEAK;
        if (over && tellsLeaks) {
            leaks = leaks(kind == Ending.Kind.LEAK);
        }
        // Where a run has failed in another way, somebody might still have looked.
        boolean still = kind == Ending.Kind.DEADLOCK || kind == Ending.Kind.STANDSTILL;
        if (over || still) {
            swallowed = unread();
        }
        pools.clear();
        failed.clear();
        told.clear();
        places.clear();
        if (failsForFailures && over && !swallowed.isEmpty()) {
            fail("An exception was swallowed", swallowed);
        } else if (failsForLeaks && kind == Ending.Kind.FINISHED && !leaks.isEmpty()) {
            fail("Something was left behind", leaks);
        }
    }

    private void fail(String what, List<Remark> remarks) {
        StringBuilder text = new StringBuilder(what).append(':');
        remarks.forEach(remark -> text.append(' ').append(remark.sentence));
        RemainsError error = new RemainsError(text.toString());
        error.setStackTrace(new StackTraceElement[0]); // No thread of the program throws it.
        loop.ending = Endings.of(loop, Ending.Kind.FAILED, error, null);
    }

    private List<Remark> leaks(boolean all) {
        List<Remark> remarks = new ArrayList<>();
        for (Pool one : pools) {
            String left = remarks.size() < MOST_REMARKS ? one.leftAs.get() : "";
            if (!left.isEmpty()) {
                String type = one.pool.getClass().getName();
                String sentence = "A " + type + left;
                remarks.add(
                        new Remark(
                                "pool " + type + " " + one.by + " " + one.site,
                                sentence + ".",
                                sentence + madeBy(one.pool, "made it") + "." + parts(one)));
            }
        }
        for (int id = 1; id < loop.roster().started(); id++) {
            Fiber fiber = loop.roster().fiber(id);
            if (fiber != null && remarks.size() < MOST_REMARKS && isLeft(fiber, all)) {
                String sentence =
                        "Thread '"
                                + fiber
                                + (all ? "'" : "', a daemon,")
                                + " was still waiting when the run came to its end";
                remarks.add(
                        new Remark(
                                "thread " + fiber.starter() + " " + fiber.site(),
                                sentence + ".",
                                sentence + madeBy(fiber.thread(), "started it") + "."));
            }
        }
        return List.copyOf(remarks);
    }

    private String parts(Pool left) {
        if (!takesPlaces) {
            return "";
        }
        List<?> all = left.parts.get();
        StringBuilder text = new StringBuilder();
        for (Object part : all.subList(0, Math.min(MOST_PARTS, all.size()))) {
            text.append(" It has ").append(part).append(madeBy(part, "made it")).append('.');
        }
        return text.toString();
    }

    private String madeBy(Object made, String how) {
        for (Place place : places) {
            if (place.made == made) {
                return "; thread '" + place.thread + "' " + how + " at " + place.at;
            }
        }
        return "";
    }

    private static boolean isShutDown(Object pool) {
        try {
            if (pool instanceof ThreadPoolExecutor) {
                return (boolean) IS_SHUT_DOWN.invokeExact(pool);
            }
            return pool instanceof ForkJoinPool
                    ? (boolean) IS_STEALING_SHUT_DOWN.invokeExact(pool)
                    : (boolean) IS_PER_TASK_SHUT_DOWN.invokeExact(pool);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    /** Whether a thread was left that can never go on, and is no worker of a pool. */
    private static boolean isLeft(Fiber fiber, boolean all) {
        if (fiber.waiting() == Wait.NOTHING
                || fiber.waiting() == Wait.OUTSIDE
                || fiber.guest() != null
                || fiber.hasTimer()) {
            return false;
        }
        Thread thread = fiber.thread();
        if (all) {
            return !thread.isDaemon();
        }
        return !(thread instanceof ForkJoinWorkerThread)
                && (fiber.isVirtual()
                        || thread.getClass() == Thread.class
                        || !isOfTheJdk(thread.getClass().getName()))
                && !(Jdk.taskOf(thread) instanceof Runnable task && isWorker(task));
    }

    /** Whether it is a class of threads that the JDK has for itself; those of timers are ours. */
    private static boolean isOfTheJdk(String type) {
        return type.startsWith("java.util.concurrent.")
                || type.startsWith("jdk.")
                || type.startsWith("sun.");
    }

    private static boolean isWorker(Runnable task) {
        return task.getClass().getName().equals("java.util.concurrent.ThreadPoolExecutor$Worker");
    }

    private List<Remark> unread() {
        List<Remark> remarks = new ArrayList<>();
        for (Failed one : failed) {
            if (remarks.size() < MOST_REMARKS && Outcomes.isFailure(one.future)) {
                remarks.add(remark(one));
            }
        }
        return List.copyOf(remarks);
    }

    private Remark remark(Failed one) {
        String type = one.thrown.getClass().getName();
        String key = "%s %s %d %d".formatted(type, one.future.getClass(), one.by, one.site);
        String what = "Nobody has looked at ";
        String sentence = what + "the " + type + " that a future keeps.";
        if (!takesPlaces) {
            return new Remark(key, sentence, "");
        }
        StackTraceElement[] stack = one.thrown.getStackTrace();
        String at = stack.length == 0 ? "" : " at " + Frames.callSite(stack);
        String stops =
                one.future instanceof RunnableScheduledFuture<?> timed && timed.isPeriodic()
                        ? " The task is not repeated any more."
                        : "";
        String detailed =
                what
                        + text(one.thrown)
                        + at
                        + ". It is kept by a "
                        + one.future.getClass().getName()
                        + madeBy(one.future, "made it")
                        + "."
                        + stops;
        return new Remark(key, sentence, detailed);
    }

    /** The program's own text, which may be anything. */
    private static String text(Throwable thrown) {
        try {
            return thrown.toString();
        } catch (RuntimeException | StackOverflowError e) {
            return thrown.getClass().getName();
        }
    }
}
