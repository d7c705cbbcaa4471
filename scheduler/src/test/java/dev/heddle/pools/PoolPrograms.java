package dev.heddle.pools;

import dev.heddle.Body;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.IntStream;

/**
 * Programs that use what {@code java.util.concurrent} has, each once in a way that fails under some
 * schedules, or all, and, where there is one, the right way to do it.
 */
enum PoolPrograms {
    SIGNAL_BEFORE_AWAIT(() -> Misuse.signal(false), "Deadlock"),
    SIGNAL_REMEMBERED(() -> Misuse.signal(true)),
    PHASER_OF_TOO_MANY(() -> Misuse.phaser(3), "Deadlock"),
    PHASER_OF_THREE(() -> Misuse.phaser(2)),
    SINGLE_THREAD_WAITS_FOR_ITSELF(() -> Misuse.submitsToItself(1), "Deadlock"),
    SECOND_THREAD_HELPS(() -> Misuse.submitsToItself(2)),
    BLOCKED_COMMON_WORKERS(() -> Misuse.blockedWorkers(4), "Deadlock"),
    ENOUGH_COMMON_WORKERS(() -> Misuse.blockedWorkers(3)),
    STAMP_NOT_VALIDATED(() -> Misuse.optimistic(false), "torn"),
    STAMP_VALIDATED(() -> Misuse.optimistic(true)),
    COMPUTE_IN_COMPUTE(() -> Misuse.recursiveCompute("a"), "Recursive update"),
    COMPUTE_IN_ANOTHER(() -> Misuse.getInCompute("b")),
    EXCHANGER_OF_THREE(() -> Misuse.exchange(3), "Deadlock"),
    EXCHANGER_OF_TWO(() -> Misuse.exchange(2)),
    BARRIER_SHORT_OF_ONE(() -> Misuse.barrier(3), "Deadlock"),
    BARRIER_OF_TWO(() -> Misuse.barrier(2)),
    PERMIT_NOT_RETURNED(() -> Misuse.permit(false), "Deadlock"),
    PERMIT_RETURNED(() -> Misuse.permit(true)),
    CHECK_THEN_POLL(() -> Misuse.queue(false), "empty after all"),
    POLL_AND_CHECK(() -> Misuse.queue(true)),
    LIST_FILLED_IN_PARALLEL(() -> Misuse.parallelSideEffect(false), "lost"),
    LIST_COLLECTED_IN_PARALLEL(() -> Misuse.parallelSideEffect(true)),
    FUTURE_RACES(() -> Misuse.futures(false), "lost"),
    FUTURES_COMBINED(() -> Misuse.futures(true)),
    ADDER_READ_TOO_EARLY(() -> Misuse.adder(false), "not all"),
    ADDER_READ_IN_TIME(() -> Misuse.adder(true)),
    TIMER_TASK_FAILS(() -> Misuse.timer(true), "Timer already cancelled"),
    TIMER_TASK_CATCHES(() -> Misuse.timer(false)),
    LATCH_COUNTED_TOO_RARELY(() -> Misuse.latch(3), "Deadlock"),
    LATCH_COUNTED(() -> Misuse.latch(2)),
    OFFER_WITHOUT_LOOK(() -> Misuse.offer(false), "dropped"),
    PUT(() -> Misuse.offer(true)),
    STREAMS_AND_MAPS(() -> Mixed.streams()),
    PUBLISHED(() -> Mixed.publisher()),
    TRANSFERRED(() -> Mixed.transfer()),
    SKIP_LIST_LEVELS(() -> Mixed.skipList()),
    SCHEDULED(() -> Mixed.scheduled()),
    STEALING(() -> Mixed.stealing());

    private final Body body;
    private final String says;

    PoolPrograms(Body body) {
        this(body, "");
    }

    PoolPrograms(Body body, String says) {
        this.body = body;
        this.says = says;
    }

    Body body() {
        return body;
    }

    boolean isBroken() {
        return !says.isEmpty();
    }

    /** What the message of the failure says. */
    String says() {
        return says;
    }

    /** Wrong and right uses of one class each. */
    private static final class Misuse {

        static void signal(boolean remember) throws Exception {
            ReentrantLock lock = new ReentrantLock();
            Condition ready = lock.newCondition();
            boolean[] isReady = new boolean[1];
            Thread signals =
                    new Thread(
                            () -> {
                                lock.lock();
                                isReady[0] = true;
                                ready.signal();
                                lock.unlock();
                            });
            signals.start();
            lock.lock();
            if (remember) {
                while (!isReady[0]) {
                    ready.await();
                }
            } else {
                ready.await();
            }
            lock.unlock();
            signals.join();
        }

