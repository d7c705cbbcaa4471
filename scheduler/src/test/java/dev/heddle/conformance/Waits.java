package dev.heddle.conformance;

import static java.lang.Thread.State.TIMED_WAITING;
import static java.lang.Thread.State.WAITING;
import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;

/** Every way to wait that the JDK has within one JVM, each with what ends the wait. */
final class Waits {

    private static final long DAY = DAYS.toMillis(1);

    private Waits() {}

    /** A call that waits. */
    interface Call {
        void run() throws Exception;
    }

    /**
     * One wait.
     *
     * @param block waits until the other call is made
     * @param release ends the wait; called by the thread that has made this object
     */
    record Wait(Call block, Call release) {}

    /** Makes a wait, on objects of its own. */
    interface Maker {
        Wait make() throws Exception;
    }

    /**
     * A way to wait.
     *
     * @param state in which a thread is that waits like this
     */
    record Way(String name, Thread.State state, Maker maker) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Those that an interrupt ends with an {@code InterruptedException}. */
    static List<Way> interruptible() {
        List<Way> all = new ArrayList<>();
        addThreads(all);
        addMonitors(all);
        addLocks(all);
        addConditions(all);
        addSynchronizers(all);
        addQueues(all);
        addFutures(all);
        addExecutors(all);
        return all;
    }

    private static void addThreads(List<Way> all) {
        all.add(joining("Thread.join()", WAITING, Thread::join));
        all.add(joining("Thread.join(long)", TIMED_WAITING, thread -> thread.join(DAY)));
        all.add(joining("Thread.join(long, int)", TIMED_WAITING, thread -> thread.join(DAY, 1)));
        all.add(
                joining(
                        "Thread.join(Duration)",
                        TIMED_WAITING,
                        thread -> thread.join(Duration.ofDays(1))));
        all.add(joining("TimeUnit.timedJoin", TIMED_WAITING, thread -> DAYS.timedJoin(thread, 1)));
    }

    private interface Joining {
        void join(Thread thread) throws InterruptedException;
    }

    private static Way joining(String name, Thread.State state, Joining joining) {
        return new Way(
                name,
                state,
                () -> {
                    CountDownLatch end = new CountDownLatch(1);
                    Thread thread = new Thread(() -> awaitQuietly(end));
                    thread.setDaemon(true);
                    thread.start();
                    return new Wait(() -> joining.join(thread), end::countDown);
                });
    }

    private static void addMonitors(List<Way> all) {
        all.add(waiting("Object.wait()", WAITING, Object::wait));
        all.add(waiting("Object.wait(long)", TIMED_WAITING, lock -> lock.wait(DAY)));
        all.add(waiting("Object.wait(long, int)", TIMED_WAITING, lock -> lock.wait(DAY, 1)));
        all.add(
                waiting(
                        "TimeUnit.timedWait",
                        TIMED_WAITING,
                        lock -> MILLISECONDS.timedWait(lock, DAY)));
    }

    private interface Waiting {
        void await(Object lock) throws InterruptedException;
    }

    private static Way waiting(String name, Thread.State state, Waiting waiting) {
        return new Way(
                name,
                state,
                () -> {
                    boolean[] done = new boolean[1];
                    return new Wait(
                            () -> {
                                synchronized (done) {
                                    while (!done[0]) {
                                        waiting.await(done);
                                    }
                                }
                            },
                            () -> {
                                synchronized (done) {
                                    done[0] = true;
                                    done.notifyAll();
                                }
                            });
                });
    }

    private interface Locking {
        boolean lock(Lock lock) throws InterruptedException;
    }

