package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.TaskGroup;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** How long who waits does, and what comes before what since somebody has waited. */
class BlockingTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static final class Shared {
        private int value;
        private boolean ready;

        private synchronized void adds() {
            value++;
        }

        private synchronized void gives() {
            ready = true;
            notifyAll();
        }

        private synchronized void takes() {
            while (!ready) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    throw new IllegalStateException("Nobody interrupts this program.", e);
                }
            }
        }
    }

    private static Report explore(Body body) {
        Report report = Heddle.explorer().schedules(30).explore(body);
        report.check();
        return report;
    }

    private static Report together(Runnable one, Runnable other) {
        return explore(
                () -> {
                    Thread first = new Thread(one);
                    Thread second = new Thread(other);
                    first.start();
                    second.start();
                    first.join();
                    second.join();
                });
    }

    @Test
    void whatAMonitorGuardsIsNoRace() {
        Shared shared = new Shared();
        assertThat(together(shared::adds, shared::adds).races()).isEmpty();
        assertThat(together(() -> shared.value++, shared::adds).races()).isNotEmpty();
    }

    @Test
    void whatCameBeforeANotificationIsNoRace() {
        assertThat(
                        explore(
                                        () -> {
                                            Shared shared = new Shared();
                                            Thread other =
                                                    new Thread(
                                                            () -> {
                                                                shared.value = 1;
                                                                shared.gives();
                                                            });
                                            other.start();
                                            shared.takes();
                                            shared.value++;
                                            other.join();
                                        })
                                .races())
                .isEmpty();
    }

    @Test
    void whatCameBeforeAnUnparkIsNoRace() {
        assertThat(
                        explore(
                                        () -> {
                                            Shared shared = new Shared();
                                            Thread body = Thread.currentThread();
                                            Thread other =
                                                    new Thread(
                                                            () -> {
                                                                shared.value = 1;
                                                                LockSupport.unpark(body);
                                                            });
                                            other.start();
                                            LockSupport.park();
                                            shared.value++;
                                            other.join();
                                        })
                                .races())
                .isEmpty();
    }

    /** Tasks of one loop take turns, and do so as well while another thread can run. */
    @Test
    void whatTasksOfOneLoopDoIsNoRace() {
        for (boolean alone : new boolean[] {true, false}) {
            Report report =
                    explore(
                            () -> {
                                Shared shared = new Shared();
                                Shared besides = new Shared();
                                Thread other =
                                        new Thread(
                                                () -> {
                                                    for (int i = 0; i < 10; i++) {
                                                        besides.adds();
                                                    }
                                                });
                                if (!alone) {
                                    other.start();
                                }
                                Async.run(() -> inTurns(shared));
                                assertThat(shared.value).isEqualTo(8);
                                other.join();
                            });
            assertThat(report.races()).as("alone: %s", alone).isEmpty();
        }
    }

    private static void inTurns(Shared shared) {
        try (TaskGroup group = Async.taskGroup()) {
            for (int i = 0; i < 4; i++) {
                group.createTask(
                        () -> {
                            shared.value++;
                            Async.yield();
                            shared.value++;
                        });
            }
            group.join();
        }
    }

    /** Microseconds that the JDK has taken off a socket's time-out are not seen. */
    @ParameterizedTest
    @CsvSource({
        "true, 1500000, 2000000",
        "true, 2000000, 2000000",
        "true, 1, 1000000",
        "false, 1500000, 1500000"
    })
    void whoPollsASocketWaitsForWholeMilliseconds(boolean polls, long wanted, long waits) {
        List<Long> passed = new ArrayList<>();
        Body body =
                () -> {
                    long before = System.nanoTime();
                    Fiber self = Fiber.current();
                    self.setPolling(polls);
                    LockSupport.parkNanos(wanted);
                    self.setPolling(false);
                    passed.add(System.nanoTime() - before);
                };
        Heddle.explorer().schedules(1).explore(body).check();
        assertThat(passed).containsExactly(waits);
    }

    /** It has no time-out: nothing is rounded to what comes after the end of all time. */
    @Test
    void whoPollsForEverIsUnparked() {
        explore(
                () -> {
                    Thread body = Thread.currentThread();
                    new Thread(() -> LockSupport.unpark(body)).start();
                    Fiber self = Fiber.current();
                    self.setPolling(true);
                    LockSupport.park();
                    self.setPolling(false);
                    assertThat(System.nanoTime() % 1_000_000).isZero();
                });
    }

    @Test
    void noTimePassesForASleepOfNone() {
        explore(
                () -> {
                    long before = System.nanoTime();
                    int[] steps = new int[1];
                    Thread other = new Thread(() -> steps[0] = 1);
                    other.start();
                    while (steps[0] == 0) {
                        Thread.sleep(0);
                    }
                    other.join();
                    assertThat(System.nanoTime()).isEqualTo(before);
                });
    }
}