        static void phaser(int parties) throws Exception {
            Phaser phaser = new Phaser(parties);
            Thread other = new Thread(() -> phaser.arriveAndAwaitAdvance());
            other.start();
            phaser.arriveAndAwaitAdvance();
            other.join();
        }

        static void submitsToItself(int threads) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            int value = pool.submit(() -> pool.submit(() -> 1).get()).get();
            pool.shutdown();
            demand(value == 1, "not the value");
        }

        /** Of the four processors of a run, three are for the common pool. */
        static void blockedWorkers(int tasks) throws Exception {
            CountDownLatch all = new CountDownLatch(tasks);
            List<CompletableFuture<Void>> futures = new ArrayList<>();
            for (int i = 0; i < tasks; i++) {
                futures.add(
                        CompletableFuture.runAsync(
                                () -> {
                                    all.countDown();
                                    awaitUnmanaged(all);
                                }));
            }
            all.await();
            for (CompletableFuture<Void> future : futures) {
                future.get();
            }
        }

        private static void awaitUnmanaged(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        static void optimistic(boolean validate) throws Exception {
            StampedLock lock = new StampedLock();
            int[] pair = new int[2];
            Thread writer =
                    new Thread(
                            () -> {
                                long stamp = lock.writeLock();
                                pair[0]++;
                                pair[1]++;
                                lock.unlockWrite(stamp);
                            });
            writer.start();
            long stamp = lock.tryOptimisticRead();
            int left = pair[0];
            int right = pair[1];
            if (validate && !lock.validate(stamp)) {
                stamp = lock.readLock();
                left = pair[0];
                right = pair[1];
                lock.unlockRead(stamp);
            }
            demand(left == right, "torn");
            writer.join();
        }

        static void recursiveCompute(String key) {
            ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
            map.computeIfAbsent("a", outer -> map.computeIfAbsent(key, inner -> 1));
        }

        static void getInCompute(String key) {
            ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
            map.put(key, 1);
            map.computeIfAbsent("a", outer -> map.get(key));
        }

        static void exchange(int parties) throws Exception {
            Exchanger<Integer> exchanger = new Exchanger<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < parties; i++) {
                int mine = i;
                threads.add(new Thread(() -> exchange(exchanger, mine)));
            }
            for (Thread thread : threads) {
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void exchange(Exchanger<Integer> exchanger, int value) {
            try {
                demand(exchanger.exchange(value) != value, "its own");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        static void barrier(int parties) throws Exception {
            CyclicBarrier barrier = new CyclicBarrier(parties);
            Thread other =
                    new Thread(
                            () -> {
                                try {
                                    barrier.await();
                                } catch (Exception e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            other.start();
            barrier.await();
            other.join();
        }

        static void permit(boolean returns) throws Exception {
            Semaphore semaphore = new Semaphore(1);
            Thread other =
                    new Thread(
                            () -> {
                                semaphore.acquireUninterruptibly();
                                if (returns) {
                                    semaphore.release();
                                }
                            });
            other.start();
            semaphore.acquire();
            semaphore.release();
            other.join();
            semaphore.acquire();
        }

        static void queue(boolean atOnce) throws Exception {
            ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>(List.of(1));
            Thread other = new Thread(() -> queue.poll());
            other.start();
            if (!atOnce && !queue.isEmpty()) {
                demand(queue.poll() != null, "empty after all");
            } else if (atOnce) {
                Integer polled = queue.poll();
                demand(polled == null || polled == 1, "something else");
            }
            other.join();
        }

        static void parallelSideEffect(boolean collect) {
            int size;
            if (collect) {
                size = IntStream.range(0, 12).parallel().boxed().toList().size();
            } else {
                int[] count = new int[1];
                IntStream.range(0, 12).parallel().forEach(value -> count[0]++);
                size = count[0];
            }
            demand(size == 12, "lost");
        }

        static void futures(boolean combine) throws Exception {
            int[] sum = new int[1];
            if (combine) {
                sum[0] =
                        CompletableFuture.supplyAsync(() -> 1)
                                .thenCombine(CompletableFuture.supplyAsync(() -> 1), Integer::sum)
                                .get();
            } else {
                CompletableFuture.allOf(
                                CompletableFuture.runAsync(() -> sum[0]++),
                                CompletableFuture.runAsync(() -> sum[0]++))
                        .get();
            }
            demand(sum[0] == 2, "lost");
        }

        static void adder(boolean wait) throws Exception {
            LongAdder adder = new LongAdder();
            Thread other = new Thread(() -> adder.increment());
            other.start();
            adder.increment();
            if (wait) {
                other.join();
            }
            demand(adder.sum() == 2, "not all");
        }

        static void timer(boolean fails) throws Exception {
            Timer timer = new Timer(true);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {
                            Thread.currentThread().setUncaughtExceptionHandler((t, e) -> {});
                            if (fails) {
                                throw new IllegalStateException("ends the timer");
                            }
                        }
                    },
                    10);
            Thread.sleep(20);
            timer.schedule(
                    new TimerTask() {
                        @Override
                        public void run() {}
                    },
                    10);
            timer.cancel();
        }

        static void latch(int count) throws Exception {
            CountDownLatch latch = new CountDownLatch(count);
            for (int i = 0; i < 2; i++) {
                new Thread(() -> latch.countDown()).start();
            }
            latch.await();
        }

        static void offer(boolean put) throws Exception {
            BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
            Thread other =
                    new Thread(
                            () -> {
                                try {
                                    for (int i = 0; i < 2; i++) {
                                        if (put) {
                                            queue.put(i);
                                        } else {
                                            demand(queue.offer(i), "dropped");
                                        }
                                    }
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            other.start();
            queue.take();
            queue.take();
            other.join();
        }

        private static void demand(boolean holds, String otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise);
            }
        }
    }

    /** Right programs whose course depends on seeds, probes and numbers of processors. */
    private static final class Mixed {

        static void streams() {
            AtomicInteger sum = new AtomicInteger();
            IntStream.range(0, 100).parallel().forEach(value -> sum.addAndGet(value));
            ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
            IntStream.range(0, 40).parallel().forEach(value -> map.put(value, value));
            map.forEach(1, (key, value) -> sum.addAndGet(-value));
            int[] array = new int[2000];
            Arrays.parallelSetAll(array, index -> index % 7);
            Arrays.parallelPrefix(array, Integer::sum);
            Misuse.demand(sum.get() == 4950 - 780, "not the sum");
        }

        static void publisher() throws Exception {
            AtomicInteger sum = new AtomicInteger();
            CompletableFuture<Void> first;
            CompletableFuture<Void> second;
            try (SubmissionPublisher<Integer> publisher = new SubmissionPublisher<>()) {
                first = publisher.consume(value -> sum.addAndGet(value));
                second = publisher.consume(value -> sum.addAndGet(value));
                for (int i = 0; i < 5; i++) {
                    publisher.submit(i);
                }
            }
            first.get();
            second.get();
            Misuse.demand(sum.get() == 20, "not the sum");
        }

        static void transfer() throws Exception {
            LinkedTransferQueue<Integer> queue = new LinkedTransferQueue<>();
            SynchronousQueue<Integer> other = new SynchronousQueue<>();
            Thread taker =
                    new Thread(
                            () -> {
                                try {
                                    other.put(queue.take() + queue.take());
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            taker.start();
            queue.transfer(1);
            queue.transfer(2);
            Misuse.demand(other.take() == 3, "not the sum");
            taker.join();
        }

        static void skipList() throws Exception {
            ConcurrentSkipListMap<Integer, Integer> map = new ConcurrentSkipListMap<>();
            Thread other = new Thread(() -> fill(map, 50));
            other.start();
            fill(map, 0);
            other.join();
            Misuse.demand(map.size() == 100 && map.firstKey() == 0, "not all");
        }

        private static void fill(ConcurrentSkipListMap<Integer, Integer> map, int from) {
            for (int i = from; i < from + 50; i++) {
                map.put(i, i);
            }
        }

        static void scheduled() throws Exception {
            ScheduledExecutorService pool = Executors.newScheduledThreadPool(2);
            AtomicInteger count = new AtomicInteger();
            pool.scheduleAtFixedRate(() -> count.incrementAndGet(), 1, 1, TimeUnit.DAYS);
            pool.scheduleWithFixedDelay(() -> count.incrementAndGet(), 1, 2, TimeUnit.DAYS);
            new CompletableFuture<Integer>()
                    .completeOnTimeout(1, 10, TimeUnit.DAYS)
                    .thenAcceptAsync(value -> count.addAndGet(value))
                    .get();
            pool.shutdownNow();
            Misuse.demand(count.get() >= 14, "too few: " + count);
        }

        static void stealing() throws Exception {
            try (ForkJoinPool pool = new ForkJoinPool()) {
                AtomicInteger sum = new AtomicInteger();
                List<Callable<Integer>> tasks = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    int value = i;
                    tasks.add(() -> sum.addAndGet(value));
                }
                pool.invokeAll(tasks);
                Misuse.demand(sum.get() == 28, "not the sum");
            }
        }
    }
}
