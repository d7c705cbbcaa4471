package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.lang.invoke.VarHandle;

/**
 * What {@code ThreadLocalRandom} keeps in a thread. In a run it depends on the number of the thread
 * in the run, where the JDK takes the thread's id, which counts all threads of the JVM; and it
 * belongs to the thread that the program knows, where the JDK takes that of the operating system.
 */
@Internal
public final class ThreadRandom {

    private static final VarHandle SEED;
    private static final VarHandle PROBE;
    private static final VarHandle SECONDARY;

    static {
        try {
            Members thread = Members.of("java.lang.Thread");
            SEED = thread.field("threadLocalRandomSeed");
            PROBE = thread.field("threadLocalRandomProbe");
            SECONDARY = thread.field("threadLocalRandomSecondarySeed");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread;
    private final long seed;
    private final int probe;
    private final int secondary;

    /** Remembers what a thread has, and takes it away. */
    ThreadRandom(Thread thread) {
        this.thread = thread;
        this.seed = (long) SEED.get(thread);
        this.probe = (int) PROBE.get(thread);
        this.secondary = (int) SECONDARY.get(thread);
        set(0, 0, 0);
    }

    /** Gives the thread back what it had. */
    void restore() {
        set(seed, probe, secondary);
    }

    private void set(long newSeed, int newProbe, int newSecondary) {
        SEED.set(thread, newSeed);
        PROBE.set(thread, newProbe);
        SECONDARY.set(thread, newSecondary);
    }

    /** In place of {@code ThreadLocalRandom.localInit}. */
    public static void begin(Fiber fiber) {
        boolean again = probe(fiber) != 0;
        long drawn =
                again
                        ? Mix.of((long) SEED.get(fiber.thread()))
                        : fiber.loop.chance().ofThread(fiber.id);
        SEED.set(fiber.thread(), drawn);
        PROBE.set(fiber.thread(), nonZero((int) (Mix.of(drawn) >>> 32)));
    }

    /** In place of {@code ThreadLocalRandom.nextSeed}. */
    public static long next(Fiber fiber) {
        Initialiser initialiser = fiber.initialiser();
        if (initialiser != null) {
            return initialiser.next();
        }
        fiber.loop.chance().drawsByThread();
        long next = (long) SEED.get(fiber.thread()) + Mix.STEP;
        SEED.set(fiber.thread(), next);
        return next;
    }

    /** In place of {@code ThreadLocalRandom.getProbe}; 0 if nobody has asked in this thread yet. */
    public static int probe(Fiber fiber) {
        return (int) PROBE.get(fiber.thread());
    }

    /** In place of {@code ThreadLocalRandom.advanceProbe}. */
    public static int advance(Fiber fiber, int probe) {
        int next = shifted(probe);
        PROBE.set(fiber.thread(), next);
        return next;
    }

    /** In place of {@code ThreadLocalRandom.nextSecondarySeed}. */
    public static int nextSecondary(Fiber fiber) {
        int last = (int) SECONDARY.get(fiber.thread());
        int next =
                last != 0
                        ? shifted(last)
                        : nonZero((int) (Mix.of(fiber.loop.chance().ofThread(~fiber.id)) >>> 32));
        SECONDARY.set(fiber.thread(), next);
        return next;
    }

    /** The next of the 2^32 - 1 numbers that are not 0. */
    private static int shifted(int number) {
        int x = number;
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        return x;
    }

    private static int nonZero(int number) {
        return number == 0 ? 1 : number;
    }
}
