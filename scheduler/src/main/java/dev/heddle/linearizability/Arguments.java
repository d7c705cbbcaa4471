package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * What an operation may be given: so many values, by number, the simplest first. A failure is shown
 * with the simplest that fail. Few values find more: operations on different ones hardly meet.
 *
 * {@snippet :
 *     Linearizability.of(Stack::new)
 *             .command("push", Stack::push, Arguments.ints(1, 3))
 *             .operation("pop", Stack::pop);
 * }
 *
 * @param <A> the type of the argument
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Arguments<A> {

    private final int size;
    private final IntFunction<? extends A> values;

    private Arguments(int size, IntFunction<? extends A> values) {
        if (size < 1) {
            throw new IllegalArgumentException(
                    "An argument needs at least one value, but there is none.");
        }
        this.size = size;
        this.values = Objects.requireNonNull(values, "values");
    }

    /** All numbers from the first to the last, both included. */
    public static Arguments<Integer> ints(int first, int last) {
        return new Arguments<>(size(first, last), index -> first + index);
    }

    /** All numbers from the first to the last, both included. */
    public static Arguments<Long> longs(long first, long last) {
        return new Arguments<>(size(first, last), index -> first + index);
    }

    /** Both. */
    public static Arguments<Boolean> booleans() {
        return of(false, true);
    }

    /** These. They are shared by all runs, so they must be immutable. */
    @SafeVarargs
    @SuppressWarnings("varargs") // It is only read.
    public static <A extends @Nullable Object> Arguments<A> of(A... values) {
        A[] all = values.clone();
        return new Arguments<>(all.length, index -> all[index]);
    }

    /** As many as are made anew, by their numbers, each time one is used. */
    public static <A> Arguments<A> made(int size, IntFunction<? extends A> values) {
        return new Arguments<>(size, values);
    }

    private static int size(long first, long last) {
        if (last < first || last - first >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "There must be from 1 to %,d numbers from the first to the last, but they are %,d and %,d."
                            .formatted(Integer.MAX_VALUE, first, last));
        }
        return (int) (last - first + 1);
    }

    int size() {
        return size;
    }

    @Nullable Object get(int index) {
        return values.apply(index);
    }

    /** The number of a value; -1 if it is none of them. */
    int indexOf(@Nullable Object value) {
        for (int i = 0; i < Math.min(size, 1_000); i++) {
            if (Objects.deepEquals(get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        Object[] some = new Object[Math.min(size, 10)];
        Arrays.setAll(some, this::get);
        return Arrays.deepToString(some) + (size > some.length ? " and more" : "");
    }
}
