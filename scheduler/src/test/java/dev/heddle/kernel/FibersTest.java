package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;

class FibersTest {

    /** A fiber looks into the JDK, which must have been opened. */
    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private final Fibers fibers = new Fibers();

    /**
     * The model of the order by arrival is a list; that of the dense order is a list in which the
     * last one takes the place of the one that is removed.
     */
    @Test
    void keepsBothOrdersUnderRandomOperations() {
        SplittableRandom random = new SplittableRandom(1);
        List<Fiber> byArrival = new ArrayList<>();
        List<Fiber> dense = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            int operation = dense.isEmpty() ? 0 : random.nextInt(100);
            if (operation < 36) {
                Fiber fiber = new Fiber(null);
                fibers.add(fiber);
                byArrival.add(fiber);
                dense.add(fiber);
            } else {
                int index = random.nextInt(dense.size());
                Fiber fiber = dense.get(index);
                byArrival.remove(fiber);
                if (operation < 70) {
                    fibers.moveToEnd(fiber);
                    byArrival.add(fiber);
                } else {
                    fibers.remove(fiber);
                    Collections.swap(dense, index, dense.size() - 1);
                    dense.removeLast();
                    assertThat(fibers.contains(fiber)).isFalse();
                }
            }
            if (i % 50 == 0) {
                assertThat(arrivals()).isEqualTo(byArrival);
                assertThat(indexed()).isEqualTo(dense);
            }
        }
    }

    @Test
    void afterClearingAFiberCanBeInAnotherSet() {
        Fiber fiber = new Fiber(null);
        fibers.add(fiber);
        fibers.add(new Fiber(null));
        fibers.clear();
        assertThat(fibers.isEmpty()).isTrue();
        assertThat(fibers.contains(fiber)).isFalse();
        Fibers other = new Fibers();
        other.add(fiber);
        assertThat(fibers.contains(fiber)).isFalse();
        assertThat(other.contains(fiber)).isTrue();
        assertThat(other.after(fiber)).isNull();
    }

    @Test
    void whatWasClearedIsNotKeptAlive() throws InterruptedException {
        WeakReference<Fiber> fiber = oneThatWasCleared();
        for (int i = 0; i < 1_000 && fiber.get() != null; i++) {
            System.gc();
            Thread.sleep(1);
        }
        assertThat(fiber.get()).isNull();
        assertThat(fibers.isEmpty()).isTrue();
    }

    private WeakReference<Fiber> oneThatWasCleared() {
        Fiber fiber = new Fiber(null);
        fibers.add(fiber);
        fibers.clear();
        return new WeakReference<>(fiber);
    }

    @Test
    void oneTakesThePlaceOfTheOnlyOne() {
        Fiber fiber = new Fiber(null);
        Fiber other = new Fiber(null);
        fibers.add(fiber);
        fibers.replaceOnly(fiber, other);
        assertThat(fibers.contains(fiber)).isFalse();
        assertThat(fibers.contains(other)).isTrue();
        assertThat(arrivals()).containsExactly(other);
        assertThat(indexed()).containsExactly(other);
    }

    @Test
    void nobodyIsTheOldestOfNone() {
        assertThatThrownBy(fibers::oldest).isInstanceOf(IllegalStateException.class);
    }

    private List<Fiber> arrivals() {
        List<Fiber> all = new ArrayList<>();
        for (Fiber f = fibers.isEmpty() ? null : fibers.oldest(); f != null; f = fibers.after(f)) {
            all.add(f);
        }
        return all;
    }

    private List<Fiber> indexed() {
        List<Fiber> all = new ArrayList<>();
        for (int i = 0; i < fibers.size(); i++) {
            all.add(fibers.get(i));
        }
        return all;
    }
}
