package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

/**
 * What an operation of a sequential model comes to.
 *
 * {@snippet :
 *     Model<Integer> seats =
 *             Model.of(
 *                     2,
 *                     (free, operation) ->
 *                             switch (operation.name()) {
 *                                 case "book" ->
 *                                         free > 0
 *                                                 ? Outcome.of(free - 1, true)
 *                                                 : Outcome.of(free, false);
 *                                 case "cancel" -> Outcome.of(free + 1);
 *                                 default -> throw new IllegalArgumentException(operation.name());
 *                             });
 * }
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
