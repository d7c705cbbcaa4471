package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.stream.LongStream;

/** What an initialiser draws depends on its class alone. */
class InitialiserNumbersTest {

    private static long[] numbers(int type) {
        Initialiser initialiser = new Initialiser(type, null);
        return LongStream.generate(initialiser::next).limit(100).toArray();
    }

    @Test
    void theyDependOnTheClass() {
        assertThat(numbers(7)).isEqualTo(numbers(7)).isNotEqualTo(numbers(8));
        assertThat(numbers(7)).doesNotHaveDuplicates();
    }

    @Test
    void oneBeginsInAnother() {
        Initialiser outer = new Initialiser(1, null);
        assertThat(outer.outer).isNull();
        assertThat(new Initialiser(2, outer).outer).isSameAs(outer);
    }
}
