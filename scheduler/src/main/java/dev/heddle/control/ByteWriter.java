package dev.heddle.control;

import java.util.Arrays;

/** Bytes that are written one after the other, numbers with the highest byte first. */
final class ByteWriter {

    private byte[] bytes;
    private int size;

    ByteWriter(int capacity) {
        bytes = new byte[capacity];
    }

    /** How much was written. */
    int size() {
        return size;
    }

    void u1(int value) {
        room(1);
        bytes[size++] = (byte) value;
    }

    void u2(int value) {
        room(2);
        bytes[size++] = (byte) (value >> 8);
        bytes[size++] = (byte) value;
    }

    void u4(int value) {
        u2(value >> 16);
        u2(value);
    }

    void bytes(byte[] source, int from, int to) {
        int length = to - from;
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
    }

    void all(ByteWriter other) {
        bytes(other.bytes, 0, other.size);
    }

    /** Writes over what stands at a place. */
    void putU2(int at, int value) {
        bytes[at] = (byte) (value >> 8);
        bytes[at + 1] = (byte) value;
    }

    /** As above. */
    void putU4(int at, int value) {
        putU2(at, value >> 16);
        putU2(at + 2, value);
    }

    /** Takes back what was written from a place on. */
    void backTo(int earlier) {
        size = earlier;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(size + more, bytes.length * 2));
        }
    }
}
