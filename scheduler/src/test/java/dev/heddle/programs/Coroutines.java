package dev.heddle.programs;

import dev.heddle.async.Async;
import dev.heddle.async.Lock;
import dev.heddle.async.Queue;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Coroutines of one event loop: no two run at once, but between two waits others do. */
final class Coroutines {

    private static final Duration MOMENT = Duration.ofMillis(1);

    private int count;

    private Coroutines() {}

    /** Looks, waits, and writes: what another has written meanwhile is lost. */
    static void lostUpdate() throws Exception {
        Coroutines counter = new Coroutines();
        counter.addTwice(counter::add);
    }

    /** The same with a lock around it. */
    static void lockedUpdate() throws Exception {
        Coroutines counter = new Coroutines();
        Lock lock = new Lock();
        counter.addTwice(
                () -> {
                    try (Lock.Held _ = lock.hold()) {
                        counter.add();
                    }
                });
    }

    private void addTwice(dev.heddle.async.Action add) throws Exception {
        Async.run(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        group.createTask(add);
                        group.createTask(add);
                        group.join();
                    }
                });
        if (count != 2) {
            throw new AssertionError("an update was lost: " + count);
        }
    }

    private void add() {
        int before = count;
        Async.yield();
        count = before + 1;
    }

    /** Two locks, taken in different orders. */
    static void locksCrossed() throws Exception {
        locks(true);
    }

    /** Two locks, taken in the same order. */
    static void locksOrdered() throws Exception {
        locks(false);
    }

    private static void locks(boolean crossed) throws Exception {
        Lock one = new Lock();
        Lock two = new Lock();
        Async.run(
                () -> {
                    Task<Void> task = Async.createTask("other", () -> both(one, two));
                    both(crossed ? two : one, crossed ? one : two);
                    task.await();
                });
    }

    private static void both(Lock first, Lock second) {
        try (Lock.Held _ = first.hold()) {
            Async.yield();
            second.acquire();
            second.release();
        }
    }

    /** Workers take from a queue until it is shut down, with limits of time around it all. */
    static void workers() throws Exception {
        int[] sum = {0};
        Async.run(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    Task<Void>[] workers = newWorkers(queue, sum);
                    for (int i = 1; i <= 4; i++) {
                        queue.put(i);
                    }
                    try {
                        Async.waitFor(MOMENT.multipliedBy(100), () -> joined(queue));
                    } catch (TimeoutException tooLate) {
                        throw new AssertionError("the work was not done in time", tooLate);
                    }
                    for (Task<Void> worker : workers) {
                        worker.cancel();
                    }
                    Async.gatherOutcomes(workers).await();
                });
        if (sum[0] != 10) {
            throw new AssertionError("work was lost: " + sum[0]);
        }
    }

    private static boolean joined(Queue<Integer> queue) {
        queue.join();
        return true;
    }

    @SuppressWarnings("unchecked") // An array of a generic type.
    private static Task<Void>[] newWorkers(Queue<Integer> queue, int[] sum) {
        Task<Void>[] workers = new Task[2];
        for (int i = 0; i < workers.length; i++) {
            workers[i] = Async.createTask("worker " + i, () -> work(queue, sum));
        }
        return workers;
    }

    private static void work(Queue<Integer> queue, int[] sum) {
        while (true) {
            int item = queue.get();
            Async.sleep(MOMENT.multipliedBy(item));
            sum[0] += item;
            queue.taskDone();
        }
    }
}
