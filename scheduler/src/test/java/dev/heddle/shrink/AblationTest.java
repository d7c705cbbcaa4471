package dev.heddle.shrink;

import static org.junit.jupiter.api.Assertions.fail;

import dev.heddle.Body;
import dev.heddle.kernel.World;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Each pass earns its keep: without it, something comes out larger within the same budget. */
class AblationTest {

    /**
     * A program, how many runs there are for each schedule of it, and how many are made smaller.
     */
    private record Trying(Body body, World world, int runs, int seeds) {}

    private static final Map<Pass, Trying> WHERE = new EnumMap<>(Pass.class);

    static {
        WHERE.put(Pass.BLOCKS, plain(Noisy.COUNT.body(), 60));
        WHERE.put(Pass.ONE, plain(Noisy.TWO_COUNTS_OF_FOUR.body(), 300));
        WHERE.put(Pass.MERGE, plain(Noisy.TWO_COUNTS_OF_FOUR.body(), 300));
        WHERE.put(Pass.PAIRS, plain(Noisy.WRONG_WAKER.body(), 200));
        WHERE.put(
                Pass.BOUNDARY, new Trying(Noisy.TWO_COUNTS_OF_FOUR.body(), World.DEFAULT, 200, 60));
        WHERE.put(Pass.RETARGET, plain(Noisy.THREE_STATES.body(), 300));
        WHERE.put(Pass.SLIDE, plain(Minima.LOST_UPDATE_IN_LOOP.body(), 300));
        WHERE.put(Pass.EXCHANGE, plain(Minima.RING_OF_FOUR.body(), 350));
        WHERE.put(
                Pass.POLISH,
                new Trying(
                        () -> tooSlow(), World.DEFAULT.withSlack(Duration.ofMillis(20)), 300, 6));
        WHERE.put(Pass.BELOW, plain(Minima.REVERSED.body(), 600));
    }

    private static Trying plain(Body body, int runs) {
        return new Trying(body, World.DEFAULT, runs, 10);
    }

    @ParameterizedTest
    @EnumSource
    void everyPassIsNeeded(Pass pass) {
        if (isNeeded(pass, WHERE.get(pass))) {
            return;
        }
        // Which schedules random walk finds changes with every scheduling point more or less.
        for (Noisy program : Noisy.values()) {
            if (isNeeded(pass, plain(program.body(), 150))
                    || isNeeded(pass, plain(program.body(), 300))) {
                return;
            }
        }
        fail("Nothing comes out larger without the pass " + pass + ".");
    }

    /** Whether some schedule comes out larger without the pass. */
    private static boolean isNeeded(Pass pass, Trying trying) {
        Lab lab = new Lab(trying.body(), trying.world(), true);
        for (int seed = 1; seed <= trying.seeds(); seed++) {
            Size with = lab.make(seed, Lab.runs(trying.runs()), Lab.ALL).shrunk().after();
            Size without =
                    lab.make(seed, Lab.runs(trying.runs()), Lab.without(pass)).shrunk().after();
            if (with.compareTo(without) < 0) {
                return true;
            }
        }
        return false;
    }

    /** An answer that takes too long on a slow machine. */
    private static void tooSlow() throws Exception {
        var answer = new java.util.concurrent.CompletableFuture<String>();
        Thread slow =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(5);
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            answer.complete("42");
                        });
        slow.start();
        answer.get(10, java.util.concurrent.TimeUnit.MILLISECONDS);
        slow.join();
    }
}
