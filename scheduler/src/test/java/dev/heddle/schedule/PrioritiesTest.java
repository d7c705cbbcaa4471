package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;

class PrioritiesTest {

    /** As a map in which everything is 0 that was not set. */
    @Test
    void behavesAsAMap() {
        SplittableRandom random = new SplittableRandom(1);
        Priorities priorities = new Priorities();
        for (int round = 0; round < 20; round++) {
            Map<Integer, Long> model = new HashMap<>();
            int end = 0;
            for (int i = 0; i < 100; i++) {
                int id = random.nextInt(1 + i);
                long value = random.nextLong();
                priorities.set(id, value);
                model.put(id, value);
                end = Math.max(end, id + 1);
                assertThat(priorities.end()).isEqualTo(end);
            }
            for (int id = 0; id < 200; id++) {
                assertThat(priorities.get(id)).isEqualTo(model.getOrDefault(id, 0L));
            }
            priorities.clear();
            assertThat(priorities.end()).isZero();
            assertThat(priorities.get(0)).isZero();
            priorities.set(150, 1); // What was there before is forgotten, and not only hidden.
            for (int id = 0; id < 150; id++) {
                assertThat(priorities.get(id)).isZero();
            }
            priorities.clear();
        }
    }
}
