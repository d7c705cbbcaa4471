package dev.heddle.control;

import dev.heddle.kernel.Fiber;

/**
 * Threads that the JDK starts for itself when a program first needs them: pollers of sockets, those
 * that wait for processes, cleaners. They serve the whole JVM, so they must stay real, even if it
 * is a fiber that starts them.
 */
final class InternalThreads {

    /** The JDK's class for platform threads of its own. */
    private static final Class<?> INNOCUOUS;

    static {
        try {
            INNOCUOUS = Class.forName("jdk.internal.misc.InnocuousThread");
        } catch (ClassNotFoundException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private InternalThreads() {}

    /** Whether a thread that the fiber starts is the JDK's own. */
    static boolean isInternal(Fiber starting, Thread thread) {
        return starting.isInternal() || INNOCUOUS.isInstance(thread);
    }
}
