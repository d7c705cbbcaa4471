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
        Map<Long, Fiber> model = new HashMap<>();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            threads.add(new Thread(() -> {}));
        }
        for (int i = 0; i < 20_000; i++) {
            // Swells and shrinks, so that chains are long at times and gaps are closed in them.
            boolean growing = i / 2_000 % 2 == 0;
            Thread thread = threads.get(random.nextInt(threads.size()));
            long id = thread.threadId();
            if (random.nextInt(100) < (growing ? 70 : 30)) {
                if (!model.containsKey(id)) {
                    Fiber fiber = new Fiber(null);
                    fiber.prepare(thread, null);
                    map.put(id, fiber);
                    model.put(id, fiber);
                }
            } else {
                map.remove(id); // Also where there is nothing to remove.
                model.remove(id);
            }
            Thread asked = threads.get(random.nextInt(threads.size()));
            assertThat(map.get(asked.threadId())).isSameAs(model.get(asked.threadId()));
        }
        for (Thread thread : threads) {
            assertThat(map.get(thread.threadId())).isSameAs(model.get(thread.threadId()));
        }
        map.clear();
        for (Thread thread : threads) {
            assertThat(map.get(thread.threadId())).isNull();
        }
    }
}
