package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is done with an object: first by one thread, then by several at once, and, when those have
 * come to their end, by one again. It is immutable, and equal to one that does the same.
 *
 * {@snippet :
 *     Scenario.of(
 *             List.of(Call.of("offer", 1), Call.of("poll")),
 *             List.of(Call.of("offer", 2)))
 * }
 *
 * @param before what is done first
 * @param threads what each thread does
 * @param after what is done at the end
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Scenario(List<Call> before, List<List<Call>> threads, List<Call> after) {

    /**
     * A call of an operation.
     *
     * @param operation its name
     * @param arguments what with
     */
    public record Call(String operation, List<@Nullable Object> arguments) {
        /** Makes the arguments immutable. */
        public Call {
            arguments = Collections.unmodifiableList(Arrays.asList(arguments.toArray()));
        }

        /** A call with these arguments. */
        public static Call of(String operation, @Nullable Object... arguments) {
            return new Call(operation, Arrays.asList(arguments));
        }

        @Override
        public String toString() {
            return operation
                    + arguments.stream()
                            .map(Operation::text)
                            .collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** Makes all lists immutable. */
    public Scenario {
        before = List.copyOf(before);
        threads = threads.stream().map(List::copyOf).toList();
        after = List.copyOf(after);
        if (threads.isEmpty()) {
            throw new IllegalArgumentException("A scenario needs at least one thread.");
        }
    }

    /** A scenario of some threads, with nothing before and after. */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public static Scenario of(List<Call>... threads) {
        return new Scenario(List.of(), List.of(threads), List.of());
    }

    /** How many calls there are. */
    public int size() {
        return before.size() + threads.stream().mapToInt(List::size).sum() + after.size();
    }

    /** All calls: those before, those of one thread after the other, those after. */
    List<Call> calls() {
        List<Call> calls = new ArrayList<>(before);
        threads.forEach(calls::addAll);
        calls.addAll(after);
        return calls;
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        if (!before.isEmpty()) {
            parts.add("first " + text(before));
        }
        for (int i = 0; i < threads.size(); i++) {
            parts.add("thread " + (i + 1) + ": " + text(threads.get(i)));
        }
        if (!after.isEmpty()) {
            parts.add("then " + text(after));
        }
        return String.join("; ", parts);
    }

    private static String text(List<Call> calls) {
        return calls.stream().map(Call::toString).collect(Collectors.joining(", "));
    }
}
