package dev.heddle.schedule;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Numbers as bytes: seven bits each, the lowest first; the highest bit of a byte says that another
 * one follows.
 */
final class Numbers {

    private Numbers() {}

    static void write(OutputStream out, long number) {
        try {
            long rest = number;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long read(InputStream in) throws IOException {
        return read(in, in.read());
    }

    /**
     * Reads a number whose first byte was read already.
     *
     * @param first that byte, or -1 if there is none
     */
    static long read(InputStream in, int first) throws IOException {
        long number = 0;
        int next = first;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next < 0) {
                throw new EOFException();
            }
            number |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                if (number < 0) {
                    break;
                }
                return number;
            }
            next = in.read();
        }
        throw new IOException("a number is out of range");
    }
}
