package dev.heddle.linearizability;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Linearizability: what may come next is what was called before any of those that have not been
 * taken returned. So the calls and returns that are left are kept in one list, in order, and those
 * that may come next are the calls before its first return (Wing and Gong, Lowe).
 */
final class Intervals extends Window {

    /** Calls have the numbers of their operations, returns the same from here on. */
    private final int returns;

    /** When what has a number happens, among all events. */
    private final int[] time;

    /** The calls and returns of required operations that have not been taken. */
    private final Links events;

    /** The calls of optional ones. */
    private final Links optional;

    Intervals(List<Operation> operations, Role[] roles) {
        super(operations, roles);
        int size = operations.size();
        returns = size;
        time = new int[2 * size];
        events = new Links(2 * size);
        optional = new Links(size);
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            if (roles[i] != Role.NEVER) {
                all.add(i);
            }
            if (roles[i] == Role.REQUIRED) {
                all.add(returns + i);
            }
        }
        // At one time, calls come first: what returns then does not come before them.
        all.sort(
                Comparator.<Integer>comparingLong(
                                event ->
                                        event < returns
                                                ? operations.get(event).called()
                                                : operations.get(event - returns).returned())
                        .thenComparing(event -> event >= returns));
        int[] ofRequired = new int[2 * size];
        int[] ofOptional = new int[size];
        int requiredCount = 0;
        int optionalCount = 0;
        for (int i = 0; i < all.size(); i++) {
            int event = all.get(i);
            time[event] = i;
            if (event < returns && roles[event] == Role.OPTIONAL) {
                ofOptional[optionalCount++] = event;
            } else {
                ofRequired[requiredCount++] = event;
            }
        }
        events.fill(ofRequired, requiredCount);
        optional.fill(ofOptional, optionalCount);
    }

    @Override
    int first() {
        int event = events.first();
        return event != NONE && event < returns ? event : allowed(optional.first());
    }

    @Override
    int after(int operation) {
        if (roles[operation] == Role.OPTIONAL) {
            return allowed(optional.next(operation));
        }
        int event = events.next(operation);
        return event < returns ? event : allowed(optional.first());
    }

    /** An optional operation, if it was called before the first return. */
    private int allowed(int operation) {
        if (operation == NONE) {
            return NONE;
        }
        int event = events.first();
        while (event != NONE && event < returns) {
            event = events.next(event);
        }
        return event == NONE || time[operation] < time[event] ? operation : NONE;
    }

    @Override
    void take(int operation) {
        super.take(operation);
        if (roles[operation] == Role.OPTIONAL) {
            optional.out(operation);
        } else {
            events.out(operation);
            events.out(returns + operation);
        }
    }

    @Override
    void untake(int operation) {
        super.untake(operation);
        if (roles[operation] == Role.OPTIONAL) {
            optional.in(operation);
        } else {
            events.in(returns + operation);
            events.in(operation);
        }
    }
}
