package dev.heddle.schedule;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Writes the choices of a run that goes on doing the same without writing the same again and again:
 * some choices as they are, then how far back those are that are made once more, and how many, and
 * so on. What a compressor makes of such a run is short, but grows with its length, since it looks
 * for repetitions of some hundred bytes at the most.
 */
final class Repeats {

    /** So many choices must be the same before it is looked how many more are. */
    private static final int ALIKE = 8;

    /** Fewer that are the same are written as they are: a compressor does better. */
    private static final int LEAST = 256;

    private static final int MIX = 0x9E3779B1;

    /** How many bits there are of what some choices are found by. */
    private static final int BITS = 16;

    private final Tape tape;
    private final int stream;
    private final int size;
    private final ByteArrayOutputStream out;

    private Repeats(Tape tape, int stream, ByteArrayOutputStream out) {
        this.tape = tape;
        this.stream = stream;
        this.size = tape.size(stream);
        this.out = out;
    }

    /** Writes one stream. */
    static void write(Tape tape, int stream, ByteArrayOutputStream out) {
        new Repeats(tape, stream, out).write();
    }

    private void write() {
        Numbers.write(out, size);
        int[] seen = new int[1 << BITS]; // Where choices like these were last, and one; or 0.
        int written = 0;
        int at = 0;
        while (at < size) {
            int same = 0;
            int before = 0;
            if (size - at >= LEAST) {
                int slot = slot(at);
                before = seen[slot] - 1;
                seen[slot] = at + 1;
                same = before < 0 ? 0 : same(before, at);
            }
            if (same < LEAST) {
                at++;
                continue;
            }
            writeThemselves(written, at);
            Numbers.write(out, at - before);
            Numbers.write(out, same);
            at += same;
            written = at;
        }
        if (written < size) {
            writeThemselves(written, size);
        }
    }

    private int slot(int at) {
        int hash = 0;
        for (int i = at; i < at + ALIKE; i++) {
            hash = (hash + tape.get(stream, i)) * MIX;
        }
        return hash >>> (Integer.SIZE - BITS);
    }

    private int same(int before, int at) {
        int count = 0;
        while (at + count < size
                && tape.get(stream, before + count) == tape.get(stream, at + count)) {
            count++;
        }
        return count;
    }

    private void writeThemselves(int from, int to) {
        Numbers.write(out, to - from);
        for (int i = from; i < to; i++) {
            Numbers.write(out, tape.get(stream, i));
        }
    }

    /**
     * Reads one stream.
     *
     * @param size how many choices it has
     * @throws IOException if that was not written here
     */
    static void read(InputStream in, int size, int stream, Tape tape) throws IOException {
        while (tape.size(stream) < size) {
            long themselves = Numbers.read(in);
            if (themselves > size - tape.size(stream)) {
                throw new IOException("more choices than there are");
            }
            for (long i = 0; i < themselves; i++) {
                tape.add(stream, Math.toIntExact(Numbers.read(in)));
            }
            if (tape.size(stream) < size) {
                repeat(Numbers.read(in), Numbers.read(in), size, stream, tape);
            }
        }
    }

    private static void repeat(long back, long count, int size, int stream, Tape tape)
            throws IOException {
        int at = tape.size(stream);
        if (back < 1 || back > at || count < LEAST || count > size - at) {
            throw new IOException("a repetition of what is not there");
        }
        for (long i = 0; i < count; i++) {
            tape.add(stream, tape.get(stream, tape.size(stream) - (int) back));
        }
    }
}
