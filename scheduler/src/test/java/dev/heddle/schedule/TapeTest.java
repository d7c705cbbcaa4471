package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

class TapeTest {

    @Test
    void behavesAsOneListForEachStream() {
        SplittableRandom random = new SplittableRandom(1);
        Tape tape = new Tape();
        List<List<Integer>> model = new ArrayList<>();
        for (int stream = 0; stream < Tape.STREAMS; stream++) {
            model.add(new ArrayList<>());
        }
        for (int i = 0; i < 5_000; i++) {
            int stream = random.nextInt(Tape.STREAMS);
            int choice = random.nextInt(1 << 20);
            tape.add(stream, choice);
            model.get(stream).add(choice);
        }
        for (int stream = 0; stream < Tape.STREAMS; stream++) {
            assertThat(tape.size(stream)).isEqualTo(model.get(stream).size());
            for (int i = 0; i < tape.size(stream); i++) {
                assertThat(tape.get(stream, i)).isEqualTo(model.get(stream).get(i));
            }
        }
        assertThat(tape.size()).isEqualTo(5_000);
    }

    @Test
    void aCopyStaysAsItWas() {
        Tape tape = new Tape();
        tape.add(0, 1);
        tape.add(2, 5);
        Tape copy = tape.copy();
        assertThat(copy).isEqualTo(tape).hasSameHashCodeAs(tape);
        tape.add(0, 2);
        assertThat(copy).isNotEqualTo(tape);
        tape.clear();
        assertThat(tape.size()).isZero();
        assertThat(copy.size()).isEqualTo(2);
        assertThat(tape).isEqualTo(new Tape());
    }

    @Test
    void theSameChoicesInAnotherStreamAreAnotherTape() {
        Tape one = new Tape();
        Tape other = new Tape();
        one.add(1, 7);
        other.add(2, 7);
        assertThat(one).isNotEqualTo(other);
    }

    @Test
    void oneChoiceMoreOrAnotherOneIsAnotherTape() {
        Tape tape = new Tape();
        Tape same = new Tape();
        Tape other = new Tape();
        for (int i = 0; i < 100; i++) {
            tape.add(3, i);
            same.add(3, i);
            other.add(3, i == 99 ? 0 : i);
        }
        assertThat(same).isEqualTo(tape).hasSameHashCodeAs(tape);
        assertThat(other).isNotEqualTo(tape).doesNotHaveSameHashCodeAs(tape);
        same.add(3, 0);
        assertThat(same).isNotEqualTo(tape).doesNotHaveSameHashCodeAs(tape);
    }

    @Test
    void eachStreamHasAName() {
        Set<String> names = new HashSet<>();
        for (int stream = 0; stream < Tape.STREAMS; stream++) {
            assertThat(names.add(Tape.nameOf(stream))).isTrue();
        }
        assertThat(names).contains("who runs next", "what the program lets be chosen");
    }
}
