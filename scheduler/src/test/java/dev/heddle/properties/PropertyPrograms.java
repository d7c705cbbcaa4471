package dev.heddle.properties;

import dev.heddle.Body;
import dev.heddle.Property;
import dev.heddle.async.Async;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Programs that state something of themselves, each wrongly and rightly. */
public enum PropertyPrograms {
    /** Two customers look, and then both pay. */
    OVERDRAWN("no overdraft") {
        @Override
        public void run(boolean fixed) throws Exception {
            Account account = new Account();
            Property.always("no overdraft", () -> account.balance >= 0);
            Runnable pays =
                    () -> {
                        if (fixed) {
                            synchronized (account) {
                                account.withdraw(80);
                            }
                        } else {
                            account.withdraw(80);
                        }
                    };
            together(pays, pays);
        }
    },
    /** The sum is wrong between two writes, where nobody holds the monitor if it is broken. */
    TRANSFERRED("nothing is lost") {
        @Override
        public void run(boolean fixed) throws Exception {
            Account one = new Account();
            Account other = new Account();
            Object bank = new Object();
            Property.alwaysUnlocked(
                    "nothing is lost", bank, () -> one.balance + other.balance == 200);
            Runnable transfers =
                    () -> {
                        synchronized (fixed ? bank : new Object()) {
                            one.balance -= 10;
                            other.balance += 10;
                        }
                    };
            together(transfers);
        }
    },
    /** The same with a lock of the JDK. */
    TRANSFERRED_UNDER_A_LOCK("nothing is lost") {
        @Override
        public void run(boolean fixed) throws Exception {
            Account one = new Account();
            Account other = new Account();
            ReentrantLock bank = new ReentrantLock();
            Property.alwaysUnlocked(
                    "nothing is lost", bank, () -> one.balance + other.balance == 200);
            ReentrantLock taken = fixed ? bank : new ReentrantLock();
            Runnable transfers =
                    () -> {
                        taken.lock();
                        try {
                            one.balance -= 10;
                            other.balance += 10;
                        } finally {
                            taken.unlock();
                        }
                    };
            together(transfers, transfers);
        }
    },
    /** Somebody goes to sleep, and has not put back what was taken. */
    BORROWED_OVERNIGHT("all is back at night") {
        @Override
        public void run(boolean fixed) throws Exception {
            AtomicInteger books = new AtomicInteger(3);
            Property.alwaysAtRest("all is back at night", () -> books.get() == 3);
            together(
                    () -> {
                        for (int day = 0; day < 3; day++) {
                            books.decrementAndGet();
                            if (fixed || day != 1) {
                                books.incrementAndGet();
                            }
                            sleep(Duration.ofHours(24));
                            if (!fixed && day == 1) {
                                books.incrementAndGet();
                            }
                        }
                    });
        }
    },
    /** The answer comes, but late. */
    ANSWERED_LATE("there is an answer") {
        @Override
        public void run(boolean fixed) throws Exception {
            AtomicInteger answer = new AtomicInteger();
            Property.eventually(
                    "there is an answer", () -> answer.get() == 42, Duration.ofSeconds(10));
            together(
                    () -> {
                        sleep(Duration.ofSeconds(fixed ? 10 : 11));
                        answer.set(42);
                    });
        }
    },
    /** Nobody is there any more who could bring it about. */
    NEVER_ANSWERED("there is an answer") {
        @Override
        public void run(boolean fixed) throws Exception {
            AtomicInteger answer = new AtomicInteger();
            Property.eventually(
                    "there is an answer", () -> answer.get() == 42, Duration.ofHours(1));
            together(() -> answer.set(fixed ? 42 : 41));
        }
    },
    /** A task that ends is asked for by what the JDK says of its thread, which nobody tells. */
    NEVER_ENDS("the worker ends") {
        @Override
        public void run(boolean fixed) throws Exception {
            Thread worker = new Thread(() -> sleep(Duration.ofSeconds(fixed ? 1 : 3)));
            worker.start();
            Property.eventually("the worker ends", () -> !worker.isAlive(), Duration.ofSeconds(2));
            sleep(Duration.ofSeconds(8));
        }
    },
    /** Tasks of a pool. */
    COUNTED_IN_A_POOL("never more than two at once") {
        @Override
        public void run(boolean fixed) throws Exception {
            AtomicInteger inside = new AtomicInteger();
            Property.always("never more than two at once", () -> inside.get() <= 2);
            ExecutorService pool = Executors.newFixedThreadPool(fixed ? 2 : 3);
            for (int i = 0; i < 4; i++) {
                pool.execute(
                        () -> {
                            inside.incrementAndGet();
                            inside.decrementAndGet();
                        });
            }
            pool.shutdown();
        }
    },
    /** Coroutines, which give way in between. */
    BETWEEN_COROUTINES("the list is in order") {
        @Override
        public void run(boolean fixed) throws Exception {
            List<Integer> list = new ArrayList<>();
            Property.always(
                    "the list is in order", () -> list.equals(list.stream().sorted().toList()));
            Async.run(
                    () -> {
                        var one = Async.createTask(() -> add(list, 1, fixed ? 1 : 2));
                        var two = Async.createTask(() -> add(list, 2, fixed ? 2 : 1));
                        one.await();
                        two.await();
                        return null;
                    });
        }
    };

    private final String name;

    PropertyPrograms(String name) {
        this.name = name;
    }

    public abstract void run(boolean fixed) throws Exception;

    /** The name of what it states. */
    String property() {
        return name;
    }

    public Body body(boolean fixed) {
        return () -> run(fixed);
    }

    private static final class Account {
        int balance = 100;

        void withdraw(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }
    }

    private static Void add(List<Integer> list, int number, int seconds)
            throws InterruptedException {
        Async.sleep(Duration.ofSeconds(seconds));
        list.add(number);
        return null;
    }

    static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void together(Runnable... all) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Runnable one : all) {
            Thread thread = new Thread(one);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
