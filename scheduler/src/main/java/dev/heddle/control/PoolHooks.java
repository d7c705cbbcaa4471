package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.control.HookTable.Read;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Pools;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The common pool of a run, and whatever else {@code java.util.concurrent} keeps in static fields
 * or makes of the machine: the number of processors, and the counters of pools.
 *
 * <p>All reads of {@code ForkJoinPool.common} give the pool of the run, but {@code commonPool()}
 * does not: the program gets the JVM's, and the methods of that turn to the pool of the run. So it
 * does not matter when the program has asked for it, or how long it keeps it.
 */
final class PoolHooks {

    private static final String POOL = "java/util/concurrent/ForkJoinPool";
    private static final String POOL_TYPE = "L" + POOL + ";";
    private static final String TO_POOL = "()" + POOL_TYPE;
    private static final String ANY_TO_ANY = "(Ljava/lang/Object;)Ljava/lang/Object;";
    private static final String COUNTER_TYPE = "Ljava/util/concurrent/atomic/AtomicInteger;";
    private static final String FUTURE = "java/util/concurrent/CompletableFuture";

    /** Leaves of a parallel stream for each worker; see {@code AbstractTask}. */
    private static final int LEAVES = 4;

    /** How often a thread looks again before it waits at a {@code Phaser}. */
    private static final int PHASER_SPINS = 256;

