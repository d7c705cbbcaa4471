package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/**
 * One call of an operation by a client: what was called when, and what it came to when.
 *
 * {@snippet :
 *     for (Operation operation : builder.build().operations()) {
 *         log.add(operation.client() + ": " + operation.call() + operation.outcome());
 *     }
 * }
 *
 * @param client who called: a thread, a process. It has one operation under way at a time
 * @param name what was called
 * @param arguments what with
 * @param end whether it has returned
 * @param result what it has returned, {@code null} also for an operation that returns nothing; a
 *     {@link Thrown} if it has thrown. Means nothing unless it has returned
 * @param called when it was called
 * @param returned when it returned; {@link #NEVER} if it did not. It comes before another operation
 *     if that was called later than this
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Operation(
        String client,
        String name,
        List<@Nullable Object> arguments,
        End end,
        @Nullable Object result,
        long called,
        long returned) {

    /** The moment at which what has not returned does. */
    public static final long NEVER = Long.MAX_VALUE;

    /** What became of an operation. */
    public enum End {
        /** It has returned, or thrown, and its result is known. */
        RETURNED,
        /**
         * It has not returned, or nobody knows what it came to: it may have taken effect at any
         * time after it was called, or not at all.
         */
        PENDING,
        /**
         * It waits for ever. So it has not taken effect, and at the end there must be nothing that
         * it could return: an operation that waits although it could go on is an error.
         */
        BLOCKED
    }

    /** An exception as the result of an operation: two are equal if their classes are. */
    public record Thrown(String type) {
        /** The exception, by its class. */
        public static Thrown of(Throwable thrown) {
            return new Thrown(thrown.getClass().getName());
        }

        @Override
        public String toString() {
            return "throws " + type.substring(type.lastIndexOf('.') + 1);
        }
    }

    /** Checks that it does not return before it is called. */
    public Operation {
        Objects.requireNonNull(client, "client");
        Objects.requireNonNull(name, "name");
        arguments = Collections.unmodifiableList(Arrays.asList(arguments.toArray()));
        if (end != End.RETURNED) {
            result = null;
            returned = NEVER;
        } else if (returned <= called) {
            throw new IllegalArgumentException(
                    ("%s of client '%s' is said to return at %d, which is not after it was called,"
                                    + " at %d. Give times that differ.")
                            .formatted(name, client, returned, called));
        }
    }

    /** Whether it has returned, so that its result is known. */
    public boolean hasReturned() {
        return end == End.RETURNED;
    }

    /** The first argument, for operations that have one. */
    public @Nullable Object argument() {
        return argument(0);
    }

    /**
     * One of the arguments.
     *
     * @throws IllegalArgumentException if there are not as many
     */
    public @Nullable Object argument(int index) {
        if (index >= arguments.size()) {
            throw new IllegalArgumentException(
                    "The operation %s has %d arguments, but one with at least %d is needed."
                            .formatted(call(), arguments.size(), index + 1));
        }
        return arguments.get(index);
    }

    /** The same operation, of which it is not known what it came to. */
    public Operation pending() {
        return new Operation(client, name, arguments, End.PENDING, null, called, NEVER);
    }

    /** Whether the result is this one; arrays are equal if their elements are. */
    public boolean hasResult(@Nullable Object value) {
        return Objects.deepEquals(result, value);
    }

    /** The call as in a program. */
    public String call() {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int i = 0; i < arguments.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(text(arguments.get(i)));
        }
        return text.append(')').toString();
    }

    /** What it came to, as the end of a line. */
    public String outcome() {
        return switch (end) {
            case RETURNED -> outcome(result);
            case PENDING -> "did not return";
            case BLOCKED -> "waits for ever";
        };
    }

    /** A result as the end of a line. */
    static String outcome(@Nullable Object result) {
        return result instanceof Thrown ? result.toString() : "-> " + text(result);
    }

    /** A value as in a program, where it can be. */
    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String string -> '"' + string + '"';
            case Character letter -> "'" + letter + "'";
            case Object[] array -> Arrays.deepToString(array);
            default ->
                    value.getClass().isArray()
                            ? arrayText(value)
                            : String.valueOf(value).replace('\n', ' ');
        };
    }

    private static String arrayText(Object array) {
        String text = Arrays.deepToString(new Object[] {array});
        return text.substring(1, text.length() - 1);
    }

    @Override
    public String toString() {
        return call() + " " + outcome();
    }
}
