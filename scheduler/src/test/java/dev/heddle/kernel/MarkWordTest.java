package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What is written into the first word of an object is its identity hash code, for good. */
class MarkWordTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    @Test
    void thisJvmKeepsHashCodesWhereTheyCanBeSet() {
        assertThat(MarkWord.isKnown()).isTrue();
    }

    @Test
    void anObjectThatWasAskedKeepsWhatItHas() {
        Object object = new Object();
        int hash = object.hashCode();
        assertThat(MarkWord.isFree(object)).isFalse();
        assertThat(MarkWord.set(object, hash ^ 1)).isFalse();
        assertThat(object.hashCode()).isEqualTo(hash);
    }

    @Test
    void whatWasSetOutlivesLocksWaitsAndCollections() throws InterruptedException {
        Object object = new Object();
        assertThat(MarkWord.set(object, 12345)).isTrue();
        synchronized (object) {
            assertThat(object.hashCode()).isEqualTo(12345);
            object.wait(1); // Makes the JVM keep the word elsewhere.
            assertThat(object.hashCode()).isEqualTo(12345);
        }
        System.gc();
        assertThat(System.identityHashCode(object)).isEqualTo(12345);
        assertThat(MarkWord.set(object, 54321)).isFalse();
    }

    @Test
    void anObjectWhoseMonitorTheJvmKeepsIsLeftAlone() throws InterruptedException {
        Object object = new Object();
        synchronized (object) {
            object.wait(1);
            // Either it is refused, or the JVM sees it.
            boolean set = MarkWord.set(object, 777);
            assertThat(object.hashCode() == 777).isEqualTo(set);
        }
    }

    /** Often enough for the compilers to take part, with collections in between. */
    @Test
    void compiledCodeAgrees() {
        List<Object> kept = new ArrayList<>();
        for (int i = 1; i <= 200_000; i++) {
            Object object = (i & 1) == 0 ? new Object() : new long[1];
            boolean set = MarkWord.set(object, i);
            if (!set || object.hashCode() != i || MarkWord.isFree(object)) {
                throw new AssertionError("Object " + i + " has " + object.hashCode());
            }
            if (i % 100 == 0) {
                kept.add(object);
            }
        }
        System.gc();
        for (int i = 0; i < kept.size(); i++) {
            assertThat(kept.get(i).hashCode()).isEqualTo((i + 1) * 100);
        }
    }

    @Test
    void onlyOneOfTwoThreadsSetsIt() throws InterruptedException {
        for (int round = 0; round < 200; round++) {
            Object object = new Object();
            boolean[] set = new boolean[2];
            Thread other = new Thread(() -> set[1] = MarkWord.set(object, 1));
            other.start();
            set[0] = MarkWord.set(object, 2);
            other.join();
            assertThat(set[0]).isNotEqualTo(set[1]);
            assertThat(object.hashCode()).isEqualTo(set[0] ? 2 : 1);
        }
    }
}
