package dev.heddle.coroutines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.EventLoop;
import dev.heddle.async.TaskGroup;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** Coroutines of one loop never come between each other's waits; threads do. */
class TogetherTest {

    static {
        Conformance.install();
    }

    private static final int TASKS = 4;

    /** Shared by coroutines, or threads, without any lock. */
    private static final class Account {
        private int balance;
        private int inside;
        private int mostInside;

        /** Goes wrong if two do it at once. */
        void deposit() {
            inside++;
            mostInside = Math.max(mostInside, inside);
            int before = balance;
            balance = before + 1;
            inside--;
        }

        /** Does not, whoever does it. */
        synchronized void depositSafely() {
            deposit();
        }
    }

    @Test
    void coroutinesOfALoopAreNotPreempted() {
        Heddle.explorer()
                .schedules(5_000)
                .explore(
                        () -> {
                            Account account = new Account();
                            Async.run(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            for (int i = 0; i < TASKS; i++) {
                                                group.createTask(
                                                        () -> {
                                                            account.deposit();
                                                            Async.yield();
                                                            account.deposit();
                                                        });
                                            }
                                            group.join();
                                        }
                                    });
                            assertThat(account.balance).isEqualTo(2 * TASKS);
                            assertThat(account.mostInside).isEqualTo(1);
                        })
                .check();
    }

    /** So the last test could have failed: where one waits, others come in between. */
    @Test
    void betweenWaitsTheyAre() {
        Report report =
                Heddle.explorer()
                        .schedules(100)
                        .explore(
                                () -> {
                                    int[] balance = {0};
                                    Async.run(
                                            () -> {
                                                try (TaskGroup group = Async.taskGroup()) {
                                                    for (int i = 0; i < 2; i++) {
                                                        group.createTask(
                                                                () -> {
                                                                    int before = balance[0];
                                                                    Async.yield();
                                                                    balance[0] = before + 1;
                                                                });
                                                    }
                                                    group.join();
                                                }
                                            });
                                    assertThat(balance[0]).isEqualTo(2);
                                });
        assertThat(report.passed()).isFalse();
    }

    @Test
    void theOrderOfTasksThatAreReadyIsExplored() {
        Set<String> orders = new HashSet<>();
        Heddle.explorer()
                .schedules(500)
                .explore(
                        () -> {
                            StringBuilder order = new StringBuilder();
                            Async.run(
                                    () -> {
                                        try (TaskGroup group = Async.taskGroup()) {
                                            for (String name : new String[] {"a", "b", "c"}) {
                                                group.createTask(() -> order.append(name));
                                            }
                                            group.join();
                                        }
                                    });
                            orders.add(order.toString());
                        })
                .check();
        assertThat(orders).containsExactlyInAnyOrder("abc", "acb", "bac", "bca", "cab", "cba");
    }

    private static void besideAThread(Account account, Runnable deposit) throws Exception {
        Async.run(
                () -> {
                    Thread thread = new Thread(deposit, "teller");
                    thread.start();
                    for (int i = 0; i < 3; i++) {
                        deposit.run();
                        Async.sleep(Duration.ofMillis(1));
                    }
                    Async.toThread(() -> thread.join());
                });
        assertThat(account.balance).isEqualTo(4);
    }

    @Test
    void aThreadMayPreemptACoroutine() {
        Report report =
                Heddle.explorer()
                        .schedules(1_000)
                        .explore(
                                () -> {
                                    Account account = new Account();
                                    besideAThread(account, account::deposit);
                                });
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.toString())
                .containsSubsequence("How it came about", "main\n", "teller\n")
                .contains("writes balance");
    }

    @Test
    void aMonitorKeepsBothApart() {
        Report report =
                Repeatedly.explore(
                        () -> {
                            Account account = new Account();
                            besideAThread(account, account::depositSafely);
                        });
        report.check();
        assertThat(report.blocked())
                .singleElement()
                .asString()
                .contains("waits to enter a monitor", "Account.depositSafely");
    }

    // --- two loops
    // -------------------------------------------------------------------------------

    private static Thread loopInAThread(String name, Account account, Runnable deposit) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                Async.run(
                                        () -> {
                                            try (TaskGroup group = Async.taskGroup()) {
                                                for (int i = 0; i < 2; i++) {
                                                    group.createTask(
                                                            () -> {
                                                                Async.sleep(Duration.ofMillis(1));
                                                                deposit.run();
                                                            });
                                                }
                                                group.join();
                                            }
                                        });
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        },
                        name);
        thread.start();
        return thread;
    }

    private static void twoLoops(Account account, Runnable deposit) throws InterruptedException {
        Thread left = loopInAThread("left", account, deposit);
        Thread right = loopInAThread("right", account, deposit);
        left.join();
        right.join();
        assertThat(account.balance).isEqualTo(4);
    }

    @Test
    void loopsOfTwoThreadsInterleave() {
        Report report =
                Heddle.explorer()
                        .schedules(1_000)
                        .explore(
                                () -> {
                                    Account account = new Account();
                                    twoLoops(account, account::deposit);
                                });
        assertThat(report.passed()).isFalse();
        Repeatedly.explore(
                        () -> {
                            Account account = new Account();
                            twoLoops(account, account::depositSafely);
                        })
                .check();
    }

    @Test
    void loopsOfTwoThreadsCallEachOther() {
        Repeatedly.explore(
                        () -> {
                            EventLoop[] other = {null};
                            Thread thread = new Thread(() -> serve(other), "server");
                            thread.setDaemon(false);
                            thread.start();
                            Async.run(
                                    () -> {
                                        while (serving(other) == null) {
                                            Async.sleep(Duration.ofMillis(1));
                                        }
                                        EventLoop server = serving(other);
                                        String answer =
                                                Async.wrap(
                                                                Async.runCoroutineThreadsafe(
                                                                        server,
                                                                        () -> {
                                                                            Async.yield();
                                                                            return "answer";
                                                                        }))
                                                        .await();
                                        assertThat(answer).isEqualTo("answer");
                                        server.callSoonThreadsafe(server::stop);
                                    });
                            thread.join();
                        })
                .check();
    }

    private static EventLoop serving(EventLoop[] other) {
        synchronized (other) {
            return other[0];
        }
    }

    private static void serve(EventLoop[] other) {
        try (EventLoop loop = EventLoop.create()) {
            synchronized (other) {
                other[0] = loop;
            }
            loop.runForever();
        }
    }
}
