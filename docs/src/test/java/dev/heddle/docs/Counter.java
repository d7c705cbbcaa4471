package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;

/** A counter that loses an update if two threads come at the wrong moment. */
public final class Counter {

    private int value;

    /** Two threads increment one, and one increment may be lost. */
    public static Body losing() {
        return () -> {
            Counter counter = new Counter();
            Thread other = new Thread(counter::increment);
            other.start();
            counter.increment();
            other.join();
            assertThat(counter.value()).isEqualTo(2);
        };
    }

    public void increment() {
        value = value + 1;
    }

    public int value() {
        return value;
    }
}
