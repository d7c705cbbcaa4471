package dev.heddle.prove;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * What a step has done, kept for later runs. Objects that were known when the run came to where it
 * may part from others have the same number in each of those; others are known by their class only,
 * and taken to be the same as any other one of that class that was not known either.
 */
final class Stored {

    /** The places: see {@link Trace#key}; of an object that was not known its number is 0. */
    private final long[] keys;

    /** What was done there, as in {@link Kind}. */
    private final byte[] kinds;

    /** For each place the name of the class, if the object was not known, else null. */
    private final @Nullable String[] classes;

    /** How many objects were known. */
    private final int known;

    /** Whether it can not be swapped with anything. */
    private final boolean global;

    private Stored(
            long[] keys, byte[] kinds, @Nullable String[] classes, int known, boolean global) {
        this.keys = keys;
        this.kinds = kinds;
        this.classes = classes;
        this.known = known;
        this.global = global;
    }

    /** Whether it can not be swapped with an event of the present run. */
    boolean conflicts(Trace trace, int event) {
        return conflicts(trace, event, false);
    }

    /**
     * As above.
     *
     * @param elsewhere whether the event is to come at another time than it did in the run
     */
    boolean conflicts(Trace trace, int event, boolean elsewhere) {
        if (global || trace.isGlobal(event)) {
            return true;
        }
        for (int effect = trace.from(event); effect < trace.to(event); effect++) {
            byte kind = elsewhere ? trace.kindElsewhere(effect) : trace.kind(effect);
            for (int i = 0; i < keys.length; i++) {
                if (Kind.conflict(kinds[i], kind) && isSame(i, trace, effect)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean isSame(int i, Trace trace, int effect) {
        long key = trace.keyOf(effect);
        if (classes[i] == null) {
            return keys[i] == key;
        }
        int object = Trace.object(key);
        return object >= known
                && Trace.member(key) == keys[i]
                && trace.objects.classOf(object).getName().equals(classes[i]);
    }

    /** What an event of the present run has done. */
    static Stored of(Trace trace, int event, int known, boolean elsewhere) {
        int from = trace.from(event);
        int size = trace.to(event) - from;
        long[] keys = new long[size];
        byte[] kinds = new byte[size];
        @Nullable String[] classes = new String[size];
        for (int i = 0; i < size; i++) {
            long key = trace.keyOf(from + i);
            int object = Trace.object(key);
            kinds[i] = elsewhere ? trace.kindElsewhere(from + i) : trace.kind(from + i);
            if (object < known) {
                keys[i] = key;
            } else {
                keys[i] = Trace.member(key);
                classes[i] = trace.objects.classOf(object).getName();
            }
        }
        return new Stored(keys, kinds, classes, known, trace.isGlobal(event));
    }

    /**
     * As above, without what it does to objects that were not known, and that nobody else touches.
     *
     * @param shared the effects, by their index, on those that others touch
     */
    static Stored of(Trace trace, int event, int known, BitSet shared) {
        Stored all = of(trace, event, known, false);
        int kept = 0;
        for (int i = 0; i < all.keys.length; i++) {
            if (all.classes[i] == null || shared.get(i)) {
                all.keys[kept] = all.keys[i];
                all.kinds[kept] = all.kinds[i];
                all.classes[kept++] = all.classes[i];
            }
        }
        return new Stored(
                Arrays.copyOf(all.keys, kept),
                Arrays.copyOf(all.kinds, kept),
                Arrays.copyOf(all.classes, kept),
                known,
                all.global);
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(keys.length);
        for (int i = 0; i < keys.length; i++) {
            out.writeLong(keys[i]);
            out.writeByte(kinds[i]);
            String name = classes[i];
            out.writeUTF(name == null ? "" : name);
        }
        out.writeInt(known);
        out.writeBoolean(global);
    }

    static Stored read(DataInputStream in) throws IOException {
        int size = in.readInt();
        if (size < 0 || size > 1 << 20) {
            throw new IOException("no step does " + size + " things");
        }
        long[] keys = new long[size];
        byte[] kinds = new byte[size];
        @Nullable String[] classes = new String[size];
        for (int i = 0; i < size; i++) {
            keys[i] = in.readLong();
            kinds[i] = in.readByte();
            String name = in.readUTF();
            classes[i] = name.isEmpty() ? null : name;
        }
        return new Stored(keys, kinds, classes, in.readInt(), in.readBoolean());
    }
}
