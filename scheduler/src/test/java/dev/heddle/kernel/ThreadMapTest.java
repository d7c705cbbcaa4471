package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

class ThreadMapTest {

    /** A fiber looks into the JDK, which must have been opened. */
    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private final ThreadMap map = new ThreadMap();

    @Test
    void behavesAsAHashMapUnderRandomOperations() {
        SplittableRandom random = new SplittableRandom(1);
        Map<Thread, Fiber> model = new HashMap<>();
        List<Fiber> fibers = new ArrayList<>();
        // The numbers of threads made in a row are spread so well that no two of them collide.
        while (fibers.size() < 400) {
            Thread thread = new Thread(() -> {});
            if (random.nextInt(20) == 0) {
                fibers.add(fiberOf(thread));
            }
        }
        for (int i = 0; i < 20_000; i++) {
            // Swells and shrinks, so that chains are long at times and gaps are closed in them.
            boolean growing = i / 2_000 % 2 == 0;
            Fiber fiber = fibers.get(random.nextInt(fibers.size()));
            if (random.nextInt(100) < (growing ? 70 : 30)) {
                if (model.put(fiber.thread(), fiber) == null) {
                    map.put(fiber);
                }
            } else {
                map.remove(fiber); // Also where there is nothing to remove.
                model.remove(fiber.thread());
            }
            Thread asked = fibers.get(random.nextInt(fibers.size())).thread();
            assertThat(map.get(asked)).isSameAs(model.get(asked));
        }
        for (Fiber fiber : fibers) {
            assertThat(map.get(fiber.thread())).isSameAs(model.get(fiber.thread()));
        }
        map.clear();
        for (Fiber fiber : fibers) {
            assertThat(map.get(fiber.thread())).isNull();
        }
    }

    @Test
    void forgetsAFewAsWellAsMany() {
        for (int round = 0; round < 3; round++) {
            List<Fiber> fibers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                fibers.add(fiberOf(new Thread(() -> {})));
                map.put(fibers.getLast());
            }
            assertThat(fibers).allMatch(fiber -> map.get(fiber.thread()) == fiber);
            map.clear();
            assertThat(fibers).allMatch(fiber -> map.get(fiber.thread()) == null);
        }
    }

    private static Fiber fiberOf(Thread thread) {
        Fiber fiber = new Fiber(null);
        fiber.prepare(thread, null);
        return fiber;
    }
}
