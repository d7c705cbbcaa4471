package dev.heddle.async;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;

/** What exceptions of Java are called in Python, and the other way round. */
final class PythonErrors {

    private PythonErrors() {}

    /** An exception that has no other in Java: the program's own, and some of Python's. */
    static final class Named extends Exception {
        private static final long serialVersionUID = 1L;

        Named(String name) {
            this(name, null);
        }

        Named(String name, Throwable cause) {
            super(name, cause);
        }
    }

    static Throwable make(String name) {
        return switch (name) {
            case "CancelledError" -> new CancelledError();
            case "TimeoutError" -> new TimeoutException();
            default -> new Named(name);
        };
    }

    /** A name, or a map with the names in a group. */
    static Object name(Throwable thrown) {
        if (Thrown.isCancellation(thrown)) {
            return "CancelledError"; // Also one that arrives as what its block will end with.
        }
        return switch (thrown) {
            case ExceptionGroup group -> {
                List<Object> names = new ArrayList<>();
                group.exceptions().forEach(one -> names.add(name(one)));
                yield Map.of("group", names);
            }
            case Named named -> named.getMessage();
            case TimeoutException _ -> "TimeoutError";
            case InvalidStateException _ -> "InvalidStateError";
            case BrokenBarrierException _ -> "BrokenBarrierError";
            case QueueEmptyException _ -> "QueueEmpty";
            case QueueFullException _ -> "QueueFull";
            case QueueShutDownException _ -> "QueueShutDown";
            case IllegalStateException _ -> "RuntimeError";
            case UnsupportedOperationException _ -> "RuntimeError"; // The result of a task is set.
            default -> throw new AssertionError("Nothing in Python is like this.", thrown);
        };
    }

    static boolean matches(String pattern, Throwable thrown) {
        return switch (pattern) {
            case "Any" -> true;
            case "Exception" -> !Thrown.isCancellation(thrown);
            case "Group" -> thrown instanceof ExceptionGroup && !Thrown.isCancellation(thrown);
            default -> pattern.equals(name(thrown));
        };
    }

    static Map<String, Object> err(Throwable thrown) {
        return Map.of("err", name(thrown));
    }

    static Map<String, Object> ok(Object value) {
        return Collections.singletonMap("ok", jsonOf(value));
    }

    private static Object jsonOf(Object value) {
        return switch (value) {
            case Throwable thrown -> err(thrown);
            case Outcome<?> outcome ->
                    outcome.isSuccess() ? jsonOf(outcome.value()) : err(outcome.failure());
            case List<?> list -> {
                List<Object> all = new ArrayList<>();
                list.forEach(one -> all.add(jsonOf(one)));
                yield all;
            }
            case Integer number -> number.longValue();
            case null -> null;
            default -> value;
        };
    }
}
