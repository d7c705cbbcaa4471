package dev.heddle.identity;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A thread knows itself, and is known by the others, as the object that the program has made. */
class CurrentThreadTest {

    @Test
    @Covers(area = Area.THREADS, value = "Thread.currentThread")
    void currentThreadIsTheThreadThatWasStarted() {
        check(
                () -> {
                    AtomicReference<Thread> seen = new AtomicReference<>();
                    Thread thread = new Thread(() -> seen.set(Thread.currentThread()));
                    thread.start();
                    thread.join();
                    assertThat(seen.get()).isSameAs(thread);
                    assertThat(seen.get().isVirtual()).isFalse();
                });
    }

    @Test
    void currentThreadIsTheSameBeforeAndAfterWaiting() {
        check(
                () -> {
                    Thread before = Thread.currentThread();
                    Thread other = new Thread(() -> {});
                    other.start();
                    other.join();
                    Thread.sleep(1);
                    assertThat(Thread.currentThread()).isSameAs(before).isNotSameAs(other);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Subclasses of Thread")
    void aSubclassRunsItsOwnRun() {
        class Worker extends Thread {
            private Thread seen;
            private int started;

            Worker() {
                super("worker");
            }

            @Override
            public void start() {
                started++;
                super.start();
            }

            @Override
            public void run() {
                seen = Thread.currentThread();
            }
        }
        check(
                () -> {
                    Worker worker = new Worker();
                    worker.start();
                    worker.join();
                    assertThat(worker.seen).isSameAs(worker);
                    assertThat(worker.started).isEqualTo(1);
                });
    }

    @Test
    void callingRunDoesNotStartAThread() {
        check(
                () -> {
                    AtomicReference<Thread> seen = new AtomicReference<>();
                    Thread thread = new Thread(() -> seen.set(Thread.currentThread()));
                    thread.run();
                    assertThat(seen.get()).isSameAs(Thread.currentThread());
                    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
                });
    }

    @Test
    void aThreadWithoutATaskEndsAtOnce() {
        check(
                () -> {
                    Thread thread = new Thread();
                    thread.start();
                    thread.join();
                    assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread::currentThread as a method reference")
    void aMethodReferenceGivesTheThreadToo() {
        check(
                () -> {
                    Supplier<Thread> self = Thread::currentThread;
                    Predicate<Object> holds = Thread::holdsLock;
                    LongSupplier clock = System::nanoTime;
                    AtomicReference<Thread> seen = new AtomicReference<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        seen.set(self.get());
                                        synchronized (self) {
                                            assertThat(holds.test(self)).isTrue();
                                            Runnable notify = self::notifyAll;
                                            notify.run();
                                        }
                                    });
                    long before = System.nanoTime();
                    thread.start();
                    thread.join();
                    assertThat(seen.get()).isSameAs(thread);
                    assertThat(clock.getAsLong() - before).isBetween(0L, 60_000_000_000L);
                });
    }

    @Test
    void namesAreThoseThatWereGiven() {
        check(
                () -> {
                    List<String> names = new ArrayList<>();
                    Thread thread =
                            new Thread(
                                    () -> {
                                        names.add(Thread.currentThread().getName());
                                        Thread.currentThread().setName("renamed");
                                    },
                                    "given");
                    thread.start();
                    thread.join();
                    assertThat(names).containsExactly("given");
                    assertThat(thread.getName()).isEqualTo("renamed");
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Generated names of threads")
    void generatedNamesAreNumberedOneAfterTheOther() {
        check(
                () -> {
                    Thread first = new Thread(() -> {});
                    Thread named = new Thread(() -> {}, "named");
                    Thread second = new Thread(() -> {});
                    assertThat(first.getName()).startsWith("Thread-");
                    assertThat(number(second)).isEqualTo(number(first) + 1);
                    assertThat(named.getName()).isEqualTo("named");
                });
    }

    @Test
    void idsAreDistinctAndStayTheSame() {
        check(
                () -> {
                    Set<Long> ids = new HashSet<>();
                    List<Long> own = new ArrayList<>();
                    ids.add(Thread.currentThread().threadId());
                    for (int i = 0; i < 5; i++) {
                        Thread thread =
                                new Thread(() -> own.add(Thread.currentThread().threadId()));
                        long before = thread.threadId();
                        thread.start();
                        thread.join();
                        assertThat(thread.threadId()).isEqualTo(before).isPositive();
                        assertThat(own.getLast()).isEqualTo(before);
                        assertThat(ids.add(before)).isTrue();
                    }
                });
    }

    @Test
    void toStringNamesTheThread() {
        check(
                () -> {
                    List<String> texts = new ArrayList<>();
                    Thread thread =
                            new Thread(() -> texts.add(Thread.currentThread().toString()), "t");
                    thread.setPriority(7);
                    thread.start();
                    thread.join();
                    String group = Thread.currentThread().getThreadGroup().getName();
                    assertThat(texts)
                            .containsExactly(
                                    "Thread[#" + thread.threadId() + ",t,7," + group + "]");
                });
    }

    private static int number(Thread thread) {
        return Integer.parseInt(thread.getName().substring("Thread-".length()));
    }
}
