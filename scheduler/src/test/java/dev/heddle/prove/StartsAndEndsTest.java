package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.ProverAccess;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What comes before a thread is started, and what daemons do that are left when the run ends: all
 * of it is visited.
 */
class StartsAndEndsTest {

    private final String[] seen = new String[2];

    private interface Part {
        void run() throws Exception;
    }

    private static Runnable running(Part part) {
        return () -> {
            try {
                part.run();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    /** Daemons which nobody waits for. */
    private static void daemons(Part... parts) {
        for (Part part : parts) {
            Thread.startVirtualThread(running(part));
        }
    }

    private Proof prove(Body body, int early, Set<String> ends) {
        return ProverAccess.onEnding(
                        Heddle.explorer()
                                .races(Check.OFF)
                                .allowLeaks()
                                .shrink(0)
                                .prover()
                                .earlyTimeouts(early),
                        ending -> ends.add(String.join(" ", seen)))
                .prove(
                        () -> {
                            Arrays.fill(seen, "-");
                            body.run();
                        });
    }

    private Proof check(Body body, int early, String... ends) {
        Set<String> found = new TreeSet<>();
        Proof proof = prove(body, early, found);
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.redundant()).isZero();
        assertThat(found).containsExactlyInAnyOrder(ends);
        return proof;
    }

    /** The thread {@code second} is joined by {@code first}, perhaps before it is started. */
    private Body joinsWhatIsNotStarted(boolean isVirtual, long millis) {
        return () -> {
            Runnable writes = () -> seen[1] = "done";
            Thread second = isVirtual ? Thread.ofVirtual().unstarted(writes) : new Thread(writes);
            AtomicReference<Thread> other = new AtomicReference<>(second);
            Thread first =
                    new Thread(
                            running(
                                    () -> {
                                        second.join(millis);
                                        seen[0] = "saw:" + seen[1];
                                    }));
            first.start();
            other.get().start();
        };
    }

    @Test
    void whoJoinsAThreadThatIsNotStartedGoesOnAtOnce() {
        for (boolean isVirtual : new boolean[] {false, true}) {
            for (long millis = 0; millis < 2; millis++) {
                check(joinsWhatIsNotStarted(isVirtual, millis), 0, "saw:- done", "saw:done done");
            }
        }
    }

    @Test
    void soWithTimeOutsThatComeEarly() {
        check(joinsWhatIsNotStarted(false, 1), 1, "saw:- done", "saw:done done");
    }

    /** As above, by the method that refuses to join what was not started. */
    private Body joinsFor(Duration duration) {
        return () -> {
            Thread second = new Thread(() -> {});
            AtomicReference<Thread> other = new AtomicReference<>(second);
            Thread first =
                    new Thread(
                            running(
                                    () -> {
                                        try {
                                            seen[0] = "" + second.join(duration);
                                        } catch (IllegalThreadStateException e) {
                                            seen[0] = "refused";
                                        }
                                    }));
            first.start();
            Thread.yield();
            other.get().start();
        };
    }

    @Test
    void aJoinForSomeTimeIsRefusedBeforeTheThreadIsStarted() {
        check(joinsFor(Duration.ofMillis(1)), 0, "refused -", "true -");
        check(joinsFor(Duration.ofMillis(1)), 1, "refused -", "true -", "false -");
        check(joinsFor(Duration.ZERO), 0, "refused -", "true -", "false -");
        check(joinsFor(Duration.ZERO), 1, "refused -", "true -", "false -");
    }

    @Test
    void whoAsksWhetherAThreadLivesMayDoSoBeforeItIsStarted() {
        check(
                () -> {
                    Thread second = new Thread(() -> seen[1] = "done");
                    Thread first = new Thread(() -> seen[0] = second.isAlive() + ":" + seen[1]);
                    first.start();
                    Thread.yield();
                    second.start();
                },
                0,
                "false:- done",
                "true:- done",
                "true:done done",
                "false:done done");
    }

    @Test
    void whatWasStartedBeforeIsNotVisitedTwice() {
        Proof proof =
                check(
                        () -> {
                            Thread first = new Thread(() -> seen[0] = "done");
                            Thread second =
                                    new Thread(
                                            running(
                                                    () -> {
                                                        first.join();
                                                        seen[1] = seen[0];
                                                    }));
                            first.start();
                            second.start();
                            second.join();
                        },
                        0,
                        "done done");
        assertThat(proof.executions()).isEqualTo(1);
    }

    @Test
    void aDaemonThatWaitsForALockWhenTheRunEndsCouldHaveComeBefore() {
        check(
                () -> {
                    ReentrantLock lock = new ReentrantLock();
                    daemons(
                            () -> {
                                lock.lock();
                                Thread.sleep(10); // It is left there when the run ends.
                                lock.unlock();
                            },
                            () -> {
                                lock.lock();
                                seen[1] = "got";
                                lock.unlock();
                            });
                },
                0,
                "- -",
                "- got");
    }

    @Test
    void aDaemonThatWaitsForAMonitorWhenTheRunEndsCouldHaveComeBefore() {
        check(
                () -> {
                    Object lock = new Object();
                    daemons(
                            () -> {
                                synchronized (lock) {
                                    Thread.sleep(10);
                                }
                            },
                            () -> {
                                synchronized (lock) {
                                    seen[1] = "got";
                                }
                            });
                },
                0,
                "- -",
                "- got");
    }

    @Test
    void daemonsThatWaitForPermitsWhenTheRunEndsCouldHaveComeInAnotherOrder() {
        check(
                () -> {
                    Semaphore permits = new Semaphore(1, true);
                    daemons(
                            () -> seen[0] = "" + permits.tryAcquire(2, 1, TimeUnit.MILLISECONDS),
                            () -> seen[1] = "" + permits.tryAcquire(1, TimeUnit.MILLISECONDS));
                },
                0,
                "- -",
                "- true");
    }

    @Test
    void aTimeOutOfADaemonMayComeBeforeTheRunEnds() {
        check(
                () -> {
                    Semaphore permits = new Semaphore(1);
                    daemons(
                            () -> seen[0] = "" + permits.tryAcquire(2, TimeUnit.MILLISECONDS),
                            () -> seen[1] = "" + permits.drainPermits());
                },
                1,
                "- 1",
                "false 1",
                "true 0");
    }

    @Test
    void aTimeOutOfADaemonThatWaitsForAQueueMayComeBeforeTheRunEnds() {
        check(
                () -> {
                    BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
                    daemons(() -> seen[0] = "" + queue.poll(2, TimeUnit.MILLISECONDS));
                },
                1,
                "- -",
                "null -");
        check(() -> daemons(() -> Thread.sleep(1)), 0, "- -");
    }

    @Test
    void aTimeOutOfADaemonMayComeBeforeTheLastOfSeveralThreadsEnds() {
        Body body =
                () -> {
                    Thread other =
                            new Thread(
                                    () ->
                                            daemons(
                                                    () -> {
                                                        Thread.sleep(2);
                                                        seen[1] = "slept";
                                                    }));
                    other.start();
                };
        check(body, 0, "- -");
        check(body, 1, "- -", "- slept");
    }

    @Test
    void aPermitForAVirtualThreadThatIsNotStartedIsNotVisitedInAllOrdersAndThatIsSaid() {
        Set<String> ends = new TreeSet<>();
        Proof proof =
                prove(
                        () -> {
                            Thread other = Thread.ofVirtual().unstarted(() -> seen[1] = "went");
                            LockSupport.unpark(other);
                            other.start();
                        },
                        0,
                        ends);
        assertThat(proof.failures()).isZero();
        assertThat(proof.isComplete()).isFalse();
        assertThat(proof.summary()).contains("a permit was given to a thread");
        assertThat(ends).containsExactly("- went");
    }

    @Test
    void whatDaemonsDoIsNotCutShortSinceSomebodyAsksForTheEndsOfThreads() {
        check(
                () -> {
                    Thread first = Thread.startVirtualThread(() -> seen[0] = "done");
                    daemons(
                            () -> {
                                first.join(3);
                                seen[1] = "" + first.isAlive();
                            });
                },
                0,
                "done false");
    }
}
