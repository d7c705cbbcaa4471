package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Outcomes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountedCompleter;
import java.util.concurrent.ForkJoinWorkerThread;

/**
 * Scheduling points where the JDK hands work from one thread to another: where a task is forked,
 * taken, and said to be done.
 *
 * <p>The program's own points do not suffice there. Its tasks may have none, as the {@code x -> x}
 * of a parallel stream has, and then the thread that forks them would always come first, and do
 * them all. And after the last point of a task it is still to come that the JDK makes the result
 * known: a thread that has seen what the task did may find its future not done yet.
 */
final class WorkHooks {

    private static final String CONCURRENT = "java/util/concurrent/";
    private static final String TASK = CONCURRENT + "ForkJoinTask";
    private static final String FUTURE = CONCURRENT + "CompletableFuture";
    private static final String FUTURE_TASK = CONCURRENT + "FutureTask";
    private static final String EXECUTOR = CONCURRENT + "ThreadPoolExecutor";

    private static final String PER_TASK = CONCURRENT + "ThreadPerTaskExecutor";

    private static final int FORKS = site(TASK, "fork", "forks a task");
    private static final int BEGINS = site(TASK, "doExec", "begins a task");
    private static final int TAKES = site(EXECUTOR, "getTask", "takes a task");
    private static final int COMPLETES = site(TASK, "setDone", "completes a task");
    private static final int COMPLETES_FUTURE = site(FUTURE, "complete", "completes a future");
    private static final int SETS_RESULT = site(FUTURE_TASK, "set", "completes a future");
    private static final int HAS_EXECUTED = site(EXECUTOR, "afterExecute", "has executed a task");
    private static final int LEAVES = site(PER_TASK, "taskComplete", "has executed a task");

    static final List<Patch> PATCHES = patches();

