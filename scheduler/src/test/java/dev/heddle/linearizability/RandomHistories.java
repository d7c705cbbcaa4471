package dev.heddle.linearizability;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Makes histories as an implementation would that is mostly right: operations take effect one after
 * the other on the model, in between calls and returns; then, in half of them, a result is
 * exchanged for that of another one, or what has returned is moved.
 */
final class RandomHistories {

    /** What clients may call: names, and how many arguments. */
    record Call(String name, int arguments) {}

    private final SplittableRandom random;

    RandomHistories(long seed) {
        random = new SplittableRandom(seed);
    }

    <S> History next(Model<S> model, List<Call> calls, int clients, int operations, int values) {
        History.Builder builder = History.builder();
        S state = model.initial();
        Map<Integer, Integer> number = new HashMap<>(); // By client, what is under way.
        Map<Integer, Operation> under = new HashMap<>();
        Map<Integer, Object> result = new HashMap<>(); // Where it has taken effect.
        List<Object> results = new ArrayList<>();
        boolean lies = random.nextBoolean();
        int begun = 0;
        List<Integer> gone = new ArrayList<>();
        for (int steps = 0; steps < 50 * operations; steps++) {
            int client = random.nextInt(clients);
            if (gone.contains(client)) {
                continue;
            }
            Operation operation = under.get(client);
            if (operation == null) {
                if (begun == operations) {
                    if (under.isEmpty()) {
                        break;
                    }
                    continue;
                }
                begun++;
                Call call = calls.get(random.nextInt(calls.size()));
                Object[] arguments = new Object[call.arguments()];
                for (int i = 0; i < arguments.length; i++) {
                    arguments[i] = (long) random.nextInt(values);
                }
                String name = "client " + client;
                number.put(client, builder.call(name, call.name(), arguments));
                under.put(
                        client,
                        new Operation(
                                name,
                                call.name(),
                                List.of(arguments),
                                Operation.End.PENDING,
                                null,
                                0,
                                0));
            } else if (!result.containsKey(client)) {
                List<S> next = model.next(state, operation);
                if (next.isEmpty()) {
                    if (random.nextInt(8) == 0) {
                        if (random.nextBoolean()) {
                            builder.blocked(number.get(client));
                        }
                        gone.add(client);
                        under.remove(client);
                    }
                    continue; // It waits.
                }
                String expected = model.expected(state, operation);
                Object value = find(model, state, operation, results, expected, values);
                state = next.get(random.nextInt(next.size()));
                result.put(client, value);
            } else if (random.nextInt(20) == 0) {
                gone.add(client); // Nobody knows what it came to.
                under.remove(client);
            } else {
                Object value = result.remove(client);
                if (lies && random.nextInt(operations) == 0 && !results.isEmpty()) {
                    value = results.get(random.nextInt(results.size()));
                }
                results.add(value);
                builder.returned(number.get(client), value);
                under.remove(client);
            }
        }
        return builder.build();
    }

    /** The result that the model gives. */
    private <S> Object find(
            Model<S> model,
            S state,
            Operation operation,
            List<Object> results,
            String expected,
            int values) {
        List<Object> candidates = new ArrayList<>();
        Collections.addAll(candidates, null, true, false);
        for (long i = 0; i <= 20; i++) {
            candidates.add(i);
        }
        List<Object> fitting = new ArrayList<>();
        for (Object candidate : candidates) {
            Operation returned =
                    new Operation(
                            operation.client(),
                            operation.name(),
                            operation.arguments(),
                            Operation.End.RETURNED,
                            candidate,
                            0,
                            1);
            if (!model.next(state, returned).isEmpty()) {
                fitting.add(candidate);
            }
        }
        if (fitting.isEmpty()) {
            throw new AssertionError(operation + " gives " + expected);
        }
        return fitting.get(random.nextInt(fitting.size()));
    }
}
