package dev.heddle.linearizability;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operations of several clients on one object, in the order in which they were called.
 *
 * {@snippet :
 *     History.Builder builder = History.builder();
 *     int put = builder.call("ada", "add", 1);
 *     int got = builder.call("bob", "poll");
 *     builder.returned(put, true).returned(got, 1);
 *     History history = builder.build();
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class History {

    private final List<Operation> operations;

    private History(List<Operation> operations) {
        this.operations = operations;
    }

    /**
     * A history of these operations, in whatever order they are given.
     *
     * @throws IllegalArgumentException if one client has two operations under way at a time
     */
    public static History of(Collection<Operation> operations) {
        List<Operation> sorted = new ArrayList<>(operations);
        sorted.sort(Comparator.comparingLong(Operation::called));
        Map<String, Operation> last = new HashMap<>();
        for (Operation operation : sorted) {
            Operation before = last.put(operation.client(), operation);
            if (before != null && before.returned() >= operation.called()) {
                throw new IllegalArgumentException(
                        ("Client '%s' calls %s while its %s is under way. A client does one thing"
                                        + " after the other: give who does two at once two names.")
                                .formatted(operation.client(), operation.call(), before.call()));
            }
        }
        return new History(List.copyOf(sorted));
    }

    /** Nothing has happened yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** All of them, in the order of their calls. */
    public List<Operation> operations() {
        return operations;
    }

    /** How many there are. */
    public int size() {
        return operations.size();
    }

    /** The clients, in the order of their first calls. */
    public List<String> clients() {
        Set<String> clients = new LinkedHashSet<>();
        operations.forEach(operation -> clients.add(operation.client()));
        return List.copyOf(clients);
    }

    /**
     * What had happened by then: what had not returned yet is pending, and what had not been called
     * is left out. If a history can be explained, so can this of it.
     */
    public History until(long time) {
        List<Operation> begun = new ArrayList<>();
        for (Operation operation : operations) {
            if (operation.called() <= time) {
                begun.add(
                        operation.hasReturned() && operation.returned() <= time
                                ? operation
                                : operation.pending());
            }
        }
        return new History(List.copyOf(begun));
    }

    /** These operations of it, by their places in {@link #operations}. */
    History only(boolean[] kept) {
        List<Operation> some = new ArrayList<>();
        for (int i = 0; i < operations.size(); i++) {
            if (kept[i]) {
                some.add(operations.get(i));
            }
        }
        return new History(List.copyOf(some));
    }

    /** A table with a column for each client, no wider than 120 characters. */
    @Override
    public String toString() {
        return HistoryTable.of(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof History history && history.operations.equals(operations);
    }

    @Override
    public int hashCode() {
        return operations.hashCode();
    }

    /** Takes down calls and returns in the order in which they happen. */
    public static final class Builder {

        @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
        private record Begun(String client, String name, Object[] arguments, long called) {}

        private final List<Begun> begun = new ArrayList<>();
        private final List<@Nullable Operation> ended = new ArrayList<>();
        private final List<Boolean> left = new ArrayList<>();
        private long now;

        private Builder() {}

        /**
         * A client calls an operation.
         *
         * @return a number for the operation
         */
        public int call(String client, String name, @Nullable Object... arguments) {
            begun.add(new Begun(client, name, arguments.clone(), now++));
            ended.add(null);
            left.add(false);
            return begun.size() - 1;
        }

        /** It returns this. */
        public Builder returned(int operation, @Nullable Object result) {
            return end(operation, Operation.End.RETURNED, result);
        }

        /** It waits for ever. */
        public Builder blocked(int operation) {
            return end(operation, Operation.End.BLOCKED, null);
        }

        /** It is certain that it has not taken effect, and never will: it is left out. */
        public Builder failed(int operation) {
            check(operation);
            now++;
            left.set(operation, true);
            return this;
        }

        /** A client calls an operation that returns before anything else happens. */
        public Builder did(
                String client, String name, @Nullable Object result, @Nullable Object... args) {
            return returned(call(client, name, args), result);
        }

        private Builder end(int operation, Operation.End end, @Nullable Object result) {
            check(operation);
            Begun call = begun.get(operation);
            ended.set(
                    operation,
                    new Operation(
                            call.client(),
                            call.name(),
                            Arrays.asList(call.arguments()),
                            end,
                            result,
                            call.called(),
                            now++));
            return this;
        }

        private void check(int operation) {
            if (operation < 0 || operation >= begun.size()) {
                throw new IllegalArgumentException(
                        "No operation has the number %d. Take the one that call has returned."
                                .formatted(operation));
            }
            if (ended.get(operation) != null || left.get(operation)) {
                throw new IllegalArgumentException(
                        "Operation %d, %s, has ended already."
                                .formatted(operation, begun.get(operation).name()));
            }
        }

        /**
         * The history so far: what has not returned is pending.
         *
         * @throws IllegalArgumentException if one client has two operations under way at a time
         */
        public History build() {
            List<Operation> all = new ArrayList<>();
            for (int i = 0; i < begun.size(); i++) {
                Operation operation = ended.get(i);
                Begun call = begun.get(i);
                if (operation != null) {
                    all.add(operation);
                } else if (!left.get(i)) {
                    all.add(
                            new Operation(
                                    call.client(),
                                    call.name(),
                                    Arrays.asList(call.arguments()),
                                    Operation.End.PENDING,
                                    null,
                                    call.called(),
                                    Operation.NEVER));
                }
            }
            return of(all);
        }
    }
}
