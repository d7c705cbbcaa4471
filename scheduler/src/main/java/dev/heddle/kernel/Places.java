package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.function.Predicate;

/**
 * Numbers the places in memory that a run touches (fields, elements, monitors) in the order in
 * which it does. All tables are used again in the next run.
 *
 * <p>Objects are known by identity, not by their hash codes, which two may share; and by references
 * that are weak, so that the program loses its objects when it does without us.
 *
 * <p>A fiber may come to the end of its stack in here. So every table is complete before its last
 * store, which is the one that makes a new entry be found.
 */
@Internal
public final class Places {

    /** What keeps apart places that have the same member: see {@link #of}. */
    public static final int FIELD = 0;

    /** An element of an array. */
    public static final int ELEMENT = 1;

    /** All that is in an object of the JDK, seen from outside. */
    public static final int CONTENTS = 2;

    /** What is not accessed, but orders accesses. */
    public static final int ORDER = 3;

    /** A run with more places than this is not looked at any more. */
    static final int MOST = 1 << 22;

    private static final int SMALLEST = 256;

    /** The number of what is no object. */
    private static final int NO_OBJECT = 0;

    // Objects, by hashing; null where there is none. What the program has lost stays, and is found
    // by nobody.
    private @Nullable Known[] objects = new Known[SMALLEST];
    private int[] hashes = new int[SMALLEST];
    private int[] objectNumbers = new int[SMALLEST];

    /** The slots of objects in use, so that they can be taken away quickly. */
    private int[] objectSlots = new int[SMALLEST / 2];

    private int objectCount;

    /** The slot of the object that was looked for last: it is usually looked for again. */
    private int last;

    /** Places by hashing: a number and one; 0 where there is none. Never more than half full. */
    private int[] table = new int[SMALLEST];

    /** What each place is made of, by its number. */
    private long[] keys = new long[SMALLEST / 2];

    /** Where it is in the table. */
    private int[] slots = new int[SMALLEST / 2];

    private int count;

    Places() {}

    /** How many there are. */
    public int count() {
        return count;
    }

    /**
     * The number of a place, from 0 on, or -1 if the run has too many.
     *
     * @param object what it is in; it has an identity hash code, which is the same in every run
     * @param kind what sort of a member it is
     */
    public int of(Object object, int member, int kind) {
        return find(((long) numberOf(object) << 34) | ((long) kind << 32) | (member & 0xffffffffL));
    }

    /** The number of a place that stands for all that is done at one site of the code. */
    int ofSite(int site) {
        return find(((long) NO_OBJECT << 34) | (site & 0xffffffffL));
    }

    private int find(long key) {
        int mask = table.length - 1;
        int slot = slot(key) & mask;
        while (true) {
            int there = table[slot] - 1;
            if (there < 0) {
                return add(key);
            }
            if (keys[there] == key) {
                return there;
            }
            slot = (slot + 1) & mask;
        }
    }

    private static int slot(long key) {
        long mixed = key * Mix.STEP;
        return (int) (mixed >>> 32);
    }

    private int add(long key) {
        if (count == keys.length) {
            if (count >= MOST) {
                return -1;
            }
            grow();
        }
        int number = count;
        int slot = freeSlot(table, key);
        keys[number] = key;
        slots[number] = slot;
        count = number + 1;
        table[slot] = number + 1;
        return number;
    }

    private static int freeSlot(int[] in, long key) {
        int mask = in.length - 1;
        int slot = slot(key) & mask;
        while (in[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] newKeys = Arrays.copyOf(keys, count * 2);
        int[] newSlots = new int[count * 2];
        int[] newTable = new int[table.length * 2];
        for (int number = 0; number < count; number++) {
            int slot = freeSlot(newTable, keys[number]);
            newTable[slot] = number + 1;
            newSlots[number] = slot;
        }
        keys = newKeys;
        slots = newSlots;
        table = newTable;
    }

    /** The number of an object, from 1 on, in the order in which the run came to them. */
    int numberOf(Object object) {
        Known latest = objects[last];
        if (latest != null && latest.refersTo(object)) {
            return objectNumbers[last];
        }
        int hash = System.identityHashCode(object);
        int mask = objects.length - 1;
        int slot = hash & mask;
        while (true) {
            Known there = objects[slot];
            if (there == null) {
                return addObject(object, hash);
            }
            if (hashes[slot] == hash && there.refersTo(object)) {
                last = slot;
                return objectNumbers[slot];
            }
            slot = (slot + 1) & mask;
        }
    }

    /** Whether this is so of an object that the run has come to. */
    public boolean anyObject(Predicate<Object> test) {
        for (int i = 0; i < objectCount; i++) {
            Known there = objects[objectSlots[i]];
            Object object = there == null ? null : there.get();
            if (object != null && test.test(object)) {
                return true;
            }
        }
        return false;
    }

    private int addObject(Object object, int hash) {
        if (objectCount == objectSlots.length) {
            growObjects();
        }
        Known kept = new Known(object);
        int slot = freeObjectSlot(objects, hash);
        int number = objectCount + 1;
        hashes[slot] = hash;
        objectNumbers[slot] = number;
        objectSlots[objectCount] = slot;
        objectCount = number;
        objects[slot] = kept;
        last = slot;
        return number;
    }

    private static int freeObjectSlot(@Nullable Known[] in, int hash) {
        int mask = in.length - 1;
        int slot = hash & mask;
        while (in[slot] != null) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void growObjects() {
        int size = objects.length * 2;
        @Nullable Known[] newObjects = new Known[size];
        int[] newHashes = new int[size];
        int[] newNumbers = new int[size];
        int[] newSlots = new int[size / 2];
        for (int i = 0; i < objectCount; i++) {
            int old = objectSlots[i];
            int slot = freeObjectSlot(newObjects, hashes[old]);
            newObjects[slot] = objects[old];
            newHashes[slot] = hashes[old];
            newNumbers[slot] = objectNumbers[old];
            newSlots[i] = slot;
        }
        objects = newObjects;
        hashes = newHashes;
        objectNumbers = newNumbers;
        objectSlots = newSlots;
    }

    /** Forgets all of them. */
    void reset() {
        for (int i = 0; i < objectCount; i++) {
            objects[objectSlots[i]] = null;
        }
        for (int number = 0; number < count; number++) {
            table[slots[number]] = 0;
        }
        objectCount = 0;
        count = 0;
    }

    private static final class Known extends WeakReference<Object> {
        Known(Object object) {
            super(object);
        }
    }
}
