package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.bulkhead.ThreadPoolBulkhead;
import io.github.resilience4j.bulkhead.ThreadPoolBulkheadConfig;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RequestNotPermitted;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Resilience4j: retry, bulkheads, circuit breaker, rate limiter and time limiter. */
class ResilienceTest {

    @Test
    void retriesWaitLongerEachTime() {
        Libraries.holds(Program.RESILIENCE_RETRY);
    }

    @Test
    void aBulkheadLetsNoMoreIn() {
        Libraries.holds(Program.RESILIENCE_BULKHEAD);
    }

    @Test
    void aBulkheadWithAPoolRefusesWhatDoesNotFit() {
        Libraries.holds(Program.RESILIENCE_POOL_BULKHEAD);
    }

    @Test
    void aCircuitBreakerOpensAndCloses() {
        Libraries.holds(Program.RESILIENCE_CIRCUIT_BREAKER);
    }

    @Test
    void aRateLimiterSpreadsCallsOverVirtualTime() {
        Libraries.holds(Program.RESILIENCE_RATE_LIMITER);
    }

    @Test
    void aTimeLimiterGivesUp() {
        Libraries.holds(Program.RESILIENCE_TIME_LIMITER);
    }

    @Test
    void askingABulkheadFirstDoesNotReserveAPlace() {
        Libraries.finds(Program.RESILIENCE_ASK_THEN_CALL, "is full");
    }

    @Test
    void callsThatAreUnderWayAreNotStoppedByABreakerThatOpens() {
        Libraries.finds(Program.RESILIENCE_BREAKER_TOO_LATE, "expected 1, but got 2");
    }

    // --- the programs ---------------------------------------------------------------------------

    /** Fails three times; 1, 2 and 4 minutes lie between the tries. */
    static void retry() throws InterruptedException {
        Retry retry =
                Retry.of(
                        "retry",
                        RetryConfig.custom()
                                .maxAttempts(5)
                                .intervalFunction(
                                        IntervalFunction.ofExponentialBackoff(
                                                Duration.ofMinutes(1), 2))
                                .build());
        Runnable caller =
                () -> {
                    long began = System.nanoTime();
                    AtomicInteger tries = new AtomicInteger();
                    int answer =
                            retry.executeSupplier(
                                    () -> {
                                        if (tries.incrementAndGet() < 4) {
                                            throw new IllegalStateException("not yet");
                                        }
                                        return 42;
                                    });
                    expect(42, answer);
                    expectPassed(Duration.ofMinutes(7), began);
                };
        together(caller, caller);
        expect(2L, retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt());
    }

    static void bulkhead() throws InterruptedException {
        Bulkhead bulkhead =
                Bulkhead.of(
                        "bulkhead",
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(2)
                                .maxWaitDuration(Duration.ofHours(1))
                                .build());
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger calls = new AtomicInteger();
        long began = System.nanoTime();
        Runnable caller =
                () ->
                        bulkhead.executeRunnable(
                                () -> {
                                    expect(true, inside.incrementAndGet() <= 2);
                                    sleep(Duration.ofMinutes(10));
                                    calls.incrementAndGet();
                                    inside.decrementAndGet();
                                });
        together(caller, caller, caller, caller);
        expect(4, calls.get());
        expectPassed(Duration.ofMinutes(20), began);
    }

    static void poolBulkhead() throws Exception {
        try (ThreadPoolBulkhead bulkhead =
                ThreadPoolBulkhead.of(
                        "bulkhead",
                        ThreadPoolBulkheadConfig.custom()
                                .maxThreadPoolSize(1)
                                .coreThreadPoolSize(1)
                                .queueCapacity(1)
                                .build())) {
            AtomicInteger done = new AtomicInteger();
            AtomicInteger refused = new AtomicInteger();
            Runnable caller =
                    () -> {
                        try {
                            bulkhead.executeRunnable(
                                            () -> {
                                                sleep(Duration.ofMinutes(1));
                                                done.incrementAndGet();
                                            })
                                    .toCompletableFuture()
                                    .join();
                        } catch (BulkheadFullException e) {
                            refused.incrementAndGet();
                        }
                    };
            together(caller, caller, caller);
            expect(2, done.get());
            expect(1, refused.get());
        }
    }

