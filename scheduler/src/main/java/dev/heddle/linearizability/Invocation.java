package dev.heddle.linearizability;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * An operation of the object under test: what it is called, how it is called, what it may be given.
 *
 * @param <T> the object
 */
record Invocation<T>(String name, List<Arguments<?>> arguments, Body<? super T> body) {

    /** Calls it. */
    @FunctionalInterface
    interface Body<T> {
        @Nullable Object call(T object, @Nullable Object[] arguments) throws Throwable;
    }
}
