package dev.heddle.kernel;

import dev.heddle.control.Control;

/** A fiber that executes nothing: a detector is told what it does. */
public final class Actor {

    private Actor() {}

    /** One with this number; a fiber looks into the JDK, which must have been opened. */
    public static Fiber numbered(int id) {
        Control.install();
        Fiber fiber = new Fiber(null);
        fiber.id = id;
        return fiber;
    }

    /** It is at the place with this number from now on. */
    public static Fiber at(Fiber fiber, int site) {
        fiber.site = site;
        return fiber;
    }
}
