package dev.heddle.linearizability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequential consistency: what may come next is the next operation of any client. They are tried in
 * the order in which they were called, which is most often the one that was.
 */
final class ProgramOrder extends Frontier {

    private final Role[] roles;
    private final int[] client;

    /** The required operations of each client, in order. */
    private final int[][] chains;

    /** How many of those have been taken. */
    private final int[] taken;

    /** How many required operations of its client come before an optional one. */
    private final int[] before;

    /** The optional operations, and the place of each among them. */
    private final int[] optional;

    private final int[] rank;
    private final Bits takenOptional;

    ProgramOrder(List<Operation> operations, Role[] roles) {
        this.roles = roles;
        int size = operations.size();
        client = new int[size];
        before = new int[size];
        rank = new int[size];
        Map<String, Integer> clients = new HashMap<>();
        List<List<Integer>> lists = new ArrayList<>();
        List<Integer> optionals = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            Integer number = clients.get(operations.get(i).client());
            if (number == null) {
                number = clients.size();
                clients.put(operations.get(i).client(), number);
                lists.add(new ArrayList<>());
            }
            client[i] = number;
            before[i] = lists.get(number).size();
            switch (roles[i]) {
                case REQUIRED -> {
                    lists.get(number).add(i);
                    left++;
                }
                case OPTIONAL -> {
                    rank[i] = optionals.size();
                    optionals.add(i);
                }
                case NEVER -> {}
            }
        }
        chains = lists.stream().map(ProgramOrder::array).toArray(int[][]::new);
        optional = array(optionals);
        taken = new int[chains.length];
        takenOptional = new Bits(optional.length);
    }

    private static int[] array(List<Integer> numbers) {
        return numbers.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    int first() {
        return heads(NONE);
    }

    @Override
    int after(int operation) {
        return roles[operation] == Role.REQUIRED ? heads(operation) : free(rank[operation] + 1);
    }

    /** Of the next operations of all clients the first that was called after this one. */
    private int heads(int last) {
        int best = Integer.MAX_VALUE;
        for (int i = 0; i < chains.length; i++) {
            if (taken[i] < chains[i].length) {
                int head = chains[i][taken[i]];
                if (head > last && head < best) {
                    best = head;
                }
            }
        }
        return best == Integer.MAX_VALUE ? free(0) : best;
    }

    /** An optional operation from this one on that may come now. */
    private int free(int from) {
        for (int i = from; i < optional.length; i++) {
            int operation = optional[i];
            if (!takenOptional.has(i) && taken[client[operation]] >= before[operation]) {
                return operation;
            }
        }
        return NONE;
    }

    @Override
    void take(int operation) {
        if (roles[operation] == Role.REQUIRED) {
            taken[client[operation]]++;
            left--;
        } else {
            takenOptional.add(rank[operation]);
        }
    }

    @Override
    void untake(int operation) {
        if (roles[operation] == Role.REQUIRED) {
            taken[client[operation]]--;
            left++;
        } else {
            takenOptional.remove(rank[operation]);
        }
    }

    @Override
    long[] key() {
        long[] key = new long[(taken.length + 1) / 2];
        for (int i = 0; i < taken.length; i++) {
            key[i / 2] |= (long) taken[i] << (32 * (i % 2));
        }
        return key;
    }

    @Override
    long[] optionalKey() {
        return takenOptional.copy();
    }
}