    private static void addLocks(List<Way> all) {
        Locking interruptibly =
                lock -> {
                    lock.lockInterruptibly();
                    return true;
                };
        Locking timed = lock -> lock.tryLock(1, DAYS);
        for (boolean fair : new boolean[] {false, true}) {
            String kind = fair ? "fair " : "";
            Maker[] plain = {
                () -> locked(new ReentrantLock(fair), interruptibly),
                () -> locked(new ReentrantLock(fair), timed),
                () -> locked(new ReentrantReadWriteLock(fair).writeLock(), interruptibly),
                () -> locked(new ReentrantReadWriteLock(fair).writeLock(), timed),
                () -> shared(new ReentrantReadWriteLock(fair), interruptibly),
                () -> shared(new ReentrantReadWriteLock(fair), timed)
            };
            String[] names = {"ReentrantLock", "WriteLock", "ReadLock"};
            for (int i = 0; i < plain.length; i++) {
                boolean limited = i % 2 == 1;
                all.add(
                        new Way(
                                kind
                                        + names[i / 2]
                                        + (limited ? ".tryLock(time)" : ".lockInterruptibly()"),
                                limited ? TIMED_WAITING : WAITING,
                                plain[i]));
            }
        }
        all.add(
                stamped(
                        "StampedLock.writeLockInterruptibly()",
                        WAITING,
                        StampedLock::writeLockInterruptibly));
        all.add(
                stamped(
                        "StampedLock.readLockInterruptibly()",
                        WAITING,
                        StampedLock::readLockInterruptibly));
        all.add(
                stamped(
                        "StampedLock.tryWriteLock(time)",
                        TIMED_WAITING,
                        lock -> lock.tryWriteLock(1, DAYS)));
        all.add(
                stamped(
                        "StampedLock.tryReadLock(time)",
                        TIMED_WAITING,
                        lock -> lock.tryReadLock(1, DAYS)));
        all.add(
                stamped(
                        "StampedLock.asReadLock().lockInterruptibly()",
                        WAITING,
                        lock -> {
                            lock.asReadLock().lockInterruptibly();
                            return lock.isReadLocked() ? 1 : 0;
                        }));
    }

    /** The lock is held by the thread that calls. */
    private static Wait locked(Lock lock, Locking locking) {
        lock.lock();
        return new Wait(() -> lockAndUnlock(lock, locking), lock::unlock);
    }

    private static Wait shared(ReentrantReadWriteLock lock, Locking locking) {
        lock.writeLock().lock();
        return new Wait(
                () -> lockAndUnlock(lock.readLock(), locking), () -> lock.writeLock().unlock());
    }

    private static void lockAndUnlock(Lock lock, Locking locking) throws InterruptedException {
        if (!locking.lock(lock)) {
            throw new AssertionError("A day has passed.");
        }
        lock.unlock();
    }

    private interface Stamping {
        long lock(StampedLock lock) throws InterruptedException;
    }

    private static Way stamped(String name, Thread.State state, Stamping stamping) {
        return new Way(
                name,
                state,
                () -> {
                    StampedLock lock = new StampedLock();
                    long held = lock.writeLock();
                    return new Wait(
                            () -> {
                                if (stamping.lock(lock) == 0) {
                                    throw new AssertionError("A day has passed.");
                                }
                            },
                            () -> lock.unlockWrite(held));
                });
    }

    private interface Awaiting {
        void await(Condition condition) throws InterruptedException;
    }

    private static void addConditions(List<Way> all) {
        all.add(condition("Condition.await()", WAITING, Condition::await));
        all.add(condition("Condition.await(time)", TIMED_WAITING, c -> c.await(1, DAYS)));
        all.add(
                condition(
                        "Condition.awaitNanos", TIMED_WAITING, c -> c.awaitNanos(DAYS.toNanos(1))));
        all.add(
                condition(
                        "Condition.awaitUntil",
                        TIMED_WAITING,
                        c -> c.awaitUntil(new Date(System.currentTimeMillis() + DAY))));
    }

    private static Way condition(String name, Thread.State state, Awaiting awaiting) {
        return new Way(
                name,
                state,
                () -> {
                    boolean[] done = new boolean[1];
                    ReentrantLock lock = new ReentrantLock();
                    Condition condition = lock.newCondition();
                    return new Wait(
                            () -> {
                                lock.lock();
                                try {
                                    while (!done[0]) {
                                        awaiting.await(condition);
                                    }
                                } finally {
                                    lock.unlock();
                                }
                            },
                            () -> {
                                lock.lock();
                                done[0] = true;
                                condition.signalAll();
                                lock.unlock();
                            });
                });
    }

