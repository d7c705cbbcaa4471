package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeoutException;

/**
 * A limit on how long a block may take. When time is up, what the task waits for in it is
 * cancelled, and the block ends with a {@link TimeoutException}.
 *
 * {@snippet :
 *     try (Timeout timeout = Async.timeout(Duration.ofSeconds(2))) {
 *         answer = fetch("answer");
 *     } catch (TimeoutException e) {
 *         answer = "nobody knows";
 *     }
 * }
 *
 * <p>Inside the block, the wait that is cut short throws that exception too; in the form with a
 * lambda, {@link Async#timeout(Duration, Body)}, it throws a {@link CancelledError}, as it does in
 * asyncio.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Timeout extends Scope implements AutoCloseable {

    private enum State {
        ENTERED,
        EXPIRING,
        EXPIRED,
        EXITED
    }

    private final EventLoop loop;

    /**
     * Whether it is the resource of a {@code try}, which can not turn one exception into another.
     */
    private final boolean resource;

    private State state = State.ENTERED;

    /** When time is up, as {@link EventLoop#time}; {@link Ground#NEVER} if it never is. */
    private long when;

    private @Nullable Handle timer;

    /** Code with a limit of time. */
    @FunctionalInterface
    public interface Body<T extends @Nullable Object> {
        /** Does it; the limit can be changed meanwhile. */
        T run(Timeout timeout) throws Exception;
    }

    private static final class Expired extends TimeoutException implements Thrown.Disguised {
        private static final long serialVersionUID = 1L;

        private transient boolean left;

        Expired(String message, @Nullable Throwable cause) {
            super(message);
            initCause(cause);
        }

        @Override
        public boolean isPending() {
            return !left;
        }
    }

    /** What has been thrown into the block, or null. */
    private @Nullable Expired thrown;

    private Timeout(EventLoop loop, long when, boolean resource) {
        super(loop.awaiting("a time-out"));
        this.loop = loop;
        this.resource = resource;
        begin(when);
    }

    /** The resource of a {@code try}, with a limit as {@link EventLoop#time} counts. */
    static Timeout until(EventLoop loop, long when) {
        return new Timeout(loop, when, true);
    }

    static <T extends @Nullable Object> T run(EventLoop loop, long when, Body<T> body)
            throws Exception {
        Objects.requireNonNull(body, "A time-out needs something to limit.");
        Timeout timeout = new Timeout(loop, when, false);
        T result;
        try {
            result = body.run(timeout);
        } catch (Throwable failure) {
            boolean ours = timeout.exit();
            if (ours && Thrown.isCancellation(failure)) {
                Expired expired = timeout.expiredBecause(failure);
                expired.left = true;
                throw expired;
            }
            throw Thrown.again(failure);
        }
        timeout.exit();
        return result;
    }

    /**
     * When time is up, as nanoseconds of {@link EventLoop#time}; {@code Long.MAX_VALUE} if never.
     */
    public long when() {
        Touch.reads(this);
        return when;
    }

    /** Whether time was up before the block was left. */
    public boolean isExpired() {
        Touch.reads(this);
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /**
     * Sets another limit, from now on; null for none.
     *
     * @throws IllegalStateException if time is up, or the block was left
     */
    public void reschedule(@Nullable Duration fromNow) {
        rescheduleAt(loop.deadline(fromNow));
    }

    /**
     * As above, to a point in time, as {@link EventLoop#time} counts it; {@code Long.MAX_VALUE} for
     * none.
     *
     * @throws IllegalStateException if time is up, or the block was left
     */
    public void rescheduleAt(long newWhen) {
        Touch.writes(this);
        if (state != State.ENTERED) {
            throw new IllegalStateException(
                    "A time-out can not be changed any more when it is " + state + ".");
        }
        cancelTimer();
        begin(newWhen);
    }

    private void begin(long at) {
        when = at;
        if (at != Ground.NEVER) {
            timer = at <= loop.time() ? loop.callSoon(this::expire) : loop.callAt(at, this::expire);
        }
    }

    private void expire() {
        Touch.writes(this);
        task.cancel();
        state = State.EXPIRING;
        timer = null;
    }

    private void cancelTimer() {
        Handle set = timer;
        if (set != null) {
            set.cancel();
            timer = null;
        }
    }

    @Override
    boolean hasAsked() {
        return state == State.EXPIRING;
    }

    @Override
    Throwable arrivingAs(Throwable cancellation) {
        if (!resource) {
            return cancellation;
        }
        Expired expired = expiredBecause(cancellation);
        thrown = expired;
        return expired;
    }

    private Expired expiredBecause(Throwable cancellation) {
        return new Expired("Time was up after the block had waited too long.", cancellation);
    }

    /** The task leaves the block; whether a cancellation that leaves it is this one's doing. */
    private boolean exit() {
        Touch.writes(this);
        leave();
        cancelTimer();
        if (state == State.EXPIRING) {
            state = State.EXPIRED;
            boolean ours = task.uncancel() <= level;
            if (!ours && thrown != null && thrown == task.arrived) {
                task.cancelsAgain(); // Others have asked since, and it is too late for this one.
            }
            return ours;
        }
        if (state == State.ENTERED) {
            state = State.EXITED;
        }
        return false;
    }

    /**
     * Ends the limit. If time was up, the block ends with the exception that was thrown into it.
     *
     * @throws TimeoutException never by itself: it is what the block ends with
     */
    @Override
    public void close() throws TimeoutException {
        exit();
        Expired expired = thrown;
        if (expired != null) {
            expired.left = true;
        }
    }
}
