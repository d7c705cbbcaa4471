package dev.heddle.control;

import dev.heddle.kernel.Fiber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;

/**
 * Which generators of secure numbers draw from the chance of the run: all of the JDK's, but not
 * those of a provider that comes with the program, which are code like any other.
 */
final class SecureGenerators {

    private static final int SEED_BYTES = 20;

    private static final VarHandle ENGINE;

    /** Where {@code SHA1PRNG} keeps its state; null until it has a seed. */
    private static final VarHandle STATE;

    private static final Class<?> SHA1;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SHA1 = Class.forName("sun.security.provider.SecureRandom");
            ENGINE =
                    MethodHandles.privateLookupIn(SecureRandom.class, lookup)
                            .findVarHandle(
                                    SecureRandom.class, "secureRandomSpi", SecureRandomSpi.class);
            STATE =
                    MethodHandles.privateLookupIn(SHA1, lookup)
                            .findVarHandle(SHA1, "state", byte[].class)
                            .withInvokeBehavior();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private SecureGenerators() {}

    /** Whether a generator's engine comes with the JDK. */
    static boolean isOfTheJdk(SecureRandom generator) {
        ClassLoader loader = ((SecureRandomSpi) ENGINE.get(generator)).getClass().getClassLoader();
        return loader == null || loader == ClassLoader.getPlatformClassLoader();
    }

    /**
     * Whether what a generator draws comes from the chance of the run.
     *
     * <p>Not so for {@code SHA1PRNG}: if it was given a seed before anything was drawn from it, the
     * seed alone decides, and programs rely on that. If it was not, it is given one here.
     */
    static boolean areOurs(Fiber fiber, SecureRandom generator) {
        if (!isOfTheJdk(generator)) {
            return false;
        }
        SecureRandomSpi engine = (SecureRandomSpi) ENGINE.get(generator);
        if (engine.getClass() != SHA1) {
            return true;
        }
        if (STATE.get((Object) engine) == null) {
            byte[] seed = new byte[SEED_BYTES];
            fiber.loop().chance().fill(fiber, generator, seed);
            generator.setSeed(seed);
        }
        return false;
    }
}
