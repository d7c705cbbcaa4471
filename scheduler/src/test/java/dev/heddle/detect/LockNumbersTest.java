package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Locks get numbers in the order in which they come, by identity, anew in each run. */
class LockNumbersTest {

    private final LockNumbers numbers = new LockNumbers();

    /** As many as have to be moved, more than once, when the table grows. */
    private List<Object> fill(int count) {
        List<Object> locks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            locks.add(List.of(new Object[] {1})); // They are equal, and different.
            assertThat(numbers.of(locks.get(i))).isEqualTo(i);
            assertThat(numbers.count()).isEqualTo(i + 1);
        }
        return locks;
    }

    @Test
    void theyAreNumberedAsTheyCome() {
        List<Object> locks = fill(1_000);
        for (int i = 999; i >= 0; i--) {
            assertThat(numbers.of(locks.get(i))).isEqualTo(i);
        }
        assertThat(numbers.count()).isEqualTo(1_000);
    }

    @Test
    void theNextRunKnowsNone() {
        List<Object> locks = fill(300);
        numbers.reset();
        assertThat(numbers.count()).isZero();
        for (int i = 299; i >= 0; i--) {
            assertThat(numbers.of(locks.get(i))).isEqualTo(299 - i);
        }
        assertThat(numbers.of(locks.getFirst())).isEqualTo(299);
    }
}
