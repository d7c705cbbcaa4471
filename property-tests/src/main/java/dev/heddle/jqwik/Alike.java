package dev.heddle.jqwik;

import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.Frames;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;

/**
 * What has to stay the same of a failure while it is made smaller: how the run ended, what was
 * thrown, and the first frame of it in the property method, or in a lambda of that; where there is
 * none, the first frame of the program. jqwik asks for as much of what a property throws by itself.
 *
 * @param kind how the run ended; empty if it did not fail by itself
 * @param type the class of what was thrown; empty if nothing was
 * @param place the frame
 */
record Alike(String kind, String type, String place) {

    static Alike of(@Nullable Throwable thrown, Method property) {
        if (thrown instanceof ScheduleFailure failure) {
            Throwable cause = failure.failure().cause().orElse(null);
            return new Alike(
                    failure.failure().kind().name(), typeOf(cause), placeOf(cause, property));
        }
        return new Alike("", typeOf(thrown), placeOf(thrown, property));
    }

    private static String typeOf(@Nullable Throwable thrown) {
        return thrown == null ? "" : thrown.getClass().getName();
    }

    private static String placeOf(@Nullable Throwable thrown, Method property) {
        if (thrown == null) {
            return "";
        }
        String lambda = "lambda$" + property.getName() + "$";
        String ofTheProgram = "";
        for (StackTraceElement frame : thrown.getStackTrace()) {
            String name = frame.getMethodName();
            if (frame.getClassName().equals(property.getDeclaringClass().getName())
                    && (name.equals(property.getName()) || name.startsWith(lambda))) {
                return frame.toString();
            }
            if (ofTheProgram.isEmpty() && Frames.isOfTheProgram(frame)) {
                ofTheProgram = frame.toString();
            }
        }
        return ofTheProgram;
    }
}
