package dev.heddle.detect;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Numbers the fields, elements and monitors that a run touches, in the order in which it does: a
 * hash table by the identity of the object, whose slots are used again in the next run.
 */
final class Places {

    private @Nullable Object[] objects = new Object[256];
    private int[] members = new int[256];
    private int[] kinds = new int[256];
    private int[] numbers = new int[256];

    /** The slots in use, in the order in which they were. */
    private int[] slots = new int[128];

    private int count;

    /**
     * The number of a place.
     *
     * @param kind keeps apart what has the same member
     * @param hash the identity hash code of the object
     */
    int of(Object object, int member, int kind, int hash) {
        int mask = objects.length - 1;
        int slot = slot(hash, member, kind) & mask;
        while (true) {
            Object there = objects[slot];
            if (there == null) {
                return add(object, member, kind, slot);
            }
            if (there == object && members[slot] == member && kinds[slot] == kind) {
                return numbers[slot];
            }
            slot = (slot + 1) & mask;
        }
    }

    private static int slot(int hash, int member, int kind) {
        int mixed = hash + member * 0x9E3779B9 + kind * 0x85EBCA6B;
        return mixed ^ (mixed >>> 15);
    }

    private int add(Object object, int member, int kind, int slot) {
        objects[slot] = object;
        members[slot] = member;
        kinds[slot] = kind;
        numbers[slot] = count;
        if (count == slots.length) {
            slots = Arrays.copyOf(slots, count * 2);
        }
        slots[count] = slot;
        count++;
        if (count * 2 > objects.length) {
            grow();
        }
        return count - 1;
    }

    private void grow() {
        @Nullable Object[] oldObjects = objects;
        int[] oldMembers = members;
        int[] oldKinds = kinds;
        int size = oldObjects.length * 2;
        objects = new Object[size];
        members = new int[size];
        kinds = new int[size];
        numbers = new int[size];
        for (int number = 0; number < count; number++) {
            int old = slots[number];
            Object object = oldObjects[old];
            int slot =
                    slot(System.identityHashCode(object), oldMembers[old], oldKinds[old])
                            & (size - 1);
            while (objects[slot] != null) {
                slot = (slot + 1) & (size - 1);
            }
            objects[slot] = object;
            members[slot] = oldMembers[old];
            kinds[slot] = oldKinds[old];
            numbers[slot] = number;
            slots[number] = slot;
        }
    }

    int count() {
        return count;
    }

    /** Forgets all of them. */
    void reset() {
        for (int number = 0; number < count; number++) {
            objects[slots[number]] = null;
        }
        count = 0;
    }
}
