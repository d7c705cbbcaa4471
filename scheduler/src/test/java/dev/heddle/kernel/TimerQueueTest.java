package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

class TimerQueueTest {

    /** A fiber looks into the JDK, which must have been opened. */
    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private final TimerQueue queue = new TimerQueue();

    @Test
    void tiesAreInTheOrderInWhichTheyWereSet() {
        List<Fiber> set = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Fiber fiber = new Fiber(null);
            queue.add(fiber, 7);
            set.add(fiber);
        }
        assertThat(drain()).isEqualTo(set);
    }

    /** The model is a list; the timer that is due first is its minimum, the oldest of equals. */
    @Test
    void behavesAsASortedListUnderRandomOperations() {
        SplittableRandom random = new SplittableRandom(1);
        List<Fiber> model = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            if (model.isEmpty() || random.nextInt(100) < 52) {
                Fiber fiber = new Fiber(null);
                // Few deadlines, so that ties are common; the greatest one among them.
                long deadline = random.nextInt(20) == 0 ? Long.MAX_VALUE : random.nextInt(40);
                queue.add(fiber, deadline);
                model.add(fiber);
            } else if (random.nextBoolean()) {
                Fiber removed = model.remove(random.nextInt(model.size()));
                queue.remove(removed);
                assertThat(removed.hasTimer()).isFalse();
            } else {
                Fiber first = queue.first();
                assertThat(first).isSameAs(first(model));
                queue.remove(first);
                model.remove(first);
            }
            assertThat(queue.size()).isEqualTo(model.size());
        }
        List<Fiber> rest = new ArrayList<>(model);
        rest.sort(Comparator.comparingLong(fiber -> fiber.deadline)); // A stable sort.
        assertThat(drain()).isEqualTo(rest);
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void afterClearingNothingHasATimer() {
        Fiber fiber = new Fiber(null);
        queue.add(fiber, 1);
        queue.clear();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(fiber.hasTimer()).isFalse();
    }

    private static Fiber first(List<Fiber> model) {
        Fiber first = model.getFirst();
        for (Fiber fiber : model) {
            if (fiber.deadline < first.deadline) {
                first = fiber;
            }
        }
        return first;
    }

    private List<Fiber> drain() {
        List<Fiber> all = new ArrayList<>();
        while (!queue.isEmpty()) {
            Fiber first = queue.first();
            queue.remove(first);
            all.add(first);
        }
        return all;
    }
}
