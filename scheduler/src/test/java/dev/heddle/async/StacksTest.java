package dev.heddle.async;

import static dev.heddle.async.Grounds.own;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What tasks of a loop of its own do to the threads that they run on, and those to them: the same
 * whether the JDK schedules these threads or the loop itself does.
 */
@Timeout(60)
class StacksTest {

    private static final Duration MOMENT = Duration.ofMillis(2);

    private final List<String> log = new ArrayList<>();

    private static void run(EventLoop loop, Action main) throws Exception {
        try (Runner runner = new Runner(loop)) {
            runner.run(main);
        }
    }

    private static void onBoth(Action main) throws Exception {
        for (EventLoop loop : own(false)) {
            run(loop, main);
        }
    }

    private static boolean isOnItsOwnCarrier() {
        return Thread.currentThread().toString().contains("@heddle-carrier");
    }

    @Test
    void whoSchedulesCanBeSeen() throws Exception {
        List<Boolean> own = new ArrayList<>();
        onBoth(() -> own.add(isOnItsOwnCarrier()));
        assertThat(own).containsExactly(false, true);
    }

    @Test
    void thePropertyLeavesItToTheJdk() throws Exception {
        System.setProperty(Own.SCHEDULER, "jdk");
        try {
            for (EventLoop loop : List.of(EventLoop.create(), EventLoop.createVirtual())) {
                run(loop, () -> assertThat(isOnItsOwnCarrier()).isFalse());
            }
        } finally {
            System.clearProperty(Own.SCHEDULER);
        }
    }

    /** Only whether the JVM was started so that the inside of the JDK is open matters. */
    @Test
    void whereTheInsideOfTheJdkIsOpenNoAgentIsNeeded() {
        String open = "--add-opens=java.base/java.lang=ALL-UNNAMED";
        assertThat(FreshJvm.lines(List.of(), StacksMain.class, List.of()))
                .containsExactly("ForkJoinPool", "ForkJoinPool");
        assertThat(FreshJvm.lines(List.of(open), StacksMain.class, List.of()))
                .containsExactly("heddle-carrier", "heddle-carrier");
        assertThat(
                        FreshJvm.lines(
                                List.of(open, "-D" + Own.SCHEDULER + "=jdk"),
                                StacksMain.class,
                                List.of()))
                .containsExactly("ForkJoinPool", "ForkJoinPool");
        // The same JDK, but without continuations.
        assertThat(
                        FreshJvm.lines(
                                List.of(
                                        open,
                                        "-XX:+UnlockExperimentalVMOptions",
                                        "-XX:-VMContinuations"),
                                StacksMain.class,
                                List.of()))
                .hasSize(2)
                .noneMatch(line -> line.contains("carrier"));
    }

    // --- what one task leaves behind is not for the next --------------------------------------

