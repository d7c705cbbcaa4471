package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * What a run may leave behind, as it is made: pools, and exceptions that are kept by futures. Who
 * looks at the outcome of a future, or makes another one that depends on it, settles that.
 */
final class RemainHooks {

    private static final String CONCURRENT = "java/util/concurrent/";
    private static final String TASK = CONCURRENT + "ForkJoinTask";
    private static final String STAGE = CONCURRENT + "CompletableFuture";
    private static final String FUTURE_TASK = CONCURRENT + "FutureTask";
    private static final String POOL = CONCURRENT + "ForkJoinPool";

    private static final String OBJECT = "Ljava/lang/Object;";
    private static final String THROWABLE = "Ljava/lang/Throwable;";
    private static final String STATE = "()Ljava/util/concurrent/Future$State;";
    private static final String STAGE_TYPE = "L" + STAGE + ";";
    private static final String EXECUTOR_TYPE = "Ljava/util/concurrent/Executor;";
    private static final String FACTORY = "Ljava/util/concurrent/ThreadFactory;";
    private static final String FUNCTION = "Ljava/util/function/";

    static final List<Patch> PATCHES = patches();

    private RemainHooks() {}

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        String pool =
                "(IIJLjava/util/concurrent/TimeUnit;Ljava/util/concurrent/BlockingQueue;"
                        + FACTORY
                        + "Ljava/util/concurrent/RejectedExecutionHandler;)V";
        all.add(after(CONCURRENT + "ThreadPoolExecutor", pool, "poolMade"));
        all.add(after(CONCURRENT + "ThreadPerTaskExecutor", "(" + FACTORY + ")V", "poolMade"));
        String stealing =
                "(ILjava/util/concurrent/ForkJoinPool$ForkJoinWorkerThreadFactory;"
                        + "Ljava/lang/Thread$UncaughtExceptionHandler;ZIII"
                        + FUNCTION
                        + "Predicate;JLjava/util/concurrent/TimeUnit;)V";
        all.add(after(POOL, stealing, "poolMade"));
        all.add(after(STAGE, "()V", "taskMade"));
        all.add(after(FUTURE_TASK, "(Ljava/util/concurrent/Callable;)V", "taskMade"));
        all.add(after(FUTURE_TASK, "(Ljava/lang/Runnable;" + OBJECT + ")V", "taskMade"));
        all.add(
                HookTable.patch(
                        POOL,
                        "poolSubmit",
                        "(ZL" + TASK + ";)L" + TASK + ";",
                        Form.BEFORE,
                        "taskSubmitted",
                        "(" + OBJECT + "Z" + OBJECT + ")V"));
        looks(all, FUTURE_TASK, "report", "(I)" + OBJECT);
        looks(all, FUTURE_TASK, "exceptionNow", "()" + THROWABLE);
        looks(all, FUTURE_TASK, "resultNow", "()" + OBJECT);
        looks(all, FUTURE_TASK, "state", STATE);
        looks(all, TASK, "getException", "(Z)" + THROWABLE);
        looks(all, TASK, "isCompletedAbnormally", "()Z");
        looks(all, TASK, "isCompletedNormally", "()Z");
        looks(all, TASK, "state", STATE);
        looks(all, STAGE, "isCompletedExceptionally", "()Z");
        looks(all, STAGE, "exceptionNow", "()" + THROWABLE);
        looks(all, STAGE, "resultNow", "()" + OBJECT);
        looks(all, STAGE, "state", STATE);
        looks(all, STAGE, "toCompletableFuture", "()" + STAGE_TYPE);
        looks(all, STAGE, "uniCopyStage", "(" + STAGE_TYPE + ")" + STAGE_TYPE);
        looks(all, STAGE, "uniAsMinimalStage", "()L" + STAGE + "$MinimalStage;");
        all.add(of("allOf", "([" + STAGE_TYPE + ")" + STAGE_TYPE, "looksAtAll"));
        all.add(of("anyOf", "([" + STAGE_TYPE + ")" + STAGE_TYPE, "looksAtAll"));
        for (String report : List.of("reportGet", "reportJoin")) {
            all.add(of(report, "(" + OBJECT + "Ljava/lang/String;)" + OBJECT, "looksAtOutcome"));
        }
        all.add(
                HookTable.patch(
                        STAGE,
                        "completeExceptionally",
                        "(" + THROWABLE + ")Z",
                        Form.BEFORE,
                        "completesExceptionally",
                        "(" + OBJECT + THROWABLE + ")V"));
        all.add(
                HookTable.patch(
                        STAGE,
                        "uniWhenComplete",
                        "(" + OBJECT + FUNCTION + "BiConsumer;L" + STAGE + "$UniWhenComplete;)Z",
                        Form.BEFORE,
                        "tellsOutcome",
                        "(" + OBJECT + OBJECT + ")V"));
        stages(all);
        return List.copyOf(all);
    }

    /** Methods that make a stage of another one, or of two. */
    private static void stages(List<Patch> all) {
        stage(all, "uniApplyStage", FUNCTION + "Function;");
        stage(all, "uniAcceptStage", FUNCTION + "Consumer;");
        stage(all, "uniRunStage", "Ljava/lang/Runnable;");
        stage(all, "uniWhenCompleteStage", FUNCTION + "BiConsumer;");
        stage(all, "uniHandleStage", FUNCTION + "BiFunction;");
        stage(all, "uniExceptionallyStage", FUNCTION + "Function;");
        stage(all, "uniComposeExceptionallyStage", FUNCTION + "Function;");
        stage(all, "uniComposeStage", FUNCTION + "Function;");
        String other = "Ljava/util/concurrent/CompletionStage;";
        stage(all, "biApplyStage", other + FUNCTION + "BiFunction;");
        stage(all, "biAcceptStage", other + FUNCTION + "BiConsumer;");
        stage(all, "biRunStage", other + "Ljava/lang/Runnable;");
        stage(all, "orApplyStage", other + FUNCTION + "Function;");
        stage(all, "orAcceptStage", other + FUNCTION + "Consumer;");
        stage(all, "orRunStage", other + "Ljava/lang/Runnable;");
        String made = "(" + STAGE_TYPE + ")" + STAGE_TYPE;
        all.add(filter("andTree", "([" + STAGE_TYPE + "II)" + STAGE_TYPE, made));
        String supplied = EXECUTOR_TYPE + FUNCTION + "Supplier;";
        all.add(filter("asyncSupplyStage", "(" + supplied + ")" + STAGE_TYPE, made));
        String run = EXECUTOR_TYPE + "Ljava/lang/Runnable;";
        all.add(filter("asyncRunStage", "(" + run + ")" + STAGE_TYPE, made));
    }

    private static void stage(List<Patch> all, String name, String parameters) {
        all.add(
                filter(
                        name,
                        "(" + EXECUTOR_TYPE + parameters + ")" + STAGE_TYPE,
                        "(" + STAGE_TYPE + OBJECT + ")" + STAGE_TYPE));
    }

    private static Patch filter(String name, String descriptor, String hook) {
        return HookTable.patch(STAGE, name, descriptor, Form.FILTER, "stageMade", hook);
    }

    private static void looks(List<Patch> all, String owner, String name, String descriptor) {
        all.add(
                HookTable.patch(
                        owner, name, descriptor, Form.BEFORE, "looksAt", "(Ljava/lang/Object;)V"));
    }

    private static Patch of(String name, String descriptor, String hook) {
        return HookTable.patch(STAGE, name, descriptor, Form.BEFORE, hook, "(Ljava/lang/Object;)V");
    }

    private static Patch after(String owner, String descriptor, String hook) {
        return HookTable.patch(
                owner, "<init>", descriptor, Form.AFTER, hook, "(Ljava/lang/Object;)V");
    }

    /** A pool has been made. */
    public static void poolMade(Object pool) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().made(fiber, pool);
        }
    }

    /** A task, or a stage, has been made that will keep its outcome. */
    public static void taskMade(Object task) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().comes(fiber, task);
        }
    }

    /** A task is going to be given to a {@code ForkJoinPool}. */
    public static void taskSubmitted(Object pool, boolean signal, Object task) {
        taskMade(task);
        StrangerHooks.taskGiven(pool);
    }

    /** Somebody is going to look at the outcome of a future, or to pass it on. */
    public static void looksAt(Object future) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().looks(future);
        }
    }

    /** As above, of several. */
    public static void looksAtAll(Object futures) {
        Fiber fiber = Fiber.current();
        if (fiber != null && futures instanceof Object[] all) {
            for (Object future : all) {
                fiber.loop().remains().looks(future);
            }
        }
    }

    /** As above, of a stage that is known by its outcome. */
    public static void looksAtOutcome(Object outcome) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().looksAtOutcome(outcome);
        }
    }

    /** The program gives a stage an exception. */
    public static void completesExceptionally(Object stage, Throwable thrown) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().fails(fiber, stage, thrown);
        }
    }

    /** An action is going to be told the outcome of another stage. */
    public static void tellsOutcome(Object stage, Object outcome) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().remains().tells(stage, outcome);
        }
    }

    /** A stage has been made of another one. */
    public static CompletableFuture<?> stageMade(CompletableFuture<?> made, Object of) {
        looksAt(of);
        return stageMade(made);
    }

    /** A stage has been made. */
    public static CompletableFuture<?> stageMade(CompletableFuture<?> made) {
        Fiber fiber = Fiber.current();
        if (fiber != null && made != null) {
            fiber.loop().remains().begins(fiber, made);
        }
        return made;
    }
}
