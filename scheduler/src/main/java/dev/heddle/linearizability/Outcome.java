package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * What an operation of a sequential model comes to.
 *
 * @param <S> the states of the model
 * @param next the state afterwards
 * @param result what it returns
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Outcome<S>(S next, @Nullable Object result) {

    /** An operation that returns something. */
    public static <S> Outcome<S> of(S next, @Nullable Object result) {
        return new Outcome<>(next, result);
    }

    /** An operation that returns nothing. */
    public static <S> Outcome<S> of(S next) {
        return new Outcome<>(next, null);
    }
}
