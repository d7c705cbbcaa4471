package dev.heddle.linearizability;

import java.util.List;

/**
 * What has been taken, where that is nearly always a beginning of the history and a few of those
 * after it: then a set of 100,000 operations is told by some words.
 */
abstract class Window extends Frontier {

    final Role[] roles;

    /** The place of a required operation among those, and of an optional one among these. */
    private final int[] rank;

    private final Bits required;
    private final Bits optional;

    /**
     * All words of the required before are full. Only a hint: it may be too low, never too high.
     */
    private int full;

    Window(List<Operation> operations, Role[] roles) {
        this.roles = roles;
        rank = new int[operations.size()];
        int requiredCount = 0;
        int optionalCount = 0;
        for (int i = 0; i < rank.length; i++) {
            switch (roles[i]) {
                case REQUIRED -> rank[i] = requiredCount++;
                case OPTIONAL -> rank[i] = optionalCount++;
                case NEVER -> rank[i] = NONE;
            }
        }
        required = new Bits(requiredCount);
        optional = new Bits(optionalCount);
        left = requiredCount;
    }

    @Override
    void take(int operation) {
        if (roles[operation] == Role.REQUIRED) {
            required.add(rank[operation]);
            full = required.full(full);
            left--;
        } else {
            optional.add(rank[operation]);
        }
    }

    @Override
    void untake(int operation) {
        if (roles[operation] == Role.REQUIRED) {
            required.remove(rank[operation]);
            full = Math.min(full, rank[operation] >> 6);
            left++;
        } else {
            optional.remove(rank[operation]);
        }
    }

    @Override
    long[] key() {
        int begin = full;
        int window = required.end() - begin;
        long[] key = new long[1 + window];
        key[0] = begin;
        required.copy(begin, key, 1);
        return key;
    }

    @Override
    long[] optionalKey() {
        return optional.copy();
    }
}
