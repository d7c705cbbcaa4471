package dev.heddle.linearizability;

import java.util.Arrays;
import java.util.List;

/**
 * Which operations of a history may come next, when some have been put in order already: that is
 * all in which the conditions differ. Operations are known by their places in the history.
 *
 * <p>What has returned must be taken at some time. What is optional may be taken, or left out. What
 * waits for ever is never taken.
 */
abstract class Frontier {

    static final int NONE = -1;

    /** What an operation is to the search. */
    enum Role {
        REQUIRED,
        OPTIONAL,
        NEVER
    }

    /** How many required operations have not been taken. */
    int left;

    /** The first that may come next, or {@link #NONE}. */
    abstract int first();

    /** The one that may come next, after this one in the order in which they are tried. */
    abstract int after(int operation);

    /** Puts it next. */
    abstract void take(int operation);

    /** Takes back the last one that was taken. */
    abstract void untake(int operation);

    /** Stands for the set of the required that were taken: different ones for different sets. */
    abstract long[] key();

    /** The set of the optional ones that were taken, as bits without empty words at the end. */
    abstract long[] optionalKey();

    static Frontier of(Condition condition, List<Operation> operations, Role[] roles) {
        return switch (condition) {
            case LINEARIZABILITY -> new Intervals(operations, roles);
            case SEQUENTIAL_CONSISTENCY -> new ProgramOrder(operations, roles);
            case QUIESCENT_CONSISTENCY -> new Blocks(operations, roles);
        };
    }

    /** A set of numbers, of which the highest words that are not empty are known. */
    static final class Bits {
        private static final long[] NO_WORDS = {};

        private final long[] words;

        /** All words from here on are empty. */
        private int end;

        Bits(int size) {
            words = new long[(size + 63) >> 6];
        }

        boolean has(int number) {
            return (words[number >> 6] & 1L << number) != 0;
        }

        void add(int number) {
            words[number >> 6] |= 1L << number;
            end = Math.max(end, (number >> 6) + 1);
        }

        void remove(int number) {
            words[number >> 6] &= ~(1L << number);
            while (end > 0 && words[end - 1] == 0) {
                end--;
            }
        }

        /** Where the words begin that are not full: all numbers before are in the set. */
        int full(int from) {
            int word = Math.min(from, end);
            while (word < end && words[word] == -1L) {
                word++;
            }
            return word;
        }

        int end() {
            return end;
        }

        void copy(int from, long[] to, int at) {
            System.arraycopy(words, from, to, at, end - from);
        }

        long[] copy() {
            return end == 0 ? NO_WORDS : Arrays.copyOf(words, end);
        }
    }

    /** A list of operations, from which some are taken out and put back, last out first in. */
    static final class Links {
        private final int[] next;
        private final int[] before;
        private final int head;

        Links(int size) {
            next = new int[size + 1];
            before = new int[size + 1];
            head = size;
            Arrays.fill(next, NONE);
        }

        /** Puts these in the list, in order. */
        void fill(int[] order, int count) {
            int last = head;
            for (int i = 0; i < count; i++) {
                next[last] = order[i];
                before[order[i]] = last;
                last = order[i];
            }
            next[last] = NONE;
        }

        int first() {
            return next[head];
        }

        int next(int at) {
            return next[at];
        }

        void out(int at) {
            next[before[at]] = next[at];
            if (next[at] != NONE) {
                before[next[at]] = before[at];
            }
        }

        void in(int at) {
            next[before[at]] = at;
            if (next[at] != NONE) {
                before[next[at]] = at;
            }
        }
    }
}
