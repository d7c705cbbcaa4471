package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/** Callbacks that other threads want an event loop to call, in the order in which they came. */
final class Inbox {

    private record Letter(Handle handle, @Nullable Letter before) {}

    /** The last that came. */
    private final AtomicReference<@Nullable Letter> last = new AtomicReference<>();

    /**
     * Whether there may be any: in a run, asking the reference itself is told to who looks for data
     * races, each time.
     */
    private volatile boolean any;

    /** From any thread. */
    void add(Handle handle) {
        Letter before;
        do {
            before = last.get();
        } while (!last.compareAndSet(before, new Letter(handle, before)));
        any = true;
    }

    /**
     * Moves all there is to the end of the queue.
     *
     * @param seen whether somebody wants to know that it was looked, even if there is nothing
     */
    void drainTo(ReadyQueue ready, boolean seen) {
        if (seen ? last.get() == null : !any) {
            return;
        }
        any = false; // First: whoever comes now is seen below, or next time.
        Letter reversed = null;
        for (Letter letter = last.getAndSet(null); letter != null; letter = letter.before()) {
            reversed = new Letter(letter.handle(), reversed);
        }
        for (Letter letter = reversed; letter != null; letter = letter.before()) {
            ready.add(letter.handle());
        }
    }
}
