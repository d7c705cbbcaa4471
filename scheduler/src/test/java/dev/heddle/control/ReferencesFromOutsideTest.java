package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * Method references that were made before a run, in methods that have to do with monitors and are
 * therefore executed there as they were compiled.
 */
class ReferencesFromOutsideTest {

    @BeforeAll
    static void install() {
        Control.install();
    }

    /** What a program has made before its test begins. */
    static final class Made {

        private final AtomicInteger count = new AtomicInteger();

        synchronized Runnable notifyAllOfThis() {
            Runnable made = this::notifyAll;
            made.run();
            return made;
        }

        Runnable notifyAllOf(Supplier<String> lock) {
            synchronized (lock) {
                Runnable made = lock::notifyAll;
                made.run();
                return made;
            }
        }

        synchronized IntSupplier get() {
            return count::get;
        }

        synchronized IntUnaryOperator set() {
            return count::getAndSet;
        }
    }

    @Test
    void theyNotifyThoseWhoWaitInTheRun() {
        Made made = new Made();
        Supplier<String> lock = String::new;
        Runnable ofThis = made.notifyAllOfThis();
        Runnable ofTheOther = made.notifyAllOf(lock);
        Report report =
                Heddle.explorer()
                        .schedules(50)
                        .explore(
                                () -> {
                                    wakes(made, ofThis);
                                    wakes(lock, ofTheOther);
                                });
        report.check();
    }

    private static void wakes(Object lock, Runnable notifies) throws InterruptedException {
        boolean[] done = new boolean[1];
        Thread waits =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                while (!done[0]) {
                                    try {
                                        lock.wait();
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                }
                            }
                        });
        waits.start();
        synchronized (lock) {
            done[0] = true;
            notifies.run();
        }
        waits.join();
    }

    @Test
    void callsOfThemAreSchedulingPoints() {
        Made made = new Made();
        IntSupplier get = made.get();
        IntUnaryOperator set = made.set();
        Report report =
                Heddle.explorer()
                        .schedules(200)
                        .explore(
                                () -> {
                                    set.applyAsInt(0);
                                    Thread other =
                                            new Thread(() -> set.applyAsInt(get.getAsInt() + 1));
                                    other.start();
                                    set.applyAsInt(get.getAsInt() + 1);
                                    other.join();
                                    assertThat(get.getAsInt()).isEqualTo(2);
                                });
        assertThat(report.passed()).isFalse();
    }
}
