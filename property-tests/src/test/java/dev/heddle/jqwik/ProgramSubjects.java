package dev.heddle.jqwik;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Schedule;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties of random programs; most of them fail. */
final class ProgramSubjects {

    /** Holds no more than three, if nobody comes between the look and the step. */
    static final class Bounded {
        private int size;

        void put(boolean locked) {
            if (locked) {
                synchronized (this) {
                    putUnlocked();
                }
            } else {
                putUnlocked();
            }
        }

        private void putUnlocked() {
            if (size < 3) {
                size++;
            }
        }

        synchronized void take() {
            if (size > 0) {
                size--;
            }
        }

        int size() {
            return size;
        }
    }

    /** Puts one in. */
    record Put(boolean locked) implements Action<Bounded> {
        @Override
        public void run(Bounded state) {
            state.put(locked);
        }
    }

    /** Takes one out. */
    record Take() implements Action<Bounded> {
        @Override
        public void run(Bounded state) {
            state.take();
        }
    }

    @Provide
    Arbitrary<Program<Bounded>> racy() {
        return Programs.of(
                        Arbitraries.<Action<Bounded>>of(new Take(), new Put(true), new Put(false)))
                .before(4)
                .any();
    }

    @Provide
    Arbitrary<Program<Bounded>> sound() {
        return Programs.of(Arbitraries.<Action<Bounded>>of(new Take(), new Put(true)))
                .before(2)
                .after(2)
                .any();
    }

    @Property
    @Interleaved
    void isInterleaved(@ForAll("racy") Program<Bounded> program) throws Exception {
        Bounded state = new Bounded();
        program.run(state);
        assertThat(state.size()).isLessThanOrEqualTo(3);
    }

    @Property(seed = "42")
    void isUnderASchedule(@ForAll("racy") Program<Bounded> program, @ForAll Schedule schedule) {
        Bounded state = new Bounded();
        schedule.run(() -> program.run(state));
        assertThat(program.sequentialOutcomes(Bounded::new, Bounded::size)).contains(state.size());
    }

    @Property(tries = 100)
    void isSound(@ForAll("sound") Program<Bounded> program, @ForAll Schedule schedule) {
        Bounded state = new Bounded();
        schedule.run(() -> program.run(state));
        assertThat(program.sequentialOutcomes(Bounded::new, Bounded::size)).contains(state.size());
    }
}
