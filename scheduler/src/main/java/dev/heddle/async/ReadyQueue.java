package dev.heddle.async;

import dev.heddle.kernel.Interplay;
import dev.heddle.kernel.Printed;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

/** What an event loop has to do next, in the order in which it became ready: a ring. */
final class ReadyQueue implements Turns.Candidates {

    /** Among how many of the oldest one may be chosen that goes first. */
    private static final int WINDOW = 64;

    /** Each a {@link Ready}; of objects, since storing an interface takes a look at its type. */
    private @Nullable Object[] ring = new Object[64];

    private int head;
    private int size;

    /** How many of them are steps of tasks. */
    private int steps;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    void add(Ready ready) {
        if (size == ring.length) {
            grow();
        }
        ring[(head + size++) & (ring.length - 1)] = ready;
        if (ready instanceof Task) {
            steps++;
        }
    }

    private void grow() {
        Object[] larger = new Object[size * 2];
        int front = ring.length - head;
        System.arraycopy(ring, head, larger, 0, front);
        System.arraycopy(ring, 0, larger, front, head);
        ring = larger;
        head = 0;
    }

    /** Takes the oldest. */
    Object poll() {
        Object ready = get(0);
        ring[head] = null;
        head = (head + 1) & (ring.length - 1);
        size--;
        if (ready instanceof Task) {
            steps--;
        }
        return ready;
    }

    /**
     * How many there are to choose from if the order among tasks is open: the steps of different
     * tasks, and the first callback, since callbacks keep their order.
     */
    int choices() {
        if (size <= WINDOW) {
            return steps < size ? steps + 1 : steps;
        }
        int count = 0;
        boolean callback = false;
        for (int i = 0; i < WINDOW; i++) {
            if (get(i) instanceof Task) {
                count++;
            } else if (!callback) {
                callback = true;
                count++;
            }
        }
        return count;
    }

    /** Whether not all that could come next may be chosen. */
    boolean isLong() {
        return size > WINDOW;
    }

    @Override
    public String nameOf(int choice) {
        return get(indexOf(choice)) instanceof Task<?> task
                ? Printed.name(task.title())
                : Simulated.CALLBACKS;
    }

    @Override
    public int taskOf(int choice) {
        return get(indexOf(choice)) instanceof Task<?> task ? task.number : Interplay.CALLBACK;
    }

    private int indexOf(int choice) {
        int left = choice;
        boolean callback = false;
        int at = 0;
        while (true) {
            boolean counts = get(at) instanceof Task || !callback;
            callback |= get(at) instanceof Handle;
            if (counts && left-- == 0) {
                return at;
            }
            at++;
        }
    }

    /** Takes the one with this number among those to choose from; 0 is the oldest of all. */
    Object poll(int choice) {
        if (choice == 0) {
            return poll();
        }
        int at = indexOf(choice);
        Object chosen = get(at);
        for (int i = at; i > 0; i--) {
            ring[(head + i) & (ring.length - 1)] = get(i - 1);
        }
        ring[head] = chosen;
        return poll();
    }

    private Object get(int index) {
        Object ready = ring[(head + index) & (ring.length - 1)];
        if (ready == null) {
            throw new IllegalStateException("Nothing is ready at " + index + ".");
        }
        return ready;
    }
}
