package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * Fibers that take turns share a clock, and it says of all that they do, and that others do, what
 * comes before what: exactly that which follows from who has handed over to whom, and from what was
 * released and acquired.
 */
class SharedClocksTest {

    private static final int FIBERS = 9;

    /** How many fibers there are in each of the two groups; the others are in none. */
    private static final int GROUP = 3;

    private static final int PLACES = 3;

    /** A step of a fiber: what came before it by definition, and its stamp. */
    private record Step(int number, long stamp) {}

    private final FiberClocks clocks = new FiberClocks();
    private final Clocks spare = new Clocks();
    private final Releases releases = new Releases(spare);

    /** By fiber, all steps that come before its next one. */
    private final BitSet[] known = new BitSet[FIBERS];

    private final BitSet[] released = new BitSet[PLACES];
    private final List<Step> steps = new ArrayList<>();

    /** Who has the turn in each group; the first fiber of it at first. */
    private final int[] turns = {0, GROUP};

    private int compared;

    @Test
    void whatSharedClocksSayIsWhatFollows() {
        for (int seed = 0; seed < 300; seed++) {
            begin();
            Random random = new Random(seed);
            for (int i = 0; i < 300; i++) {
                step(random, "seed " + seed + ", step " + i);
            }
        }
        assertThat(compared).isGreaterThan(150_000);
    }

    private void begin() {
        releases.reset();
        spare.reset();
        steps.clear();
        clocks.reset();
        turns[0] = 0;
        turns[1] = GROUP;
        Arrays.setAll(released, _ -> new BitSet());
        for (int fiber = 0; fiber < FIBERS; fiber++) {
            known[fiber] = new BitSet();
            clocks.start(-1, fiber);
        }
    }

    private void step(Random random, String when) {
        int fiber = awake(random);
        int place = random.nextInt(PLACES);
        switch (random.nextInt(8)) {
            case 0 -> release(fiber, place);
            case 1 -> {
                known[fiber].or(released[place]);
                releases.acquire(place, clockOf(fiber));
            }
            case 2 -> {
                // A thread wakes one that is awake, or has its group's turn.
                int other = awake(random);
                if (other != fiber) {
                    known[other].or(known[fiber]);
                    clocks.precede(fiber, other);
                }
            }
            case 3 -> interruptOneThatWaits(fiber, random);
            case 4, 5 -> handOver(random);
            case 6 -> {
                if (random.nextInt(8) == 0) {
                    clocks.leaveTurns(fiber);
                }
            }
            default -> access(fiber, when);
        }
    }

    private void release(int fiber, int place) {
        released[place].or(known[fiber]);
        releases.release(place, fiber, clockOf(fiber));
    }

    /** Another one of the group learns of what an outsider does; those that share do not. */
    private void interruptOneThatWaits(int fiber, Random random) {
        int other = random.nextInt(2 * GROUP);
        if (turns[other / GROUP] != other && other != fiber) {
            known[other].or(known[fiber]);
            clocks.leaveTurns(other);
            clocks.precede(fiber, other);
        }
    }

    private void handOver(Random random) {
        int group = random.nextInt(2);
        int from = turns[group];
        int to = group * GROUP + random.nextInt(GROUP);
        if (to != from) {
            known[to].or(known[from]);
            clocks.handOver(from, to);
            turns[group] = to;
        }
    }

    /** It accesses something: what is known to have no order before it must be what has none. */
    private void access(int fiber, String when) {
        for (Step earlier : steps) {
            assertThat(Stamp.isUnordered(earlier.stamp(), fiber, clockOf(fiber)))
                    .as("%s: fiber %d after %s", when, fiber, earlier)
                    .isEqualTo(!known[fiber].get(earlier.number()));
            compared++;
        }
        known[fiber].set(steps.size());
        steps.add(new Step(steps.size(), Stamp.of(fiber, clockOf(fiber))));
    }

    /** One that can go on: it has its group's turn, or is in none. */
    private int awake(Random random) {
        int any = random.nextInt(2 + FIBERS - 2 * GROUP);
        return any < 2 ? turns[any] : 2 * GROUP + any - 2;
    }

    private VectorClock clockOf(int fiber) {
        return Objects.requireNonNull(clocks.of(fiber));
    }
}
