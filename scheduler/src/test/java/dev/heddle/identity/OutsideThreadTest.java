package dev.heddle.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;

/** What comes from before a run, and what is left of one, is not controlled: errors say so. */
class OutsideThreadTest {

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @Test
    @Covers(
            area = Area.VIRTUAL_THREADS,
            value = "Starting a virtual thread that was made before the run",
            handling = Handling.REFUSED)
    void aVirtualThreadMadeBeforeTheRunCanNotBeStartedInIt() {
        Thread early = Thread.ofVirtual().name("early").unstarted(() -> {});
        Throwable failure = failureOf(early::start);
        assertThat(failure)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("'early' was made before the Heddle run");
        assertThat(early.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    @Covers(area = Area.THREADS, value = "Starting a platform thread that was made before the run")
    void aPlatformThreadMadeBeforeTheRunCanBeStartedInIt() {
        List<Thread> seen = new ArrayList<>();
        Thread early = new Thread(() -> seen.add(Thread.currentThread()));
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            early.start();
                            early.join();
                        })
                .check();
        assertThat(seen).containsExactly(early);
        assertThat(early.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    @Covers(area = Area.THREADS, value = "A thread factory that was made before the run")
    void aFactoryMadeBeforeTheRunMakesThreadsOfTheRun() {
        ThreadFactory platform = Thread.ofPlatform().factory();
        ThreadFactory virtual = Thread.ofVirtual().factory();
        List<Thread> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            for (ThreadFactory factory : List.of(platform, virtual)) {
                                Thread thread =
                                        factory.newThread(() -> seen.add(Thread.currentThread()));
                                thread.start();
                                thread.join();
                                assertThat(seen.getLast()).isSameAs(thread);
                            }
                        })
                .check();
        assertThat(seen).hasSize(2);
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value = "join of a thread that was started before the run and is alive",
            handling = Handling.REFUSED)
    void aPlatformThreadStartedBeforeTheRunCanNotBeJoinedInIt() throws Exception {
        joiningFails(Thread.ofPlatform().name("outsider"));
    }

    @Test
    void aVirtualThreadStartedBeforeTheRunCanNotBeJoinedInIt() throws Exception {
        joiningFails(Thread.ofVirtual().name("outsider"));
    }

    private static void joiningFails(Thread.Builder builder) throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        Thread outsider =
                builder.start(
                        () -> {
                            try {
                                stop.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        try {
            assertThat(failureOf(outsider::join))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("'outsider' was started outside the Heddle run");
            assertThat(failureOf(() -> outsider.join(1))).isInstanceOf(IllegalStateException.class);
        } finally {
            stop.countDown();
            outsider.join();
        }
    }

    @Test
    void aLockThatAThreadFromOutsideHoldsIsADeadlock() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            var report = Heddle.explorer().schedules(1).explore(inOtherThread(lock));
            var failure = report.failure().orElseThrow();
            assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
            assertThat(failure.standing())
                    .anyMatch(one -> one.heldBy().equals(Thread.currentThread().getName()));
        } finally {
            lock.unlock();
        }
    }

    private static Body inOtherThread(ReentrantLock lock) {
        return () -> {
            Thread thread = new Thread(() -> lock.lock());
            thread.start();
            thread.join();
        };
    }

    @Test
    void whatTheBodyChangesOfItsOwnThreadIsUndoneAfterEachRun() {
        Thread self = Thread.currentThread();
        String name = self.getName();
        int priority = self.getPriority();
        ClassLoader loader = self.getContextClassLoader();
        Thread.UncaughtExceptionHandler handler = self.getUncaughtExceptionHandler();
        Heddle.explorer()
                .schedules(2)
                .strict() // The schedules do not depend on each other either.
                .explore(
                        () -> {
                            Thread thread = Thread.currentThread();
                            assertThat(thread.getName()).isEqualTo(name);
                            assertThat(thread.getPriority()).isEqualTo(priority);
                            assertThat(thread.getContextClassLoader()).isSameAs(loader);
                            assertThat(thread.getUncaughtExceptionHandler()).isSameAs(handler);
                            thread.setName("renamed");
                            thread.setPriority(Thread.MIN_PRIORITY);
                            thread.setContextClassLoader(null);
                            thread.setUncaughtExceptionHandler((other, thrown) -> {});
                        })
                .check();
        assertThat(self.getName()).isEqualTo(name);
        assertThat(self.getPriority()).isEqualTo(priority);
        assertThat(self.getContextClassLoader()).isSameAs(loader);
        assertThat(self.getUncaughtExceptionHandler()).isSameAs(handler);
    }

    @Test
    @Covers(area = Area.THREADS, value = "join of a thread that has ended before the run")
    void aThreadThatEndedBeforeTheRunCanBeJoined() throws Exception {
        Thread platform = Thread.ofPlatform().start(() -> {});
        Thread virtual = Thread.ofVirtual().start(() -> {});
        platform.join();
        virtual.join();
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            platform.join();
                            virtual.join();
                            assertThat(platform.isAlive()).isFalse();
                        })
                .check();
    }

    @Test
    void theThreadOfTheBodyHasEndedForThoseItLeavesBehind() {
        List<Object> seen = Collections.synchronizedList(new ArrayList<>());
        Heddle.explorer()
                .schedules(20)
                .explore(
                        () -> {
                            Thread body = Thread.currentThread();
                            new Thread(() -> seen.add(joined(body).isAlive())).start();
                            new Thread(() -> seen.add(joined(body).getState())).start();
                        })
                .check();
        // The first schedule is repeated at the end.
        assertThat(seen).hasSize(42).containsOnly(false, Thread.State.TERMINATED);
    }

    private static Thread joined(Thread thread) {
        try {
            thread.join();
            return thread;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aVirtualThreadOfARunCanNotBeStartedAfterIt() {
        List<Thread> made = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(() -> made.add(Thread.ofVirtual().unstarted(() -> {})))
                .check();
        assertThatThrownBy(() -> made.getFirst().start())
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("has ended");
    }

    @Test
    void aPlatformThreadOfARunCanBeStartedAfterIt() throws Exception {
        List<Thread> made = new ArrayList<>();
        List<Thread> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(() -> made.add(new Thread(() -> seen.add(Thread.currentThread()))))
                .check();
        made.getFirst().start();
        made.getFirst().join();
        assertThat(seen).isEqualTo(made);
    }

    private static Throwable failureOf(Body body) {
        var report = Heddle.explorer().schedules(1).explore(body);
        return report.failure().orElseThrow().cause().orElseThrow();
    }
}
