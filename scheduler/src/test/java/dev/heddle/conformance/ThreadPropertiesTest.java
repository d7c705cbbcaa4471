package dev.heddle.conformance;

import static dev.heddle.Conformance.awaitState;
import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;

/** What a thread is made with, what can be changed of it and when, and what it is known by. */
class ThreadPropertiesTest {

    static {
        Conformance.install();
    }

    // --- builders
    // ---------------------------------------------------------------------------------

    @Test
    @Covers(area = Area.THREADS, value = "Thread.ofPlatform: every option")
    void everyOptionOfAPlatformThread() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        check(
                () -> {
                    local.set("mine");
                    ThreadGroup group = new ThreadGroup("group");
                    AtomicReference<Throwable> caught = new AtomicReference<>();
                    List<Object> seen = new ArrayList<>();
                    Thread.Builder.OfPlatform builder =
                            Thread.ofPlatform()
                                    .name("worker-", 7)
                                    .group(group)
                                    .daemon(true)
                                    .priority(3)
                                    .stackSize(1 << 20)
                                    .inheritInheritableThreadLocals(false)
                                    .uncaughtExceptionHandler((thread, e) -> caught.set(e));
                    Thread thread =
                            builder.unstarted(
                                    () -> {
                                        Thread self = Thread.currentThread();
                                        seen.add(self.getName());
                                        seen.add(self.getThreadGroup());
                                        seen.add(self.isDaemon());
                                        seen.add(self.getPriority());
                                        seen.add(local.get() == null);
                                        throw new IllegalStateException("on purpose");
                                    });
                    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
                    thread.start();
                    thread.join();
                    assertThat(seen).containsExactly("worker-7", group, true, 3, true);
                    assertThat(caught.get()).hasMessage("on purpose");
                    assertThat(builder.unstarted(() -> {}).getName()).isEqualTo("worker-8");
                    builder.inheritInheritableThreadLocals(true);
                    List<String> inherited = new ArrayList<>();
                    builder.start(() -> inherited.add(local.get())).join();
                    assertThat(inherited).containsExactly("mine");
                    local.remove();
                });
    }

    @Test
    @Covers(area = Area.VIRTUAL_THREADS, value = "Thread.ofVirtual: every option")
    void everyOptionOfAVirtualThread() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        check(
                () -> {
                    local.set("mine");
                    AtomicReference<Throwable> caught = new AtomicReference<>();
                    List<Object> seen = new ArrayList<>();
                    Thread.Builder.OfVirtual builder =
                            Thread.ofVirtual()
                                    .name("worker-", 7)
                                    .inheritInheritableThreadLocals(false)
                                    .uncaughtExceptionHandler((thread, e) -> caught.set(e));
                    Thread thread =
                            builder.unstarted(
                                    () -> {
                                        Thread self = Thread.currentThread();
                                        seen.add(self.getName());
                                        seen.add(self.isVirtual());
                                        seen.add(self.isDaemon());
                                        seen.add(local.get() == null);
                                        throw new IllegalStateException("on purpose");
                                    });
                    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
                    thread.start();
                    thread.join();
                    assertThat(seen).containsExactly("worker-7", true, true, true);
                    assertThat(caught.get()).hasMessage("on purpose");
                    builder.inheritInheritableThreadLocals(true);
                    List<String> inherited = new ArrayList<>();
                    builder.start(() -> inherited.add(local.get())).join();
                    assertThat(inherited).containsExactly("mine");
                    local.remove();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread.Builder.factory, shared by threads")
    void aFactoryCountsForAllWhoUseIt() {
        for (Thread.Builder builder : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            check(
                    () -> {
                        ThreadFactory factory = builder.name("n-", 0).factory();
                        Set<String> names = new HashSet<>();
                        Runnable make =
                                () -> {
                                    for (int i = 0; i < 3; i++) {
                                        Thread made = factory.newThread(() -> {});
                                        synchronized (names) {
                                            names.add(made.getName());
                                        }
                                    }
                                };
                        Thread one = Thread.ofPlatform().start(make);
                        Thread other = Thread.ofPlatform().start(make);
                        one.join();
                        other.join();
                        assertThat(names)
                                .containsExactlyInAnyOrder(
                                        "n-0", "n-1", "n-2", "n-3", "n-4", "n-5");
                    });
        }
    }

    // --- what can be changed, and when
    // ------------------------------------------------------------

    @Test
    @Covers(area = Area.THREADS, value = "setDaemon, setName, setPriority of a started thread")
    void whatCanBeChangedOfAThreadThatRuns() {
        check(
                () -> {
                    CountDownLatch end = new CountDownLatch(1);
                    Thread thread = new Thread(() -> await(end), "before");
                    thread.setDaemon(true);
                    thread.setDaemon(false);
                    thread.start();
                    assertThatThrownBy(() -> thread.setDaemon(true))
                            .isInstanceOf(IllegalThreadStateException.class);
                    thread.setName("after");
                    thread.setPriority(Thread.MAX_PRIORITY);
                    assertThat(thread.getName()).isEqualTo("after");
                    assertThat(thread.getPriority()).isEqualTo(Thread.MAX_PRIORITY);
                    assertThatThrownBy(() -> thread.setPriority(0))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> thread.setName(null))
                            .isInstanceOf(NullPointerException.class);
                    end.countDown();
                    thread.join();
                    thread.setName("ended");
                    thread.setPriority(1);
                    assertThat(thread.getName()).isEqualTo("ended");
                    assertThat(thread.getThreadGroup()).isNull();
                });
    }

    @Test
    @Covers(area = Area.THREADS, value = "Thread.stop", note = "throws as the JDK does")
    void stoppingIsNotSupported() throws Exception {
        Method stop = Thread.class.getMethod("stop");
        check(
                () -> {
                    for (Thread thread : List.of(new Thread(() -> {}), Thread.currentThread())) {
                        assertThatThrownBy(() -> stop.invoke(thread))
                                .isInstanceOf(InvocationTargetException.class)
                                .hasCauseInstanceOf(UnsupportedOperationException.class);
                    }
                });
    }

    // --- ids
    // --------------------------------------------------------------------------------------

    @Test
    @Covers(
            area = Area.THREADS,
            value = "Thread.threadId, Thread.getId",
            note = "equal in all runs")
    void idsAreTheSameInEveryRun() {
        Set<List<Long>> seen = new HashSet<>();
        Set<String> texts = new HashSet<>();
        Heddle.explorer().strategy("fifo").schedules(1).explore(() -> addIds(seen, texts)).check();
        Heddle.explorer().schedules(50).explore(() -> addIds(seen, texts)).check();
        assertThat(seen).containsExactly(List.of(1_000_001L, 1_000_002L, 1_000_003L, 1_000_004L));
        assertThat(texts)
                .containsExactlyInAnyOrder(
                        "Thread[#1000003,Thread-1,5,main]", "VirtualThread[#1000004]/new");
    }

    private static void addIds(Set<List<Long>> seen, Set<String> texts)
            throws InterruptedException {
        Thread started = new Thread(() -> {});
        started.start();
        Thread virtual = Thread.startVirtualThread(() -> {});
        Thread unstarted = new Thread(Thread.currentThread().getThreadGroup(), () -> {});
        Thread unstartedVirtual = Thread.ofVirtual().unstarted(() -> {});
        List<Long> ids = new ArrayList<>();
        for (Thread thread : List.of(started, virtual, unstarted, unstartedVirtual)) {
            ids.add(thread.threadId());
        }
        started.join();
        virtual.join();
        seen.add(ids);
        texts.add(unstarted.toString().replace(unstarted.getThreadGroup().getName(), "main"));
        texts.add(unstartedVirtual.toString());
    }

    @Test
    void theBodyHasTheIdOfMain() throws Exception {
        List<Long> ids = new ArrayList<>();
        Thread caller =
                new Thread(
                        () ->
                                Heddle.explorer()
                                        .schedules(2)
                                        .explore(() -> ids.add(Thread.currentThread().threadId()))
                                        .check());
        caller.start();
        caller.join();
        assertThat(ids).isNotEmpty().containsOnly(1L);
        assertThat(caller.threadId()).isGreaterThan(1);
    }

    @Test
    void idsStayTheSameAfterTheRun() {
        List<Thread> threads = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        Heddle.explorer()
                .schedules(3)
                .explore(
                        () -> {
                            for (Thread.Builder kind :
                                    List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
                                Thread thread = kind.start(() -> {});
                                threads.add(thread);
                                ids.add(thread.threadId());
                                thread.join();
                            }
                        })
                .check();
        assertThat(threads).extracting(Thread::threadId).isEqualTo(ids);
        assertThat(new Thread(() -> {}).threadId()).isLessThan(1_000_000);
    }

    /** They have one id, but one has ended and the other lives. */
    @Test
    void threadsOfTwoRunsAreNotTakenForEachOther() {
        List<Thread> before = new ArrayList<>();
        Heddle.explorer()
                .schedules(5)
                .explore(
                        () -> {
                            CountDownLatch end = new CountDownLatch(1);
                            Thread thread = new Thread(() -> await(end));
                            thread.start();
                            awaitState(thread, Thread.State.WAITING);
                            for (Thread earlier : before) {
                                assertThat(earlier.threadId()).isEqualTo(thread.threadId());
                                assertThat(earlier.getState()).isEqualTo(Thread.State.TERMINATED);
                                assertThat(earlier.isAlive()).isFalse();
                                earlier.join();
                            }
                            end.countDown();
                            thread.join();
                            before.add(thread);
                        })
                .check();
        assertThat(before).hasSizeGreaterThanOrEqualTo(5);
    }

    // --- groups
    // -----------------------------------------------------------------------------------

    @Test
    @Covers(area = Area.THREADS, value = "ThreadGroup: activeCount, enumerate, groups in groups")
    void groupsKnowTheirThreadsAndGroups() {
        check(
                () -> {
                    ThreadGroup outer = new ThreadGroup("outer");
                    ThreadGroup inner = new ThreadGroup(outer, "inner");
                    CountDownLatch end = new CountDownLatch(1);
                    Thread one = new Thread(outer, () -> await(end));
                    Thread other = new Thread(inner, () -> await(end));
                    one.start();
                    other.start();
                    assertThat(outer.activeCount()).isEqualTo(2);
                    assertThat(inner.activeCount()).isEqualTo(1);
                    assertThat(outer.activeGroupCount()).isEqualTo(1);
                    assertThat(outer.parentOf(inner)).isTrue();
                    Thread[] threads = new Thread[5];
                    assertThat(outer.enumerate(threads)).isEqualTo(2);
                    assertThat(threads).containsOnlyOnce(one, other);
                    assertThat(outer.enumerate(threads, false)).isEqualTo(1);
                    ThreadGroup[] groups = new ThreadGroup[5];
                    assertThat(outer.enumerate(groups)).isEqualTo(1);
                    assertThat(groups[0]).isSameAs(inner);
                    outer.setMaxPriority(2);
                    assertThat(inner.getMaxPriority()).isEqualTo(2);
                    end.countDown();
                    one.join();
                    other.join();
                    assertThat(outer.activeCount()).isZero();
                    outer.interrupt();
                });
    }

    /** The JDK knows groups by weak references: what it lists depends on the garbage collector. */
    @Test
    @Covers(
            area = Area.THREADS,
            value = "ThreadGroup.activeGroupCount, enumerate of groups",
            note = "those that were made in the run")
    void groupsOfEarlierRunsAreNotSeen() {
        List<ThreadGroup> kept = new ArrayList<>();
        Set<Integer> counts = new HashSet<>();
        Heddle.explorer()
                .schedules(50)
                .explore(
                        () -> {
                            ThreadGroup own = Thread.currentThread().getThreadGroup();
                            kept.add(new ThreadGroup("kept"));
                            counts.add(own.activeGroupCount());
                        })
                .check();
        assertThat(kept).hasSizeGreaterThanOrEqualTo(50);
        assertThat(counts).containsExactly(1);
    }

    // --- the default handler
    // ----------------------------------------------------------------------

    @Test
    @Covers(
            area = Area.THREADS,
            value = "Thread.setDefaultUncaughtExceptionHandler",
            note = "belongs to the run; it is told, but the run fails all the same")
    void aDefaultHandlerThatARunSetsGoesWithIt() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        List<String> told = new ArrayList<>();
        Heddle.explorer()
                .schedules(5)
                .explore(
                        () -> {
                            assertThat(Thread.getDefaultUncaughtExceptionHandler())
                                    .isSameAs(before);
                            Thread.UncaughtExceptionHandler mine = (thread, e) -> {};
                            Thread.setDefaultUncaughtExceptionHandler(mine);
                            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(mine);
                        })
                .check();
        assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
        assertThat(
                        Heddle.explorer()
                                .schedules(1)
                                .explore(
                                        () -> {
                                            told.clear();
                                            Thread.setDefaultUncaughtExceptionHandler(
                                                    (thread, e) -> told.add(e.getMessage()));
                                            Thread thread =
                                                    new Thread(
                                                            () -> {
                                                                throw new IllegalStateException(
                                                                        "on purpose");
                                                            });
                                            thread.start();
                                            thread.join();
                                        })
                                .failure())
                .isPresent();
        assertThat(told).containsExactly("on purpose");
    }

    // --- daemons
    // ----------------------------------------------------------------------------------

    @Test
    @Covers(
            area = Area.THREADS,
            value = "Daemon threads",
            note = "a run ends when no other thread is left; then they are unwound")
    void daemonsAreDroppedWhenNobodyElseIsLeft() {
        List<String> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(100)
                .explore(
                        () -> {
                            seen.clear();
                            CountDownLatch never = new CountDownLatch(1);
                            CountDownLatch waits = new CountDownLatch(2);
                            Runnable wait =
                                    () -> {
                                        try {
                                            waits.countDown();
                                            await(never);
                                        } finally {
                                            seen.add("dropped");
                                        }
                                    };
                            Thread.ofPlatform().daemon().start(wait);
                            Thread.ofVirtual().start(wait);
                            Thread last =
                                    new Thread(
                                            () -> {
                                                await(waits);
                                                seen.add("last");
                                            });
                            last.start();
                        })
                .check();
        assertThat(seen).containsExactly("last", "dropped", "dropped");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
