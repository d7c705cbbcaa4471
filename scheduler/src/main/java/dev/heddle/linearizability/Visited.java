package dev.heddle.linearizability;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * What the search has come to: which required operations were taken, the state that led to, and
 * which optional ones were used up for it. From what is equal nothing else can be reached; nor can
 * it be from where the same was reached by using up more. All is compared in full, since a hash
 * that two share would make a wrong verdict.
 */
final class Visited {

    private static final int FIRST = 64;

    // As the JVM stores an array list, and a hash map with its table.

    private static final long WORDS_OF_COLLECTION = 8;
    private static final long WORDS_OF_ENTRY = 5;

    /** What was used up, on one of the ways to the same operations and state. */
    private static final class Used {
        final long[] optional;

        /** In which round the search was here last. */
        int round;

        final @Nullable Used next;

        Used(long[] optional, int round, @Nullable Used next) {
            this.optional = optional;
            this.round = round;
            this.next = next;
        }
    }

    private int[] hashes = new int[FIRST];
    private long[] @Nullable [] keys = new long[FIRST][];
    private @Nullable Object[] states = new Object[FIRST];
    private @Nullable Used[] used = new Used[FIRST];
    private int size;
    private int round;

    /** How many words all that is kept takes. */
    private long words;

    /**
     * A search begins anew that may use up more. Where it has been before it may go on once more;
     * but not where it has been with less, since it will be there with less again.
     */
    void again() {
        round++;
    }

    /**
     * Adds it; false if there is no point in going on from there.
     *
     * @param before the state that led to this one: what has changed nothing gives the same object
     */
    @SuppressWarnings("ReferenceEquality") // What is equal only takes memory of its own.
    boolean add(long[] key, Object state, long[] optional, Object before) {
        int at = find(key, state);
        Used first = used[at];
        for (Used one = first; one != null; one = one.next) {
            if (isPart(one.optional, optional)) {
                boolean equal =
                        one.optional.length == optional.length && isPart(optional, one.optional);
                if (equal && one.round < round) {
                    one.round = round;
                    return true;
                }
                return false;
            }
        }
        used[at] = new Used(optional, round, first);
        words += optional.length + 8;
        if (first == null) {
            keys[at] = key;
            states[at] = state;
            hashes[at] = hash(key, state);
            words += key.length + 8 + (state == before ? 0 : words(state));
            if (++size > keys.length / 2) {
                grow();
            }
        }
        return true;
    }

    /** Whether there would be no point in going on from there. */
    boolean has(long[] key, Object state, long[] optional) {
        for (Used one = used[find(key, state)]; one != null; one = one.next) {
            if (isPart(one.optional, optional)) {
                return true;
            }
        }
        return false;
    }

    /** About how many words of memory it takes; a state that is no collection counts as small. */
    long words() {
        return words + 4L * keys.length;
    }

    private static long words(Object state) {
        return switch (state) {
            case List<?> list -> WORDS_OF_COLLECTION + list.size();
            case Collection<?> others -> WORDS_OF_COLLECTION + WORDS_OF_ENTRY * others.size();
            case Map<?, ?> map -> WORDS_OF_COLLECTION + WORDS_OF_ENTRY * map.size();
            default -> 2;
        };
    }

    private static boolean isPart(long[] part, long[] whole) {
        if (part.length > whole.length) {
            return false; // The last word is not empty.
        }
        for (int i = 0; i < part.length; i++) {
            if ((part[i] & ~whole[i]) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Where it is, or would be put. */
    private int find(long[] key, Object state) {
        int hash = hash(key, state);
        int at = hash & (keys.length - 1);
        for (long[] there = keys[at]; there != null; there = keys[at]) {
            if (hashes[at] == hash && Arrays.equals(there, key) && state.equals(states[at])) {
                return at;
            }
            at = (at + 1) & (keys.length - 1);
        }
        return at;
    }

    private void grow() {
        int[] oldHashes = hashes;
        long[] @Nullable [] oldKeys = keys;
        @Nullable Object[] oldStates = states;
        @Nullable Used[] oldUsed = used;
        int length = 2 * oldKeys.length;
        hashes = new int[length];
        keys = new long[length][];
        states = new Object[length];
        used = new Used[length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null) {
                int at = oldHashes[i] & (length - 1);
                while (keys[at] != null) {
                    at = (at + 1) & (length - 1);
                }
                hashes[at] = oldHashes[i];
                keys[at] = oldKeys[i];
                states[at] = oldStates[i];
                used[at] = oldUsed[i];
            }
        }
    }

    private static int hash(long[] key, Object state) {
        int mixed = (31 * Arrays.hashCode(key) + state.hashCode()) * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }
}
