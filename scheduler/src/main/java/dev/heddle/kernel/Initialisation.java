package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/**
 * Which fibers are initialising which classes of those that every run has anew, and who waits for
 * them. The JVM would make a thread wait natively; here it waits as for a monitor, so when it goes
 * on is the chooser's, and initialisers that need each other are a deadlock like any other.
 *
 * <p>What the JVM does is followed exactly, or a deadlock might be reported that can not be: a
 * thread that needs a class marks it first, and then initialises its superclass. So while a
 * superclass is initialised, the class for whose sake is taken as well; {@link Fiber#needed} says
 * which that is.
 */
@Internal
public final class Initialisation {

    /** A class that a fiber is initialising. */
    static final class Taken {
        final Class<?> type;
        final Fiber by;

        /** What the fiber needed when it took this one. */
        final @Nullable Class<?> needed;

        /** The superclass that must come first, or null if its own initialiser has begun. */
        final @Nullable Taken below;

        /** Whether it is known what the JVM has marked besides. */
        final boolean exact;

        final Fibers waiters = new Fibers();

        Taken(Class<?> type, Fiber by, @Nullable Taken below, boolean exact) {
            this.type = type;
            this.by = by;
            this.needed = by.needed;
            this.below = below;
            this.exact = exact;
        }
    }

    private static final MethodHandle SHOULD_BE_INITIALISED;

    static {
        try {
            Members unsafe = Members.of("jdk.internal.misc.Unsafe");
            Object instance =
                    unsafe.method(MethodType.methodType(Object.class), "getUnsafe").invoke();
            SHOULD_BE_INITIALISED =
                    unsafe.method(
                                    MethodType.methodType(boolean.class, Object.class, Class.class),
                                    "shouldBeInitialized",
                                    Class.class)
                            .bindTo(instance);
        } catch (Throwable e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Loop loop;

    /** Few at any time, and none nearly always. */
    private final List<Taken> taken = new ArrayList<>();

    Initialisation(Loop loop) {
        this.loop = loop;
    }

    void reset() {
        taken.clear();
    }

    /**
     * The calling fiber is about to do what initialises a class, unless it is already. Waits as
     * long as another one is initialising it, or its superclass.
     */
    public void needs(Fiber fiber, Class<?> type) {
        fiber.needed = type;
        while (!taken.isEmpty() && isUninitialised(type)) {
            Taken held = heldByAnother(fiber, type);
            if (held == null) {
                return;
            }
            if (held.type == type || !held.exact) {
                await(fiber, held);
            } else {
                takeAbove(held, type, fiber);
                try {
                    await(fiber, held);
                } finally {
                    releaseAbove(held, fiber); // From here on the JVM sees to it.
                }
            }
            fiber.needed = type;
        }
    }

    private void await(Fiber fiber, Taken held) {
        loop.waiting.block(fiber, held.waiters, Wait.CLASS, held, VirtualClock.NEVER);
    }

    /**
     * At the beginning of a class initialiser: it has begun, and others may come first.
     *
     * @param site the place of the beginning
     */
    public void begins(Fiber fiber, Class<?> type, int site) {
        Class<?> needed = fiber.needed;
        boolean exact = needed != null && type.isAssignableFrom(needed) && isUninitialised(needed);
        Taken before = find(type, fiber);
        if (before != null) { // It was taken with its superclass.
            taken.remove(before);
            wakeAll(before);
        }
        Taken begun = new Taken(type, fiber, null, exact);
        taken.add(begun);
        if (exact && needed != null) {
            takeAbove(begun, needed, fiber);
        }
        loop.pinnedPoint(fiber, site);
    }

    /** At the end of a class initialiser, however it came about. */
    public void ends(Fiber fiber, Class<?> type) {
        Taken ended = find(type, fiber);
        if (ended == null) {
            return; // The run in which it began is over.
        }
        taken.remove(ended);
        fiber.needed = ended.needed;
        wakeAll(ended);
        releaseAbove(ended, fiber);
    }

    /**
     * Takes a class, and its superclasses as far as the given one, for whose end they have to wait.
     */
    private void takeAbove(Taken below, Class<?> type, Fiber fiber) {
        for (Class<?> one = type; one != null && one != below.type; one = one.getSuperclass()) {
            if (find(one) == null) {
                taken.add(new Taken(one, fiber, below, true));
            }
        }
    }

    /** Forgets what a fiber has taken that had to wait for the given one. */
    private void releaseAbove(Taken below, Fiber fiber) {
        for (int i = taken.size() - 1; i >= 0; i--) {
            Taken one = taken.get(i);
            if (one.by == fiber && one.below == below) {
                taken.remove(i);
                wakeAll(one);
            }
        }
    }

    /** They look again, and may have to wait for what this one's fiber does next. */
    private void wakeAll(Taken one) {
        while (!one.waiters.isEmpty()) {
            loop.waiting.wake(one.waiters.oldest());
        }
    }

    /** What another fiber has taken of a class and its superclasses, or null. */
    private @Nullable Taken heldByAnother(Fiber fiber, Class<?> type) {
        for (Class<?> one = type; one != null && isUninitialised(one); one = one.getSuperclass()) {
            Taken held = find(one);
            if (held != null) {
                return held.by == fiber ? null : held;
            }
        }
        return null;
    }

    private @Nullable Taken find(Class<?> type) {
        for (Taken one : taken) {
            if (one.type == type) {
                return one;
            }
        }
        return null;
    }

    private @Nullable Taken find(Class<?> type, Fiber by) {
        for (Taken one : taken) {
            if (one.type == type && one.by == by) {
                return one;
            }
        }
        return null;
    }

    private static boolean isUninitialised(Class<?> type) {
        try {
            return (boolean) SHOULD_BE_INITIALISED.invokeExact(type);
        } catch (Throwable e) {
            throw Jdk.rethrow(e);
        }
    }
}
