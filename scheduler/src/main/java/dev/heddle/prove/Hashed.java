package dev.heddle.prove;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * A small number for each of many hash codes of 64 bits; two things with one code are taken for
 * one. Since that, of a million, is so of one pair in 30 million such tables, nobody will see it.
 */
final class Hashed {

    private static final int SMALLEST = 1 << 10;

    private final int most;

    /** The codes, 0 where there is none; no more than half full. */
    private long[] table = new long[SMALLEST];

    private byte[] numbers = new byte[SMALLEST];
    private int count;

    /** What was changed since {@link #keep}: codes, and what their number was; -1 if none. */
    private long[] changed = new long[64];

    private int[] was = new int[64];
    private int changes;

    /**
     * A table without anything.
     *
     * @param most how much it holds; beyond that it forgets all
     */
    Hashed(int most) {
        this.most = most;
    }

    /** Sets a number, unless it is as low already; says whether it was not. */
    boolean lower(long hash, int number) {
        long code = hash == 0 ? 1 : hash;
        int slot = slot(code);
        boolean isNew = table[slot] == 0;
        if (!isNew && numbers[slot] <= number) {
            return false;
        }
        note(code, isNew ? -1 : numbers[slot]);
        if (isNew) {
            if (count >= most) {
                clear();
                slot = slot(code);
            } else if (++count * 2 > table.length) {
                grow();
                slot = slot(code);
            }
        }
        table[slot] = code;
        numbers[slot] = (byte) Math.min(number, Byte.MAX_VALUE);
        return true;
    }

    private int slot(long code) {
        int mask = table.length - 1;
        int slot = (int) (code ^ (code >>> 32)) & mask;
        while (table[slot] != 0 && table[slot] != code) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] codes = table;
        byte[] old = numbers;
        table = new long[codes.length * 2];
        numbers = new byte[codes.length * 2];
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] != 0) {
                int slot = slot(codes[i]);
                table[slot] = codes[i];
                numbers[slot] = old[i];
            }
        }
    }

    private void note(long code, int number) {
        if (changes == changed.length) {
            changed = Arrays.copyOf(changed, changes * 2);
            was = Arrays.copyOf(was, changes * 2);
        }
        changed[changes] = code;
        was[changes++] = number;
    }

    /** What was changed until now stays. */
    void keep() {
        changes = 0;
    }

    /** Takes back what was changed since {@link #keep}: a number that was new is one too high. */
    void undo() {
        for (int i = changes - 1; i >= 0; i--) {
            int slot = slot(changed[i]);
            if (table[slot] != 0) {
                numbers[slot] = (byte) (was[i] < 0 ? Byte.MAX_VALUE : was[i]);
            }
        }
        changes = 0;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(count);
        for (int i = 0; i < table.length; i++) {
            if (table[i] != 0) {
                out.writeLong(table[i]);
                out.writeByte(numbers[i]);
            }
        }
    }

    void read(DataInputStream in) throws IOException {
        int size = in.readInt();
        for (int i = 0; i < size; i++) {
            lower(in.readLong(), in.readByte());
        }
        changes = 0;
    }

    void clear() {
        Arrays.fill(table, 0);
        count = 0;
        changes = 0;
    }
}
