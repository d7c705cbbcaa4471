package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A task waits for time to pass. */
final class Sleep extends Future<@Nullable Void> implements Runnable {

    private Sleep(EventLoop loop) {
        super(loop);
    }

    static void of(Task<?> task, Duration time) {
        EventLoop loop = task.loop;
        long until = loop.timeAfter(time);
        if (!time.isPositive()) {
            task.suspendOnce();
            return;
        }
        Sleep sleep = new Sleep(loop);
        TimerHandle timer = loop.callAt(until, sleep);
        try {
            task.suspendUntilDone(sleep);
        } finally {
            timer.cancel();
        }
    }

    @Override
    public void run() {
        if (!isDone()) {
            setResult(null);
        }
    }

    @Override
    Object label() {
        return "a sleep";
    }
}
