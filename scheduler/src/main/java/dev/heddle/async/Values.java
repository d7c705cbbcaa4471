package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/** What {@link ContextVar}s have as values: never changed, but replaced by a changed copy. */
final class Values {

    /** The values of a loop in which none was set. */
    static final Values EMPTY = new Values(Map.of());

    /** The values of threads that run no loop, where they are not empty. */
    private static final ThreadLocal<@Nullable Values> OF_THREAD = new ThreadLocal<>();

    private final Map<ContextVar<?>, Object> values;

    private Values(Map<ContextVar<?>, Object> values) {
        this.values = values;
    }

    /** The values for the calling code, whether or not an event loop runs it. */
    static Values here() {
        Worker worker = Worker.current();
        if (worker != null) {
            return worker.loop.passes.values();
        }
        Values ofThread = OF_THREAD.get();
        return ofThread == null ? EMPTY : ofThread;
    }

    /** Replaces them. */
    static void setHere(Values changed) {
        Worker worker = Worker.current();
        if (worker != null) {
            worker.loop.passes.setValues(changed);
        } else if (changed == EMPTY) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(changed);
        }
    }

    /** Calls something, on a thread that runs no loop, with these values to begin with. */
    <T extends @Nullable Object> T call(Callable<T> code) throws Exception {
        Values before = here();
        setHere(this);
        try {
            return code.call();
        } finally {
            setHere(before);
        }
    }

    /** The value of a variable, or null if it has none here. */
    @Nullable Object get(ContextVar<?> variable) {
        return values.get(variable);
    }

    /** These values, but another for one variable; null if it is to have none. */
    Values with(ContextVar<?> variable, @Nullable Object value) {
        Map<ContextVar<?>, Object> changed = new HashMap<>(values);
        if (value == null) {
            changed.remove(variable);
        } else {
            changed.put(variable, value);
        }
        return new Values(changed);
    }
}
