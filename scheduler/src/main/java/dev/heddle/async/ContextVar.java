package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * A variable of which every task has its own value, as {@code contextvars} has them: a task, and a
 * callback, begins with the values that were set where it was created, and what it sets is seen by
 * nobody else. Code that is awaited directly shares the values of who awaits it.
 *
 * {@snippet :
 *     static final ContextVar<String> USER = ContextVar.named("user", "nobody");
 *
 *     static String greet(String user) {
 *         USER.set(user); // Of this task, and of those that it creates.
 *         Async.sleep(Duration.ofMillis(10));
 *         return "hello " + USER.get();
 *     }
 * }
 *
 * <p>Unlike a {@link ScopedValue} it can be set anywhere; unlike a {@link ThreadLocal} it is
 * inherited by what is created, by {@link Async#toThread} too. A thread that no loop runs has
 * values of its own, which the loop that it runs begins with.
 *
 * @param <T> the type of its values
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class ContextVar<T> {

    private final String name;
    private final @Nullable T initial;

    private ContextVar(String name, @Nullable T initial) {
        this.name = Objects.requireNonNull(name, "A context variable needs a name.");
        this.initial = initial;
    }

    /** A variable without a value. */
    public static <T> ContextVar<T> named(String name) {
        return new ContextVar<>(name, null);
    }

    /** A variable that has this value where none was set. */
    public static <T> ContextVar<T> named(String name, T initial) {
        return new ContextVar<>(
                name,
                Objects.requireNonNull(
                        initial, "There is no value to begin with: leave the argument out."));
    }

    /**
     * The value here.
     *
     * @throws NoSuchElementException if there is none
     */
    public T get() {
        T value = getOrNull();
        if (value == null) {
            throw new NoSuchElementException(
                    "The context variable '%s' has no value here, and none to begin with."
                            .formatted(name));
        }
        return value;
    }

    /** The value here, or null if there is none. */
    public @Nullable T getOrNull() {
        return in(Values.here());
    }

    @SuppressWarnings("unchecked") // Only set() puts values in, and they are of this type.
    @Nullable T in(Values values) {
        Object value = values.get(this);
        return value == null ? initial : (T) value;
    }

    /**
     * Sets the value, for the task or callback that calls, or for the thread if no loop runs it.
     *
     * @return the value before, or null if it had none: to be given to this method again
     */
    @SuppressWarnings("unchecked") // As above.
    public @Nullable T set(@Nullable T value) {
        Values before = Values.here();
        Values.setHere(before.with(this, value));
        return (T) before.get(this);
    }

    @Override
    public String toString() {
        return "ContextVar '" + name + "'";
    }
}
