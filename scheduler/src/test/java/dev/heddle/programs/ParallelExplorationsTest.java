package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Explorations on different threads of one JVM do not see each other. */
class ParallelExplorationsTest {

    private static final int SEEDS = 200;

    @Test
    void runsInParallelAreAsTheyAreAlone() throws Exception {
        List<List<Recording>> alone = new ArrayList<>();
        for (Programs program : Programs.values()) {
            alone.add(Recording.ofSeeds(SEEDS, program));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 2; round++) {
                List<Future<List<Recording>>> together = new ArrayList<>();
                for (Programs program : Programs.values()) {
                    together.add(threads.submit(() -> Recording.ofSeeds(SEEDS, program)));
                }
                for (int i = 0; i < alone.size(); i++) {
                    assertThat(together.get(i).get()).isEqualTo(alone.get(i));
                }
            }
        }
    }
}
