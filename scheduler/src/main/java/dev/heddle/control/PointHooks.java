package dev.heddle.control;

import dev.heddle.kernel.Fiber;

/** Scheduling points, and what has to do with none of the other areas. */
final class PointHooks {

    private PointHooks() {}

    /** Whether the calling code is part of a run. */
    public static boolean inRun() {
        return Fiber.current() != null;
    }

    /**
     * Before an access to memory that other threads may see, or a call of a class they may share.
     */
    public static void point(int site) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.loop().point(fiber, Sites.stable(site));
        }
    }

    /**
     * As above, inside the JDK.
     *
     * @param packages bits of the packages on whose account the point is there
     */
    public static void insidePoint(int site, int packages) {
        Fiber fiber = Fiber.current();
        if (fiber != null && (fiber.loop().inside() & packages) != 0 && !fiber.isInHook()) {
            fiber.beginHook();
            try {
                fiber.loop().point(fiber, Sites.stable(site));
            } finally {
                fiber.endHook();
            }
        }
    }

    /** At the beginning of a class initialiser. */
    public static void initialiserBegins() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginInitialising();
        }
    }

    /** At the end of a class initialiser. */
    public static void initialiserEnds() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.endInitialising();
        }
    }
}
