package dev.heddle.detect;

import dev.heddle.Body;
import dev.heddle.VirtualTime;
import dev.heddle.async.Async;
import dev.heddle.async.TaskGroup;
import dev.heddle.detect.RacyPrograms.Box;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Turns;
import dev.heddle.kernel.VirtualClock;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;
import java.util.Vector;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import java.util.stream.IntStream;

/** Programs without a data race, by each of the ways in which Java orders accesses. */
enum OrderedPrograms {
    START_AND_JOIN(
            () -> {
                Box box = new Box();
                box.value = 1;
                Thread other = Thread.ofPlatform().start(() -> box.value++);
                other.join();
                box.value++;
            }),
    JOINED_WHEN_IT_HAD_ENDED(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofVirtual().start(() -> box.value++);
                Thread.sleep(1);
                other.join();
                box.value++;
            }),
    VIRTUAL_START_AND_JOIN(
            () -> {
                Box box = new Box();
                box.value = 1;
                Thread other = Thread.ofVirtual().start(() -> box.value++);
                other.join();
                box.value++;
            }),
    DEAD_IF_NOT_ALIVE(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> box.value++);
                while (other.isAlive()) {
                    Thread.onSpinWait();
                }
                box.value++;
            }),
    TERMINATED(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> box.value++);
                while (other.getState() != Thread.State.TERMINATED) {
                    Thread.onSpinWait();
                }
                box.value++;
            }),
    MONITOR(
            () ->
                    twice(
                            box -> {
                                synchronized (box) {
                                    box.value++;
                                }
                            })),
    WAIT_AND_NOTIFY(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            synchronized (box) {
                                                box.wide = 7;
                                                box.value = 1;
                                                box.notifyAll();
                                            }
                                        });
                synchronized (box) {
                    while (box.value == 0) {
                        box.wait();
                    }
                }
                box.wide++;
                other.join();
            }),
    VOLATILE(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            box.flag = true;
                                        });
                while (!box.flag) {
                    Thread.onSpinWait();
                }
                box.value++;
                other.join();
            }),
    HANDLE_OF_A_PLAIN_FIELD(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.wide = 1;
                                            Box.VALUE.setRelease(box, 1);
                                        });
                while ((int) Box.VALUE.getAcquire(box) == 0) {
                    Thread.onSpinWait();
                }
                box.wide++;
                other.join();
            }),
    BY_A_HANDLE_UNDER_A_LOCK(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            synchronized (box) {
                                                Box.VALUE.set(box, 1);
                                            }
                                        });
                synchronized (box) {
                    Box.VALUE.set(box, (int) Box.VALUE.get(box) + 1);
                    box.value++;
                }
                other.join();
            }),
    OTHER_ELEMENTS_BY_A_HANDLE(
            () -> {
                int[] array = new int[2];
                Thread other = Thread.ofPlatform().start(() -> array[1] = 1);
                Box.ELEMENT.set(array, 0, 2);
                other.join();
            }),
    OPAQUE_BY_A_HANDLE(
            () -> {
                Box box = new Box();
                Thread other = Thread.ofPlatform().start(() -> Box.VALUE.setOpaque(box, 1));
                Box.VALUE.setOpaque(box, 2);
                other.join();
            }),
    VOLATILE_BY_A_HANDLE(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            Box.FLAG.setVolatile(box, true);
                                        });
                while (!box.flag) {
                    Thread.onSpinWait();
                }
                box.value++;
                other.join();
            }),
    SWAPPED_BY_A_HANDLE(
            () -> {
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.wide = 1;
                                            Box.VALUE.compareAndSet(box, 0, 1);
                                        });
                while (!Box.VALUE.compareAndSet(box, 1, 2)) {
                    Thread.onSpinWait();
                }
                box.wide++;
                other.join();
            }),
    ATOMIC(() -> handsOver(box -> box.atomic.set(1), box -> box.atomic.get() == 1)),
    COMPARE_AND_SET(
            () ->
                    handsOver(
                            box -> box.atomic.incrementAndGet(),
                            box -> box.atomic.compareAndSet(1, 2))),
    ATOMIC_REFERENCE(
            () -> {
                AtomicReference<Box> reference = new AtomicReference<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Box box = new Box();
                                            box.value = 1;
                                            reference.set(box);
                                        });
                while (reference.get() == null) {
                    Thread.onSpinWait();
                }
                reference.get().value++;
                other.join();
            }),
    ATOMIC_ARRAY(
            () -> {
                Box box = new Box();
                AtomicIntegerArray array = new AtomicIntegerArray(3);
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            array.set(1, 1);
                                        });
                while (array.get(1) == 0) {
                    Thread.onSpinWait();
                }
                box.value++;
                other.join();
            }),
    LOCK(
            () -> {
                ReentrantLock lock = new ReentrantLock();
                twice(
                        box -> {
                            lock.lock();
                            try {
                                box.value++;
                            } finally {
                                lock.unlock();
                            }
                        });
            }),
    CONDITION(
            () -> {
                ReentrantLock lock = new ReentrantLock();
                Condition changed = lock.newCondition();
                Box box = new Box();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            lock.lock();
                                            box.value = 1;
                                            changed.signal();
                                            lock.unlock();
                                        });
                lock.lock();
                while (box.value == 0) {
                    changed.await(1, TimeUnit.DAYS);
                }
                box.value++;
                lock.unlock();
                other.join();
            }),
    READ_WRITE_LOCK(
            () -> {
                ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
                twice(
                        box -> {
                            lock.readLock().lock();
                            int seen = box.value;
                            lock.readLock().unlock();
                            lock.writeLock().lock();
                            box.value += seen;
                            lock.writeLock().unlock();
                        });
            }),
    STAMPED_LOCK(
            () -> {
                StampedLock lock = new StampedLock();
                twice(
                        box -> {
                            long stamp = lock.writeLock();
                            box.value++;
                            lock.unlockWrite(stamp);
                            stamp = lock.readLock();
                            long seen = box.value;
                            lock.unlockRead(stamp);
                            if (seen < 0) {
                                throw new AssertionError();
                            }
                        });
            }),
    LATCH(
            () -> {
                Box box = new Box();
                CountDownLatch latch = new CountDownLatch(1);
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            latch.countDown();
                                        });
                latch.await();
                box.value++;
                other.join();
            }),
    SEMAPHORE(
            () -> {
                Semaphore semaphore = new Semaphore(1);
                twice(
                        box -> {
                            semaphore.acquireUninterruptibly();
                            box.value++;
                            semaphore.release();
                        });
            }),
    BARRIER(
            () -> {
                CyclicBarrier barrier = new CyclicBarrier(2);
                int[] array = new int[2];
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            array[0] = 1;
                                            await(barrier);
                                            array[1]++;
                                        });
                array[1] = 1;
                await(barrier);
                array[0]++;
                other.join();
            }),
    PHASER(
            () -> {
                Phaser phaser = new Phaser(2);
                int[] array = new int[2];
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            array[0] = 1;
                                            phaser.arriveAndAwaitAdvance();
                                            array[1]++;
                                        });
                array[1] = 1;
                phaser.arriveAndAwaitAdvance();
                array[0]++;
                other.join();
            }),
    EXCHANGER(
            () -> {
                Exchanger<int[]> exchanger = new Exchanger<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            int[] mine = {1};
                                            exchange(exchanger, mine)[0]++;
                                        });
                int[] mine = {2};
                exchange(exchanger, mine)[0]++;
                other.join();
            }),
    BLOCKING_QUEUE(() -> through(new ArrayBlockingQueue<>(1))),
    SYNCHRONOUS_QUEUE(() -> through(new SynchronousQueue<>())),
    TRANSFER_QUEUE(() -> through(new LinkedTransferQueue<>())),
    SKIP_LIST(
            () -> {
                ConcurrentSkipListMap<String, Box> map = new ConcurrentSkipListMap<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Box box = new Box();
                                            box.value = 1;
                                            map.put("box", box); // Now and then in the index, too.
                                        });
                Box box = map.get("box");
                if (box != null) {
                    box.value++;
                }
                other.join();
            }),
    LINKED_QUEUE(
            () -> {
                ConcurrentLinkedQueue<Box> queue = new ConcurrentLinkedQueue<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Box box = new Box();
                                            box.value = 1;
                                            queue.add(box);
                                        });
                Box box = queue.poll();
                while (box == null) {
                    Thread.onSpinWait();
                    box = queue.poll();
                }
                box.value++;
                other.join();
            }),
    CONCURRENT_MAP(
            () -> {
                ConcurrentHashMap<String, Box> map = new ConcurrentHashMap<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Box box = new Box();
                                            box.value = 1;
                                            map.put("a", box);
                                        });
                while (map.keySet().isEmpty()) {
                    Thread.onSpinWait();
                }
                for (Box box : map.values()) {
                    box.value++;
                }
                other.join();
            }),
    COMPUTED(
            () -> {
                ConcurrentHashMap<String, Box> map = new ConcurrentHashMap<>();
                Runnable adds =
                        () ->
                                map.compute(
                                        "a",
                                        (key, old) -> {
                                            Box box = old == null ? new Box() : old;
                                            box.value++;
                                            return box;
                                        });
                Thread other = Thread.ofPlatform().start(adds);
                adds.run();
                other.join();
            }),
    COPY_ON_WRITE(
            () -> {
                CopyOnWriteArrayList<Box> list = new CopyOnWriteArrayList<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            Box box = new Box();
                                            box.value = 1;
                                            list.add(box);
                                        });
                for (Box box : list) {
                    box.value++;
                }
                other.join();
            }),
    POOL(
            () -> {
                Box box = new Box();
                box.value = 1;
                try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
                    Future<?> future = pool.submit(() -> box.value++);
                    future.get();
                    box.value++;
                    pool.submit(() -> box.value++);
                }
                box.value++;
            }),
    ONE_WORKER(
            () -> {
                Box box = new Box();
                try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
                    pool.execute(() -> box.value++);
                    pool.execute(() -> box.value++);
                }
                box.value++;
            }),
    SCHEDULED(
            () -> {
                Box box = new Box();
                try (ScheduledExecutorService pool = Executors.newScheduledThreadPool(2)) {
                    pool.schedule(() -> box.value++, 1, TimeUnit.HOURS).get();
                    box.value++;
                }
            }),
    COMPLETABLE_FUTURE(
            () -> {
                Box box = new Box();
                box.value = 1;
                CompletableFuture.runAsync(() -> box.value++)
                        .thenRunAsync(() -> box.value++)
                        .thenApply(done -> box.value++)
                        .orTimeout(1, TimeUnit.DAYS)
                        .join();
                box.value++;
            }),
    PARALLEL_STREAM(
            () -> {
                int[] array = new int[40];
                IntStream.range(0, 40).parallel().forEach(i -> array[i]++);
                for (int i = 0; i < 40; i++) {
                    array[i]++;
                }
            }),
    PUBLISHER(
            () -> {
                Box box = new Box();
                box.value = 1;
                SubmissionPublisher<Box> publisher = new SubmissionPublisher<>();
                CompletableFuture<Void> done = publisher.consume(each -> each.value++);
                publisher.submit(box);
                publisher.close();
                done.join();
                box.value++;
            }),
    TIMER(
            () -> {
                Box box = new Box();
                box.value = 1;
                CountDownLatch latch = new CountDownLatch(1);
                Timer timer = new Timer(true);
                timer.schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                box.value++;
                                latch.countDown();
                            }
                        },
                        1000);
                latch.await();
                box.value++;
                timer.cancel();
            }),
    UNPARK(
            () -> {
                Box box = new Box();
                Thread self = Thread.currentThread();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            LockSupport.unpark(self);
                                        });
                LockSupport.park();
                box.value++;
                other.join();
            }),
    INTERRUPT(
            () -> {
                Box box = new Box();
                Thread self = Thread.currentThread();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            box.value = 1;
                                            self.interrupt();
                                        });
                try {
                    Thread.sleep(1_000_000);
                    throw new AssertionError();
                } catch (InterruptedException e) {
                    box.value++;
                }
                other.join();
            }),
    SYNCHRONIZED_COLLECTION(
            () -> {
                List<Integer> list = Collections.synchronizedList(new ArrayList<>());
                Vector<Integer> vector = new Vector<>();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            list.add(1);
                                            vector.add(1);
                                        });
                list.add(2);
                vector.add(2);
                other.join();
            }),
    READ_BY_ALL(
            () -> {
                Map<String, String> map = new HashMap<>();
                map.put("a", "b");
                Runnable reads = () -> map.entrySet().forEach(entry -> entry.getValue());
                Thread other = Thread.ofPlatform().start(reads);
                map.keySet().contains("a");
                reads.run();
                other.join();
            }),
    ELEMENTS_APART(
            () -> {
                List<Integer> list = new ArrayList<>(List.of(0, 0));
                int[] array = new int[2];
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            list.set(0, 1);
                                            array[0]++;
                                        });
                list.set(1, 1);
                array[1]++;
                other.join();
            }),
    STEERED(
            () -> {
                Box box = new Box();
                Thread.ofVirtual().start(() -> box.value++);
                VirtualTime.runCurrent();
                box.value++;
            }),
    COROUTINES(
            () -> {
                Box box = new Box();
                Async.run(
                        () -> {
                            try (TaskGroup group = Async.taskGroup()) {
                                for (int i = 0; i < 3; i++) {
                                    group.createTask(
                                            () -> {
                                                box.value++;
                                                Async.sleep(java.time.Duration.ofSeconds(1));
                                                box.value++;
                                            });
                                }
                                group.join();
                            }
                            Async.toThread(() -> box.value++);
                            box.value++;
                            return null;
                        });
                box.value++;
            }),
    /** As an event loop is woken that has nothing to do. */
    WOKEN(
            () -> {
                Box box = new Box();
                Fiber self = Fiber.current();
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    sleep();
                                    box.value = 1;
                                    self.loop().turns().wake(self);
                                });
                self.loop().turns().sleep(self, VirtualClock.NEVER, "an event");
                box.value++;
            }),
    /** As a task of an event loop ends with its thread. */
    RETIRED(
            () -> {
                Box box = new Box();
                Fiber self = Fiber.current();
                Thread other =
                        new Thread(
                                () -> {
                                    box.value = 1;
                                    Turns turns = self.loop().turns();
                                    turns.retire(Objects.requireNonNull(Fiber.current()), self);
                                });
                self.loop().turns().handOver(self, other, "its end");
                box.value++;
            }),
    COROUTINES_AMONG_THREADS(
            () -> {
                Box box = new Box();
                AtomicInteger count = new AtomicInteger();
                Thread other =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            for (int i = 0; i < 20; i++) {
                                                count.incrementAndGet();
                                            }
                                        });
                Async.run(
                        () -> {
                            try (TaskGroup group = Async.taskGroup()) {
                                for (int i = 0; i < 3; i++) {
                                    group.createTask(
                                            () -> {
                                                box.value++;
                                                Async.yield();
                                                box.value++;
                                            });
                                }
                                group.join();
                            }
                            return null;
                        });
                box.value++;
                other.join();
            });

    private final Body body;

    OrderedPrograms(Body body) {
        this.body = body;
    }

    Body body() {
        return body;
    }

    private interface Uses {
        void accept(Box box);
    }

    private interface Asks {
        boolean test(Shared box);
    }

    private interface Tells {
        void accept(Shared box);
    }

    private static final class Shared {
        int value;
        final AtomicInteger atomic = new AtomicInteger();
    }

    private static void twice(Uses use) throws InterruptedException {
        Box box = new Box();
        Thread other = Thread.ofPlatform().start(() -> use.accept(box));
        use.accept(box);
        other.join();
    }

    private static void handsOver(Tells tells, Asks asks) throws InterruptedException {
        Shared box = new Shared();
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    box.value = 1;
                                    tells.accept(box);
                                });
        while (!asks.test(box)) {
            Thread.onSpinWait();
        }
        box.value++;
        other.join();
    }

    private static void through(BlockingQueue<Box> queue) throws InterruptedException {
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < 3; i++) {
                                        Box box = new Box();
                                        box.value = i;
                                        put(queue, box);
                                    }
                                });
        for (int i = 0; i < 3; i++) {
            queue.take().value++;
        }
        other.join();
    }

    private static void put(BlockingQueue<Box> queue, Box box) {
        try {
            queue.put(box);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int[] exchange(Exchanger<int[]> exchanger, int[] mine) {
        try {
            return exchanger.exchange(mine);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
