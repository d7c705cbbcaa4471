package dev.heddle.prove;

import java.util.Arrays;

/**
 * The places that the events of a run touch, by numbers, and which effects were the last to write
 * and to read there; -1 if there is none. All is used again in the next run.
 */
final class Touched {

    /** By number: which place it is, as {@link Trace#key} has it. */
    long[] keys = new long[128];

    /** By number: the last effect that has written there. */
    int[] lastWrite = new int[128];

    /** By number: the last effect that has read there since. */
    int[] lastRead = new int[128];

    private int count;

    /** Numbers and one, by hashing; 0 where there is none. Never more than half full. */
    private int[] table = new int[256];

    /** By number: the slot of the table that it is in. */
    private int[] slots = new int[128];

    /** A run begins. */
    void reset() {
        for (int place = 0; place < count; place++) {
            table[slots[place]] = 0;
        }
        count = 0;
    }

    /** The number of a place. */
    int place(long key) {
        int mask = table.length - 1;
        int slot = slot(key) & mask;
        while (table[slot] != 0) {
            if (keys[table[slot] - 1] == key) {
                return table[slot] - 1;
            }
            slot = (slot + 1) & mask;
        }
        if (count == keys.length) {
            growPlaces();
            mask = table.length - 1;
            slot = slot(key) & mask;
            while (table[slot] != 0) {
                slot = (slot + 1) & mask;
            }
        }
        keys[count] = key;
        lastWrite[count] = Trace.NONE;
        lastRead[count] = Trace.NONE;
        slots[count] = slot;
        table[slot] = count + 1;
        return count++;
    }

    private static int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32);
    }

    private void growPlaces() {
        int size = count * 2;
        keys = Arrays.copyOf(keys, size);
        lastWrite = Arrays.copyOf(lastWrite, size);
        lastRead = Arrays.copyOf(lastRead, size);
        slots = Arrays.copyOf(slots, size);
        table = new int[size * 2];
        for (int place = 0; place < count; place++) {
            int slot = slot(keys[place]) & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = place + 1;
            slots[place] = slot;
        }
    }
}