    static void circuitBreaker() throws InterruptedException {
        CircuitBreaker breaker = breaker(4);
        Runnable failing =
                () -> {
                    for (int i = 0; i < 2; i++) {
                        fail(breaker);
                    }
                };
        together(failing, failing);
        expect(CircuitBreaker.State.OPEN, breaker.getState());
        try {
            breaker.executeRunnable(() -> {});
            throw new AssertionError("The breaker is open.");
        } catch (CallNotPermittedException expected) {
            // It is not asked before an hour has passed.
        }
        Thread.sleep(Duration.ofMinutes(61));
        together(() -> breaker.executeRunnable(() -> {}), () -> breaker.executeRunnable(() -> {}));
        expect(CircuitBreaker.State.CLOSED, breaker.getState());
    }

    private static CircuitBreaker breaker(int calls) {
        return CircuitBreaker.of(
                "breaker",
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(calls)
                        .minimumNumberOfCalls(calls)
                        .permittedNumberOfCallsInHalfOpenState(2)
                        .waitDurationInOpenState(Duration.ofHours(1))
                        .build());
    }

    private static void fail(CircuitBreaker breaker) {
        try {
            breaker.executeRunnable(
                    () -> {
                        throw new IllegalStateException("out of order");
                    });
        } catch (IllegalStateException expected) {
            // What the breaker counts.
        }
    }

    /** Two calls a minute, by three threads with three calls each. */
    static void rateLimiter() throws InterruptedException {
        RateLimiter limiter =
                RateLimiter.of(
                        "limiter",
                        RateLimiterConfig.custom()
                                .limitForPeriod(2)
                                .limitRefreshPeriod(Duration.ofMinutes(1))
                                .timeoutDuration(Duration.ofHours(1))
                                .build());
        long began = System.nanoTime();
        AtomicInteger calls = new AtomicInteger();
        Runnable caller =
                () -> {
                    for (int i = 0; i < 3; i++) {
                        limiter.executeRunnable(calls::incrementAndGet);
                    }
                };
        together(caller, caller, caller);
        expect(9, calls.get());
        expectPassed(Duration.ofMinutes(4), began);
        limiter.changeTimeoutDuration(Duration.ofSeconds(1));
        limiter.executeRunnable(calls::incrementAndGet);
        try {
            limiter.executeRunnable(calls::incrementAndGet);
            throw new AssertionError("Both calls of this minute have been made.");
        } catch (RequestNotPermitted expected) {
            expectPassed(Duration.ofMinutes(4).plusSeconds(1), began);
        }
    }

    static void timeLimiter() throws Exception {
        TimeLimiter limiter =
                TimeLimiter.of(
                        TimeLimiterConfig.custom().timeoutDuration(Duration.ofHours(1)).build());
        ExecutorService pool = Executors.newFixedThreadPool(2);
        long began = System.nanoTime();
        String quick =
                limiter.executeFutureSupplier(
                        () ->
                                pool.submit(
                                        () -> {
                                            Thread.sleep(Duration.ofMinutes(59));
                                            return "quick";
                                        }));
        expect("quick", quick);
        try {
            limiter.executeFutureSupplier(
                    () ->
                            pool.submit(
                                    () -> {
                                        Thread.sleep(Duration.ofMinutes(61));
                                        return "slow";
                                    }));
            throw new AssertionError("That took too long.");
        } catch (TimeoutException expected) {
            expectPassed(Duration.ofMinutes(119), began);
        }
        pool.shutdown();
    }

    static void askThenCall() throws InterruptedException {
        Bulkhead bulkhead =
                Bulkhead.of(
                        "bulkhead",
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(1)
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        Runnable caller =
                () -> {
                    if (bulkhead.getMetrics().getAvailableConcurrentCalls() > 0) {
                        bulkhead.executeRunnable(() -> {});
                    }
                };
        together(caller, caller);
    }

    /** One failure opens the breaker, but a second call may have been let in before. */
    static void breakerTooLate() throws InterruptedException {
        CircuitBreaker breaker = breaker(1);
        AtomicInteger calls = new AtomicInteger();
        Runnable caller =
                () -> {
                    try {
                        breaker.executeRunnable(
                                () -> {
                                    calls.incrementAndGet();
                                    throw new IllegalStateException("out of order");
                                });
                    } catch (IllegalStateException | CallNotPermittedException expected) {
                        // Either it was called, or it was not.
                    }
                };
        together(
                caller,
                () -> {
                    for (int i = 0; i < 4; i++) {
                        breaker.getMetrics().getNumberOfFailedCalls();
                    }
                    caller.run();
                });
        expect(1, calls.get());
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
