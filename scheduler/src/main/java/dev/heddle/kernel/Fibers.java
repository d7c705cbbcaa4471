package dev.heddle.kernel;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A set of fibers out of which one is chosen: those that could run now, those that want to enter a
 * monitor, or those that wait in one. A fiber is in at most one such set.
 *
 * <p>Kept in two orders at once so that every operation takes constant time however many there are:
 * a dense array, for picking any one by its index, and a queue by the time of arrival, for first-in
 * first-out. Both orders depend on nothing but the order of the calls. Neither is linked through
 * the fibers: with a hundred thousand of them, looking at a neighbour is a cache miss.
 *
 * {@snippet :
 *     @Override
 *     public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
 *         return runnable.get(runnable.size() - 1);
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Fibers {

    private static final Fiber[] NONE = {};
    private static final int SMALLEST = 4;

    /** The fibers, dense in {@code [0, size)}; {@code dense[f.slot] == f}. */
    private Fiber[] dense = NONE;

    private int size;

    /**
     * The fibers by arrival, with gaps where one has left: {@code queue[f.place] == f}, and the
     * oldest is the first in {@code [begin, end)} that is no gap.
     */
    private @Nullable Fiber[] queue = NONE;

    private int begin;
    private int end;

    Fibers() {}

    /** How many there are. */
    public int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Any of them, by an index from 0 to {@code size() - 1}. */
    public Fiber get(int index) {
        return dense[index];
    }

    /** The one that has been waiting for its turn the longest. */
    public Fiber oldest() {
        while (begin < end) {
            Fiber fiber = queue[begin];
            if (fiber != null) {
                return fiber;
            }
            begin++;
        }
        throw new IllegalStateException("There is no fiber to choose.");
    }

    /** The fiber that arrived next after the given one, or null if that one is the newest. */
    public @Nullable Fiber after(Fiber fiber) {
        for (int place = fiber.place + 1; place < end; place++) {
            Fiber next = queue[place];
            if (next != null) {
                return next;
            }
        }
        return null;
    }

    /** Whether the fiber is one of them. */
    public boolean contains(Fiber fiber) {
        return fiber.set == this;
    }

    void add(Fiber fiber) {
        if (size == dense.length) {
            dense = Arrays.copyOf(dense, Math.max(SMALLEST, size * 2));
        }
        dense[size] = fiber;
        fiber.set = this;
        fiber.slot = size++;
        append(fiber);
    }

    void remove(Fiber fiber) {
        Fiber last = dense[--size];
        dense[fiber.slot] = last;
        last.slot = fiber.slot;
        dense[size] = null;
        fiber.set = null;
        queue[fiber.place] = null;
    }

    /** Has another one take the place of a fiber that is the only one. */
    void replaceOnly(Fiber fiber, Fiber other) {
        dense[0] = other;
        queue[fiber.place] = other;
        other.set = this;
        other.slot = 0;
        other.place = fiber.place;
        fiber.set = null;
    }

    /** Puts a fiber at the end of the queue; its index stays. */
    void moveToEnd(Fiber fiber) {
        if (fiber.place != end - 1) {
            queue[fiber.place] = null;
            append(fiber);
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            dense[i].set = null;
        }
        // A run with many fibers must not keep them alive for the runs after it.
        Arrays.fill(dense, 0, size, null);
        Arrays.fill(queue, begin, end, null);
        size = 0;
        begin = 0;
        end = 0;
    }

    private void append(Fiber fiber) {
        if (end == queue.length) {
            closeGaps();
        }
        queue[end] = fiber;
        fiber.place = end++;
    }

    /**
     * Moves the queue to the beginning of its array. At least half of the array is free afterwards,
     * so this costs each fiber that is appended a constant at most.
     */
    private void closeGaps() {
        // The fiber that is about to be appended is counted in size, but not in the queue.
        int capacity = Math.max(SMALLEST, queue.length);
        while (capacity < 2 * size) {
            capacity *= 2;
        }
        @Nullable Fiber[] target = capacity == queue.length ? queue : new Fiber[capacity];
        int kept = 0;
        for (int place = begin; place < end; place++) {
            Fiber fiber = queue[place];
            if (fiber != null) {
                queue[place] = null;
                target[kept] = fiber;
                fiber.place = kept++;
            }
        }
        queue = target;
        begin = 0;
        end = kept;
    }
}
