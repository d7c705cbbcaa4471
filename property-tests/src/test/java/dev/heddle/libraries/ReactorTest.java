package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import org.junit.jupiter.api.Test;

import reactor.core.Exceptions;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Reactor: schedulers that are made in the run, and the shared ones, shut down at its end. */
class ReactorTest {

    @Test
    void workIsSpreadOverSchedulers() {
        Libraries.holds(Program.REACTOR_SCHEDULERS);
    }

    @Test
    void theSharedSchedulersCanBeUsedIfEachRunEndsThem() {
        Libraries.holds(Program.REACTOR_SHARED_SCHEDULERS);
    }

    @Test
    void delaysTimeOutsAndRetriesPassInVirtualTime() {
        Libraries.holds(Program.REACTOR_TIME);
    }

    @Test
    void aSinkThatIsFedByTwoRefusesOne() {
        Libraries.finds(Program.REACTOR_SINK_FED_BY_TWO, "FAIL_NON_SERIALIZED");
    }

    @Test
    void aMonoThatIsNotCachedIsComputedTwice() {
        Libraries.finds(Program.REACTOR_CHECK_THEN_COMPUTE, "expected 1, but got 2");
    }

    // --- the programs ---------------------------------------------------------------------------

    static void schedulers() {
        Scheduler parallel = Schedulers.newParallel("parallel", 2);
        Scheduler elastic = Schedulers.newBoundedElastic(2, 10, "elastic");
        try {
            List<Integer> results =
                    Flux.range(1, 4)
                            .flatMap(
                                    i ->
                                            Mono.fromCallable(() -> i * i)
                                                    .subscribeOn(elastic)
                                                    .publishOn(parallel)
                                                    .map(n -> n + 1))
                            .collectList()
                            .block(Duration.ofHours(1));
            List<Integer> sorted = new ArrayList<>(results);
            Collections.sort(sorted);
            expect(List.of(2, 5, 10, 17), sorted);
        } finally {
            parallel.dispose();
            elastic.dispose();
        }
    }

    /**
     * {@code parallel} and {@code boundedElastic} are static and hold threads, which end with a
     * run.
     */
    private static void withSharedSchedulers(Callable<?> body) throws Exception {
        try {
            body.call();
        } finally {
            Schedulers.shutdownNow();
        }
    }

    static void sharedSchedulers() throws Exception {
        withSharedSchedulers(
                () -> {
                    long began = System.nanoTime();
                    Integer sum =
                            Flux.range(1, 3)
                                    .delayElements(Duration.ofHours(1))
                                    .flatMap(
                                            i ->
                                                    Mono.fromCallable(() -> i * 10)
                                                            .subscribeOn(
                                                                    Schedulers.boundedElastic()))
                                    .reduce(Integer::sum)
                                    .block();
                    expect(60, sum);
                    expectPassed(Duration.ofHours(3), began);
                    return null;
                });
    }

    static void time() {
        Scheduler timer = Schedulers.newSingle("timer");
        try {
            long began = System.nanoTime();
            expect(3L, Flux.interval(Duration.ofHours(1), timer).take(3).count().block());
            expectPassed(Duration.ofHours(3), began);
            try {
                Mono.never().timeout(Duration.ofDays(1), timer).block();
                throw new AssertionError("Nothing can come of never.");
            } catch (RuntimeException e) {
                expect(true, Exceptions.unwrap(e) instanceof TimeoutException);
            }
            expectPassed(Duration.ofHours(27), began);
            AtomicInteger tries = new AtomicInteger();
            Integer answer =
                    Mono.fromCallable(
                                    () -> {
                                        if (tries.incrementAndGet() < 3) {
                                            throw new IllegalStateException("not yet");
                                        }
                                        return 42;
                                    })
                            .retryWhen(Retry.fixedDelay(5, Duration.ofMinutes(30)).scheduler(timer))
                            .block();
            expect(42, answer);
            expectPassed(Duration.ofHours(28), began);
        } finally {
            timer.dispose();
        }
    }

    static void sinkFedByTwo() throws InterruptedException {
        Sinks.Many<Integer> sink = Sinks.many().multicast().onBackpressureBuffer();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        sink.asFlux().subscribe(seen::add);
        together(
                () -> sink.tryEmitNext(1).orThrow(),
                () -> {
                    for (int i = 0; i < 40; i++) {
                        sink.currentSubscriberCount();
                    }
                    sink.tryEmitNext(2).orThrow();
                });
        expect(2, seen.size());
    }

    static void checkThenCompute() throws InterruptedException {
        AtomicInteger computed = new AtomicInteger();
        Mono<?>[] kept = new Mono<?>[1];
        Runnable reader =
                () -> {
                    if (kept[0] == null) {
                        kept[0] = Mono.fromCallable(computed::incrementAndGet).cache();
                    }
                    kept[0].block();
                };
        together(reader, reader);
        expect(1, computed.get());
    }
}
