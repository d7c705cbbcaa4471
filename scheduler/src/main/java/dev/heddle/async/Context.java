package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;

/**
 * The values of {@link ContextVar}s that code runs with one time after the other, so that what it
 * sets is there the next time: what {@code contextvars.Context} is.
 *
 * <p>Tasks and callbacks have values of their own, which are copied where they are created, and
 * need none of these.
 *
 * {@snippet :
 *     user.set("Ada");
 *     Context kept = Context.copy();
 *     user.set("Bob");
 *     String then = kept.call(() -> user.get()); // "Ada"
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Context {

    private Values values;

    /** Whether code runs with it now: its values are then on their way. */
    private boolean entered;

    private Context(Values values) {
        this.values = values;
    }

    /** One with the values that there are here. */
    public static Context copy() {
        return new Context(Values.here());
    }

    /**
     * The value that a variable had when code last ran with it, or at first; null if it had none.
     */
    public <T> @Nullable T get(ContextVar<T> variable) {
        Touch.reads(this);
        return variable.in(values);
    }

    /**
     * Runs code with these values, and keeps what it sets.
     *
     * @throws IllegalStateException if other code runs with it
     */
    public <T extends @Nullable Object> T call(Callable<T> code) throws Exception {
        Values before = Values.here();
        Values.setHere(enter());
        try {
            return code.call();
        } finally {
            exit(Values.here());
            Values.setHere(before);
        }
    }

    /** Code is going to run with it; gives the values to begin with. */
    Values enter() {
        Touch.writes(this);
        if (entered) {
            throw new IllegalStateException(
                    "Other code runs with this context already. Take a copy for each.");
        }
        entered = true;
        return values;
    }

    /** The code has come to its end. */
    void exit(Values changed) {
        Touch.writes(this);
        values = changed;
        entered = false;
    }
}
