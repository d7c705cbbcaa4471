package dev.heddle.conformance;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** Threads of a body, whose failures are those of the body, in a run and without one. */
final class Together {

    private final Thread thread;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    private Together(Body body) {
        thread =
                new Thread(
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        thread.start();
    }

    /** Starts a thread. */
    static Together start(Body body) {
        return new Together(body);
    }

    /** Executes each body in a thread of its own, until all have ended. */
    static void all(Body... bodies) throws Exception {
        List<Together> started = new ArrayList<>();
        for (Body body : bodies) {
            started.add(start(body));
        }
        for (Together each : started) {
            each.end();
        }
    }

    Thread thread() {
        return thread;
    }

    /** Waits for the thread to end, and fails if it has failed. */
    void end() throws InterruptedException {
        thread.join();
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new AssertionError("A thread of the body has failed.", thrown);
        }
    }
}
