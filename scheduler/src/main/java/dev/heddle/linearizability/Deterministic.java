package dev.heddle.linearizability;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** A model of which each operation leads to one state and returns one result. */
record Deterministic<S>(
        S initial, Sequential<S> sequential, Function<Operation, @Nullable Object> keys)
        implements Model<S> {

    Deterministic {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(sequential, "sequential");
    }

    @Override
    public List<S> next(S state, Operation operation) {
        Outcome<S> outcome = sequential.apply(state, operation);
        return outcome == null
                        || (operation.hasReturned() && !operation.hasResult(outcome.result()))
                ? List.of()
                : List.of(outcome.next());
    }

    @Override
    public @Nullable Object key(Operation operation) {
        return keys.apply(operation);
    }

    @Override
    public String expected(S state, Operation operation) {
        Outcome<S> outcome = sequential.apply(state, operation);
        return outcome == null ? "waits" : Operation.outcome(outcome.result());
    }

    @Override
    public Model<S> partitionedBy(Function<Operation, @Nullable Object> key) {
        return new Deterministic<>(initial, sequential, Objects.requireNonNull(key, "key"));
    }
}
