package dev.heddle.async;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in an event loop without reaching anybody: a callback fails, an exception is
 * never looked at. It is told to the handler; without one, it fails the run of Heddle that it is
 * in, or is logged where there is none.
 */
final class Errors {

    private static final System.Logger LOGGER = System.getLogger("dev.heddle.async");

    private final EventLoop loop;
    private @Nullable ExceptionHandler handler;

    Errors(EventLoop loop) {
        this.loop = loop;
    }

    void setHandler(@Nullable ExceptionHandler told) {
        handler = told;
    }

    static void log(String message, @Nullable Throwable thrown) {
        LOGGER.log(System.Logger.Level.ERROR, message, thrown);
    }

    static void warn(String message) {
        LOGGER.log(System.Logger.Level.WARNING, message);
    }

    static void debug(String message) {
        LOGGER.log(System.Logger.Level.DEBUG, message);
    }

    void handle(ExceptionHandler.Event event) {
        ExceptionHandler told = handler;
        if (told == null) {
            handleByDefault(event);
            return;
        }
        try {
            told.handle(loop, event);
        } catch (Throwable thrown) {
            if (Thrown.isUnwinding(thrown) || Thrown.endsTheLoop(thrown)) {
                throw thrown;
            }
            loop.fail(handlerFailed(thrown, event));
        }
    }

    /** What the handler was told must not be lost because it can not deal with it. */
    private static UnhandledException handlerFailed(
            Throwable thrown, ExceptionHandler.Event event) {
        UnhandledException both =
                new UnhandledException(
                        "The exception handler has failed with %s. It was told: %s"
                                .formatted(thrown, event),
                        thrown);
        Throwable told = event.exception();
        if (told != null) {
            both.addSuppressed(told);
        }
        return both;
    }

    private void handleByDefault(ExceptionHandler.Event event) {
        Throwable exception = event.exception();
        loop.fail(
                exception != null && event.future() == null
                        ? exception
                        : new UnhandledException(event.toString(), exception));
    }

    /** The loop is being closed: tells of tasks that will not go on. */
    void tellOfPending() {
        for (Task<?> task : loop.allTasks()) {
            handle(
                    new ExceptionHandler.Event(
                            "A task was still pending when its event loop was closed.",
                            null,
                            null,
                            task));
        }
    }

    /** The loop is closed: tells of what can not be dealt with any more. */
    void tellOfWhatIsLeft() {
        for (Future<?> future : loop.unretrieved().take()) {
            handle(
                    new ExceptionHandler.Event(
                            "An exception was never retrieved.", future.failure(), null, future));
        }
        for (Coroutine<?> coroutine : loop.debug().takeForgotten()) {
            handle(
                    new ExceptionHandler.Event(
                            coroutine + " was never awaited.", coroutine.created(), null, null));
        }
    }
}
