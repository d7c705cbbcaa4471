package dev.heddle.async;

import dev.heddle.api.API;

/**
 * A callback that is to be called at some time.
 *
 * {@snippet :
 *     TimerHandle reminder =
 *             Async.loop()
 *                     .callLater(Duration.ofMillis(5), () -> log.add("too late"));
 *     reminder.cancel();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class TimerHandle extends Handle {

    /** The nanoseconds of {@link EventLoop#time} at which it is called. */
    final long when;

    /** Of those at the same time, the one with the smaller number comes first. */
    final long sequence;

    private final Timers timers;

    /** Its place among the timers, or -1; theirs. */
    int index = -1;

    TimerHandle(long when, long sequence, Runnable callback, Values values, Timers timers) {
        super(callback, values);
        this.when = when;
        this.sequence = sequence;
        this.timers = timers;
    }

    /** The nanoseconds of {@link EventLoop#time} at which it is called. */
    public long when() {
        return when;
    }

    @Override
    public void cancel() {
        super.cancel();
        timers.remove(this);
    }

    boolean isBefore(TimerHandle other) {
        return when < other.when || (when == other.when && sequence < other.sequence);
    }
}
