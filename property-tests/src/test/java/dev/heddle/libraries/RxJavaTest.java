package dev.heddle.libraries;

import static dev.heddle.libraries.Libraries.expect;
import static dev.heddle.libraries.Libraries.expectPassed;
import static dev.heddle.libraries.Libraries.together;

import dev.heddle.kernel.Unwind;

import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Scheduler;
import io.reactivex.rxjava3.core.Single;
import io.reactivex.rxjava3.plugins.RxJavaPlugins;
import io.reactivex.rxjava3.processors.PublishProcessor;
import io.reactivex.rxjava3.schedulers.Schedulers;
import io.reactivex.rxjava3.subjects.BehaviorSubject;
import io.reactivex.rxjava3.subjects.PublishSubject;
import io.reactivex.rxjava3.subjects.Subject;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** RxJava: its own schedulers, made anew in each run, and those over an executor. */
class RxJavaTest {

    @Test
    void sourcesAreMergedOverItsSchedulers() {
        Libraries.holds(Program.RXJAVA_SCHEDULERS);
    }

    @Test
    void delaysAndTimeOutsPassInVirtualTime() {
        Libraries.holds(Program.RXJAVA_TIME);
    }

    @Test
    void aBufferHoldsWhatTheConsumerHasNotAskedFor() {
        Libraries.holds(Program.RXJAVA_BACK_PRESSURE);
    }

    @Test
    void aSubjectThatIsFedByTwoMustBeSerialized() {
        Libraries.holds(Program.RXJAVA_SERIALIZED);
        Libraries.finds(Program.RXJAVA_NOT_SERIALIZED, "two at once");
    }

    @Test
    void aSubscriberThatComesLateMissesAnEvent() {
        Libraries.finds(Program.RXJAVA_LATE_SUBSCRIBER, "expected [1, 2], but got [");
    }

    // --- the programs ---------------------------------------------------------------------------

    /**
     * The static schedulers keep their threads from run to run, but the threads end with a run: so
     * they are started in each run, and shut down at its end.
     */
    private static void withSchedulers(Callable<?> body) throws Exception {
        RxJavaPlugins.setErrorHandler(RxJavaTest::undelivered);
        Schedulers.start();
        try {
            body.call();
        } finally {
            Schedulers.shutdown();
        }
    }

    /** Told, among others, of the end of those threads that a run leaves behind: daemons. */
    private static void undelivered(Throwable failure) {
        if (!(failure.getCause() instanceof Unwind)) {
            throw new AssertionError(failure);
        }
    }

    static void schedulers() throws Exception {
        withSchedulers(
                () -> {
                    List<Integer> results =
                            Flowable.range(1, 4)
                                    .flatMap(
                                            i ->
                                                    Flowable.just(i)
                                                            .subscribeOn(Schedulers.io())
                                                            .observeOn(Schedulers.computation())
                                                            .map(n -> n * n))
                                    .toList()
                                    .blockingGet();
                    List<Integer> sorted = new ArrayList<>(results);
                    Collections.sort(sorted);
                    expect(List.of(1, 4, 9, 16), sorted);
                    return null;
                });
    }

    static void time() throws Exception {
        ScheduledExecutorService executor = Executors.newScheduledThreadPool(2);
        Scheduler scheduler = Schedulers.from(executor);
        long began = System.nanoTime();
        List<Long> ticks =
                Observable.interval(1, TimeUnit.HOURS, scheduler).take(3).toList().blockingGet();
        expect(List.of(0L, 1L, 2L), ticks);
        expectPassed(Duration.ofHours(3), began);
        try {
            Single.never().timeout(1, TimeUnit.DAYS, scheduler).blockingGet();
            throw new AssertionError("Nothing can come of never.");
        } catch (RuntimeException e) {
            expect(true, e.getCause() instanceof TimeoutException);
        }
        expectPassed(Duration.ofHours(27), began);
        AtomicInteger tries = new AtomicInteger();
        int answer =
                Single.fromCallable(
                                () -> {
                                    if (tries.incrementAndGet() < 3) {
                                        throw new IllegalStateException("not yet");
                                    }
                                    return 42;
                                })
                        .retryWhen(failures -> failures.delay(30, TimeUnit.MINUTES, scheduler))
                        .blockingGet();
        expect(42, answer);
        expectPassed(Duration.ofHours(28), began);
        executor.shutdown();
        expect(true, executor.awaitTermination(1, TimeUnit.DAYS));
    }

    static void backPressure() throws InterruptedException {
        ExecutorService executor = Executors.newSingleThreadExecutor();
        PublishProcessor<Integer> source = PublishProcessor.create();
        List<Integer> seen = new ArrayList<>();
        AtomicInteger ends = new AtomicInteger();
        source.onBackpressureBuffer()
                .observeOn(Schedulers.from(executor), false, 1)
                .subscribe(seen::add, failure -> {}, ends::incrementAndGet);
        for (int i = 1; i <= 5; i++) {
            source.onNext(i);
        }
        source.onComplete();
        executor.shutdown();
        expect(true, executor.awaitTermination(1, TimeUnit.DAYS));
        expect(List.of(1, 2, 3, 4, 5), seen);
        expect(1, ends.get());
    }

    static void serialized() throws InterruptedException {
        feed(PublishSubject.<Integer>create().toSerialized());
    }

    static void notSerialized() throws InterruptedException {
        feed(PublishSubject.create());
    }

    private static void feed(Subject<Integer> subject) throws InterruptedException {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        subject.subscribe(
                event -> {
                    if (inside.incrementAndGet() != 1) {
                        together.incrementAndGet();
                    }
                    seen.addAndGet(event);
                    inside.decrementAndGet();
                });
        together(() -> subject.onNext(1), () -> subject.onNext(2));
        expect(3, seen.get());
        if (together.get() > 0) {
            throw new AssertionError("The subscriber was called by two at once.");
        }
    }

    /** A behaviour tells a new subscriber the last event, and no earlier one. */
    static void lateSubscriber() throws InterruptedException {
        BehaviorSubject<Integer> subject = BehaviorSubject.create();
        List<Integer> seen = Collections.synchronizedList(new ArrayList<>());
        Thread feeding =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    subject.onNext(1);
                                    subject.onNext(2);
                                });
        subject.subscribe(seen::add);
        feeding.join();
        expect(List.of(1, 2), List.copyOf(seen));
    }
}
