package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * What has become of the JDK's futures. It is seen in their fields: to ask them would count as
 * having looked at their exceptions, and might call code of the program.
 */
@Internal
public final class Outcomes {

    /** The outcome of a stage; null as long as it has none. */
    private static final VarHandle RESULT;

    /** What a stage has for an outcome that is no plain value. */
    private static final Class<?> ALT_RESULT;

    private static final VarHandle THROWN;

    // Who waits for a stage: a list.
    private static final VarHandle STACK;
    private static final VarHandle NEXT;
    private static final VarHandle ACTION;
    private static final Class<?> WHEN_COMPLETE;
    private static final Class<?> CANCELLER;

    /** No more of them are followed. */
    private static final int MOST_STAGES = 1_000;

    // What an action that was given to an executor completes.
    private static final Class<?> ASYNC_RUN;
    private static final VarHandle RUNS_FOR;
    private static final VarHandle SUPPLIES_FOR;

    /** What comes after a stage, and completes another one. */
    private static final Class<?> STEP;

    private static final VarHandle COMPLETES;

    /** Of a {@link FutureTask}. */
    private static final VarHandle STATE;

    /** {@code FutureTask.EXCEPTIONAL}. */
    private static final int EXCEPTIONAL = 3;

    static {
        try {
            MethodHandles.Lookup all = Jdk.allMembers();
            String stages = "java.util.concurrent.CompletableFuture$";
            Class<?> completion = Class.forName(stages + "Completion");
            ALT_RESULT = Class.forName(stages + "AltResult");
            WHEN_COMPLETE = Class.forName(stages + "UniWhenComplete");
            CANCELLER = Class.forName(stages + "Canceller");
            RESULT = all.findVarHandle(CompletableFuture.class, "result", Object.class);
            THROWN = all.findVarHandle(ALT_RESULT, "ex", Throwable.class).withInvokeBehavior();
            STACK =
                    all.findVarHandle(CompletableFuture.class, "stack", completion)
                            .withInvokeBehavior();
            NEXT = all.findVarHandle(completion, "next", completion).withInvokeBehavior();
            ACTION = all.findVarHandle(WHEN_COMPLETE, "fn", BiConsumer.class).withInvokeBehavior();
            ASYNC_RUN = Class.forName(stages + "AsyncRun");
            Class<?> supplying = Class.forName(stages + "AsyncSupply");
            RUNS_FOR =
                    all.findVarHandle(ASYNC_RUN, "dep", CompletableFuture.class)
                            .withInvokeBehavior();
            SUPPLIES_FOR =
                    all.findVarHandle(supplying, "dep", CompletableFuture.class)
                            .withInvokeBehavior();
            STEP = Class.forName(stages + "UniCompletion");
            COMPLETES =
                    all.findVarHandle(STEP, "dep", CompletableFuture.class).withInvokeBehavior();
            STATE = all.findVarHandle(FutureTask.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Outcomes() {}

    /** That of a stage, as the stage keeps it; null if there is none yet. */
    static @Nullable Object of(CompletableFuture<?> stage) {
        return RESULT.getVolatile(stage);
    }

    /**
     * Tells of all that threads wait for which can not come before a stage is completed: what they
     * are parked for, for the stage itself or for one that depends on it, and on no other one.
     */
    static void forEachThatWaits(Object result, Consumer<Object> found) {
        ArrayDeque<Object> stages = new ArrayDeque<>();
        if (result instanceof CompletableFuture<?>) {
            stages.add(result);
        }
        for (int seen = 0; seen < MOST_STAGES && !stages.isEmpty(); seen++) {
            Object waits = STACK.getVolatile((CompletableFuture<?>) stages.removeFirst());
            for (int i = 0; i < MOST_STAGES && waits != null; i++) {
                found.accept(waits);
                boolean needsBoth = !waits.getClass().getSimpleName().startsWith("Or");
                Object next = STEP.isInstance(waits) && needsBoth ? COMPLETES.get(waits) : null;
                if (next != null) {
                    stages.add(next);
                }
                waits = NEXT.getVolatile(waits);
            }
        }
    }

    /**
     * What is completed by an action that {@code runAsync} or {@code supplyAsync} has handed to an
     * executor; null if it was executed before.
     */
    public static @Nullable Object futureOf(Object action) {
        VarHandle handle = ASYNC_RUN.isInstance(action) ? RUNS_FOR : SUPPLIES_FOR;
        return handle.get(action);
    }

    /** The exception in an outcome of a stage; null if it has none. */
    public static @Nullable Throwable thrownOf(@Nullable Object outcome) {
        return ALT_RESULT.isInstance(outcome) ? (Throwable) THROWN.get(outcome) : null;
    }

    /** Whether a future has one. */
    static boolean isThere(Object future) {
        return future instanceof CompletableFuture<?> stage
                ? of(stage) != null
                : future instanceof ForkJoinTask<?> task && task.isDone();
    }

    /** Whether a future has come to its end by an exception, and not in another way before. */
    static boolean isFailure(Object future) {
        if (future instanceof CompletableFuture<?> stage) {
            return thrownOf(of(stage)) != null;
        }
        return !(future instanceof FutureTask<?>) || (int) STATE.getVolatile(future) == EXCEPTIONAL;
    }

    /** Whether somebody waits for a stage, or another stage does; the JDK's time-outs are none. */
    static boolean arePassedOn(CompletableFuture<?> stage) {
        Object waiting = STACK.getVolatile(stage);
        while (waiting != null) {
            boolean cancels =
                    WHEN_COMPLETE.isInstance(waiting)
                            && CANCELLER.isInstance((Object) ACTION.get(waiting));
            if (!cancels) {
                return true;
            }
            waiting = NEXT.getVolatile(waiting);
        }
        return false;
    }
}