    private WorkHooks() {}

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        all.add(after(TASK, "fork", "()Ljava/util/concurrent/ForkJoinTask;", "forked"));
        all.add(before(TASK, "doExec", "()V", "begins"));
        all.add(before(FUTURE + "$AsyncRun", "run", "()V", "beginsAction"));
        all.add(before(FUTURE + "$AsyncSupply", "run", "()V", "beginsAction"));
        all.add(before(TASK, "setDone", "()V", "completes"));
        all.add(failing(TASK, "trySetException", "(Ljava/lang/Throwable;)V", "fails"));
        for (String descriptor :
                List.of("(Ljava/lang/Throwable;)Z", "(Ljava/lang/Throwable;Ljava/lang/Object;)Z")) {
            all.add(failing(FUTURE, "completeThrowable", descriptor, "failsFuture"));
        }
        all.add(before(FUTURE, "completeNull", "()Z", "completesFuture"));
        all.add(before(FUTURE, "completeValue", "(Ljava/lang/Object;)Z", "completesFuture"));
        all.add(
                HookTable.patch(
                        FUTURE,
                        "completeRelay",
                        "(Ljava/lang/Object;)Z",
                        Form.BEFORE,
                        "relays",
                        "(Ljava/lang/Object;Ljava/lang/Object;)V"));
        all.add(before(FUTURE_TASK, "set", "(Ljava/lang/Object;)V", "setsResult"));
        all.add(failing(FUTURE_TASK, "setException", "(Ljava/lang/Throwable;)V", "setsFailure"));
        all.add(after(EXECUTOR, "getTask", "()Ljava/lang/Runnable;", "taken"));
        all.add(
                before(
                        EXECUTOR,
                        "afterExecute",
                        "(Ljava/lang/Runnable;Ljava/lang/Throwable;)V",
                        "hasExecuted"));
        all.add(before(PER_TASK, "taskComplete", "(Ljava/lang/Thread;)V", "leaves"));
        return List.copyOf(all);
    }

    private static Patch before(String owner, String name, String descriptor, String hook) {
        return HookTable.patch(owner, name, descriptor, Form.BEFORE, hook, "(Ljava/lang/Object;)V");
    }

    private static Patch failing(String owner, String name, String descriptor, String hook) {
        return HookTable.patch(
                owner,
                name,
                descriptor,
                Form.BEFORE,
                hook,
                "(Ljava/lang/Object;Ljava/lang/Throwable;)V");
    }

    private static Patch after(String owner, String name, String descriptor, String hook) {
        return HookTable.patch(owner, name, descriptor, Form.AFTER, hook, "(Ljava/lang/Object;)V");
    }

    private static int site(String owner, String method, String action) {
        String file = owner.substring(CONCURRENT.length()) + ".java";
        String type = owner.replace('/', '.');
        Sites.Site site = new Sites.Site(type, method, -1, file, action);
        return Sites.stable(Sites.add(site, "", 0, Access.UNKNOWN, null));
    }

    private static void point(int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().point(fiber, site);
        }
    }

    /** After a task was forked: others may take it from now on. */
    public static void forked(Object task) {
        RemainHooks.taskMade(task);
        point(FORKS);
    }

    /**
     * Before a task is executed that was forked, or submitted to a {@code ForkJoinPool}. Only in
     * workers: the JDK computes with such tasks, on its own account and on the spot, where it makes
     * what it needs once.
     */
    public static void begins(Object task) {
        Fiber fiber = Fiber.current();
        if (fiber != null && fiber.thread() instanceof ForkJoinWorkerThread) {
            fiber.loop().point(fiber, BEGINS);
            fiber.executes(task);
        }
    }

    /** Before an action is executed whose end completes a future. */
    public static void beginsAction(Object action) {
        Fiber fiber = Fiber.current();
        Object future = fiber == null ? null : Outcomes.futureOf(action);
        if (fiber != null && future != null) {
            fiber.executes(future);
        }
    }

    /** Before the end of such a task is made known. */
    public static void completes(Object task) {
        Fiber fiber = Fiber.current();
        if (fiber != null && fiber.thread() instanceof ForkJoinWorkerThread) {
            fiber.loop().point(fiber, COMPLETES);
        }
    }

    /** As above, by an exception. Not of tasks that hand it on to the one they are part of. */
    public static void fails(Object task, Throwable thrown) {
        completes(task);
        Fiber fiber = Fiber.current();
        boolean isPart =
                (task instanceof CountedCompleter<?> part && part.getCompleter() != null)
                        || task.getClass().getName().contains("InvokeAny");
        if (fiber != null && !isPart) {
            fiber.loop().remains().fails(fiber, task, thrown);
        }
    }

    /** Before the exception of an action is made known. */
    public static void failsFuture(Object future, Throwable thrown) {
        completesFuture(future);
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().fails(fiber, future, thrown);
        }
    }

    /** Before a future is given the outcome of another one. */
    public static void relays(Object future, Object outcome) {
        completesFuture(future);
        Fiber fiber = Fiber.current();
        Throwable thrown = fiber == null ? null : Outcomes.thrownOf(outcome);
        if (fiber != null && thrown != null) {
            fiber.loop().remains().fails(fiber, future, thrown);
        }
    }

    /** Before the exception of a task of an executor is made known. */
    public static void setsFailure(Object task, Throwable thrown) {
        setsResult(task);
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().fails(fiber, task, thrown);
        }
    }

    /** Before the result of an action is made known. */
    public static void completesFuture(Object future) {
        point(COMPLETES_FUTURE);
    }

    /** Before the result of a task of an executor is made known. */
    public static void setsResult(Object task) {
        point(SETS_RESULT);
    }

    /** After a worker of a pool has taken a task from the queue, or was told to end. */
    public static void taken(Object pool) {
        point(TAKES);
    }

    /** After a worker of a pool has executed a task, before it counts as idle. */
    public static void hasExecuted(Object pool) {
        point(HAS_EXECUTED);
    }

    /** Before an executor that has a thread for each task counts one less. */
    public static void leaves(Object executor) {
        point(LEAVES);
    }
}
