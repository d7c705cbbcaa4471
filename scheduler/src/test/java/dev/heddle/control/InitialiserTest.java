package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What a class initialiser does happens once in a JVM, and must not disturb the runs. */
class InitialiserTest {

    /** Has an initialiser that fails half-way. */
    static final class Broken {
        static int value;

        static {
            value = Integer.parseInt("1");
            if (value == 1) {
                throw new IllegalStateException("broken");
            }
        }

        private Broken() {}
    }

    /** Has an initialiser with much to see. */
    static final class Busy {
        static final int[] CELLS = new int[10];
        static int sum;

        static {
            for (int i = 0; i < CELLS.length; i++) {
                CELLS[i] = i;
                sum += i;
            }
        }

        private Busy() {}
    }

    private static final class Counter {
        private int value;
    }

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @Test
    void schedulingPointsStillWorkAfterAnInitialiserHasThrown() {
        assertThat(steps(() -> lateRead(new Counter())))
                .isEqualTo(steps(() -> {}) + 10)
                .isPositive();
        long first =
                steps(
                        () -> {
                            breakDown();
                            lateRead(new Counter());
                        });
        assertThat(first).isGreaterThanOrEqualTo(10);
    }

    @Test
    void aLostUpdateIsFoundAfterAnInitialiserHasThrown() {
        FreshClasses fresh = FreshClasses.rewritten(List.of(Broken.class));
        var report =
                Heddle.explore(
                        () -> {
                            initialise(fresh);
                            Counter counter = new Counter();
                            Thread other = new Thread(() -> counter.value++);
                            other.start();
                            counter.value++;
                            other.join();
                            assertThat(counter.value).isEqualTo(2);
                        });
        assertThat(report.passed()).isFalse();
    }

    @Test
    void theFirstRunIsLikeTheOthers() {
        List<Long> digests = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Heddle.explorer()
                    .schedules(1)
                    .onDigest(digests::add)
                    .explore(() -> assertThat(Busy.sum).isEqualTo(45))
                    .check();
        }
        assertThat(digests).hasSize(3).allMatch(digests.getFirst()::equals);
    }

    private static void lateRead(Counter counter) {
        for (int i = 0; i < 5; i++) {
            counter.value++;
        }
    }

    private static void breakDown() {
        initialise(FreshClasses.rewritten(List.of(Broken.class)));
    }

    private static void initialise(ClassLoader loader) {
        try {
            Class.forName(Broken.class.getName(), true, loader);
            throw new AssertionError("The initialiser does not fail.");
        } catch (ExceptionInInitializerError | NoClassDefFoundError expected) {
            assertThat(expected).isNotNull();
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long steps(dev.heddle.Body body) {
        var report = Heddle.explorer().schedules(1).explore(body);
        report.check();
        return report.steps();
    }
}