    @Test
    void aThreadIsUsedAgainOnlyIfNothingIsLeftOnIt() throws Exception {
        ThreadLocal<String> local = new ThreadLocal<>();
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        List<Action> leave =
                List.of(
                        () -> local.set("left"),
                        () -> inheritable.set("left"),
                        () -> Thread.currentThread().interrupt(),
                        () -> Thread.currentThread().setName("left"),
                        () -> Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {}),
                        () -> Thread.currentThread().setContextClassLoader(null));
        for (Action left : leave) {
            onBoth(
                    () -> {
                        Async.createTask(Action.awaitable(left)).await();
                        Async.createTask(
                                        () -> {
                                            Thread me = Thread.currentThread();
                                            assertThat(local.get()).isNull();
                                            assertThat(inheritable.get()).isNull();
                                            assertThat(me.isInterrupted()).isFalse();
                                            assertThat(me.getName()).isEqualTo("event-loop");
                                            assertThat(me.getUncaughtExceptionHandler())
                                                    .isSameAs(me.getThreadGroup());
                                            assertThat(me.getContextClassLoader()).isNotNull();
                                            return null;
                                        })
                                .await();
                    });
        }
    }

    @Test
    void otherwiseItIsUsedAgainAndEndsWithTheLoop() throws Exception {
        Set<Thread> threads = new HashSet<>();
        FutureTask<Void> all =
                new FutureTask<>(
                        () -> {
                            run(own(true).get(1), () -> someTasks(threads));
                            return null;
                        });
        // What it would inherit from the thread of the test would be left on each thread.
        Thread.ofPlatform().inheritInheritableThreadLocals(false).start(all);
        all.get();
        assertThat(threads).hasSizeLessThan(4);
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    private static void someTasks(Set<Thread> threads) throws Exception {
        for (int i = 0; i < 10; i++) {
            Async.createTask(() -> threads.add(Thread.currentThread())).await();
        }
        Async.gather(
                        () -> threads.add(Thread.currentThread()),
                        () -> threads.add(Thread.currentThread()))
                .await();
    }

    @Test
    void itInheritsWhatTheThreadHasThatRunsTheLoop() throws Exception {
        InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader mine = new ClassLoader() {};
        inheritable.set("mine");
        Thread.currentThread().setContextClassLoader(mine);
        try {
            onBoth(
                    () -> {
                        assertThat(inheritable.get()).isEqualTo("mine");
                        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(mine);
                    });
        } finally {
            inheritable.remove();
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    // --- a task that waits in another way than the loop's keeps the loop waiting, no more -------

    @Test
    void aTaskMayWaitInEveryWayOfTheJdk() throws Exception {
        Object monitor = new Object();
        ReentrantLock lock = new ReentrantLock();
        List<Action> waits =
                List.of(
                        () -> Thread.sleep(MOMENT),
                        Thread::yield,
                        () -> LockSupport.parkNanos(MOMENT.toNanos()),
                        () -> unparkedByAnother(Thread.currentThread()),
                        () -> new CountDownLatch(1).await(2, TimeUnit.MILLISECONDS),
                        () -> {
                            synchronized (monitor) {
                                monitor.wait(2);
                            }
                        },
                        () -> waitFor(monitor),
                        () -> waitFor(lock),
                        () -> {
                            FutureTask<String> task = new FutureTask<>(() -> "done");
                            Thread.startVirtualThread(task);
                            assertThat(task.get()).isEqualTo("done");
                        });
        for (Action wait : waits) {
            onBoth(
                    () -> {
                        log.clear();
                        Task<?> other = Async.createTask(Action.awaitable(() -> log.add("other")));
                        wait.run();
                        log.add("waited");
                        other.await();
                        Async.sleep(MOMENT);
                        wait.run();
                        assertThat(log).containsExactly("waited", "other");
                    });
        }
    }

    private static void unparkedByAnother(Thread me) {
        AtomicBoolean done = new AtomicBoolean();
        Thread.startVirtualThread(
                () -> {
                    done.set(true);
                    LockSupport.unpark(me);
                });
        while (!done.get()) {
            LockSupport.park();
        }
    }

    /** Enters a monitor that a thread holds, which it leaves when this one waits for it. */
    private static void waitFor(Object monitor) throws InterruptedException {
        Thread me = Thread.currentThread();
        CountDownLatch held = new CountDownLatch(1);
        Thread holder =
                new Thread(
                        () -> {
                            synchronized (monitor) {
                                held.countDown();
                                awaitState(me, Thread.State.BLOCKED);
                            }
                        });
        holder.start();
        held.await();
        synchronized (monitor) {
            assertThat(Thread.holdsLock(monitor)).isTrue();
        }
        holder.join();
    }

    private static void waitFor(ReentrantLock lock) throws InterruptedException {
        Thread me = Thread.currentThread();
        CountDownLatch held = new CountDownLatch(1);
        Thread holder =
                new Thread(
                        () -> {
                            lock.lock();
                            held.countDown();
                            awaitState(me, Thread.State.WAITING);
                            lock.unlock();
                        });
        holder.start();
        held.await();
        lock.lock();
        lock.unlock();
        holder.join();
    }

    private static void awaitState(Thread thread, Thread.State state) {
        while (thread.getState() != state) {
            Thread.onSpinWait();
        }
    }

    @Test
    void anInterruptEndsWhatItWouldEndOnAnyThread() throws Exception {
        onBoth(
                () -> {
                    Thread me = Thread.currentThread();
                    Thread interrupter =
                            new Thread(
                                    () -> {
                                        awaitState(me, Thread.State.TIMED_WAITING);
                                        me.interrupt();
                                    });
                    interrupter.start();
                    assertThatThrownBy(() -> Thread.sleep(Duration.ofMinutes(5)))
                            .isInstanceOf(InterruptedException.class);
                    interrupter.join();
                    me.interrupt();
                    Async.yield();
                    Async.sleep(MOMENT); // Not ended by it, nor by what is left of it below.
                    assertThatThrownBy(() -> Thread.sleep(1))
                            .isInstanceOf(InterruptedException.class);
                    long begin = Async.loop().time();
                    Async.sleep(MOMENT);
                    assertThat(Async.loop().time() - begin)
                            .isGreaterThanOrEqualTo(MOMENT.toNanos());
                    assertThat(me.isInterrupted()).isFalse();
                });
    }

    /** Others do not see it, though they run on the same carrier. */
    @Test
    void anInterruptIsOneTasksOnly() throws Exception {
        onBoth(
                () -> {
                    Task<?> interrupted =
                            Async.createTask(
                                    () -> {
                                        Thread.currentThread().interrupt();
                                        Async.yield();
                                        Async.sleep(MOMENT);
                                        return Thread.interrupted();
                                    });
                    for (int i = 0; i < 5; i++) {
                        Async.yield();
                        Thread.sleep(1);
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    }
                    assertThat(interrupted.await()).isEqualTo(true);
                });
    }

    // --- pinned ------------------------------------------------------------------------------

    /** While a class is initialised, its thread can not leave its carrier. */
    private static final class Pinned0 {
        static final List<String> SEEN = seen();

        private static List<String> seen() {
            return pinned();
        }
    }

    private static final class Pinned1 {
        static final List<String> SEEN = seen();

        private static List<String> seen() {
            return pinned();
        }
    }

    private static List<String> pinned() {
        List<String> seen = new ArrayList<>();
        Task<?> other =
                Async.createTask(
                        Action.awaitable(
                                () -> {
                                    Async.sleep(MOMENT);
                                    seen.add("other");
                                }));
        Async.yield();
        Async.sleep(MOMENT.multipliedBy(2));
        try {
            other.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
        seen.add("pinned");
        return seen;
    }

    @Test
    void aTaskThatCanNotLeaveItsCarrierWaitsThere() throws Exception {
        List<EventLoop> loops = own(false);
        run(loops.get(0), () -> assertThat(Pinned0.SEEN).containsExactly("other", "pinned"));
        run(
                loops.get(1),
                () -> {
                    Task<?> beside =
                            Async.createTask(
                                    Action.awaitable(
                                            () -> {
                                                for (int i = 0; i < 5; i++) {
                                                    Async.sleep(MOMENT);
                                                }
                                            }));
                    assertThat(Pinned1.SEEN).containsExactly("other", "pinned");
                    Async.yield();
                    beside.await();
                });
    }

    // --- others ------------------------------------------------------------------------------

    @Test
    void virtualThreadsThatATaskStartsAreTheJdks() throws Exception {
        onBoth(
                () -> {
                    FutureTask<String> task =
                            new FutureTask<>(
                                    () -> {
                                        Thread.sleep(MOMENT);
                                        assertThatThrownBy(Async::yield)
                                                .isInstanceOf(IllegalStateException.class);
                                        return Thread.currentThread().toString();
                                    });
                    Thread.startVirtualThread(task);
                    assertThat(Async.toThread(() -> task.get())).contains("@ForkJoinPool");
                });
    }

    @Test
    void aVirtualThreadCanRunALoop() throws Exception {
        for (EventLoop loop : own(false)) {
            FutureTask<String> task =
                    new FutureTask<>(
                            () -> {
                                try (Runner runner = new Runner(loop)) {
                                    return runner.run(
                                            () -> {
                                                Async.sleep(MOMENT);
                                                return Async.createTask(() -> "done").await();
                                            });
                                }
                            });
            Thread.startVirtualThread(task);
            assertThat(task.get()).isEqualTo("done");
        }
    }

    @Test
    void loopsOfSeveralThreadsDoNotMeet() throws Exception {
        List<FutureTask<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            EventLoop loop = own(true).get(1);
            FutureTask<Integer> task =
                    new FutureTask<>(
                            () -> {
                                try (Runner runner = new Runner(loop)) {
                                    return runner.run(StacksTest::count);
                                }
                            });
            new Thread(task).start();
            all.add(task);
        }
        for (FutureTask<Integer> one : all) {
            assertThat(one.get()).isEqualTo(3_000);
        }
    }

    private static Integer count() throws Exception {
        int[] count = {0};
        Action some =
                () -> {
                    for (int i = 0; i < 1_000; i++) {
                        Async.yield();
                        count[0]++;
                    }
                };
        Async.gather(some, some, some).await();
        return count[0];
    }

    /** Whoever takes the stack of a thread, whatever that does meanwhile, gets one. */
    @Test
    void stacksCanBeTakenAtAnyTime() throws Exception {
        for (EventLoop loop : own(true)) {
            Set<Thread> threads = new HashSet<>();
            AtomicBoolean over = new AtomicBoolean();
            AtomicReference<Throwable> failed = new AtomicReference<>();
            int[] seen = {0};
            Thread looking =
                    new Thread(
                            () -> {
                                List<Thread> all;
                                synchronized (threads) {
                                    all = List.copyOf(threads);
                                }
                                while (!over.get()) {
                                    for (Thread one : all) {
                                        if (one.getStackTrace().length > 0) {
                                            seen[0]++;
                                        }
                                    }
                                }
                            });
            looking.setUncaughtExceptionHandler((_, thrown) -> failed.set(thrown));
            run(
                    loop,
                    () -> {
                        List<Task<?>> tasks = new ArrayList<>();
                        for (int i = 0; i < 4; i++) {
                            tasks.add(
                                    Async.createTask(
                                            Action.awaitable(
                                                    () -> {
                                                        synchronized (threads) {
                                                            threads.add(Thread.currentThread());
                                                        }
                                                        while (!over.get()) {
                                                            Async.yield();
                                                        }
                                                    })));
                        }
                        Async.yield();
                        looking.start();
                        for (int i = 0; i < 20_000; i++) {
                            Async.yield();
                        }
                        over.set(true);
                    });
            looking.join();
            assertThat(failed.get()).isNull();
            assertThat(seen[0]).isPositive();
        }
    }
}
