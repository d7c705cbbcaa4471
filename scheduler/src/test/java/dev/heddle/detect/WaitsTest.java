package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Event;
import dev.heddle.async.Lock;
import dev.heddle.async.Task;
import dev.heddle.control.Control;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;

/** Waits that nobody alive can end are told apart by name, with the state of what is awaited. */
class WaitsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure demand(Cause cause, String says, Body body) {
        Failure failure =
                Heddle.explorer()
                        .schedules(500)
                        .spuriousWakeups(false)
                        .explore(body)
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.standing()).extracting(Standing::cause).contains(cause);
        assertThat(CirclesTest.plain(failure.summary()))
                .startsWith("Deadlock: no thread can go on, and no timer is set.")
                .contains(CirclesTest.plain(says));
        Failure again =
                Heddle.explorer()
                        .spuriousWakeups(false)
                        .replay(failure.token(), body)
                        .failure()
                        .orElseThrow();
        assertThat(again.summary()).isEqualTo(failure.summary());
        assertThat(again.standing()).isEqualTo(failure.standing());
        return failure;
    }

    private static void demandNone(Body body) {
        Heddle.explorer().schedules(300).spuriousWakeups(false).explore(body).check();
    }

    private static Thread start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.start();
        return thread;
    }

    /** Waits without asking first whether it was told already, or only if it was not. */
    private static Body notified(boolean asks) {
        return () -> {
            Object lock = new Object();
            boolean[] told = new boolean[1];
            Thread other =
                    start(
                            "teller",
                            () -> {
                                synchronized (lock) {
                                    told[0] = true;
                                    lock.notify();
                                }
                            });
            synchronized (lock) {
                while (!asks || !told[0]) {
                    lock.wait();
                    if (!asks) {
                        break;
                    }
                }
            }
            other.join();
        };
    }

    @Test
    void aNotificationThatCameTooEarly() {
        demand(
                Cause.LOST_WAKE_UP,
                "Lost wake-up: 'main' waits to be notified on java.lang.Object #1, which 'teller'"
                        + " notified at step ",
                notified(false));
        demandNone(notified(true));
    }

    private static Body signalled(boolean asks) {
        return () -> {
            ReentrantLock lock = new ReentrantLock();
            Condition condition = lock.newCondition();
            boolean[] told = new boolean[1];
            Thread other =
                    start(
                            "teller",
                            () -> {
                                lock.lock();
                                told[0] = true;
                                condition.signalAll();
                                lock.unlock();
                            });
            lock.lock();
            if (!asks || !told[0]) {
                condition.await();
            }
            lock.unlock();
            other.join();
        };
    }

    @Test
    void aSignalThatCameTooEarly() {
        demand(
                Cause.LOST_WAKE_UP,
                "Lost wake-up: 'main' waits to be signalled on java.util.concurrent.locks.Condition"
                        + " #1, which 'teller' signalled at step ",
                signalled(false));
        demandNone(signalled(true));
    }

    @Test
    void aNotificationThatNeverCame() {
        demand(
                Cause.NEVER_NOTIFIED,
                "Never notified: 'main' waits to be notified on java.lang.Object #1.",
                () -> {
                    Object lock = new Object();
                    synchronized (lock) {
                        lock.wait();
                    }
                });
        demand(
                Cause.NEVER_NOTIFIED,
                "Never notified: 'main' waits to be signalled on"
                        + " java.util.concurrent.locks.Condition #1.",
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    lock.lock();
                    lock.newCondition().await();
                });
    }

    @Test
    void aLatchThatIsNotCountedDown() {
        demand(
                Cause.LATCH_NEVER_COUNTED_DOWN,
                "Latch never counted down: 'main' waits for java.util.concurrent.CountDownLatch #1,"
                        + " whose count is 1.",
                () -> {
                    CountDownLatch latch = new CountDownLatch(2);
                    start("counter", latch::countDown);
                    latch.await();
                });
        demandNone(
                () -> {
                    CountDownLatch latch = new CountDownLatch(1);
                    start("counter", latch::countDown);
                    latch.await();
                });
    }

    @Test
    void aPermitThatNobodyReleases() {
        demand(
                Cause.NO_PERMIT,
                "Permit never released: 'main' waits for java.util.concurrent.Semaphore #1, which"
                        + " has 1 permit.",
                () -> new Semaphore(1).acquire(2));
    }

    @Test
    void queuesThatStayEmptyOrFull() {
        demand(
                Cause.QUEUE_NEVER_FILLED,
                "Queue never filled: 'main' waits for an element of"
                        + " java.util.concurrent.LinkedBlockingQueue #1, which is empty.",
                () -> new LinkedBlockingQueue<String>().take());
        demand(
                Cause.QUEUE_NEVER_EMPTIED,
                "Queue never emptied: 'main' waits for room in"
                        + " java.util.concurrent.ArrayBlockingQueue #1, which is full.",
                () -> {
                    BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
                    queue.put("a");
                    queue.put("b");
                });
        demand(
                Cause.NO_PARTNER,
                "No partner: 'main' waits for a partner at java.util.concurrent.SynchronousQueue",
                () -> new SynchronousQueue<String>().put("a"));
        demand(
                Cause.NO_PARTNER,
                "No partner: 'main' waits for a partner at java.util.concurrent.Exchanger",
                () -> new Exchanger<String>().exchange("a"));
    }

    @Test
    void barriersAndPhasesThatNotAllComeTo() {
        demand(
                Cause.BARRIER_INCOMPLETE,
                "Barrier never reached by all: 'main' waits for java.util.concurrent.CyclicBarrier"
                        + " #1, at which 1 of 2 have arrived.",
                () -> new CyclicBarrier(2).await());
        demand(
                Cause.PHASE_INCOMPLETE,
                "Phase never reached by all: 'main' waits for java.util.concurrent.Phaser #1, at"
                        + " which 1 of 3 have arrived.",
                () -> new Phaser(3).arriveAndAwaitAdvance());
    }

    @Test
    void futuresThatNobodyCompletes() {
        demand(
                Cause.FUTURE_NEVER_COMPLETED,
                "Future never completed: 'main' waits for java.util.concurrent.CompletableFuture"
                        + " #1.",
                () -> new CompletableFuture<String>().join());
        demand(
                Cause.TASK_NEVER_BEGUN,
                "Task never begun: 'main' waits for java.util.concurrent.FutureTask #1, which no"
                        + " thread has begun to execute.",
                () -> new FutureTask<>(() -> "a").get());
    }

    /** A task waits for another one of a pool that has no thread left for it. */
    @Test
    void aPoolThatIsStarved() {
        Failure failure =
                demand(
                        Cause.TASK_NEVER_BEGUN,
                        "Task never begun: 'pool-1-thread-1' waits for"
                                + " java.util.concurrent.FutureTask #2, which no thread has begun"
                                + " to execute.",
                        () -> {
                            ExecutorService pool = Executors.newFixedThreadPool(1);
                            pool.submit(() -> pool.submit(() -> "inner").get()).get();
                        });
        assertThat(CirclesTest.plain(failure.toString()))
                .contains("'main' waits for FutureTask #n, which" + " 'pool-1-thread-1' executes");
    }

    @Test
    void aPoolThatIsNotShutDown() {
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .explore(() -> Executors.newFixedThreadPool(1).submit(() -> "done").get());
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.LEAK);
        assertThat(failure.summary())
                .endsWith(
                        "Pool never shut down: 'pool-1-thread-1' waits for a task of its pool,"
                                + " which was not shut down.");
    }

    @Test
    void aPoolThatDoesNotEnd() {
        demand(
                Cause.POOL_NEVER_ENDS,
                "Pool never ends: 'main' waits for java.util.concurrent.ThreadPoolExecutor",
                () ->
                        Executors.newFixedThreadPool(1)
                                .awaitTermination(Long.MAX_VALUE, TimeUnit.DAYS));
    }

    /**
     * What a {@code StructuredTaskScope} waits in; called by reflection, since the compiler does
     * not see it, nor scopes as long as they are a preview.
     */
    @Test
    void aScopeWhoseThreadsDoNotEnd() {
        demand(
                Cause.POOL_NEVER_ENDS,
                "Pool never ends: 'main' waits for",
                () -> {
                    Class<?> type = Class.forName("jdk.internal.misc.ThreadFlock");
                    Object opened = type.getMethod("open", String.class).invoke(null, "scope");
                    try (AutoCloseable scope = (AutoCloseable) opened) {
                        Thread thread = Thread.ofVirtual().unstarted(LockSupport::park);
                        type.getMethod("start", Thread.class).invoke(scope, thread);
                    }
                });
    }

    @Test
    void aStampedLockDoesNotKnowItsHolder() {
        demand(
                Cause.LOCK_HELD,
                "Lock never free: 'main' waits for java.util.concurrent.locks.StampedLock #1, which"
                        + " does not know its holder.",
                () -> {
                    StampedLock lock = new StampedLock();
                    lock.writeLock();
                    lock.readLock();
                });
    }

    @Test
    void aThreadThatIsParkedForNothingKnown() {
        Failure failure =
                Heddle.explorer().explore(() -> LockSupport.park()).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.standing())
                .singleElement()
                .satisfies(one -> assertThat(one.cause()).isEqualTo(Cause.NEVER_UNPARKED));
        assertThat(failure.summary()).endsWith(" Never unparked: 'main' is parked.");
    }

    /** What the others wait for is not what is wrong. */
    @Test
    void whoWaitsForOneThatWaitsIsNoCause() {
        Failure failure =
                demand(
                        Cause.LATCH_NEVER_COUNTED_DOWN,
                        "Latch never counted down: 'holder' waits for"
                                + " java.util.concurrent.CountDownLatch",
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            CountDownLatch held = new CountDownLatch(1);
                            Thread holder =
                                    start(
                                            "holder",
                                            () -> {
                                                lock.lock();
                                                held.countDown();
                                                awaitFor(new CountDownLatch(1));
                                            });
                            held.await();
                            Thread wants = start("wants", lock::lock);
                            holder.join();
                            wants.join();
                        });
        assertThat(failure.standing())
                .extracting(Standing::cause)
                .contains(Cause.LOCK_HELD, Cause.THREAD_NEVER_ENDS);
        assertThat(failure.summary()).doesNotContain("'wants'", "joins");
    }

    private static void awaitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    @Test
    void coroutinesThatAwaitAnEvent() {
        Failure failure =
                Heddle.explorer()
                        .schedules(1)
                        .explore(() -> Async.run(() -> new Event().await()))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.standing())
                .extracting(Standing::cause)
                .contains(Cause.COROUTINE_NEVER_RESUMED);
        assertThat(failure.summary()).endsWith(" Never resumed: 'main' awaits an event.");
    }

    @Test
    void coroutinesThatWaitForEachOther() {
        Failure failure =
                Heddle.explorer()
                        .explore(
                                () -> {
                                    Lock one = new Lock();
                                    Lock two = new Lock();
                                    Async.run(
                                            () -> {
                                                Task<Void> task =
                                                        Async.createTask(
                                                                "other", () -> both(two, one));
                                                both(one, two);
                                                task.await();
                                            });
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.standing())
                .filteredOn(one -> one.cause() == Cause.CIRCLE)
                .extracting(Standing::thread)
                .containsExactlyInAnyOrder("main", "other");
        assertThat(failure.sentence())
                .hasValue(
                        "It fails when 'main' and 'other' have each taken a lock, before either"
                                + " gets that of the other.");
        assertThat(failure.summary()).contains("'other' awaits a lock that task 'main' has taken");
    }

    private static void both(Lock first, Lock second) {
        try (Lock.Held held = first.hold()) {
            Async.yield();
            try (Lock.Held inner = second.hold()) {
                assertThat(first.isLocked()).isTrue();
            }
        }
    }

    @Test
    void whoJoinsAndHoldsWhatTheOtherWants() {
        Failure failure =
                Heddle.explorer()
                        .explore(
                                () -> {
                                    Object lock = new Object();
                                    synchronized (lock) {
                                        start(
                                                        "other",
                                                        () -> {
                                                            synchronized (lock) {
                                                                assertThat(lock).isNotNull();
                                                            }
                                                        })
                                                .join();
                                    }
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(inCircle(failure)).containsExactly("main", "other");
    }

    @Test
    void tasksThatWaitForEachOther() {
        Failure failure =
                Heddle.explorer()
                        .explore(
                                () -> {
                                    List<FutureTask<String>> tasks = new ArrayList<>();
                                    tasks.add(new FutureTask<>(() -> tasks.get(1).get()));
                                    tasks.add(new FutureTask<>(() -> tasks.get(0).get()));
                                    start("one", tasks.get(0));
                                    start("other", tasks.get(1));
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isIn(Ending.Kind.DEADLOCK, Ending.Kind.LEAK);
        assertThat(inCircle(failure)).containsExactly("one", "other");
    }

    private static List<String> inCircle(Failure failure) {
        return failure.standing().stream()
                .filter(one -> one.cause() == Cause.CIRCLE)
                .map(Standing::thread)
                .toList();
    }

    // --- stages ---------------------------------------------------------------------------------

    /** Whoever waits for a stage holds what the action wants, on which it depends. */
    private static Failure holdingWhatAnActionWants(
            Function<CompletableFuture<?>, CompletableFuture<?>> then) {
        Failure failure =
                Heddle.explore(
                                () -> {
                                    Object lock = new Object();
                                    synchronized (lock) {
                                        then.apply(
                                                        CompletableFuture.runAsync(
                                                                () -> {
                                                                    synchronized (lock) {
                                                                        assertThat(lock)
                                                                                .isNotNull();
                                                                    }
                                                                }))
                                                .get();
                                    }
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        return failure;
    }

    @Test
    void whoWaitsForAStageThatDependsOnAnother() {
        Failure failure =
                holdingWhatAnActionWants(first -> first.thenRun(() -> {}).thenApply(none -> 1));
        assertThat(inCircle(failure)).containsExactly("main", "ForkJoinPool.commonPool-worker-1");
        assertThat(failure.summary())
                .contains("which 'ForkJoinPool.commonPool-worker-1' executes; 'ForkJoin");
    }

    @Test
    void whoWaitsForTwoStages() {
        Failure failure =
                holdingWhatAnActionWants(
                        first ->
                                first.thenCombine(
                                        CompletableFuture.completedFuture(1), (one, two) -> two));
        assertThat(inCircle(failure)).hasSize(2);
    }

    /** It is not that action which has to end. */
    @Test
    void whoWaitsForOneOfTwoStages() {
        Failure failure =
                holdingWhatAnActionWants(
                        first -> first.runAfterEither(new CompletableFuture<>(), () -> {}));
        assertThat(inCircle(failure)).isEmpty();
    }

    // --- among others that go on ----------------------------------------------------------------

    private static Failure untilTheStepLimit(boolean daemon) {
        Failure failure =
                Heddle.explorer()
                        .schedules(1)
                        .stepLimit(2_000)
                        .explore(
                                () -> {
                                    Thread heart = new Thread(WaitsTest::beat, "heart");
                                    heart.setDaemon(daemon);
                                    heart.start();
                                    new CountDownLatch(1).await();
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        return failure;
    }

    private static void beat() {
        while (true) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError("Nobody interrupts this thread.", e);
            }
        }
    }

    @Test
    void whoWaitsWhileOnlyDaemonsGoOn() {
        Failure failure = untilTheStepLimit(true);
        assertThat(failure.standing().getFirst().cause()).isEqualTo(Cause.LATCH_NEVER_COUNTED_DOWN);
        assertThat(failure.summary())
                .endsWith(
                        "Only daemons could go on. Latch never counted down: 'main' waits for"
                                + " CountDownLatch #1, whose count is 1.");
    }

    /** The thread that goes on may yet count it down. */
    @Test
    void whoWaitsWhileOthersGoOn() {
        Failure failure = untilTheStepLimit(false);
        assertThat(failure.standing().getFirst().cause()).isEqualTo(Cause.NONE);
        assertThat(failure.summary()).doesNotContain("never counted down", "Only daemons");
    }

    @Test
    void aLockThatOthersRead() {
        demand(
                Cause.LOCK_HELD,
                "Lock never free: 'main' waits for ReentrantReadWriteLock #n, which others read.",
                () -> {
                    ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                    lock.readLock().lock(); // So the other one is not the first.
                    Object gate = new Object();
                    CountDownLatch reads = new CountDownLatch(1);
                    synchronized (gate) {
                        start(
                                "reader",
                                () -> {
                                    lock.readLock().lock();
                                    reads.countDown();
                                    synchronized (gate) {
                                        lock.readLock().unlock();
                                    }
                                });
                        reads.await();
                        lock.readLock().unlock();
                        lock.writeLock().lock();
                    }
                });
    }
}
