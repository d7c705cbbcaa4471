package dev.heddle.linearizability;

import java.util.ArrayList;
import java.util.List;

/**
 * Decides about a small history by the definition: every order of every choice of operations is
 * enumerated, and each is tried on the model. Shares nothing with the checker but the model.
 */
final class BruteForce {

    private BruteForce() {}

    static <S> boolean explains(Model<S> model, Condition condition, History history) {
        List<Operation> operations = history.operations();
        List<Operation> pending = operations.stream().filter(o -> !o.hasReturned()).toList();
        for (int chosen = 0; chosen < 1 << pending.size(); chosen++) {
            List<Operation> some = new ArrayList<>();
            List<Operation> left = new ArrayList<>();
            for (Operation operation : operations) {
                int index = pending.indexOf(operation);
                if (index < 0 || (chosen >> index & 1) != 0) {
                    some.add(operation);
                } else {
                    left.add(operation);
                }
            }
            if (some.stream().noneMatch(o -> o.end() == Operation.End.BLOCKED)
                    && permute(model, condition, operations, some, 0, left)) {
                return true;
            }
        }
        return false;
    }

    /** All permutations by exchange, of which those are tried that keep the order demanded. */
    private static <S> boolean permute(
            Model<S> model,
            Condition condition,
            List<Operation> all,
            List<Operation> order,
            int from,
            List<Operation> left) {
        if (from == order.size()) {
            return keeps(condition, all, order) && accepts(model, model.initial(), order, 0, left);
        }
        for (int i = from; i < order.size(); i++) {
            List<Operation> other = new ArrayList<>(order);
            other.set(from, order.get(i));
            other.set(i, order.get(from));
            if (permute(model, condition, all, other, from + 1, left)) {
                return true;
            }
        }
        return false;
    }

    private static boolean keeps(Condition condition, List<Operation> all, List<Operation> order) {
        for (int i = 0; i < order.size(); i++) {
            for (int j = i + 1; j < order.size(); j++) {
                if (comesBefore(condition, all, order.get(j), order.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean comesBefore(
            Condition condition, List<Operation> all, Operation first, Operation second) {
        return switch (condition) {
            case LINEARIZABILITY -> first.returned() < second.called();
            case SEQUENTIAL_CONSISTENCY ->
                    first.client().equals(second.client()) && first.called() < second.called();
            case QUIESCENT_CONSISTENCY ->
                    first.returned() < second.called()
                            && all.stream()
                                    .filter(o -> o.hasReturned())
                                    .mapToLong(Operation::returned)
                                    .filter(t -> first.returned() <= t && t < second.called())
                                    .anyMatch(t -> isQuiet(all, t));
        };
    }

    /** Whether nothing is under way right after this moment. */
    private static boolean isQuiet(List<Operation> all, long time) {
        return all.stream().noneMatch(o -> o.called() <= time && o.returned() > time);
    }

    private static <S> boolean accepts(
            Model<S> model, S state, List<Operation> order, int at, List<Operation> left) {
        if (at == order.size()) {
            return left.stream()
                    .filter(o -> o.end() == Operation.End.BLOCKED)
                    .allMatch(o -> model.next(state, o).isEmpty());
        }
        return model.next(state, order.get(at)).stream()
                .anyMatch(next -> accepts(model, next, order, at + 1, left));
    }
}
