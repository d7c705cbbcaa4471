package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CounterTest {

    private final Counter counter = new Counter();

    @Test
    void losesCount() throws Exception {
        Thread other = new Thread(counter::increment);
        other.start();
        counter.increment();
        other.join();
        assertEquals(2, counter.count());
    }

    @Test
    void countsAlone() {
        counter.increment();
        assertEquals(1, counter.count());
    }
}
