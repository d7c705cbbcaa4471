package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/** Callbacks that other threads want an event loop to call, in the order in which they came. */
final class Inbox {

    private record Letter(Handle handle, @Nullable Letter before) {}

    /** The last that came. */
    private final AtomicReference<@Nullable Letter> last = new AtomicReference<>();

    /** From any thread. */
    void add(Handle handle) {
        Letter before;
        do {
            before = last.get();
        } while (!last.compareAndSet(before, new Letter(handle, before)));
    }

    boolean isEmpty() {
        return last.get() == null;
    }

    /** Moves all there is to the end of the queue. */
    void drainTo(ReadyQueue ready) {
        if (isEmpty()) {
            return;
        }
        Letter reversed = null;
        for (Letter letter = last.getAndSet(null); letter != null; letter = letter.before()) {
            reversed = new Letter(letter.handle(), reversed);
        }
        for (Letter letter = reversed; letter != null; letter = letter.before()) {
            ready.add(letter.handle());
        }
    }
}
