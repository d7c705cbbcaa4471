package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Virtual threads: how they come about, how many there can be, and where they can not yield. */
class VirtualThreadTest {

    static {
        Conformance.install();
    }

    // --- making them
    // ------------------------------------------------------------------------------

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "All ways to make a virtual thread")
    void allWaysToMakeOne() {
        check(
                () -> {
                    List<Thread> seen = new ArrayList<>();
                    Runnable see =
                            () -> {
                                synchronized (seen) {
                                    seen.add(Thread.currentThread());
                                }
                            };
                    Thread.startVirtualThread(see).join();
                    Thread.ofVirtual().start(see).join();
                    Thread unstarted = Thread.ofVirtual().unstarted(see);
                    unstarted.start();
                    unstarted.join();
                    Thread made = Thread.ofVirtual().factory().newThread(see);
                    made.start();
                    made.join();
                    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                        pool.execute(see);
                    }
                    try (ExecutorService pool =
                            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory())) {
                        pool.execute(see);
                        CompletableFuture.runAsync(see, pool).get();
                    }
                    try (ExecutorService pool =
                            Executors.newFixedThreadPool(1, Thread.ofVirtual().factory())) {
                        pool.execute(see);
                    }
                    assertThat(seen).hasSize(8).doesNotHaveDuplicates();
                    for (Thread thread : seen) {
                        assertThat(thread.isVirtual()).isTrue();
                        thread.join();
                        assertThat(thread.isAlive()).isFalse();
                    }
                });
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "Executors.newThreadPerTaskExecutor")
    void aThreadPerTaskExecutorOfPlatformThreads() {
        check(
                () -> {
                    List<String> seen = new ArrayList<>();
                    try (ExecutorService pool =
                            Executors.newThreadPerTaskExecutor(
                                    Thread.ofPlatform().name("task-", 0).factory())) {
                        for (int i = 0; i < 3; i++) {
                            pool.submit(
                                            () -> {
                                                Thread self = Thread.currentThread();
                                                seen.add(self.getName() + self.isVirtual());
                                            })
                                    .get();
                        }
                    }
                    assertThat(seen).containsExactly("task-0false", "task-1false", "task-2false");
                });
    }

    @Test
    @Covers(
            area = Area.VIRTUAL_THREADS,
            value = "newVirtualThreadPerTaskExecutor: submit, invokeAll, invokeAny")
    void thePerTaskExecutorDoesWhatExecutorsDo() {
        check(
                () -> {
                    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
                        List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
                        int sum = 0;
                        for (Future<Integer> future : pool.invokeAll(tasks)) {
                            sum += future.get();
                        }
                        assertThat(sum).isEqualTo(6);
                        assertThat(pool.invokeAny(tasks)).isBetween(1, 3);
                        pool.shutdown();
                        assertThatThrownBy(() -> pool.submit(() -> 1))
                                .isInstanceOf(RejectedExecutionException.class);
                    }
                });
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "ExecutorService.close waits in virtual time")
    void closingWaitsInVirtualTime() {
        Report report =
                Heddle.explorer()
                        .schedules(50)
                        .explore(
                                () -> {
                                    long began = System.nanoTime();
                                    AtomicInteger done = new AtomicInteger();
                                    try (ExecutorService pool =
                                            Executors.newVirtualThreadPerTaskExecutor()) {
                                        for (int days = 1; days <= 10; days++) {
                                            Duration time = Duration.ofDays(days);
                                            pool.submit(
                                                    () -> {
                                                        Thread.sleep(time);
                                                        return done.incrementAndGet();
                                                    });
                                        }
                                    }
                                    assertThat(done.get()).isEqualTo(10);
                                    assertThat(System.nanoTime() - began)
                                            .isEqualTo(TimeUnit.DAYS.toNanos(10));
                                });
        report.check();
        assertThat(report.outsideEvents()).isZero();
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "ExecutorService.close that is interrupted")
    void closingThatIsInterruptedInterruptsTheTasks() {
        check(
                () -> {
                    AtomicInteger interrupted = new AtomicInteger();
                    List<Boolean> flags = new ArrayList<>();
                    Thread closer =
                            new Thread(
                                    () -> {
                                        try (ExecutorService pool =
                                                Executors.newVirtualThreadPerTaskExecutor()) {
                                            for (int i = 0; i < 3; i++) {
                                                pool.execute(
                                                        () -> {
                                                            try {
                                                                Thread.sleep(Duration.ofDays(1));
                                                            } catch (InterruptedException e) {
                                                                interrupted.incrementAndGet();
                                                            }
                                                        });
                                            }
                                        }
                                        flags.add(Thread.currentThread().isInterrupted());
                                    });
                    closer.start();
                    closer.interrupt();
                    closer.join();
                    assertThat(interrupted.get()).isEqualTo(3);
                    assertThat(flags).containsExactly(true);
                });
    }

    // --- crowds
    // -----------------------------------------------------------------------------------

    private static Body crowd(int count, boolean virtual) {
        return () -> {
            AtomicInteger sum = new AtomicInteger();
            CountDownLatch all = new CountDownLatch(count);
            CountDownLatch go = new CountDownLatch(1);
            Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
            List<Thread> threads = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                threads.add(
                        builder.start(
                                () -> {
                                    all.countDown();
                                    try {
                                        go.await();
                                        Thread.sleep(1_000);
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                    sum.incrementAndGet();
                                }));
            }
            all.await();
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(sum.get()).isEqualTo(count);
        };
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "Ten thousand virtual threads at once")
    void tenThousandVirtualThreads() {
        Heddle.explorer().schedules(2).explore(crowd(10_000, true)).check();
    }

    @Test
    @Covers(area = Area.THREADS, value = "Ten thousand platform threads at once")
    void tenThousandPlatformThreads() {
        Heddle.explorer().schedules(2).explore(crowd(10_000, false)).check();
    }

    // --- where they can not yield
    // -----------------------------------------------------------------

    private static final ReentrantLock LOCK_OF_COMPARISONS = new ReentrantLock();

    /** Called by native code, for the C library's {@code qsort}. */
    @SuppressWarnings("unused")
    private static int compareInSlowMotion(MemorySegment one, MemorySegment other) {
        LOCK_OF_COMPARISONS.lock();
        try {
            Thread.sleep(1_000);
            return Integer.compare(
                    one.get(ValueLayout.JAVA_INT, 0), other.get(ValueLayout.JAVA_INT, 0));
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            LOCK_OF_COMPARISONS.unlock();
        }
    }

    private static int[] sortByNativeCode(int... numbers) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle qsort =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("qsort"),
                        FunctionDescriptor.ofVoid(
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS));
        var intAddress =
                ValueLayout.ADDRESS.withTargetLayout(
                        java.lang.foreign.MemoryLayout.sequenceLayout(1, ValueLayout.JAVA_INT));
        MethodHandle compare =
                MethodHandles.lookup()
                        .findStatic(
                                VirtualThreadTest.class,
                                "compareInSlowMotion",
                                MethodType.methodType(
                                        int.class, MemorySegment.class, MemorySegment.class));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment stub =
                    linker.upcallStub(
                            compare,
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, intAddress, intAddress),
                            arena);
            MemorySegment array = arena.allocateFrom(ValueLayout.JAVA_INT, numbers);
            qsort.invokeExact(array, (long) numbers.length, 4L, stub);
            return array.toArray(ValueLayout.JAVA_INT);
        }
    }

    @Test
    @Covers(
            area = Area.VIRTUAL_THREADS,
            value = "Waiting below a native frame (pinned)",
            note = "keeps a carrier; there is no preemption there")
    void aPinnedThreadWaitsInVirtualTime() {
        Report report =
                Heddle.explorer()
                        .schedules(20)
                        .explore(
                                () -> {
                                    List<Thread> threads = new ArrayList<>();
                                    Set<List<Integer>> sorted = ConcurrentHashMap.newKeySet();
                                    for (int i = 0; i < 3; i++) {
                                        Runnable sort = () -> sorted.add(sorted());
                                        threads.add(
                                                i == 0
                                                        ? Thread.ofPlatform().start(sort)
                                                        : Thread.ofVirtual().start(sort));
                                    }
                                    for (Thread thread : threads) {
                                        thread.join();
                                    }
                                    assertThat(sorted).containsExactly(List.of(1, 2, 3));
                                });
        report.check();
    }

    private static List<Integer> sorted() {
        try {
            int[] sorted = sortByNativeCode(3, 1, 2);
            return List.of(sorted[0], sorted[1], sorted[2]);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
