package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** A run that meets its step limit tells what was repeated, and who had no share in it. */
class RoundsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static Failure failureOf(String strategy, Body body) {
        Failure failure =
                Heddle.explorer()
                        .strategy(strategy)
                        .schedules(200)
                        .stepLimit(5_000)
                        .explore(body)
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.STEP_LIMIT);
        Failure again = Heddle.replay(failure.token(), body).failure().orElseThrow();
        assertThat(again.rounds()).isEqualTo(failure.rounds());
        return failure;
    }

    /** Each gives back what it has, politely, as long as it does not get the other. */
    private static void takeBoth(ReentrantLock mine, ReentrantLock other, CountDownLatch both) {
        mine.lock();
        both.countDown();
        await(both);
        while (!other.tryLock()) {
            Thread.onSpinWait();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    @Test
    void twoThatTryForEver() {
        Failure failure =
                failureOf(
                        "random",
                        () -> {
                            ReentrantLock a = new ReentrantLock();
                            ReentrantLock b = new ReentrantLock();
                            CountDownLatch both = new CountDownLatch(2);
                            Thread left = new Thread(() -> takeBoth(a, b, both), "left");
                            Thread right = new Thread(() -> takeBoth(b, a, both), "right");
                            left.start();
                            right.start();
                            left.join();
                            right.join();
                        });
        assertThat(failure.rounds())
                .contains("Livelock: in the last 1,000 steps the threads did nothing but this:")
                .noneMatch(line -> line.startsWith("Starved"))
                .anyMatch(line -> line.matches("  'left' repeats these 2 steps, [\\d,]+ times:"))
                .anyMatch(line -> line.matches("  'right' repeats these 2 steps, [\\d,]+ times:"))
                .anyMatch(
                        line ->
                                line.matches(
                                        "      calls ReentrantLock.tryLock  at"
                                                + " .*RoundsTest.takeBoth.*"));
        assertThat(failure.toString()).contains("\nLivelock: in the last 1,000 steps");
    }

    @Test
    void oneThatLoops() {
        Failure failure =
                failureOf(
                        "random",
                        () -> {
                            int[] count = new int[1];
                            while (count[0] >= 0) {
                                count[0] = count[0] & 1;
                            }
                        });
        assertThat(failure.rounds())
                .contains("Endless loop: in the last 1,000 steps nothing was done but this:");
    }

    private static final class Flag {
        boolean set;
    }

    @Test
    void oneThatNeverRuns() {
        Failure failure =
                failureOf(
                        "fifo",
                        () -> {
                            Flag flag = new Flag();
                            Thread other = new Thread(() -> flag.set = true, "other");
                            other.start();
                            while (!flag.set) {
                                // Without letting anybody run.
                            }
                        });
        assertThat(failure.rounds()).contains("Starved: 'other' could run, and never did.");
    }

    @Test
    void oneThatNeverGetsItsLock() {
        Failure failure =
                failureOf(
                        "fifo",
                        () -> {
                            Object lock = new Object();
                            boolean[] held = new boolean[1];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                while (!held[0]) {
                                                    Thread.onSpinWait();
                                                }
                                                synchronized (lock) {
                                                    held[0] = false;
                                                }
                                            },
                                            "other");
                            other.start();
                            synchronized (lock) {
                                held[0] = true;
                                while (held[0]) {
                                    Thread.onSpinWait();
                                }
                            }
                        });
        assertThat(failure.rounds())
                .anyMatch(
                        line ->
                                line.matches(
                                        "Starved: 'other' wants .*, and did not get it in the last"
                                                + " [\\d,]+ steps\\."));
    }

    @Test
    void aRunThatEndsHasNone() {
        Failure failure =
                Heddle.explore(() -> new CountDownLatch(1).await()).failure().orElseThrow();
        assertThat(failure.rounds()).isEmpty();
    }

    /** It counts on, so what it does is no round, and nothing is said of the other but that. */
    @Test
    void oneThatLoopsBesideOneThatDoesSomethingElse() {
        Failure failure =
                failureOf(
                        "random",
                        () -> {
                            Flag flag = new Flag();
                            Object[] locks = new Object[2_000];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                for (int i = 0; i < locks.length; i++) {
                                                    synchronized (new Object()) {
                                                        locks[i % 7 * (i % 11)] = i;
                                                        if (i % 3 == 0) {
                                                            Thread.yield();
                                                        }
                                                        if (i % 5 == 0) {
                                                            flag.hashCode();
                                                            locks[0] = flag.set;
                                                        }
                                                        if (i * i % 13 == 1) {
                                                            locks[1] = locks[0];
                                                        }
                                                    }
                                                }
                                            },
                                            "other");
                            other.start();
                            while (!flag.set) {
                                Thread.onSpinWait();
                            }
                        });
        assertThat(failure.rounds())
                .anyMatch(line -> line.matches("What was repeated in the last [\\d,]+ steps:"))
                .anyMatch(line -> line.contains("'main' repeats"))
                .noneMatch(line -> line.contains("'other' repeats"));
    }

    @Test
    void oneThatDoesNotRunAnyMore() {
        Failure failure =
                failureOf(
                        "fifo",
                        () -> {
                            Flag flag = new Flag();
                            int[] begun = new int[1];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                begun[0] = 1;
                                                Thread.yield();
                                                flag.set = true;
                                            },
                                            "other");
                            other.start();
                            while (begun[0] == 0) {
                                Thread.yield();
                            }
                            while (!flag.set) {
                                // Without letting anybody run.
                            }
                        });
        assertThat(failure.rounds())
                .anyMatch(
                        line ->
                                line.matches(
                                        "Starved: 'other' could run, and did not in the last"
                                                + " [\\d,]+ steps\\."));
    }

    /** It is woken each time the lock is free, and each time finds it taken again. */
    private static void losing(Flag flag, Object lock) {
        Thread other =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                flag.set = true;
                            }
                        },
                        "loser");
        other.start();
        while (!flag.set) {
            synchronized (lock) {
                Thread.yield();
            }
        }
    }

    @Test
    void oneThatLosesEachTime() {
        Failure failure = failureOf("fifo", () -> losing(new Flag(), new Object()));
        assertThat(failure.rounds())
                .anyMatch(
                        line ->
                                line.matches(
                                        "Starved: 'loser' wants .*, and did not get it in the last"
                                            + " 1,000 steps, though it was free [\\d,]+ times\\."));
    }

    /** Who gets it now and then has lost nothing. */
    @Test
    void oneThatLosesNowAndThen() {
        Failure failure =
                failureOf(
                        "random",
                        () -> {
                            Object lock = new Object();
                            Thread other = new Thread(() -> enters(lock), "other");
                            other.start();
                            enters(lock);
                        });
        assertThat(failure.rounds()).noneMatch(line -> line.startsWith("Starved"));
    }

    private static void enters(Object lock) {
        while (true) {
            synchronized (lock) {
                Thread.yield();
            }
            Thread.yield();
        }
    }

    @Test
    void oneThatCanGiveUp() {
        Failure failure =
                failureOf(
                        "fifo",
                        () -> {
                            ReentrantLock lock = new ReentrantLock();
                            int[] count = new int[1];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                try {
                                                    if (lock.tryLock(1, TimeUnit.DAYS)) {
                                                        lock.unlock();
                                                    }
                                                } catch (InterruptedException e) {
                                                    Thread.currentThread().interrupt();
                                                }
                                            },
                                            "other");
                            lock.lock();
                            other.start();
                            Thread.sleep(1);
                            while (count[0] >= 0) {
                                count[0] = count[0] & 1;
                            }
                        });
        assertThat(failure.rounds()).noneMatch(line -> line.startsWith("Starved"));
    }
}
