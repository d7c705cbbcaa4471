package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The default executor of an event loop: a pool of threads that is made when it is first needed, or
 * what the program has set in its place; it is shut down with the loop.
 */
final class Pool {

    /** More threads than this are not made by default, as in asyncio. */
    private static final int MOST_THREADS = 32;

    /** Work that only waits needs more threads than there are processors, as in asyncio. */
    private static final int BESIDE_PROCESSORS = 4;

    private final EventLoop loop;
    private final int processors;
    private @Nullable ExecutorService executor;
    private boolean shutDown;

    Pool(EventLoop loop, int processors) {
        this.loop = loop;
        this.processors = processors;
    }

    void set(ExecutorService other) {
        executor = other;
    }

    ExecutorService get() {
        if (shutDown) {
            throw new IllegalStateException(
                    "The default executor of the event loop was shut down already.");
        }
        ExecutorService known = executor;
        if (known == null) {
            int threads = Math.min(MOST_THREADS, processors + BESIDE_PROCESSORS);
            AtomicInteger number = new AtomicInteger();
            known =
                    new ThreadPoolExecutor(
                            threads,
                            threads,
                            0,
                            TimeUnit.SECONDS,
                            new LinkedBlockingQueue<>(),
                            job -> new Thread(job, "async-" + number.incrementAndGet()));
            executor = known;
        }
        return known;
    }

    /** Takes no more jobs; the future is done when those that it has are, and its threads too. */
    Future<@Nullable Void> shutDown() {
        shutDown = true;
        Future<@Nullable Void> ended = loop.createFuture("the end of the threads of its executor");
        ExecutorService known = executor;
        if (known == null || known.isTerminated()) {
            ended.setResult(null);
            return ended;
        }
        known.shutdown();
        loop.passes.expect();
        Thread waiting = new Thread(() -> awaitEnd(known, ended), "async-shutdown");
        waiting.setDaemon(true);
        waiting.start();
        return ended;
    }

    private void awaitEnd(ExecutorService known, Future<@Nullable Void> ended) {
        try {
            while (!known.awaitTermination(1, TimeUnit.DAYS)) {
                // Its jobs take long, but all of them may use this loop until they end.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // Somebody wants to wait no longer.
        }
        loop.post(
                () -> {
                    loop.passes.expectNoMore();
                    if (!ended.isDone()) {
                        ended.setResult(null);
                    }
                });
    }

    /** Takes no more jobs. */
    void close() {
        shutDown = true;
        ExecutorService known = executor;
        if (known != null) {
            known.shutdown();
        }
    }
}