    private static void addSynchronizers(List<Way> all) {
        all.add(semaphore("Semaphore.acquire()", WAITING, Semaphore::acquire));
        all.add(semaphore("Semaphore.acquire(int)", WAITING, s -> s.acquire(1)));
        all.add(semaphore("Semaphore.tryAcquire(time)", TIMED_WAITING, s -> s.tryAcquire(1, DAYS)));
        all.add(
                way(
                        "CountDownLatch.await()",
                        WAITING,
                        () -> new CountDownLatch(1),
                        CountDownLatch::await,
                        CountDownLatch::countDown));
        all.add(
                way(
                        "CountDownLatch.await(time)",
                        TIMED_WAITING,
                        () -> new CountDownLatch(1),
                        latch -> latch.await(1, DAYS),
                        CountDownLatch::countDown));
        all.add(barrier("CyclicBarrier.await()", WAITING, CyclicBarrier::await));
        all.add(barrier("CyclicBarrier.await(time)", TIMED_WAITING, b -> b.await(1, DAYS)));
        all.add(
                way(
                        "Phaser.awaitAdvanceInterruptibly",
                        WAITING,
                        () -> new Phaser(1),
                        phaser -> phaser.awaitAdvanceInterruptibly(0),
                        Phaser::arrive));
        all.add(
                way(
                        "Phaser.awaitAdvanceInterruptibly(time)",
                        TIMED_WAITING,
                        () -> new Phaser(1),
                        phaser -> phaser.awaitAdvanceInterruptibly(0, 1, DAYS),
                        Phaser::arrive));
        all.add(
                way(
                        "Exchanger.exchange",
                        WAITING,
                        Exchanger<String>::new,
                        exchanger -> exchanger.exchange("x"),
                        Waits::exchangeIfThere));
        all.add(
                way(
                        "Exchanger.exchange(time)",
                        TIMED_WAITING,
                        Exchanger<String>::new,
                        exchanger -> exchanger.exchange("x", 1, DAYS),
                        Waits::exchangeIfThere));
        all.add(
                way(
                        "AbstractQueuedSynchronizer.acquireInterruptibly",
                        WAITING,
                        Gate::new,
                        gate -> gate.acquireInterruptibly(1),
                        gate -> gate.releaseShared(1)));
        all.add(
                way(
                        "AbstractQueuedSynchronizer.tryAcquireSharedNanos",
                        TIMED_WAITING,
                        Gate::new,
                        gate -> gate.tryAcquireSharedNanos(1, DAYS.toNanos(1)),
                        gate -> gate.releaseShared(1)));
        all.add(
                way(
                        "AbstractQueuedLongSynchronizer.acquireSharedInterruptibly",
                        WAITING,
                        LongGate::new,
                        gate -> gate.acquireSharedInterruptibly(1),
                        gate -> gate.releaseShared(1)));
    }

    /** The partner may have given up: then nobody must be waited for. */
    private static void exchangeIfThere(Exchanger<String> exchanger) throws Exception {
        try {
            exchanger.exchange("y", 1, MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException gaveUp) {
            // The other was interrupted.
        }
    }

    /** Closed until it is released, then open for ever. */
    private static final class Gate extends AbstractQueuedSynchronizer {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean tryAcquire(int ignored) {
            return getState() == 1;
        }

        @Override
        protected int tryAcquireShared(int ignored) {
            return getState() == 1 ? 1 : -1;
        }

        @Override
        protected boolean tryReleaseShared(int ignored) {
            setState(1);
            return true;
        }
    }

    private static final class LongGate extends AbstractQueuedLongSynchronizer {
        private static final long serialVersionUID = 1L;

        @Override
        protected long tryAcquireShared(long ignored) {
            return getState() == 1 ? 1 : -1;
        }

        @Override
        protected boolean tryReleaseShared(long ignored) {
            setState(1);
            return true;
        }
    }

    private interface On<T> {
        void call(T object) throws Exception;
    }

    private interface Making<T> {
        T make() throws Exception;
    }

    private static <T> Way way(
            String name, Thread.State state, Making<T> making, On<T> block, On<T> release) {
        return new Way(
                name,
                state,
                () -> {
                    T object = making.make();
                    return new Wait(() -> block.call(object), () -> release.call(object));
                });
    }

    private static Way semaphore(String name, Thread.State state, On<Semaphore> block) {
        return way(name, state, () -> new Semaphore(0), block, Semaphore::release);
    }

    private static Way barrier(String name, Thread.State state, On<CyclicBarrier> block) {
        return way(
                name,
                state,
                () -> new CyclicBarrier(2),
                block,
                barrier -> {
                    try {
                        barrier.await();
                    } catch (BrokenBarrierException interrupted) {
                        // The other has given up, which breaks the barrier.
                    }
                });
    }

    /** What a delay queue has: it is due from the beginning. */
    private record Due() implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return 0;
        }

