package dev.heddle.prove;

import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Numbers the objects that a run touches, in the order in which fibers come to where they are going
 * to touch them: so two runs that have begun alike agree on the numbers of all objects that
 * somebody was about to touch when they parted.
 *
 * <p>Objects are known by identity. None is asked for an identity hash code that it does not have,
 * since that would be seen by the program: those that have none yet stand in a short list.
 */
final class Objects {

    private static final int SMALLEST = 64;

    private @Nullable Object[] byNumber = new Object[SMALLEST];
    private int count;

    /** Numbers and one, by hashing; 0 where there is none. Never more than half full. */
    private int[] table = new int[SMALLEST * 2];

    /** The slots of the table that are in use. */
    private int[] slots = new int[SMALLEST];

    private int slotCount;

    /** The numbers of objects that had no hash code when they came. */
    private int[] unhashed = new int[SMALLEST];

    private int unhashedCount;
    private @Nullable Object last;
    private int lastNumber;

    /** How many there are. */
    int count() {
        return count;
    }

    Class<?> classOf(int number) {
        Object object = byNumber[number];
        return object == null ? Void.class : object.getClass();
    }

    /** The number of an object, from 0 on. */
    int of(Object object) {
        if (object == last) {
            return lastNumber;
        }
        int number = find(object);
        last = object;
        lastNumber = number;
        return number;
    }

    private int find(Object object) {
        if (!Resources.isHashed(object)) {
            int at = unhashed(object);
            if (at >= 0) {
                return unhashed[at];
            }
            if (unhashedCount == unhashed.length) {
                unhashed = Arrays.copyOf(unhashed, unhashedCount * 2);
            }
            int number = add(object);
            unhashed[unhashedCount++] = number;
            return number;
        }
        int mask = table.length - 1;
        int slot = System.identityHashCode(object) & mask;
        while (table[slot] != 0) {
            int number = table[slot] - 1;
            if (byNumber[number] == object) {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        int at = unhashed(object);
        int number;
        if (at >= 0) {
            number = unhashed[at];
            unhashed[at] = unhashed[--unhashedCount];
        } else {
            number = add(object);
        }
        if (slotCount * 2 >= table.length - 2) {
            grow();
            mask = table.length - 1;
            slot = System.identityHashCode(object) & mask;
            while (table[slot] != 0) {
                slot = (slot + 1) & mask;
            }
        }
        put(slot, number);
        return number;
    }

    private int unhashed(Object object) {
        for (int i = 0; i < unhashedCount; i++) {
            if (byNumber[unhashed[i]] == object) {
                return i;
            }
        }
        return -1;
    }

    private int add(Object object) {
        if (count == byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, count * 2);
        }
        byNumber[count] = object;
        return count++;
    }

    private void put(int slot, int number) {
        table[slot] = number + 1;
        if (slotCount == slots.length) {
            slots = Arrays.copyOf(slots, slotCount * 2);
        }
        slots[slotCount++] = slot;
    }

    private void grow() {
        int[] old = table;
        int[] oldSlots = slots;
        int used = slotCount;
        table = new int[old.length * 2];
        slotCount = 0;
        for (int i = 0; i < used; i++) {
            int number = old[oldSlots[i]] - 1;
            int slot = System.identityHashCode(byNumber[number]) & (table.length - 1);
            while (table[slot] != 0) {
                slot = (slot + 1) & (table.length - 1);
            }
            table[slot] = number + 1;
            slots[i] = slot;
            slotCount++;
        }
    }

    void reset() {
        Arrays.fill(byNumber, 0, count, null);
        for (int i = 0; i < slotCount; i++) {
            table[slots[i]] = 0;
        }
        count = 0;
        slotCount = 0;
        unhashedCount = 0;
        last = null;
    }
}
