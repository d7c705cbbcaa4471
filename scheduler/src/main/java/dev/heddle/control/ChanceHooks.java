package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.control.HookTable.Read;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Hashes;
import dev.heddle.kernel.ThreadRandom;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What is drawn at random in a run, and what the JVM draws behind the program's back: identity hash
 * codes, and the order of sets and maps that can not be changed.
 */
final class ChanceHooks {

    private static final String THREAD_LOCAL_RANDOM = "java/util/concurrent/ThreadLocalRandom";
    private static final String SECURE_RANDOM = "java/security/SecureRandom";
    static final String XOSHIRO = "jdk/internal/random/Xoshiro256PlusPlus";
    private static final String COLLECTIONS = "java/util/ImmutableCollections";

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofStatic(
                            "java/lang/System",
                            "identityHashCode",
                            "(Ljava/lang/Object;)I",
                            "identityHashCode"));

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            "java/lang/Object",
                            "toString",
                            "()Ljava/lang/String;",
                            Form.BEFORE,
                            "hashing",
                            "(Ljava/lang/Object;)V"),
                    HookTable.patch(
                            "java/lang/ClassLoader",
                            "postDefineClass",
                            "(Ljava/lang/Class;Ljava/security/ProtectionDomain;)V",
                            Form.BEFORE,
                            "classDefined",
                            "(Ljava/lang/ClassLoader;Ljava/lang/Class;)V"),
                    replace("java/util/Random", "seedUniquifier", "()J", "randomSeed"),
                    replace("java/lang/Math", "random", "()D", "mathRandom"),
                    replace("java/lang/StrictMath", "random", "()D", "mathRandom"),
                    replace(THREAD_LOCAL_RANDOM, "localInit", "()V", "threadRandomBegins"),
                    replace(THREAD_LOCAL_RANDOM, "getProbe", "()I", "threadProbe"),
                    replace(THREAD_LOCAL_RANDOM, "advanceProbe", "(I)I", "advanceThreadProbe"),
                    replace(THREAD_LOCAL_RANDOM, "nextSecondarySeed", "()I", "threadSecondarySeed"),
                    HookTable.patch(
                            THREAD_LOCAL_RANDOM,
                            "nextSeed",
                            "()J",
                            Form.REPLACE,
                            "threadSeed",
                            "(Ljava/lang/Object;)J"),
                    HookTable.patch(
                            SECURE_RANDOM,
                            "nextBytes",
                            "([B)V",
                            Form.TRY,
                            "secureBytes",
                            "(Ljava/security/SecureRandom;[B)Z"),
                    HookTable.patch(
                            SECURE_RANDOM,
                            "nextBytes",
                            "([BLjava/security/SecureRandomParameters;)V",
                            Form.TRY,
                            "secureBytes",
                            "(Ljava/security/SecureRandom;[BLjava/lang/Object;)Z"),
                    HookTable.patch(
                            SECURE_RANDOM,
                            "generateSeed",
                            "(I)[B",
                            Form.TRY,
                            "secureSeed",
                            "(Ljava/security/SecureRandom;I)[B"));

    /** The generators that take their seeds from a sum that all of their class share. */
    static final List<String> SPLITTABLE =
            List.of(
                    "java/util/SplittableRandom",
                    "jdk/internal/random/L128X1024MixRandom",
                    "jdk/internal/random/L128X128MixRandom",
                    "jdk/internal/random/L128X256MixRandom",
                    "jdk/internal/random/L32X64MixRandom",
                    "jdk/internal/random/L64X1024MixRandom",
                    "jdk/internal/random/L64X128MixRandom",
                    "jdk/internal/random/L64X128StarStarRandom",
                    "jdk/internal/random/L64X256MixRandom",
                    "jdk/internal/random/Xoroshiro128PlusPlus");

    static final List<Read> READS = reads();

    private ChanceHooks() {}

    private static Patch replace(String owner, String name, String descriptor, String hook) {
        return HookTable.patch(owner, name, descriptor, Form.REPLACE, hook, descriptor);
    }

    private static List<Read> reads() {
        String sum = "Ljava/util/concurrent/atomic/AtomicLong;";
        List<Read> reads = new ArrayList<>();
        for (String owner : SPLITTABLE) {
            reads.add(new Read(owner, "defaultGen", sum, "splitting", ""));
        }
        reads.add(new Read(XOSHIRO, "DEFAULT_GEN", sum, "splitting", ""));
        reads.add(new Read("java/util/Collections", "r", "Ljava/util/Random;", "shuffling", ""));
        reads.add(new Read(COLLECTIONS, "SALT32L", "J", "setOrder", ""));
        reads.add(new Read(COLLECTIONS, "REVERSE", "Z", "setDirection", ""));
        return List.copyOf(reads);
    }

    // --- identity hash codes --------------------------------------------------------------------

    /** Before {@code hashCode()} is called on an object of any class. */
    public static void hashing(@Nullable Object object) {
        if (object == null || object instanceof String) {
            return;
        }
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().chance().hashes().asked(fiber, object);
        }
    }

    /** Before a class calls the {@code hashCode()} that it has inherited. */
    public static void hashingByIdentity(@Nullable Object object) {
        Fiber fiber = Fiber.current();
        if (fiber != null && object != null) {
            fiber.loop().chance().hashes().give(fiber, object);
        }
    }

    /**
     * When a class has been defined, by any thread: the JVM itself draws its hash code when it is
     * initialised.
     */
    @Always
    public static void classDefined(ClassLoader loader, Class<?> type) {
        Hashes.giveToClass(type);
    }

    /** In place of a method reference to {@code hashCode()}, in a run or outside. */
    @Always
    public static int hashCodeOf(Object object) {
        if (Fiber.current() != null) {
            hashing(object);
        }
        return object.hashCode();
    }

    /** In place of {@code System.identityHashCode}. */
    public static int identityHashCode(@Nullable Object object) {
        hashingByIdentity(object);
        return System.identityHashCode(object);
    }

    // --- generators -----------------------------------------------------------------------------

    /** In place of {@code Random.seedUniquifier}: the JDK mixes the clock into what it returns. */
    public static long randomSeed() {
        Fiber fiber = Hooks.fiber();
        return fiber.loop().chance().seed(fiber) ^ fiber.loop().clock().nanoTime();
    }

    /** In place of {@code Math.random} and {@code StrictMath.random}. */
    public static double mathRandom() {
        Fiber fiber = Hooks.fiber();
        return fiber.loop().chance().random(fiber);
    }

    /** In place of the sum from which generators that can be split take their seeds. */
    public static AtomicLong splitting(AtomicLong ofTheJvm) {
        Fiber fiber = Fiber.current();
        return fiber == null ? ofTheJvm : fiber.loop().chance().splitting(fiber);
    }

    /** In place of the generator that {@code Collections.shuffle} keeps. */
    public static @Nullable Random shuffling(@Nullable Random ofTheJvm) {
        Fiber fiber = Fiber.current();
        return fiber == null ? ofTheJvm : fiber.loop().chance().shuffling(fiber);
    }

    /** In place of {@code ThreadLocalRandom.localInit}. */
    public static void threadRandomBegins() {
        ThreadRandom.begin(Hooks.fiber());
    }

    /** In place of {@code ThreadLocalRandom.nextSeed}. */
    public static long threadSeed(Object random) {
        return ThreadRandom.next(Hooks.fiber());
    }

    /** In place of {@code ThreadLocalRandom.getProbe}. */
    public static int threadProbe() {
        return ThreadRandom.probe(Hooks.fiber());
    }

    /** In place of {@code ThreadLocalRandom.advanceProbe}. */
    public static int advanceThreadProbe(int probe) {
        return ThreadRandom.advance(Hooks.fiber(), probe);
    }

    /** In place of {@code ThreadLocalRandom.nextSecondarySeed}. */
    public static int threadSecondarySeed() {
        return ThreadRandom.nextSecondary(Hooks.fiber());
    }

    // --- secure numbers -------------------------------------------------------------------------

    /** In place of {@code SecureRandom.nextBytes}, if this says so. */
    public static boolean secureBytes(SecureRandom generator, byte @Nullable [] bytes) {
        Fiber fiber = Fiber.current();
        if (fiber == null || bytes == null || !SecureGenerators.areOurs(fiber, generator)) {
            return false;
        }
        fiber.loop().chance().fill(fiber, generator, bytes);
        return true;
    }

    /** The same with parameters, which the generator itself checks. */
    public static boolean secureBytes(
            SecureRandom generator, byte @Nullable [] bytes, @Nullable Object parameters) {
        Fiber fiber = Fiber.current();
        if (fiber == null || bytes == null || !SecureGenerators.areOurs(fiber, generator)) {
            return false;
        }
        fiber.mask();
        try {
            generator.nextBytes(bytes, (java.security.SecureRandomParameters) parameters);
        } finally {
            fiber.unmask();
        }
        fiber.loop().chance().fill(fiber, generator, bytes);
        return true;
    }

    /** In place of {@code SecureRandom.generateSeed}, if this returns something. */
    public static byte @Nullable [] secureSeed(SecureRandom generator, int size) {
        Fiber fiber = Fiber.current();
        if (fiber == null || size < 0 || !SecureGenerators.isOfTheJdk(generator)) {
            return null;
        }
        byte[] bytes = new byte[size];
        fiber.loop().chance().fill(fiber, generator, bytes);
        return bytes;
    }

    // --- sets and maps that can not be changed --------------------------------------------------

    /** In place of the number that says where the iteration over {@code Set.of} begins. */
    public static long setOrder(long ofTheJvm) {
        Fiber fiber = Fiber.current();
        return fiber == null ? ofTheJvm : fiber.loop().chance().order(fiber);
    }

    /** In place of the direction in which {@code Set.of} is iterated. */
    public static boolean setDirection(boolean ofTheJvm) {
        Fiber fiber = Fiber.current();
        return fiber == null ? ofTheJvm : (fiber.loop().chance().order(fiber) & 1) == 0;
    }
}
