package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * A set of fibers out of which one is chosen: those that could run now, those that want to enter a
 * monitor, or those that wait in one. A fiber is in at most one such set.
 *
 * <p>Kept in two orders at once so that every operation takes constant time however many there are:
 * a dense array, for picking any one by its index, and a queue by the time of arrival, for first-in
 * first-out. Both orders depend on nothing but the order of the calls.
 */
public final class Fibers {

    private static final Fiber[] NONE = {};

    /** The fibers, dense in {@code [0, size)}; {@code dense[f.slot] == f}. */
    private Fiber[] dense = NONE;

    private int size;

    /** Ends of the queue by arrival; null exactly when {@code size == 0}. */
    private @Nullable Fiber oldest;

    private @Nullable Fiber newest;

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
        Fiber fiber = oldest;
        if (fiber == null) {
            throw new IllegalStateException("There is no fiber to choose.");
        }
        return fiber;
    }

    /** The fiber that arrived next after the given one, or null if that one is the newest. */
    public @Nullable Fiber after(Fiber fiber) {
        return fiber.newer;
    }

    /** Whether the fiber is one of them. */
    public boolean contains(Fiber fiber) {
        return fiber.set == this;
    }

    void add(Fiber fiber) {
        if (size == dense.length) {
            dense = Arrays.copyOf(dense, Math.max(4, size * 2));
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
        unlink(fiber);
    }

    /** Puts a fiber at the end of the queue; its index stays. */
    void moveToEnd(Fiber fiber) {
        if (fiber != newest) {
            unlink(fiber);
            append(fiber);
        }
    }

    void clear() {
        for (int i = 0; i < size; i++) {
            Fiber fiber = dense[i];
            fiber.set = null;
            fiber.older = null;
            fiber.newer = null;
        }
        // A run with many fibers must not keep them alive for the runs after it.
        Arrays.fill(dense, 0, size, null);
        size = 0;
        oldest = null;
        newest = null;
    }

    private void append(Fiber fiber) {
        Fiber tail = newest;
        fiber.older = tail;
        if (tail == null) {
            oldest = fiber;
        } else {
            tail.newer = fiber;
        }
        newest = fiber;
    }

    private void unlink(Fiber fiber) {
        Fiber before = fiber.older;
        Fiber after = fiber.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        fiber.older = null;
        fiber.newer = null;
    }
}
