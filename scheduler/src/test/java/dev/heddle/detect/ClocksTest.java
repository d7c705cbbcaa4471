package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The tables of a run, which are used again in the next one and know nothing of the last. */
class ClocksTest {

    private final Clocks clocks = new Clocks();

    @Test
    void aMomentIsAFiberAndItsTime() {
        int[] fibers = {0, 1, 7, Races.MOST_FIBERS - 1};
        int[] times = {0, 1, Integer.MAX_VALUE};
        for (int fiber : fibers) {
            for (int time : times) {
                long stamp = Stamp.of(fiber, time);
                assertThat(stamp).isPositive();
                assertThat(Stamp.fiberOf(stamp)).isEqualTo(fiber);
                assertThat(Stamp.timeOf(stamp)).isEqualTo(time);
            }
        }
        VectorClock clock = new VectorClock();
        clock.set(3, 5);
        assertThat(Stamp.of(3, clock)).isEqualTo(Stamp.of(3, 5));
    }

    @Test
    void aMomentIsKnownOrNot() {
        VectorClock clock = new VectorClock();
        clock.set(1, 5);
        assertThat(Stamp.isUnordered(Stamp.of(1, 6), 0, clock)).isTrue();
        assertThat(Stamp.isUnordered(Stamp.of(1, 5), 0, clock)).as("known").isFalse();
        assertThat(Stamp.isUnordered(Stamp.of(1, 6), 1, clock)).as("its own").isFalse();
        assertThat(Stamp.isUnordered(0, 0, clock)).as("never").isFalse();
        assertThat(Stamp.isUnordered(-1, 0, clock)).as("many").isFalse();
    }

    @Test
    void eachClockIsGivenOnceAndKnowsNothing() {
        for (int run = 0; run < 3; run++) {
            List<VectorClock> given = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                VectorClock clock = clocks.next();
                assertThat(clock.get(2)).isZero();
                assertThat(clock.version()).isZero();
                clock.goesTo(2);
                given.add(clock);
            }
            Set<VectorClock> different = Collections.newSetFromMap(new IdentityHashMap<>());
            different.addAll(given);
            assertThat(different).hasSameSizeAs(given);
            clocks.reset();
        }
    }

    @Test
    void readersAreKeptUntilTheNextWrite() {
        Readers readers = new Readers();
        int[] fibers = {0, 7, 8, 40, 9};
        for (int fiber : fibers) {
            assertThat(readers.time(fiber)).isZero();
            readers.add(fiber, 10 + fiber, 20 + fiber, 30 + fiber);
        }
        for (int fiber : fibers) {
            assertThat(readers.time(fiber)).isEqualTo(10 + fiber);
            assertThat(readers.site(fiber)).isEqualTo(20 + fiber);
            assertThat(readers.step(fiber)).isEqualTo(30L + fiber);
        }
        readers.clear();
        for (int fiber : fibers) {
            assertThat(readers.time(fiber)).isZero();
        }
    }

    @Test
    void whatWasReleasedIsKnownToWhoAcquires() {
        Releases releases = new Releases(clocks);
        VectorClock[] fibers = {clocks.next(), clocks.next(), clocks.next()};
        for (int id = 0; id < fibers.length; id++) {
            fibers[id].set(id, 1);
        }
        for (int place : new int[] {0, 255, 256, 5_000}) {
            int released = fibers[0].get(0);
            releases.acquire(place, fibers[1]); // Nothing is there yet.
            assertThat(fibers[1].get(0)).isLessThan(released);
            releases.release(place, 0, fibers[0]);
            assertThat(fibers[0].get(0)).isEqualTo(released + 1);
            releases.acquire(place, fibers[1]);
            assertThat(fibers[1].get(0)).isEqualTo(released);
        }
        // What others have released there before is not forgotten.
        int second = fibers[2].get(2);
        releases.release(255, 2, fibers[2]);
        int third = fibers[0].get(0);
        releases.release(255, 0, fibers[0]);
        releases.acquire(255, fibers[1]);
        assertThat(fibers[1].get(2)).isEqualTo(second);
        assertThat(fibers[1].get(0)).isEqualTo(third);
        releases.reset();
        releases.release(3, 2, fibers[2]);
        releases.acquire(255, fibers[1]);
        assertThat(fibers[1].get(2)).as("of the run before").isEqualTo(second);
    }

    @Test
    void fibersKnowWhatTheirStartersKnew() {
        FiberClocks all = new FiberClocks();
        for (int run = 0; run < 2; run++) {
            all.start(-1, 0);
            for (int id = 1; id < 100; id++) {
                all.start(id - 1, id);
            }
            assertThat(all.known()).isEqualTo(100);
            VectorClock last = all.of(99);
            assertThat(last).isNotNull();
            for (int id = 0; id < 100; id++) {
                assertThat(last.get(id)).as("%d", id).isEqualTo(1);
            }
            assertThat(all.of(0)).isNotNull();
            assertThat(all.of(0).get(1)).isZero();
            assertThat(all.of(0).get(0)).as("it goes on").isEqualTo(2);
            assertThat(all.of(100)).isNull();
            assertThat(all.of(-1)).isNull();
            all.reset();
            assertThat(all.of(0)).isNull();
            assertThat(all.known()).isZero();
        }
    }

    @Test
    void tooManyFibersAreNotFollowed() {
        FiberClocks all = new FiberClocks();
        all.start(-1, Races.MOST_FIBERS - 1);
        assertThat(all.hasGivenUp()).isFalse();
        assertThat(all.of(Races.MOST_FIBERS - 1)).isNotNull();
        all.start(-1, Races.MOST_FIBERS);
        assertThat(all.hasGivenUp()).isTrue();
        assertThat(all.of(Races.MOST_FIBERS - 1)).isNull();
        all.start(-1, 1);
        assertThat(all.of(1)).isNull();
        all.reset();
        assertThat(all.hasGivenUp()).isFalse();
        all.start(-1, 0);
        assertThat(all.of(0)).isNotNull();
    }
}
