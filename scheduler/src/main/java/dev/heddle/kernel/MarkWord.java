package dev.heddle.kernel;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The first word of every object, in which HotSpot keeps the identity hash code once somebody has
 * asked for it. Written here before anybody asks, it is what everybody is told: the JVM, its
 * compilers and the JDK, in runs and outside, for as long as the object lives.
 *
 * <p>The word is changed as HotSpot itself changes it, by a compare-and-set from a word without a
 * hash code. Where in the word it is kept depends on the JVM and its options, so that is found out
 * by looking at objects before and after they were asked. Where that does not give a clear picture,
 * nothing is ever written.
 */
final class MarkWord {

    private static final int SAMPLES = 64;

    /**
     * How often each question about an object is asked: a garbage collection between two looks at
     * it changes the word, which keeps the object's age. What is never so is not so.
     */
    private static final int ATTEMPTS = 50;

    private static final int HASH = 0x7fff_ffff;
    private static final long LOCK = 3;
    private static final long UNLOCKED = 1;

    private static final MethodHandle READ;
    private static final MethodHandle COMPARE_AND_SET;

    /** How far to the left the hash code is; -1 if that is not known. */
    private static final int SHIFT;

    /** The bits of the hash code. */
    private static final long BITS;

    /** Whether an object that is locked without contention keeps its hash code where it was. */
    private static final boolean STAYS_WHEN_LOCKED;

    static {
        try {
            Members unsafe = Members.of("jdk.internal.misc.Unsafe");
            Object instance =
                    unsafe.method(MethodType.methodType(Object.class), "getUnsafe").invoke();
            READ =
                    bound(
                            unsafe.method(
                                    MethodType.methodType(
                                            long.class, Object.class, Object.class, long.class),
                                    "getLongVolatile",
                                    Object.class,
                                    long.class),
                            instance);
            COMPARE_AND_SET =
                    bound(
                            unsafe.method(
                                    MethodType.methodType(
                                            boolean.class,
                                            Object.class,
                                            Object.class,
                                            long.class,
                                            long.class,
                                            long.class),
                                    "compareAndSetLong",
                                    Object.class,
                                    long.class,
                                    long.class,
                                    long.class),
                            instance);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
        int shift = findShift();
        if (shift >= 0 && !isKept(shift, (long) HASH << shift)) {
            shift = -1;
        }
        SHIFT = shift;
        BITS = shift < 0 ? 0 : (long) HASH << shift;
        STAYS_WHEN_LOCKED = shift >= 0 && isKeptWhenLocked(BITS);
    }

    private MarkWord() {}

    /** The method on the one instance there is, at the offset of the first word. */
    private static MethodHandle bound(MethodHandle method, Object instance) {
        MethodHandle ofInstance = method.bindTo(instance);
        return MethodHandles.insertArguments(ofInstance, 1, 0L);
    }

    // --- what is found out ----------------------------------------------------------------------

    /** Where the hash code is in the word; -1 if that is not clear. */
    private static int findShift() {
        int found = shiftOfOne(-1);
        for (int i = 0; i < SAMPLES && found >= 0; i++) {
            found = shiftOfOne(found);
        }
        return found;
    }

    /** The same of one sample; -1 if it is not the wanted one, or, for -1, if it is not clear. */
    private static int shiftOfOne(int wanted) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int shift = shiftOf(new Object());
            if (shift >= 0 && (wanted < 0 || shift == wanted)) {
                return shift;
            }
        }
        return -1;
    }

    private static int shiftOf(Object sample) {
        long before = read(sample);
        int hash = System.identityHashCode(sample);
        long changed = before ^ read(sample);
        int shift = Long.numberOfTrailingZeros(changed) - Integer.numberOfTrailingZeros(hash);
        boolean clear =
                shift > 1
                        && shift <= Long.SIZE - Integer.SIZE
                        && changed == (long) hash << shift
                        && (before & ((long) HASH << shift)) == 0
                        && (before & LOCK) == UNLOCKED;
        return clear ? shift : -1;
    }

    /** Whether the JVM tells what was written, for all kinds of values, and keeps it. */
    private static boolean isKept(int shift, long bits) {
        for (int i = 0; i < SAMPLES; i++) {
            int hash = i == 0 ? HASH : i == 1 ? 1 : (int) (Mix.of(i) >>> 33);
            boolean kept = false;
            for (int attempt = 0; attempt < ATTEMPTS && !kept; attempt++) {
                kept = isKept((i & 1) == 0 ? new Object() : new int[i], hash, shift, bits);
            }
            if (!kept) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKept(Object sample, int hash, int shift, long bits) {
        long before = read(sample);
        if ((before & bits) != 0 || (before & LOCK) != UNLOCKED) {
            return false;
        }
        long after = before | (long) hash << shift;
        boolean kept =
                compareAndSet(sample, before, after)
                        && System.identityHashCode(sample) == hash
                        && read(sample) == after;
        synchronized (sample) {
            kept &= System.identityHashCode(sample) == hash;
        }
        return kept && System.identityHashCode(sample) == hash;
    }

    private static boolean isKeptWhenLocked(long bits) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (isKeptWhenLocked(new Object(), bits)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isKeptWhenLocked(Object sample, long bits) {
        long unlocked = read(sample);
        synchronized (sample) {
            long locked = read(sample);
            // Anything else, such as the address of where the word has gone, is not to be touched.
            if ((locked & LOCK) != 0 || (locked | UNLOCKED) != unlocked) {
                return false;
            }
            if (!compareAndSet(sample, locked, locked | bits)
                    || System.identityHashCode(sample) != HASH) {
                return false;
            }
        }
        return System.identityHashCode(sample) == HASH && read(sample) == (unlocked | bits);
    }

    // --- what is used ---------------------------------------------------------------------------

    /** Whether identity hash codes can be set in this JVM. */
    static boolean isKnown() {
        return SHIFT >= 0;
    }

    /**
     * Whether an object has no identity hash code yet, and can be given one. Not so if threads wait
     * for its monitor in the JVM, which then keeps the hash code elsewhere.
     */
    static boolean isFree(Object object) {
        return isFree(read(object));
    }

    private static boolean isFree(long word) {
        long lock = word & LOCK;
        boolean here = lock == UNLOCKED || (lock == 0 && STAYS_WHEN_LOCKED);
        return here && SHIFT >= 0 && (word & BITS) == 0;
    }

    /**
     * Gives an object its identity hash code.
     *
     * @param hash a number from 1 to 2^31 - 1
     * @return whether it was given; if not, it has one already or can not be given one
     */
    static boolean set(Object object, int hash) {
        while (true) {
            long word = read(object);
            if (!isFree(word)) {
                return false;
            }
            if (compareAndSet(object, word, word | (long) hash << SHIFT)) {
                return true;
            }
        }
    }

    private static long read(Object object) {
        try {
            return (long) READ.invokeExact(object);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }

    private static boolean compareAndSet(Object object, long expected, long word) {
        try {
            return (boolean) COMPARE_AND_SET.invokeExact(object, expected, word);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }
}
