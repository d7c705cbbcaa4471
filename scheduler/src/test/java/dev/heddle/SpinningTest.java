package dev.heddle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Threads that spin until time has passed see it pass; those that compute do not make it pass. */
class SpinningTest {

    private static final int SCHEDULES = 50;

    /** A reference to a method of the JDK that is made before that keeps meaning the real one. */
    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static final class Flag {
        volatile boolean set;
        int plain;
    }

    private static Thread setAfter(Flag flag, Duration delay) {
        return Thread.ofPlatform()
                .start(
                        () -> {
                            try {
                                Thread.sleep(delay);
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            flag.set = true;
                        });
    }

    private static Report explore(Body body) {
        List<Long> digests = new ArrayList<>();
        List<Long> again = new ArrayList<>();
        Report report = explorer().onDigest(digests::add).explore(body);
        explorer().onDigest(again::add).explore(body);
        assertThat(again).isEqualTo(digests);
        return report;
    }

    private static Explorer explorer() {
        return Heddle.explorer().schedules(SCHEDULES).shrink(0);
    }

    /** A library that spins for a sleeper often sleeps for as short as can be. */
    @Test
    void aLoopWithoutAnyHintSeesWhatAThreadDoesAfterAShortSleep() {
        explore(
                        () -> {
                            Flag flag = new Flag();
                            Thread sleeper = setAfter(flag, Duration.ofMillis(5));
                            long began = System.nanoTime();
                            while (!flag.set) {
                                flag.plain++;
                            }
                            sleeper.join();
                            assertThat(System.nanoTime() - began)
                                    .isBetween(
                                            Duration.ofMillis(5).toNanos(),
                                            Duration.ofMillis(6).toNanos());
                        })
                .check();
    }

    /** The one that sleeps longer must not wait for a million sleeps of the other. */
    @Test
    void aLoopSeesWhatHappensWhileAnotherThreadParksForNextToNothing() {
        explore(
                        () -> {
                            Flag flag = new Flag();
                            Thread sleeper = setAfter(flag, Duration.ofMillis(20));
                            Thread polling =
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        while (!flag.set) {
                                                            LockSupport.parkNanos(1);
                                                        }
                                                    });
                            while (!flag.set) {
                                flag.plain++;
                            }
                            sleeper.join();
                            polling.join();
                        })
                .check();
    }

    @Test
    void aThreadThatParksForNextToNothingIsNoHindranceToOneThatSleeps() {
        explore(
                        () -> {
                            Flag flag = new Flag();
                            Thread sleeper = setAfter(flag, Duration.ofMillis(200));
                            long began = System.nanoTime();
                            while (!flag.set) {
                                LockSupport.parkNanos(1);
                            }
                            sleeper.join();
                            assertThat(System.nanoTime() - began)
                                    .isBetween(
                                            Duration.ofMillis(200).toNanos(),
                                            Duration.ofMillis(250).toNanos());
                        })
                .check();
    }

    /** A thousand in a row would be spinning; these are nine, with hours between them. */
    @Test
    void shortSleepsAreExact() {
        explore(
                        () -> {
                            long began = System.nanoTime();
                            for (int i = 0; i < 2_000; i++) {
                                LockSupport.parkNanos(i % 10 == 0 ? 3_600_000_000_000L : 1);
                            }
                            assertThat(System.nanoTime() - began)
                                    .isEqualTo(200 * 3_600_000_000_000L + 1_800);
                        })
                .check();
    }

    @Test
    void aLoopWithAHintSeesWhatAThreadDoesAfterHours() {
        for (Runnable hint : List.<Runnable>of(Thread::onSpinWait, Thread::yield)) {
            explore(
                            () -> {
                                Flag flag = new Flag();
                                Thread sleeper = setAfter(flag, Duration.ofHours(3));
                                long began = System.nanoTime();
                                while (!flag.set) {
                                    hint.run();
                                }
                                sleeper.join();
                                assertThat(System.nanoTime() - began)
                                        .isEqualTo(Duration.ofHours(3).toNanos());
                            })
                    .check();
        }
    }

    @Test
    void aLoopThatAsksTheClockEnds() {
        explore(
                        () -> {
                            long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
                            while (System.nanoTime() < until) {
                                Thread.onSpinWait();
                            }
                            assertThat(System.nanoTime() - until)
                                    .isLessThan(Duration.ofMinutes(10).toNanos());
                        })
                .check();
    }

    /** Both spin; a third one computes, and that takes no time however long. */
    @Test
    void timeStandsStillAsLongAsSomebodyComputes() {
        Explorer explorer = explorer().schedules(5);
        explorer.explore(
                        () -> {
                            Flag flag = new Flag();
                            CountDownLatch done = new CountDownLatch(1);
                            Thread computing =
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        for (int i = 0; i < 30_000; i++) {
                                                            flag.plain++;
                                                        }
                                                        flag.set = true;
                                                        done.countDown();
                                                    });
                            Thread spinning =
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        while (!flag.set) {
                                                            Thread.onSpinWait();
                                                        }
                                                    });
                            long began = System.nanoTime();
                            assertThat(done.await(1, TimeUnit.SECONDS)).isTrue();
                            assertThat(System.nanoTime()).isEqualTo(began);
                            computing.join();
                            spinning.join();
                        })
                .check();
    }

    @Test
    void aLoopThatNobodyWillEndIsStillFound() {
        Report report =
                Heddle.explorer()
                        .stepLimit(20_000)
                        .explore(
                                () -> {
                                    Flag flag = new Flag();
                                    Thread sleeper = new Thread(() -> {});
                                    sleeper.start();
                                    while (!flag.set) {
                                        Thread.onSpinWait();
                                    }
                                });
        assertThat(report.failure().orElseThrow().toError())
                .hasMessageContaining("did not end within 20,000 scheduling points");
    }

    /** Far more steps than a thousand, but a thread begins, waits and ends again and again. */
    @Test
    void whoMakesProgressTakesNoTime() {
        explorer()
                .schedules(3)
                .explore(
                        () -> {
                            Flag flag = new Flag();
                            CountDownLatch done = new CountDownLatch(1);
                            Thread computing =
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        for (int i = 0; i < 20; i++) {
                                                            computes(flag);
                                                        }
                                                        done.countDown();
                                                    });
                            long began = System.nanoTime();
                            assertThat(done.await(10, TimeUnit.MILLISECONDS)).isTrue();
                            assertThat(System.nanoTime()).isEqualTo(began);
                            computing.join();
                        })
                .check();
    }

    private static void computes(Flag flag) {
        for (int i = 0; i < 800; i++) {
            flag.plain++;
        }
        try {
            Thread.ofVirtual().start(() -> {}).join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** A thousand times together, but never as many before somebody has done something. */
    @Test
    void whoSpinsNowAndThenLetsNoTimePass() {
        explorer()
                .schedules(3)
                .explore(
                        () -> {
                            CountDownLatch done = new CountDownLatch(1);
                            Thread spinning =
                                    Thread.ofPlatform()
                                            .start(
                                                    () -> {
                                                        for (int i = 0; i < 3_000; i++) {
                                                            Thread.onSpinWait();
                                                            if (i % 300 == 0) {
                                                                computes(new Flag());
                                                            }
                                                        }
                                                        done.countDown();
                                                    });
                            long began = System.nanoTime();
                            assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
                            assertThat(System.nanoTime()).isEqualTo(began);
                            spinning.join();
                        })
                .check();
    }

    /** A microsecond after a thousand, then each time ten times as much, up to a day. */
    @Test
    void theLeapsOfWhoSpinsAloneGrow() {
        List<Long> leaps = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            long last = System.nanoTime();
                            for (int i = 1; i <= 13_500; i++) {
                                Thread.yield();
                                long now = System.nanoTime();
                                if (now != last) {
                                    leaps.add(now - last);
                                    assertThat(i % 1_000).isZero();
                                }
                                last = now;
                            }
                        })
                .check();
        assertThat(leaps).hasSize(13).startsWith(1_000L, 10_000L, 100_000L, 1_000_000L);
        assertThat(leaps).endsWith(10_000_000_000_000L, 100_000_000_000_000L, 100_000_000_000_000L);
    }

    /** As long as somebody does not spin, or has begun to later, no time passes. */
    @Test
    void whoSpinsBesideOneThatDoesNotMakesNoTimePass() {
        Heddle.explorer()
                .schedules(1)
                .strategy("fifo")
                .explore(
                        () -> {
                            long before = System.nanoTime();
                            boolean[] done = new boolean[1];
                            Thread other =
                                    new Thread(
                                            () -> {
                                                for (int i = 0; i < 1_500; i++) {
                                                    Thread.yield();
                                                }
                                                done[0] = true;
                                            });
                            for (int i = 0; i < 999; i++) {
                                Thread.yield();
                            }
                            other.start(); // Progress: both begin anew.
                            for (int i = 0; i < 999; i++) {
                                Thread.yield();
                            }
                            assertThat(done[0]).isFalse();
                            assertThat(System.nanoTime()).isEqualTo(before);
                            Thread.yield();
                            Thread.yield();
                            assertThat(System.nanoTime()).isEqualTo(before + 1_000);
                            other.join();
                        })
                .check();
    }
}
