package dev.heddle.kernel;

/** What becomes of an exception that leaves the code of a thread. */
final class Uncaught {

    private Uncaught() {}

    /**
     * Gives the exception to the handlers of the thread as the JVM would, and says whether that
     * settles it: it does if the program itself has arranged for it, by a handler on the thread or
     * a thread group that overrides {@code uncaughtException}. The default handler of the whole JVM
     * sees the exception, but does not settle it: such handlers log, and a test must not pass
     * because something was logged.
     */
    static boolean isHandled(Thread thread, Throwable failure) {
        ThreadGroup group = thread.getThreadGroup();
        boolean settles = Jdk.ownUncaughtHandler(thread) != null || overridesHandling(group);
        if (settles || Thread.getDefaultUncaughtExceptionHandler() != null) {
            dispatch(thread, failure);
        }
        return settles;
    }

    /** As the JVM does, an exception that leaves the handler is mentioned and ignored. */
    private static void dispatch(Thread thread, Throwable failure) {
        try {
            Jdk.dispatchUncaught(thread, failure);
        } catch (Unwind end) {
            throw end;
        } catch (Throwable second) {
            System.err.println(
                    "Exception: "
                            + second.getClass().getName()
                            + " thrown from the UncaughtExceptionHandler in thread \""
                            + thread.getName()
                            + "\"");
        }
    }

    private static boolean overridesHandling(ThreadGroup group) {
        if (group == null || group.getClass() == ThreadGroup.class) {
            return false;
        }
        try {
            return group.getClass()
                            .getMethod("uncaughtException", Thread.class, Throwable.class)
                            .getDeclaringClass()
                    != ThreadGroup.class;
        } catch (NoSuchMethodException e) {
            throw new AssertionError("ThreadGroup.uncaughtException is public", e);
        }
    }
}
