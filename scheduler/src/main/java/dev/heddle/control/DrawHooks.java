package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.FewNumbers;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Where a number is drawn at random from a range: in a run that asks for it, one that is small is
 * chosen from, see {@link FewNumbers}. All that the JDK has for that comes here, shuffling and
 * streams included.
 */
final class DrawHooks {

    private static final String RANDOM = "java/util/Random";
    private static final String GENERATOR = "java/util/random/RandomGenerator";
    private static final String SUPPORT = "jdk/internal/util/random/RandomSupport";
    private static final String OF_GENERATOR = "(Ljava/util/random/RandomGenerator;";

    static final List<Patch> PATCHES = patches();

    private DrawHooks() {}

    private static List<Patch> patches() {
        List<Patch> patches = new ArrayList<>();
        patches.add(
                of(RANDOM, "nextInt", "(I)I", "drawsInt", OF_GENERATOR + "I)" + box("Integer")));
        for (String owner : List.of(RANDOM, GENERATOR)) {
            patches.add(
                    of(
                            owner,
                            "nextBoolean",
                            "()Z",
                            "drawsBoolean",
                            OF_GENERATOR + ")" + box("Boolean")));
        }
        for (String bounds : List.of("I", "II")) {
            patches.add(ofSupport("boundedNextInt", bounds, "I", "drawsInt", "Integer"));
        }
        for (String bounds : List.of("J", "JJ")) {
            patches.add(ofSupport("boundedNextLong", bounds, "J", "drawsLong", "Long"));
        }
        List<String> made = new ArrayList<>(ChanceHooks.SPLITTABLE);
        made.add(ChanceHooks.XOSHIRO);
        made.add(RANDOM);
        for (String owner : made) {
            patches.add(
                    HookTable.patch(
                            owner,
                            "<init>",
                            "()V",
                            Form.AFTER,
                            "generatorMade",
                            "(Ljava/lang/Object;)V"));
        }
        return List.copyOf(patches);
    }

    private static String box(String name) {
        return "Ljava/lang/" + name + ";";
    }

    private static Patch of(
            String owner, String name, String descriptor, String hook, String hookDescriptor) {
        return HookTable.patch(owner, name, descriptor, Form.TRY, hook, hookDescriptor);
    }

    private static Patch ofSupport(
            String name, String bounds, String returns, String hook, String box) {
        String parameters = OF_GENERATOR + bounds + ")";
        return of(SUPPORT, name, parameters + returns, hook, parameters + box(box));
    }

    /** A generator was made without a seed. */
    public static void generatorMade(Object generator) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().chance().few().made(generator);
        }
    }

    /** Before a number from 0 to {@code bound - 1} is drawn; null if it has to be. */
    public static @Nullable Integer drawsInt(RandomGenerator generator, int bound) {
        int drawn = drawn(generator, bound);
        return drawn < 0 ? null : Integer.valueOf(drawn);
    }

    /** Before a number from {@code origin} to {@code bound - 1} is drawn; null if it has to be. */
    public static @Nullable Integer drawsInt(RandomGenerator generator, int origin, int bound) {
        int drawn = drawn(generator, (long) bound - origin);
        return drawn < 0 ? null : Integer.valueOf(origin + drawn);
    }

    /** The same with longer numbers. */
    public static @Nullable Long drawsLong(RandomGenerator generator, long bound) {
        int drawn = drawn(generator, bound);
        return drawn < 0 ? null : Long.valueOf(drawn);
    }

    /** The same with longer numbers. */
    public static @Nullable Long drawsLong(RandomGenerator generator, long origin, long bound) {
        long numbers = bound - origin; // Negative if there are too many, as if there were none.
        int drawn = drawn(generator, numbers);
        return drawn < 0 ? null : Long.valueOf(origin + drawn);
    }

    /** Before one of two is drawn; null if it has to be. */
    public static @Nullable Boolean drawsBoolean(RandomGenerator generator) {
        int drawn = drawn(generator, 2);
        return drawn < 0 ? null : Boolean.valueOf(drawn == 1);
    }

    private static int drawn(RandomGenerator generator, long numbers) {
        Fiber fiber = Fiber.current();
        if (fiber == null
                || !fiber.loop().chance().few().isChosen()
                || (generator instanceof SecureRandom secure
                        && !SecureGenerators.areOurs(fiber, secure))) {
            return -1;
        }
        return fiber.loop().chance().few().draw(fiber, generator, numbers);
    }
}
