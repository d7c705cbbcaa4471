package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the calling thread stands, and with what in its variables: for who wants to know whether a
 * thread that comes to a place again would do just what it did the last time.
 */
@Internal
public final class LiveFrames {

    private static final String CONCURRENT = "java.util.concurrent.";
    private static final @Nullable StackWalker WALKER;
    private static final @Nullable MethodHandle LOCALS;
    private static final @Nullable MethodHandle OPERANDS;

    static {
        StackWalker walker = null;
        MethodHandle locals = null;
        MethodHandle operands = null;
        try {
            Members live = Members.of("java.lang.LiveStackFrame");
            MethodType values = MethodType.methodType(Object[].class, StackWalker.StackFrame.class);
            locals = live.method(values, "getLocals");
            operands = live.method(values, "getStack");
            walker =
                    (StackWalker)
                            live.method(MethodType.methodType(StackWalker.class), "getStackWalker")
                                    .invokeExact();
        } catch (Throwable e) {
            walker = null; // Another JDK: then nobody is ever found to do the same again.
        }
        WALKER = walker;
        LOCALS = locals;
        OPERANDS = operands;
    }

    private LiveFrames() {}

    /**
     * The frames of the program with their variables, the innermost first; null if one of them
     * holds something that it could change without a step, such as a {@code StringBuilder}, or if
     * that can not be known. In the midst of a call of {@code java.util.concurrent} that does not
     * matter: as long as it does not return, the variables of who has called it stay as they are.
     *
     * @param points how many points the thread has passed that were not in the midst of a call: it
     *     has not returned from one if they are as many as the last time
     */
    public static Object @Nullable [] take(int points) {
        StackWalker walker = WALKER;
        if (walker == null) {
            return null;
        }
        List<Object> found = new ArrayList<>();
        boolean isKnown = walker.walk(frames -> collect(frames, points, found));
        return isKnown ? found.toArray() : null;
    }

    private static boolean collect(
            Stream<StackWalker.StackFrame> frames, int points, List<Object> to) {
        boolean[] isKnown = {true};
        boolean[] isProgram = {false};
        boolean[] isInCall = {false};
        frames.forEach(
                frame -> {
                    String name = frame.getClassName();
                    if (name.startsWith("dev.heddle.control.")
                            || name.startsWith("java.lang.Heddle")) {
                        isProgram[0] = true; // The hook that was called is the last of them.
                        to.clear();
                    } else if (isProgram[0]) {
                        isInCall[0] |= to.isEmpty() && name.startsWith(CONCURRENT);
                        isKnown[0] &= add(frame, name, isInCall[0], to);
                    }
                });
        if (isInCall[0]) {
            to.add(points);
        }
        return isKnown[0] && !to.isEmpty();
    }

    private static boolean add(
            StackWalker.StackFrame frame, String name, boolean isInCall, List<Object> to) {
        to.add(name);
        to.add(frame.getMethodName());
        to.add(frame.getByteCodeIndex());
        if (isInCall
                || name.startsWith("java.")
                || name.startsWith("jdk.")
                || name.startsWith("dev.heddle.kernel.")) {
            return true; // What is in there is told, or the same all the time.
        }
        return addAll(LOCALS, frame, to) && addAll(OPERANDS, frame, to);
    }

    private static boolean addAll(
            @Nullable MethodHandle which, StackWalker.StackFrame frame, List<Object> to) {
        if (which == null) {
            return false;
        }
        Object[] values;
        try {
            values = (Object[]) which.invokeExact(frame);
        } catch (Throwable e) {
            return false; // Compiled in a way that does not tell.
        }
        for (Object value : values) {
            if (value == null) {
                to.add("null");
            } else if (value.getClass().getName().startsWith("java.lang.LiveStackFrame")) {
                to.add(value.toString()); // A number.
            } else if (isTold(value)) {
                to.add(value);
            } else {
                return false;
            }
        }
        return true;
    }

    /** Whether nothing in an object changes without a step that is told. */
    private static boolean isTold(Object value) {
        String name = value.getClass().getName();
        if (!name.startsWith("java.") && !name.startsWith("jdk.") && !name.startsWith("sun.")) {
            return true;
        }
        return value instanceof String
                || value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof Class<?>
                || value instanceof Thread
                || value instanceof Enum<?>
                || value.getClass() == Object.class
                || value instanceof java.util.Collection<?>
                || value instanceof java.util.Map<?, ?>
                || value instanceof Throwable
                || name.startsWith(CONCURRENT)
                || name.startsWith("java.time.");
    }

    /** Whether these are of a thread in the midst of a call of {@code java.util.concurrent}. */
    public static boolean isInCall(Object[] frames) {
        return frames[0] instanceof String name && name.startsWith(CONCURRENT);
    }

    /** Whether two of these are the same: the same places, the same numbers, the same objects. */
    public static boolean same(Object[] one, Object[] other) {
        if (one.length != other.length) {
            return false;
        }
        for (int i = 0; i < one.length; i++) {
            Object first = one[i];
            Object second = other[i];
            if (first != second
                    && !((first instanceof String || first instanceof Integer)
                            && first.equals(second))) {
                return false;
            }
        }
        return true;
    }
}
