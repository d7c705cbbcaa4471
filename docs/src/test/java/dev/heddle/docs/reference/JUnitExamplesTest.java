package dev.heddle.docs.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.junit.Exhaustive;
import dev.heddle.junit.Interleaved;
import dev.heddle.junit.VirtualTime;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

/** The examples of {@code dev.heddle.junit} that pass; see JUnitTest for the one that fails. */
class JUnitExamplesTest {

    static class Counter {
        private int value;

        synchronized void increment() {
            value = value + 1;
        }

        synchronized int value() {
            return value;
        }
    }

    static class Session {
        private final Instant end = Instant.now().plus(Duration.ofHours(23));

        boolean isExpired() {
            return Instant.now().isAfter(end);
        }
    }

    @Nested
    class ByChance {
        @Interleaved
        void noUpdateIsLost() throws InterruptedException {
            Counter counter = new Counter();
            Thread other = new Thread(counter::increment);
            other.start();
            counter.increment();
            other.join();
            assertEquals(2, counter.value());
        }
    }

    @Exhaustive
    void noUpdateIsLost() throws InterruptedException {
        Counter counter = new Counter();
        Thread other = new Thread(counter::increment);
        other.start();
        counter.increment();
        other.join();
        assertEquals(2, counter.value());
    }

    @Test
    @VirtualTime
    void expiresAfterADay() throws InterruptedException {
        Session session = new Session();
        Thread.sleep(Duration.ofDays(1));
        assertTrue(session.isExpired());
    }
}
