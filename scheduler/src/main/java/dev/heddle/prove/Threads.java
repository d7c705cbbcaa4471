package dev.heddle.prove;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The fibers of a run, by numbers that are the same in all runs of a search, and what each waits
 * for.
 */
final class Threads {

    /** The numbers of fibers by who has started whom: the same in all runs. */
    private final Map<Long, Integer> numbers = new HashMap<>();

    /** By the number of a fiber in the run. */
    private int[] local = new int[8];

    // --- by the number of a fiber in the search
    @Nullable Fiber[] fibers = new Fiber[8];

    /** Who has started it; -1 if nobody of the run has. */
    int[] startedBy = new int[8];

    /** How many there were in the run that are no daemons. */
    int essential;

    /** Whether it has not run yet. */
    boolean[] isNew = new boolean[8];

    /** The place of the lock that it waits for, or -1. */
    long[] wants = {-1, -1, -1, -1, -1, -1, -1, -1};

    /** Whether the run may end before it. */
    private boolean[] daemon = new boolean[8];

    /** What it parks for, until it goes on; null if it does not, or for nothing. */
    @Nullable Object[] parkedFor = new Object[8];

    boolean[] parked = new boolean[8];

    /** What it still looks at, now and again, although it has waited for it long enough. */
    @Nullable Object[] late = new Object[8];

    /** Whether somebody has given it a permit that it has not used yet. */
    boolean[] given = new boolean[8];

    /** Whether there was a permit, or an interrupt, when it has looked for one last. */
    boolean[] kept = new boolean[8];

    /** Whether it has ended, and what its last event was. */
    int[] endedAfter = new int[8];

    @Nullable Object[] ended = new Object[8];

    /** A run begins. */
    void begin() {
        essential = 0;
        Arrays.fill(given, false);
        Arrays.fill(kept, false);
        Arrays.fill(fibers, null);
        Arrays.fill(parkedFor, null);
        Arrays.fill(parked, false);
        Arrays.fill(late, null);
        Arrays.fill(ended, null);
        Arrays.fill(wants, -1);
        Arrays.fill(isNew, false);
        Arrays.fill(daemon, false);
        Arrays.fill(endedAfter, Trace.NONE);
    }

    int numberOf(Fiber fiber) {
        return local[fiber.id()];
    }

    /** Whether any thread of the run is one before which it may end. */
    boolean hasDaemons() {
        for (int i = 0; i < daemon.length; i++) {
            if (daemon[i]) {
                return true;
            }
        }
        return false;
    }

    boolean isDaemon(int number) {
        return number >= 0 && number < daemon.length && daemon[number];
    }

    /** A number for who comes from there, the same in all runs. */
    int numberFor(long lineage) {
        Integer known = numbers.get(lineage);
        int number = known == null ? numbers.size() : known;
        if (known == null) {
            numbers.put(lineage, number);
        }
        return number;
    }

    /** The thread by its number; null if there is none in the run. */
    @Nullable Thread threadOf(int number) {
        Fiber fiber = fibers[number];
        return ended[number] instanceof Thread thread
                ? thread
                : fiber == null ? null : fiber.thread();
    }

    /** The number of a thread of the run; -1 if it has not been started. */
    int numberOf(Thread thread) {
        for (int i = 0; i < fibers.length; i++) {
            if (threadOf(i) == thread) {
                return i;
            }
        }
        return Trace.NONE;
    }

    /** A fiber is known by this number in the run. */
    void isKnownAs(Fiber fiber, int number) {
        int id = fiber.id();
        if (id >= local.length) {
            local = Arrays.copyOf(local, Math.max(id + 1, id * 2));
        }
        local[id] = number;
    }

    void begins(Fiber fiber, int number) {
        isKnownAs(fiber, number);
        fibers[number] = fiber;
        isNew[number] = true;
        daemon[number] = Resources.isDaemon(fiber);
        essential += daemon[number] ? 0 : 1;
        startedBy[number] = Trace.NONE;
    }

    /** Whether a fiber has started a thread, so that it can not come to it before that. */
    boolean hasStarted(int fiber, Thread thread) {
        int number = numberOf(thread);
        return number != Trace.NONE && startedBy[number] == fiber;
    }

    void makeRoomFor(int number) {
        if (number >= fibers.length) {
            int size = number * 2;
            fibers = Arrays.copyOf(fibers, size);
            startedBy = Arrays.copyOf(startedBy, size);
            isNew = Arrays.copyOf(isNew, size);
            daemon = Arrays.copyOf(daemon, size);
            parked = Arrays.copyOf(parked, size);
            late = Arrays.copyOf(late, size);
            given = Arrays.copyOf(given, size);
            kept = Arrays.copyOf(kept, size);
            ended = Arrays.copyOf(ended, size);
            int had = wants.length;
            wants = Arrays.copyOf(wants, size);
            Arrays.fill(wants, had, size, -1);
            parkedFor = Arrays.copyOf(parkedFor, size);
            int before = endedAfter.length;
            endedAfter = Arrays.copyOf(endedAfter, size);
            Arrays.fill(endedAfter, before, size, Trace.NONE);
        }
    }

    void write(DataOutputStream out) throws IOException {
        out.writeInt(numbers.size());
        for (Map.Entry<Long, Integer> one : numbers.entrySet()) {
            out.writeLong(one.getKey());
            out.writeInt(one.getValue());
        }
    }

    /** Reads them; returns the largest number. */
    int read(DataInputStream in) throws IOException {
        int size = in.readInt();
        int most = 0;
        for (int i = 0; i < size; i++) {
            long lineage = in.readLong();
            int number = in.readInt();
            numbers.put(lineage, number);
            most = Math.max(most, number);
        }
        return most;
    }
}
