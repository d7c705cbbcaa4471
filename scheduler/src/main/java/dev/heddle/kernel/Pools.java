package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What {@code java.util.concurrent} keeps in static fields, for one run: its common pool, and the
 * counters by which it names pools. Each run has its own, so none depends on what was before it.
 *
 * <p>The program never holds the common pool of a run. It holds that of the JVM, which it may keep
 * in a static field as long as it likes, and what it asks of that is asked of the one of the run.
 */
@Internal
public final class Pools {

    private static final MethodHandle NEW_COMMON;
    private static final MethodHandle CLOSE;
    private static final MethodHandle CONTAINER;
    private static final VarHandle PREFIX;
    private static final VarHandle PARALLELISM;

    /** Least parallelism of a pool that is asked to execute what nobody waits for. */
    private static final int ASYNC_PARALLELISM = 2;

    static {
        try {
            // By its literal: looking the class up by its name would initialise it.
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(ForkJoinPool.class, MethodHandles.lookup());
            NEW_COMMON =
                    lookup.findConstructor(
                            ForkJoinPool.class, MethodType.methodType(void.class, byte.class));
            PREFIX = lookup.findVarHandle(ForkJoinPool.class, "workerNamePrefix", String.class);
            PARALLELISM = lookup.findVarHandle(ForkJoinPool.class, "parallelism", int.class);
            Members container = Members.of("jdk.internal.vm.SharedThreadContainer");
            CONTAINER =
                    lookup.unreflectGetter(ForkJoinPool.class.getDeclaredField("container"))
                            .asType(MethodType.methodType(Object.class, ForkJoinPool.class));
            CLOSE = container.method(MethodType.methodType(void.class, Object.class), "close");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Made when it is first asked for; never handed to the program. */
    private @Nullable ForkJoinPool common;

    /** How many pools of workers that steal were made. */
    private int forkJoinPools;

    private final AtomicInteger executors = new AtomicInteger();
    private final AtomicInteger timers = new AtomicInteger();

    Pools() {
        reset();
    }

    /** The common pool of this run. */
    public ForkJoinPool common() {
        ForkJoinPool pool = common;
        if (pool == null) {
            try {
                // Called by a fiber, so it has as many workers as the run has processors.
                pool = (ForkJoinPool) NEW_COMMON.invokeExact((byte) 0);
            } catch (Throwable e) {
                throw Jdk.rethrow(e);
            }
            common = pool;
        }
        return pool;
    }

    /** The common pool of this run, after it was made fit for tasks that nobody waits for. */
    public ForkJoinPool async() {
        ForkJoinPool pool = common();
        // What ForkJoinPool.asyncCommonPool does, for whoever has set the parallelism to zero.
        PARALLELISM.compareAndSet(pool, 0, ASYNC_PARALLELISM);
        return pool;
    }

    /** Whether a pool is the common one of the JVM, or of any run. */
    public static boolean isCommon(ForkJoinPool pool) {
        return PREFIX.get(pool) == null;
    }

    /** The number for the name of a new {@code ForkJoinPool}, less one. */
    public int nextForkJoinPool(int more) {
        int before = forkJoinPools;
        forkJoinPools += more;
        return before;
    }

    /** Numbers the pools that have the default thread factory. */
    public AtomicInteger executors() {
        return executors;
    }

    /** Numbers the timers that were given no name. */
    public AtomicInteger timers() {
        return timers;
    }

    /** Forgets the pool: its threads have ended, or are left where they stand. */
    void reset() {
        ForkJoinPool pool = common;
        common = null;
        if (pool != null) {
            try {
                // The JVM lists its pools, as long as they are there, for those who look at it.
                CLOSE.invokeExact((Object) CONTAINER.invokeExact(pool));
            } catch (Throwable e) {
                throw Jdk.rethrow(e);
            }
        }
        forkJoinPools = 0;
        executors.set(1);
        timers.set(0);
    }
}
