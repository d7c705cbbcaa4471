package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/**
 * What an object does if its operations are executed one after the other: a state to begin with,
 * and to which states an operation leads from another.
 *
 * <p>States are immutable, and equal if the same can happen from there on: the checker looks once
 * at states that are equal. A model of which each operation leads to one state, and returns one
 * result, is made by {@link #of}.
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
 * @param <S> the states
 */
@API(status = API.Status.STABLE, since = "0.1")
public interface Model<S> {

    /** The state before the first operation. */
    S initial();

    /**
     * The states to which an operation may lead that was called like this and, if it {@linkplain
     * Operation#hasReturned has returned}, had this result. None, if that can not be, or if it
     * would wait.
     */
    List<S> next(S state, Operation operation);

    /**
     * Operations with different keys have nothing to do with each other, as those on different keys
     * of a map. Usually {@code null}: the operation may have to do with any other; then no others
     * are told apart by their keys either.
     */
    default @Nullable Object key(Operation operation) {
        return null;
    }

    /** What the operation would do in that state, for people: {@code -> 1}, say. */
    default String expected(S state, Operation operation) {
        return next(state, operation.pending()).isEmpty()
                ? "waits"
                : "can not do that in state " + Operation.text(state);
    }

    /** What a model is made of of which each operation leads to one state. */
    @FunctionalInterface
    interface Sequential<S> {
        /**
         * What the operation, as it was called, comes to in a state; {@code null} if it would wait
         * there. It must not look at the result that the operation had.
         */
        @Nullable Outcome<S> apply(S state, Operation operation);
    }

    /** A model of which each operation leads to one state and returns one result. */
    static <S> Model<S> of(S initial, Sequential<S> sequential) {
        return new Deterministic<>(initial, sequential, operation -> null);
    }

    /** The same model, of whose operations those with different keys are checked for themselves. */
    default Model<S> partitionedBy(Function<Operation, @Nullable Object> key) {
        Objects.requireNonNull(key, "key");
        Model<S> whole = this;
        return new Model<>() {
            @Override
            public S initial() {
                return whole.initial();
            }

            @Override
            public List<S> next(S state, Operation operation) {
                return whole.next(state, operation);
            }

            @Override
            public @Nullable Object key(Operation operation) {
                return key.apply(operation);
            }

            @Override
            public String expected(S state, Operation operation) {
                return whole.expected(state, operation);
            }
        };
    }
}
