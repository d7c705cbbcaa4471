package dev.heddle.async;

import dev.heddle.api.API;
import dev.heddle.kernel.Frames;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/**
 * Code that runs once, when it is awaited: a lambda with a name, which is missed if nobody ever
 * awaits it. In {@link Debug debug mode} the loop says where a forgotten one was made.
 *
 * {@snippet :
 *     Coroutine<String> greeting = Coroutine.of("greeting", () -> fetch("hello"));
 *     String text = Async.run(() -> greeting.await()); // It runs now, and only once.
 * }
 *
 * @param <T> the type of its result
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Coroutine<T extends @Nullable Object> implements Awaitable<T> {

    private final String name;
    private final Awaitable<T> body;
    private final @Nullable Debug debug;

    /** Where it was made, in debug mode. */
    private final @Nullable Throwable created;

    private boolean begun;

    private Coroutine(String name, Awaitable<T> body) {
        this.name = Objects.requireNonNull(name, "A coroutine needs a name.");
        this.body = Objects.requireNonNull(body, "A coroutine needs something to do.");
        Worker worker = Worker.current();
        this.debug = worker == null ? null : worker.loop.debug();
        this.created =
                debug != null && debug.isEnabled()
                        ? Frames.trim(
                                new Throwable(
                                        "The coroutine '"
                                                + name
                                                + "' was never awaited. It was made here:"))
                        : null;
        if (debug != null) {
            debug.made(this);
        }
    }

    /** A coroutine with a name. */
    public static <T extends @Nullable Object> Coroutine<T> of(String name, Awaitable<T> body) {
        return new Coroutine<>(name, body);
    }

    /** As above, for code without a result. */
    public static Coroutine<@Nullable Void> of(String name, Action body) {
        return of(name, Action.awaitable(body));
    }

    /** Its name. */
    public String name() {
        return name;
    }

    @Nullable Throwable created() {
        return created;
    }

    /**
     * Runs it, in the task that calls.
     *
     * @throws IllegalStateException if it was awaited before
     */
    @Override
    public T await() throws Exception {
        begin();
        return body.await();
    }

    private void begin() {
        Touch.writes(this);
        if (begun) {
            throw new IllegalStateException(
                    this + " was awaited already, and can be only once. Make another one.");
        }
        begun = true;
        isNotForgotten();
    }

    /** It was awaited, or will never be for a good reason. */
    void isNotForgotten() {
        if (debug != null) {
            debug.begun(this);
        }
    }

    @Override
    public String toString() {
        return "The coroutine '" + name + "'";
    }
}
