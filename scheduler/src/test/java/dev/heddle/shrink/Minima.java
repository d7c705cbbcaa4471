package dev.heddle.shrink;

import static dev.heddle.kernel.Ending.Kind.DEADLOCK;
import static dev.heddle.kernel.Ending.Kind.FAILED;

import dev.heddle.Body;
import dev.heddle.kernel.Ending;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Programs of which it is known with how few preemptions they can fail: {@link MinimaTest} proves
 * it by running all schedules with fewer. The bodies are lambdas so that no program's class is
 * loaded before its first run.
 */
enum Minima {
    ORDER_VIOLATION(0, "the second thread uses what the first one makes", () -> Orders.useFirst()),
    LAST_WRITER(0, "three threads write, the first of them last", () -> Orders.lastWriter()),
    REVERSED(0, "four threads begin in the reverse order", () -> Orders.reversed()),
    LOST_SIGNAL(0, DEADLOCK, "a notification before the wait", () -> Waiting.lostSignal()),
    CLOSED_QUEUE(0, "a worker is faster than who hands work out", () -> Orders.closedEarly()),
    LOST_UPDATE(1, "two threads count", () -> Counting.two()),
    LOST_UPDATE_IN_LOOP(1, "two threads count to ten each", () -> Counting.loops(10)),
    LOST_UPDATE_IN_NOISE(1, "two threads count among forty other writes", () -> Counting.noisy(20)),
    CHECK_THEN_ACT(1, "two threads look and then put", () -> Counting.checkThenAct()),
    TORN_PAIR(1, "a reader between two writes", () -> Pairs.torn()),
    TRANSFER(1, "the sum of two accounts is read amid a transfer", () -> Pairs.transfer()),
    DOUBLE_CHECK(1, "an object is published before it is complete", () -> Pairs.published()),
    TWO_LOCKS(1, DEADLOCK, "two locks, crossed", () -> Locks.crossed()),
    NESTED_MONITORS(1, DEADLOCK, "two monitors, crossed", () -> Locks.monitors()),
    WAIT_WITHOUT_LOOP(0, "a third thread takes what was put", () -> Waiting.looksOnce()),
    LOST_TWO_OF_THREE(1, "of three counts two are lost", () -> Counting.three()),
    LOST_ALL_BUT_TWO(4, "two threads count to three, to two together", () -> Counting.toTwo(3)),
    RING_OF_THREE(1, DEADLOCK, "three locks in a ring", () -> Locks.ring(3)),
    READ_TWICE(3, "a reader sees a value change and change back", () -> Pairs.changesBack()),
    ABA(1, "a stack's head goes and comes back", () -> Pairs.aba()),
    SEQUENCE_LOCK(2, "a reader looks once too rarely at the version", () -> Pairs.sequence()),
    PING_PONG(1, "each must see the other's step, three of them", () -> Steps.alternate(3)),
    BOTH_IN(2, "a lock of flags that are looked at too early", () -> Steps.flags()),
    RING_OF_FOUR(1, DEADLOCK, "four locks in a ring", () -> Locks.ring(4)),
    LOST_THREE_OF_FOUR(1, "of four counts three are lost", () -> Counting.four()),
    PING_PONG_LONG(2, "each must see the other's step, four of them", () -> Steps.alternate(4)),
    PING_PONG_IN_NOISE(2, "four such steps among other writes", () -> Steps.noisy(4, 3)),
    PING_PONG_LONGER(3, "each must see the other's step, five of them", () -> Steps.alternate(5)),
    PING_PONG_LONGER_IN_NOISE(3, "five such steps among other writes", () -> Steps.noisy(5, 4)),
    THREE_IN_TURN(2, "each of three must see the other's step, five of them", () -> Steps.three(5)),
    POOL(1, "two tasks of a pool look and then put", () -> Jdk.pool()),
    POLLED_TWICE(1, "two threads see the last item of a queue", () -> Jdk.polledTwice()),
    OVERDRAWN(1, "two withdrawals, each of a locked account", () -> Jdk.overdrawn()),
    STAMPEDE(2, "a value is computed three times", () -> Jdk.stampede()),
    PERMITS(1, DEADLOCK, "two threads take two permits, one by one", () -> Jdk.permits()),
    UPGRADED(1, DEADLOCK, "two readers want to write", () -> Jdk.upgraded()),
    TAKEN_BACK(1, "compare and set, where a value has come back", () -> Jdk.takenBack());

