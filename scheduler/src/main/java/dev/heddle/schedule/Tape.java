package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser.Choice;

import java.util.Arrays;

/**
 * The choices of one run, in the order in which they were made: the run itself, for a program that
 * is otherwise the same.
 *
 * <p>There is a stream for which fiber ran next, and one for each kind of other choice, so that one
 * more choice of one kind does not shift those of another. A choice among fibers is written as the
 * fiber's number, one between yes and no as 1 or 0.
 */
@Internal
public final class Tape {

    /** The streams: the schedule, then one for each {@link Choice}. */
    static final int STREAMS = 1 + Choice.values().length;

    /**
     * How many of them are in every token. Those after them are only if they have a choice, so that
     * a new one does not change the tokens of all programs.
     */
    static final int ALWAYS_WRITTEN = 7;

    private final int[][] choices = new int[STREAMS][16];
    private final int[] sizes = new int[STREAMS];

    /** An empty tape. */
    public Tape() {}

    /** A copy that does not change any more when the original is used for another run. */
    public Tape copy() {
        Tape copy = new Tape();
        for (int stream = 0; stream < STREAMS; stream++) {
            copy.choices[stream] = Arrays.copyOf(choices[stream], Math.max(1, sizes[stream]));
            copy.sizes[stream] = sizes[stream];
        }
        return copy;
    }

    static int streamOf(Choice choice) {
        return switch (choice) {
            case GRANT -> 1;
            case NOTIFY -> 2;
            case SPURIOUS -> 3;
            case CHANCE -> 4;
            case STALL -> 5;
            case READY -> 6;
            case NETWORK -> 7;
            case CHOOSE -> 8;
        };
    }

    /** What a stream chooses, in words. */
    static String nameOf(int stream) {
        return switch (stream) {
            case 0 -> "who runs next";
            case 1 -> "who enters a monitor";
            case 2 -> "who is notified";
            case 3 -> "whether a wait ends for no reason";
            case 4 -> "what is drawn at random";
            case 5 -> "how much time passes while threads can run";
            case 6 -> "which task of an event loop goes on";
            case 7 -> "what happens in the network";
            default -> "what the program lets be chosen";
        };
    }

    /** Whether it was asked in the run if time passes while threads can run. */
    public boolean hasStalls() {
        return sizes[streamOf(Choice.STALL)] > 0;
    }

    void clear() {
        Arrays.fill(sizes, 0);
    }

    void add(int stream, int choice) {
        int size = sizes[stream];
        int[] values = choices[stream];
        if (size == values.length) {
            values = makeRoom(stream, values);
        }
        values[size] = choice;
        sizes[stream] = size + 1;
    }

    private int[] makeRoom(int stream, int[] values) {
        int[] larger = Arrays.copyOf(values, values.length * 2);
        choices[stream] = larger;
        return larger;
    }

    /** How many streams there are to be written. */
    int streamsToWrite() {
        int count = STREAMS;
        while (count > ALWAYS_WRITTEN && sizes[count - 1] == 0) {
            count--;
        }
        return count;
    }

    /** How many choices a stream has. */
    int size(int stream) {
        return sizes[stream];
    }

    int get(int stream, int index) {
        return choices[stream][index];
    }

    /** How many choices there are in all streams together. */
    public int size() {
        int sum = 0;
        for (int size : sizes) {
            sum += size;
        }
        return sum;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Tape tape) || !Arrays.equals(sizes, tape.sizes)) {
            return false;
        }
        for (int stream = 0; stream < STREAMS; stream++) {
            int size = sizes[stream];
            if (!Arrays.equals(choices[stream], 0, size, tape.choices[stream], 0, size)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            for (int i = 0; i < sizes[stream]; i++) {
                hash = 31 * hash + choices[stream][i];
            }
        }
        return hash;
    }
}
