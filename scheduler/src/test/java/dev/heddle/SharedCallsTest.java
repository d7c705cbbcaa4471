package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Field;
import java.util.HashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Calls that are scheduling points though they do not name a class of the JDK, and identity. */
class SharedCallsTest {

    static final class Registry extends HashMap<String, Integer> {
        private static final long serialVersionUID = 1L;
    }

    static final class Count extends AtomicInteger {
        private static final long serialVersionUID = 1L;
    }

    private static void twice(Runnable code) throws InterruptedException {
        Thread other = new Thread(code);
        other.start();
        code.run();
        other.join();
    }

    @Test
    void callsOfASubclassOfACollectionAreSchedulingPoints() {
        Report report =
                Heddle.explore(
                        () -> {
                            Registry registry = new Registry();
                            AtomicInteger puts = new AtomicInteger();
                            twice(
                                    () -> {
                                        if (!registry.containsKey("a")) {
                                            registry.put("a", puts.incrementAndGet());
                                        }
                                    });
                            assertThat(puts).hasValue(1);
                        });
        assertThat(report.passed()).isFalse();
    }

    @Test
    void callsOfASubclassOfAnAtomicAreSchedulingPoints() {
        Report report =
                Heddle.explore(
                        () -> {
                            Count count = new Count();
                            twice(() -> count.set(count.get() + 1));
                            assertThat(count).hasValue(2);
                        });
        assertThat(report.passed()).isFalse();
        Heddle.explore(
                        () -> {
                            Count count = new Count();
                            twice(count::incrementAndGet);
                            assertThat(count).hasValue(2);
                        })
                .check();
    }

    /** A counter as libraries have it that were written before {@code VarHandle}. */
    @SuppressWarnings({"removal", "deprecation"}) // What is deprecated is what is tested.
    static final class UnsafeCount {
        private static final sun.misc.Unsafe UNSAFE = unsafe();
        private static final long VALUE = offset();

        private volatile int value;

        private static sun.misc.Unsafe unsafe() {
            try {
                Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
                field.setAccessible(true);
                return (sun.misc.Unsafe) field.get(null);
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(e);
            }
        }

        private static long offset() {
            try {
                return UNSAFE.objectFieldOffset(UnsafeCount.class.getDeclaredField("value"));
            } catch (NoSuchFieldException e) {
                throw new AssertionError(e);
            }
        }

        void getThenPut() {
            UNSAFE.putIntVolatile(this, VALUE, UNSAFE.getIntVolatile(this, VALUE) + 1);
        }

        void compareAndSwap() {
            int before;
            do {
                before = UNSAFE.getIntVolatile(this, VALUE);
            } while (!UNSAFE.compareAndSwapInt(this, VALUE, before, before + 1));
        }
    }

    @Test
    void memoryAccessesByUnsafeAreSchedulingPoints() {
        Report report =
                Heddle.explore(
                        () -> {
                            UnsafeCount count = new UnsafeCount();
                            twice(count::getThenPut);
                            assertThat(count.value).isEqualTo(2);
                        });
        assertThat(report.passed()).isFalse();
        Heddle.explore(
                        () -> {
                            UnsafeCount count = new UnsafeCount();
                            twice(count::compareAndSwap);
                            assertThat(count.value).isEqualTo(2);
                        })
                .check();
    }

    /** Calls the static methods of {@code Thread} as its own, as a subclass may. */
    static final class Worker extends Thread {
        boolean knowsItself;
        boolean knowsItsLock;

        @Override
        public void run() {
            knowsItself = currentThread() == this;
            synchronized (this) {
                knowsItsLock = holdsLock(this);
            }
        }
    }

    @Test
    void aSubclassOfThreadKnowsItself() {
        Heddle.explore(
                        () -> {
                            Worker worker = new Worker();
                            worker.start();
                            worker.join();
                            assertThat(worker.knowsItself).isTrue();
                            assertThat(worker.knowsItsLock).isTrue();
                        })
                .check();
    }

    /** As with JUnit's parallel execution: its pool must not take part in the run, nor suffer. */
    @Test
    void aWorkerOfAPoolCanExploreAndItsPoolIsNoneTheWorse() throws Exception {
        try (ForkJoinPool pool = new ForkJoinPool(2)) {
            for (int i = 0; i < 4; i++) {
                Report report =
                        pool.submit(
                                        () ->
                                                Heddle.explorer()
                                                        .schedules(20)
                                                        .explore(
                                                                SharedCallsTest
                                                                        ::handsOverFromAnotherThread))
                                .get();
                report.check();
                assertThat(report.outsideEvents()).isZero();
            }
            assertThat(pool.awaitQuiescence(10, TimeUnit.SECONDS)).isTrue();
            assertThat(pool.getActiveThreadCount()).isZero();
            pool.shutdown();
            assertThat(pool.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aVirtualThreadCanExplore() throws Exception {
        Report[] report = new Report[1];
        Thread caller =
                Thread.ofVirtual()
                        .name("caller")
                        .start(
                                () ->
                                        report[0] =
                                                Heddle.explorer()
                                                        .schedules(20)
                                                        .explore(SharedCallsTest::isInterrupted));
        caller.join();
        report[0].check();
    }

    private static void isInterrupted() throws InterruptedException {
        Thread body = Thread.currentThread();
        assertThat(body.getName()).isEqualTo("caller");
        Thread other = new Thread(body::interrupt);
        other.start();
        try {
            Thread.sleep(1_000);
            throw new AssertionError("the body slept on");
        } catch (InterruptedException expected) {
            assertThat(body.isInterrupted()).isFalse();
        }
        other.join();
    }

    private static void handsOverFromAnotherThread() throws InterruptedException {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Thread other = new Thread(() -> queue.add("a"));
        other.start();
        assertThat(queue.take()).isEqualTo("a");
        assertThat(Thread.currentThread().getName()).startsWith("ForkJoinPool");
        other.join();
    }
}
