package dev.heddle.chance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Heddle;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Vector;

/** An object that is locked before it is asked for its hash code has one of the run's, too. */
class LockedObjectsTest {

    @Test
    void hashCodesOfLockedObjectsFollowFromTheSeed() {
        assertThat(hashCodes(1)).isEqualTo(hashCodes(1)).isNotEqualTo(hashCodes(2));
        assertThat(hashCodes(1)).doesNotHaveDuplicates();
    }

    private static List<Integer> hashCodes(long seed) {
        List<Integer> seen = new ArrayList<>();
        Heddle.explorer().schedules(1).seed(seed).explore(() -> locked(seen)).check();
        return seen;
    }

    private static void locked(List<Integer> seen) throws InterruptedException {
        Object held = new Object();
        synchronized (held) {
            seen.add(held.hashCode());
        }
        Object left = new Object();
        synchronized (left) {
            left.notifyAll();
        }
        seen.add(System.identityHashCode(left));
        Vector<Integer> vector = new Vector<>();
        vector.add(1);
        seen.add(System.identityHashCode(vector));
        Thread joined = new Thread(() -> {});
        joined.start();
        joined.join();
        seen.add(joined.hashCode());
        Thread.sleep(1);
    }
}
