package dev.heddle.linearizability;

import java.util.List;

/**
 * Quiescent consistency: between two moments in which nothing is under way there is a block of
 * operations. What may come next is anything of the first block of which something has not been
 * taken.
 */
final class Blocks extends Window {

    private final int[] block;
    private final Links required;
    private final Links optional;

    Blocks(List<Operation> operations, Role[] roles) {
        super(operations, roles);
        int size = operations.size();
        block = new int[size];
        required = new Links(size);
        optional = new Links(size);
        int[] ofRequired = new int[size];
        int[] ofOptional = new int[size];
        int requiredCount = 0;
        int optionalCount = 0;
        int number = 0;
        long latest = Long.MIN_VALUE; // The last return of those called until now.
        for (int i = 0; i < size; i++) {
            Operation operation = operations.get(i);
            if (operation.called() > latest && i > 0) {
                number++;
            }
            latest = Math.max(latest, operation.returned());
            block[i] = number;
            switch (roles[i]) {
                case REQUIRED -> ofRequired[requiredCount++] = i;
                case OPTIONAL -> ofOptional[optionalCount++] = i;
                case NEVER -> {}
            }
        }
        required.fill(ofRequired, requiredCount);
        optional.fill(ofOptional, optionalCount);
    }

    @Override
    int first() {
        int first = required.first();
        return first == NONE ? allowed(optional.first()) : first;
    }

    @Override
    int after(int operation) {
        if (roles[operation] == Role.OPTIONAL) {
            return allowed(optional.next(operation));
        }
        int next = required.next(operation);
        return next != NONE && block[next] == block[operation] ? next : allowed(optional.first());
    }

    /** An optional operation, if its block is the present one or was there before. */
    private int allowed(int operation) {
        int first = required.first();
        return operation == NONE || first == NONE || block[operation] <= block[first]
                ? operation
                : NONE;
    }

    @Override
    void take(int operation) {
        super.take(operation);
        (roles[operation] == Role.OPTIONAL ? optional : required).out(operation);
    }

    @Override
    void untake(int operation) {
        super.untake(operation);
        (roles[operation] == Role.OPTIONAL ? optional : required).in(operation);
    }
}