    private final int least;
    private final Ending.Kind kind;
    private final String about;
    private final Body body;

    Minima(int least, String about, Body body) {
        this(least, FAILED, about, body);
    }

    Minima(int least, Ending.Kind kind, String about, Body body) {
        this.least = least;
        this.kind = kind;
        this.about = about;
        this.body = body;
    }

    /** The fewest preemptions with which it can fail. */
    int least() {
        return least;
    }

    Ending.Kind kind() {
        return kind;
    }

    String about() {
        return about;
    }

    Body body() {
        return body;
    }

    /** Starts all, and waits for all. */
    static void together(Runnable... bodies) throws InterruptedException {
        Thread[] threads = new Thread[bodies.length];
        for (int i = 0; i < bodies.length; i++) {
            threads[i] = new Thread(bodies[i], "t" + (i + 1));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    static void check(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Threads that begin in another order than they were started. */
    private static final class Orders {
        private int made;
        private int order;
        private boolean closed;

        static void useFirst() throws InterruptedException {
            Orders all = new Orders();
            together(() -> all.made = 1, () -> check(all.made == 1, "used before it was made"));
        }

        static void lastWriter() throws InterruptedException {
            Orders all = new Orders();
            together(() -> all.made = 1, () -> all.made = 2, () -> all.made = 3);
            check(all.made != 1, "the first has written last");
        }

        static void reversed() throws InterruptedException {
            Orders all = new Orders();
            together(
                    () -> all.order = all.order * 10 + 1,
                    () -> all.order = all.order * 10 + 2,
                    () -> all.order = all.order * 10 + 3,
                    () -> all.order = all.order * 10 + 4);
            check(all.order != 4321, "all in reverse");
        }

        static void closedEarly() throws InterruptedException {
            Orders all = new Orders();
            together(
                    () -> {
                        check(!all.closed, "closed before it was used");
                        all.made++;
                    },
                    () -> all.closed = true);
        }
    }

    private static final class Counting {
        private int value;
        private int other;
        private int noise;

        static void two() throws InterruptedException {
            Counting count = new Counting();
            together(() -> count.value++, () -> count.value++);
            check(count.value == 2, "lost an update");
        }

        static void three() throws InterruptedException {
            Counting count = new Counting();
            together(() -> count.value++, () -> count.value++, () -> count.value++);
            check(count.value > 1, "lost two updates");
        }

        static void four() throws InterruptedException {
            Counting count = new Counting();
            together(
                    () -> count.value++,
                    () -> count.value++,
                    () -> count.value++,
                    () -> count.value++);
            check(count.value > 1, "lost three updates");
        }

        static void loops(int times) throws InterruptedException {
            Counting count = new Counting();
            Runnable counts =
                    () -> {
                        for (int i = 0; i < times; i++) {
                            count.value++;
                        }
                    };
            together(counts, counts);
            check(count.value == 2 * times, "lost an update");
        }

        static void toTwo(int times) throws InterruptedException {
            Counting count = new Counting();
            Runnable counts =
                    () -> {
                        for (int i = 0; i < times; i++) {
                            count.value++;
                        }
                    };
            together(counts, counts);
            check(count.value > 2, "lost all updates but two");
        }

        static void noisy(int writes) throws InterruptedException {
            Counting count = new Counting();
            Runnable counts =
                    () -> {
                        for (int i = 0; i < writes; i++) {
                            count.noise = i;
                        }
                        count.value++;
                        for (int i = 0; i < writes; i++) {
                            count.noise = i;
                        }
                    };
            together(counts, counts);
            check(count.value == 2, "lost an update");
        }

        static void checkThenAct() throws InterruptedException {
            Counting count = new Counting();
            Runnable puts =
                    () -> {
                        if (count.value == 0) {
                            count.value = 1;
                            count.other++;
                        }
                    };
            together(puts, puts);
            check(count.other < 2, "put twice");
        }
    }

    private static final class Pairs {
        private int left = 50;
        private int right = 50;
        private Object head = "A";
        private int version;
        private Pairs published;

        static void torn() throws InterruptedException {
            Pairs pair = new Pairs();
            together(
                    () -> {
                        pair.left = 1;
                        pair.right = 1;
                    },
                    () -> {
                        int left = pair.left;
                        int right = pair.right;
                        check(left == right, "half of it");
                    });
        }

        static void transfer() throws InterruptedException {
            Pairs pair = new Pairs();
            together(
                    () -> {
                        pair.left -= 10;
                        pair.right += 10;
                    },
                    () -> check(pair.left + pair.right == 100, "the sum is wrong"));
        }

        static void published() throws InterruptedException {
            Pairs holder = new Pairs();
            together(
                    () -> {
                        Pairs made = new Pairs();
                        holder.published = made;
                        made.version = 7;
                    },
                    () -> {
                        Pairs seen = holder.published;
                        check(seen == null || seen.version == 7, "seen half-built");
                    });
        }

        static void changesBack() throws InterruptedException {
            Pairs pair = new Pairs();
            together(
                    () -> {
                        pair.left = 1;
                        pair.left = 2;
                        pair.left = 1;
                    },
                    () -> {
                        int first = pair.left;
                        int second = pair.left;
                        check(first != 1 || second != 2, "it was changing");
                    });
        }

        /** Takes A off the stack and puts it back, while another one is about to replace it. */
        static void aba() throws InterruptedException {
            Pairs stack = new Pairs();
            together(
                    () -> {
                        Object seen = stack.head;
                        Object next = "A".equals(seen) ? "B" : null;
                        if (stack.head == seen && stack.version > 0) {
                            stack.head = next;
                            check(stack.right != 0, "what comes next was taken already");
                        }
                    },
                    () -> {
                        stack.head = "C";
                        stack.right = 0;
                        stack.head = "A";
                        stack.version++;
                        stack.head = "A";
                        stack.right = 50;
                    });
        }

        /** Looks whether the version is even, but not whether it is still the same. */
        static void sequence() throws InterruptedException {
            Pairs pair = new Pairs();
            together(
                    () -> {
                        pair.version = 1;
                        pair.left = 60;
                        pair.right = 40;
                        pair.version = 2;
                    },
                    () -> {
                        if (pair.version == 0) {
                            int left = pair.left;
                            int right = pair.right;
                            if (pair.version != 0) {
                                check(left + right == 100 || left == 50, "torn");
                            }
                        }
                    });
        }
    }

    private static final class Locks {

        static void crossed() throws InterruptedException {
            var left = new ReentrantLock();
            var right = new ReentrantLock();
            together(() -> both(left, right), () -> both(right, left));
        }

        private static void both(Lock first, Lock second) {
            first.lock();
            second.lock();
            second.unlock();
            first.unlock();
        }

        static void monitors() throws InterruptedException {
            ring(2);
        }

        static void ring(int count) throws InterruptedException {
            Object[] forks = new Object[count];
            for (int i = 0; i < count; i++) {
                forks[i] = new Object();
            }
            Runnable[] philosophers = new Runnable[count];
            for (int i = 0; i < count; i++) {
                Object first = forks[i];
                Object second = forks[(i + 1) % count];
                philosophers[i] =
                        () -> {
                            synchronized (first) {
                                synchronized (second) {
                                    second.hashCode();
                                }
                            }
                        };
            }
            together(philosophers);
        }
    }

    private static final class Waiting {
        private int items;

        static void lostSignal() throws InterruptedException {
            Object bell = new Object();
            together(
                    () -> {
                        synchronized (bell) {
                            try {
                                bell.wait();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                        }
                    },
                    () -> {
                        synchronized (bell) {
                            bell.notifyAll();
                        }
                    });
        }

        static void looksOnce() throws InterruptedException {
            Waiting box = new Waiting();
            together(box::takeOrWait, box::put, box::takeIfThere);
        }

        private synchronized void put() {
            items++;
            notifyAll();
        }

        private synchronized void takeIfThere() {
            if (items > 0) {
                items--;
            }
        }

        private synchronized void takeOrWait() {
            if (items == 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            check(items > 0, "there is nothing");
            items--;
        }
    }

    private static final class Jdk {

        static void pool() throws Exception {
            Map<String, String> seats = new ConcurrentHashMap<>();
            AtomicInteger sold = new AtomicInteger();
            Runnable buys =
                    () -> {
                        if (!seats.containsKey("7")) {
                            seats.put("7", "taken");
                            sold.incrementAndGet();
                        }
                    };
            ExecutorService customers = Executors.newFixedThreadPool(2);
            Future<?> one = customers.submit(buys);
            Future<?> two = customers.submit(buys);
            one.get();
            two.get();
            customers.shutdown();
            check(sold.get() == 1, "sold twice");
        }

        static void polledTwice() throws InterruptedException {
            ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>(List.of(1, 2, 3));
            Runnable drains =
                    () -> {
                        while (!queue.isEmpty()) {
                            queue.remove();
                        }
                    };
            together(drains, drains);
        }

        static void overdrawn() throws InterruptedException {
            AtomicInteger balance = new AtomicInteger(100);
            ReentrantLock lock = new ReentrantLock();
            Runnable withdraws =
                    () -> {
                        lock.lock();
                        int seen = balance.get();
                        lock.unlock();
                        if (seen >= 100) {
                            lock.lock();
                            balance.addAndGet(-100);
                            lock.unlock();
                        }
                    };
            together(withdraws, withdraws);
            check(balance.get() == 0, "overdrawn");
        }

        static void stampede() throws InterruptedException {
            Map<String, Integer> cache = new ConcurrentHashMap<>();
            AtomicInteger computed = new AtomicInteger();
            Runnable asks =
                    () -> {
                        if (cache.get("key") == null) {
                            cache.put("key", computed.incrementAndGet());
                        }
                    };
            together(asks, asks, asks);
            check(computed.get() < 3, "all have computed it");
        }

        static void permits() throws InterruptedException {
            Semaphore permits = new Semaphore(2);
            Runnable takesTwo =
                    () -> {
                        permits.acquireUninterruptibly();
                        permits.acquireUninterruptibly();
                        permits.release(2);
                    };
            together(takesTwo, takesTwo);
        }

        static void upgraded() throws InterruptedException {
            ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
            Runnable upgrades =
                    () -> {
                        lock.readLock().lock();
                        if (lock.getReadHoldCount() == 1 && lock.getReadLockCount() == 2) {
                            lock.writeLock().lock();
                            lock.writeLock().unlock();
                        }
                        lock.readLock().unlock();
                    };
            together(upgrades, upgrades);
        }

        static void takenBack() throws InterruptedException {
            AtomicReference<String> head = new AtomicReference<>("A");
            AtomicInteger changes = new AtomicInteger();
            together(
                    () -> {
                        String seen = head.get();
                        int before = changes.get();
                        if (head.compareAndSet(seen, "B")) {
                            check(changes.get() == before, "it was not the same any more");
                        }
                    },
                    () -> {
                        head.set("C");
                        head.set("A");
                        changes.incrementAndGet();
                    });
        }
    }

    /** Threads that must take steps in turn for the failure to come about. */
    private static final class Steps {
        private int step;
        private int noise;
        private boolean leftIn;
        private boolean rightIn;
        private int inside;

        static void alternate(int steps) throws InterruptedException {
            noisy(steps, 0);
        }

        /** One takes the even steps, the other the odd ones, each if it is due. */
        static void noisy(int steps, int writes) throws InterruptedException {
            Steps all = new Steps();
            together(() -> all.take(0, 2, steps, writes), () -> all.take(1, 2, steps, writes));
            check(all.step < steps, "all steps were taken");
        }

        static void three(int steps) throws InterruptedException {
            Steps all = new Steps();
            together(
                    () -> all.take(0, 3, steps, 0),
                    () -> all.take(1, 3, steps, 0),
                    () -> all.take(2, 3, steps, 0));
            check(all.step < steps, "all steps were taken");
        }

        private void take(int mine, int threads, int steps, int writes) {
            for (int at = mine; at < steps; at += threads) {
                for (int i = 0; i < writes; i++) {
                    noise = i;
                }
                if (step == at) {
                    step = at + 1;
                }
            }
        }

        /** Each looks at the other's flag before it sets its own. */
        static void flags() throws InterruptedException {
            Steps all = new Steps();
            together(
                    () -> {
                        if (!all.rightIn) {
                            all.leftIn = true;
                            all.inside++;
                            all.inside--;
                        }
                    },
                    () -> {
                        if (!all.leftIn) {
                            all.rightIn = true;
                            check(all.inside == 0, "both are inside");
                        }
                    });
        }
    }
}