        @Override
        public int compareTo(Delayed other) {
            return 0;
        }
    }

    private static void addQueues(List<Way> all) {
        addQueue(all, "ArrayBlockingQueue", () -> new ArrayBlockingQueue<>(1));
        addQueue(all, "LinkedBlockingQueue", () -> new LinkedBlockingQueue<>(1));
        addQueue(all, "LinkedBlockingDeque", () -> new LinkedBlockingDeque<>(1));
        addTaking(all, "PriorityBlockingQueue", PriorityBlockingQueue::new, "x");
        addTaking(all, "LinkedTransferQueue", LinkedTransferQueue::new, "x");
        addTaking(all, "DelayQueue", DelayQueue<Due>::new, new Due());
        for (boolean fair : new boolean[] {false, true}) {
            String kind = fair ? "fair SynchronousQueue" : "SynchronousQueue";
            Making<BlockingQueue<String>> making = () -> new SynchronousQueue<>(fair);
            On<BlockingQueue<String>> give = queue -> queue.offer("x", 1, MILLISECONDS);
            On<BlockingQueue<String>> take = queue -> queue.poll(1, MILLISECONDS);
            all.add(way(kind + ".take", WAITING, making, BlockingQueue::take, give));
            all.add(way(kind + ".put", WAITING, making, queue -> queue.put("x"), take));
            all.add(
                    way(
                            kind + ".poll(time)",
                            TIMED_WAITING,
                            making,
                            queue -> queue.poll(1, DAYS),
                            give));
            all.add(
                    way(
                            kind + ".offer(time)",
                            TIMED_WAITING,
                            making,
                            queue -> queue.offer("x", 1, DAYS),
                            take));
        }
        all.add(
                way(
                        "LinkedTransferQueue.transfer",
                        WAITING,
                        LinkedTransferQueue<String>::new,
                        queue -> queue.transfer("x"),
                        LinkedTransferQueue::poll));
        all.add(
                way(
                        "LinkedTransferQueue.tryTransfer(time)",
                        TIMED_WAITING,
                        LinkedTransferQueue<String>::new,
                        queue -> queue.tryTransfer("x", 1, DAYS),
                        LinkedTransferQueue::poll));
        Making<BlockingDeque<String>> empty = () -> new LinkedBlockingDeque<>(1);
        Making<BlockingDeque<String>> full = () -> filled(new LinkedBlockingDeque<>(1));
        On<BlockingDeque<String>> add = deque -> deque.addFirst("x");
        On<BlockingDeque<String>> poll = BlockingDeque::pollLast;
        all.add(way("LinkedBlockingDeque.takeLast", WAITING, empty, BlockingDeque::takeLast, add));
        all.add(
                way(
                        "LinkedBlockingDeque.pollLast(time)",
                        TIMED_WAITING,
                        empty,
                        deque -> deque.pollLast(1, DAYS),
                        add));
        all.add(
                way(
                        "LinkedBlockingDeque.putFirst",
                        WAITING,
                        full,
                        deque -> deque.putFirst("y"),
                        poll));
        all.add(
                way(
                        "LinkedBlockingDeque.offerFirst(time)",
                        TIMED_WAITING,
                        full,
                        deque -> deque.offerFirst("y", 1, DAYS),
                        poll));
    }

    private static <E> void addTaking(
            List<Way> all, String name, Making<BlockingQueue<E>> empty, E element) {
        On<BlockingQueue<E>> add = queue -> queue.add(element);
        all.add(way(name + ".take", WAITING, empty, BlockingQueue::take, add));
        all.add(way(name + ".poll(time)", TIMED_WAITING, empty, queue -> queue.poll(1, DAYS), add));
    }

    private static void addQueue(List<Way> all, String name, Making<BlockingQueue<String>> empty) {
        addTaking(all, name, empty, "x");
        Making<BlockingQueue<String>> full = () -> filled(empty.make());
        On<BlockingQueue<String>> poll = BlockingQueue::poll;
        all.add(way(name + ".put", WAITING, full, queue -> queue.put("y"), poll));
        all.add(
                way(
                        name + ".offer(time)",
                        TIMED_WAITING,
                        full,
                        queue -> queue.offer("y", 1, DAYS),
                        poll));
    }

    private static <Q extends BlockingQueue<String>> Q filled(Q queue) {
        queue.add("x");
        return queue;
    }

    private static void addFutures(List<Way> all) {
        all.add(future("FutureTask", () -> new FutureTask<>(() -> "x"), FutureTask::run, false));
        all.add(future("FutureTask", () -> new FutureTask<>(() -> "x"), FutureTask::run, true));
        for (boolean timed : new boolean[] {false, true}) {
            all.add(
                    future(
                            "CompletableFuture",
                            CompletableFuture<String>::new,
                            future -> future.complete("x"),
                            timed));
            all.add(
                    future(
                            "ForkJoinTask",
                            () -> ForkJoinTask.adapt(() -> "x"),
                            ForkJoinTask::quietlyInvoke,
                            timed));
        }
    }

    private static <F extends Future<String>> Way future(
            String type, Making<F> making, On<F> complete, boolean timed) {
        return timed
                ? way(
                        type + ".get(time)",
                        TIMED_WAITING,
                        making,
                        future -> future.get(1, DAYS),
                        complete)
                : way(type + ".get()", WAITING, making, Future::get, complete);
    }

    private static void addExecutors(List<Way> all) {
        for (Kind kind : Kind.values()) {
            all.add(
                    pool(
                            kind + ".awaitTermination",
                            TIMED_WAITING,
                            kind,
                            (pool, end) -> {
                                pool.submit(() -> awaitQuietly(end));
                                pool.shutdown();
                                return () -> pool.awaitTermination(1, DAYS);
                            }));
            all.add(
                    pool(
                            kind + ".invokeAll",
                            WAITING,
                            kind,
                            (pool, end) -> () -> pool.invokeAll(List.of(task(end), task(end)))));
            all.add(
                    pool(
                            kind + ".invokeAll(time)",
                            TIMED_WAITING,
                            kind,
                            (pool, end) -> () -> pool.invokeAll(List.of(task(end)), 1, DAYS)));
            all.add(
                    pool(
                            kind + ".invokeAny",
                            WAITING,
                            kind,
                            (pool, end) -> () -> pool.invokeAny(List.of(task(end), task(end)))));
            all.add(
                    pool(
                            kind + ".submit.get",
                            WAITING,
                            kind,
                            (pool, end) -> {
                                Future<String> future = pool.submit(task(end));
                                return future::get;
                            }));
        }
        all.add(completion("ExecutorCompletionService.take", WAITING, s -> s.take()));
        all.add(
                completion(
                        "ExecutorCompletionService.poll(time)",
                        TIMED_WAITING,
                        s -> s.poll(1, DAYS)));
        all.add(
                way(
                        "ForkJoinPool.managedBlock",
                        WAITING,
                        () -> new CountDownLatch(1),
                        latch -> ForkJoinPool.managedBlock(blocker(latch)),
                        CountDownLatch::countDown));
    }

    private static Way completion(
            String name, Thread.State state, On<ExecutorCompletionService<String>> block) {
        return new Way(
                name,
                state,
                () -> {
                    List<Runnable> submitted = new ArrayList<>();
                    Executor later = submitted::add;
                    ExecutorCompletionService<String> service =
                            new ExecutorCompletionService<>(later);
                    service.submit(() -> "x");
                    return new Wait(() -> block.call(service), () -> submitted.getFirst().run());
                });
    }

    private static ForkJoinPool.ManagedBlocker blocker(CountDownLatch latch) {
        return new ForkJoinPool.ManagedBlocker() {
            @Override
            public boolean block() throws InterruptedException {
                latch.await();
                return true;
            }

            @Override
            public boolean isReleasable() {
                return latch.getCount() == 0;
            }
        };
    }

    /** Pools of every kind, made anew for each wait. */
    private enum Kind {
        THREAD_POOL("ThreadPoolExecutor") {
            @Override
            ExecutorService make() {
                return Executors.newFixedThreadPool(2);
            }
        },
        SCHEDULED("ScheduledThreadPoolExecutor") {
            @Override
            ExecutorService make() {
                return Executors.newScheduledThreadPool(2);
            }
        },
        FORK_JOIN("ForkJoinPool") {
            @Override
            ExecutorService make() {
                return new ForkJoinPool(2);
            }
        },
        PER_TASK("newVirtualThreadPerTaskExecutor") {
            @Override
            ExecutorService make() {
                return Executors.newVirtualThreadPerTaskExecutor();
            }
        };

        private final String title;

        Kind(String title) {
            this.title = title;
        }

        abstract ExecutorService make();

        @Override
        public String toString() {
            return title;
        }
    }

    private interface InPool {
        Call prepare(ExecutorService pool, CountDownLatch end) throws Exception;
    }

    private static Way pool(String name, Thread.State state, Kind kind, InPool inPool) {
        return new Way(
                name,
                state,
                () -> {
                    ExecutorService pool = kind.make();
                    CountDownLatch end = new CountDownLatch(1);
                    Call block = inPool.prepare(pool, end);
                    return new Wait(
                            () -> {
                                try {
                                    block.run();
                                } finally {
                                    pool.shutdown();
                                }
                            },
                            end::countDown);
                });
    }

    private static java.util.concurrent.Callable<String> task(CountDownLatch end) {
        return () -> {
            awaitQuietly(end);
            return "x";
        };
    }

    /** Waits for the end, interrupted or not: pools interrupt tasks that nobody wants any more. */
    private static void awaitQuietly(CountDownLatch end) {
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                // Only the end ends it.
            }
        }
    }
}
