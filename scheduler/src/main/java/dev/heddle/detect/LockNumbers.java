package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Numbers the locks that a run takes one within the other, in the order in which it does: a hash
 * table by identity that is used again in the next run.
 */
final class LockNumbers {

    private @Nullable Object[] locks = new Object[128];
    private int[] numbers = new int[128];

    /** The slots in use, in the order in which they were. */
    private int[] slots = new int[64];

    private int count;

    int count() {
        return count;
    }

    /** The number of a lock, which has an identity hash code already. */
    int of(Object lock) {
        int slot = slotOf(lock, locks);
        if (locks[slot] == null) {
            if (count == slots.length) {
                grow();
                slot = slotOf(lock, locks);
            }
            numbers[slot] = count;
            slots[count] = slot;
            locks[slot] = lock;
            count++;
        }
        return numbers[slot];
    }

    /** Where it is, or would be; the table is never more than half full. */
    private static int slotOf(Object lock, @Nullable Object[] in) {
        int mask = in.length - 1;
        int hash = System.identityHashCode(lock);
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (in[slot] != null && in[slot] != lock) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        @Nullable Object[] newLocks = new Object[locks.length * 2];
        int[] newNumbers = new int[newLocks.length];
        int[] newSlots = Arrays.copyOf(slots, count * 2);
        for (int number = 0; number < count; number++) {
            Object lock = locks[slots[number]];
            if (lock != null) {
                int slot = slotOf(lock, newLocks);
                newLocks[slot] = lock;
                newNumbers[slot] = number;
                newSlots[number] = slot;
            }
        }
        numbers = newNumbers;
        slots = newSlots;
        locks = newLocks;
    }

    /** Forgets all of them. */
    void reset() {
        for (int number = 0; number < count; number++) {
            locks[slots[number]] = null;
        }
        count = 0;
    }
}