    static final List<Call> CALLS =
            List.of(
                    new Call(
                            Opcode.INVOKEVIRTUAL,
                            "java/lang/Runtime",
                            false,
                            "availableProcessors",
                            "()I",
                            "availableProcessors",
                            "(Ljava/lang/Object;)I"),
                    new Call(
                            Opcode.INVOKEINTERFACE,
                            "jdk/internal/access/JavaLangAccess",
                            false,
                            "currentCarrierThread",
                            "()Ljava/lang/Thread;",
                            "currentCarrier",
                            "(Ljava/lang/Object;)Ljava/lang/Thread;"));

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            POOL, HookTable.PUBLIC, "", Form.RECEIVER, "poolOfRun", ANY_TO_ANY),
                    HookTable.patch(
                            POOL,
                            "helpAsyncBlocker",
                            "(Ljava/util/concurrent/Executor;"
                                    + "Ljava/util/concurrent/ForkJoinPool$ManagedBlocker;)V",
                            Form.RECEIVER,
                            "poolOfRun",
                            ANY_TO_ANY),
                    HookTable.patch(
                            POOL,
                            "asyncCommonPool",
                            TO_POOL,
                            Form.FILTER,
                            "poolOfProgram",
                            "(" + POOL_TYPE + ")" + POOL_TYPE),
                    HookTable.patch(
                            FUTURE,
                            "defaultExecutor",
                            "()Ljava/util/concurrent/Executor;",
                            Form.FILTER,
                            "executorOfProgram",
                            "(Ljava/util/concurrent/Executor;Ljava/lang/Object;)"
                                    + "Ljava/util/concurrent/Executor;"),
                    HookTable.patch(
                            "java/util/concurrent/ForkJoinTask",
                            "getPool",
                            TO_POOL,
                            Form.FILTER,
                            "poolOfProgram",
                            "(" + POOL_TYPE + ")" + POOL_TYPE),
                    HookTable.patch(
                            "java/util/concurrent/ForkJoinWorkerThread",
                            "getPool",
                            TO_POOL,
                            Form.FILTER,
                            "poolOfProgram",
                            "(" + POOL_TYPE + "Ljava/lang/Object;)" + POOL_TYPE),
                    HookTable.patch(
                            POOL, "getAndAddPoolIds", "(I)I", Form.REPLACE, "nextPool", "(I)I"));

    static final List<Read> READS =
            List.of(
                    new Read(POOL, "common", POOL_TYPE, "commonPool", "commonPool"),
                    new Read(FUTURE, "ASYNC_POOL", POOL_TYPE, "asyncPool", "delayedExecutor"),
                    ofInt("java/util/stream/AbstractTask", "LEAF_TARGET", "leaves"),
                    ofInt("java/util/concurrent/ConcurrentHashMap", "NCPU", "processors"),
                    ofInt("java/util/concurrent/atomic/Striped64", "NCPU", "processors"),
                    ofInt("java/util/concurrent/Phaser", "NCPU", "processors"),
                    ofInt("java/util/concurrent/Phaser", "SPINS_PER_ARRIVAL", "phaserSpins"),
                    new Read(
                            "java/util/concurrent/LinkedTransferQueue$DualNode",
                            "isUniprocessor",
                            "Z",
                            "uniprocessor",
                            ""),
                    new Read(
                            "java/util/concurrent/Executors$DefaultThreadFactory",
                            "poolNumber",
                            COUNTER_TYPE,
                            "executorNumbers",
                            ""),
                    new Read(
                            "java/util/Timer",
                            "nextSerialNumber",
                            COUNTER_TYPE,
                            "timerNumbers",
                            ""));

    private PoolHooks() {}

    private static Read ofInt(String owner, String name, String hook) {
        return new Read(owner, name, "I", hook, "");
    }

    // --- the common pool
    // --------------------------------------------------------------------------

    /** What is used for the receiver of a method of {@code ForkJoinPool}, or for an executor. */
    public static Object poolOfRun(Object executor) {
        if (executor instanceof ForkJoinPool pool && Pools.isCommon(pool)) {
            Fiber fiber = Fiber.current();
            return fiber == null ? pool : fiber.loop().pools().common();
        }
        return executor;
    }

    /** What the program is given for a pool: for that of a run, the JVM's. */
    public static @Nullable ForkJoinPool poolOfProgram(@Nullable ForkJoinPool pool) {
        return pool != null && Pools.isCommon(pool) ? ForkJoinPool.commonPool() : pool;
    }

    /** As above, of a worker. */
    public static @Nullable ForkJoinPool poolOfProgram(@Nullable ForkJoinPool pool, Object worker) {
        return poolOfProgram(pool);
    }

    /** What a future says that it uses: for the pool of a run, the JVM's. */
    public static Executor executorOfProgram(Executor executor, Object future) {
        return executor instanceof ForkJoinPool pool && Pools.isCommon(pool)
                ? ForkJoinPool.commonPool()
                : executor;
    }

    /** In place of {@code ForkJoinPool.common}. */
    public static ForkJoinPool commonPool(ForkJoinPool pool) {
        Fiber fiber = Fiber.current();
        return fiber == null ? pool : fiber.loop().pools().common();
    }

    /** In place of {@code CompletableFuture.ASYNC_POOL}. */
    public static ForkJoinPool asyncPool(ForkJoinPool pool) {
        Fiber fiber = Fiber.current();
        return fiber == null ? pool : fiber.loop().pools().async();
    }

    /** In place of {@code ForkJoinPool.getAndAddPoolIds}. */
    public static int nextPool(int more) {
        return Hooks.fiber().loop().pools().nextForkJoinPool(more);
    }

    /**
     * The thread by which code of the JDK finds what belongs to the carrier of a virtual thread: in
     * a run, the thread itself. A worker would not know that it is one if it saw the loop's.
     */
    public static Thread currentCarrier(Object access) {
        return Hooks.fiber().thread();
    }

    // --- the machine
    // ------------------------------------------------------------------------------

    /** In place of {@code Runtime.availableProcessors}. */
    public static int availableProcessors(Object runtime) {
        return Hooks.fiber().loop().world().processors();
    }

    /** In place of a number of processors that the JDK has noted. */
    public static int processors(int real) {
        Fiber fiber = Fiber.current();
        return fiber == null ? real : fiber.loop().world().processors();
    }

    /** In place of {@code LinkedTransferQueue.DualNode.isUniprocessor}. */
    public static boolean uniprocessor(boolean real) {
        Fiber fiber = Fiber.current();
        return fiber == null ? real : fiber.loop().world().processors() == 1;
    }

    /** In place of {@code Phaser.SPINS_PER_ARRIVAL}. */
    public static int phaserSpins(int real) {
        Fiber fiber = Fiber.current();
        return fiber == null ? real : fiber.loop().world().processors() < 2 ? 1 : PHASER_SPINS;
    }

    /** In place of {@code AbstractTask.LEAF_TARGET}. */
    public static int leaves(int real) {
        Fiber fiber = Fiber.current();
        return fiber == null ? real : fiber.loop().pools().common().getParallelism() * LEAVES;
    }

    // --- counters
    // ---------------------------------------------------------------------------------

    /** In place of {@code Executors.DefaultThreadFactory.poolNumber}. */
    public static AtomicInteger executorNumbers(AtomicInteger real) {
        Fiber fiber = Fiber.current();
        return fiber == null ? real : fiber.loop().pools().executors();
    }

    /** In place of {@code Timer.nextSerialNumber}. */
    public static AtomicInteger timerNumbers(AtomicInteger real) {
        Fiber fiber = Fiber.current();
        return fiber == null ? real : fiber.loop().pools().timers();
    }
}
