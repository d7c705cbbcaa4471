package dev.heddle.trace;

import dev.heddle.kernel.Frames;

import org.jspecify.annotations.Nullable;

import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Where in the program the calling thread is, when it does something that is no scheduling point of
 * the program: it waits, or the JDK, which it has called, does something.
 *
 * @param at the innermost frame that is the program's; null if there is none, as in a worker of a
 *     pool that has nothing to do
 * @param isIdle whether it is a worker of a pool of the JDK that waits for a task
 * @param isOfAFramework whether what calls the program for a test has called the JDK there, and
 *     nothing of the program has
 * @param call the method of the JDK that the program has called there, as in {@code
 *     PrintStream.println}; an empty string if it has not called any
 */
record Here(@Nullable StackTraceElement at, String call, boolean isIdle, boolean isOfAFramework) {

    private static final Here NOWHERE = new Here(null, "", false, false);

    private static final StackWalker WALKER = StackWalker.getInstance();

    /** Where the calling thread is. */
    static Here find() {
        try {
            return WALKER.walk(Here::find);
        } catch (StackOverflowError e) {
            return NOWHERE; // No room to look: that it was done is told all the same.
        }
    }

    private static Here find(Stream<StackWalker.StackFrame> stack) {
        String call = "";
        boolean isIdle = false;
        boolean isOfAFramework = false;
        for (Iterator<StackWalker.StackFrame> frames = stack.iterator(); frames.hasNext(); ) {
            StackTraceElement frame = frames.next().toStackTraceElement();
            if (Frames.isOurs(frame)) {
                continue;
            }
            if (Frames.isOfTheProgram(frame)) {
                if (!Frames.isOfAFramework(frame)) {
                    return new Here(frame, call, false, false);
                }
                isOfAFramework = true;
                call = "";
            } else {
                isIdle |= Frames.isIdleWorker(frame);
                call = Values.simpleName(frame.getClassName()) + "." + frame.getMethodName();
            }
        }
        return isIdle || isOfAFramework ? new Here(null, "", isIdle, isOfAFramework) : NOWHERE;
    }
}
