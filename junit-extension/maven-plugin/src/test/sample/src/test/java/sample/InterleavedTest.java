package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.junit.Interleaved;

class InterleavedTest {

    private final Counter counter = new Counter();

    @Interleaved
    void losesNoIncrement() throws Exception {
        Thread other = new Thread(counter::increment);
        other.start();
        counter.increment();
        other.join();
        assertEquals(2, counter.count());
    }

    @Interleaved
    void incrementsUnderALock() throws Exception {
        Thread other = new Thread(this::incrementAlone);
        other.start();
        incrementAlone();
        other.join();
        assertEquals(2, counter.count());
    }

    private synchronized void incrementAlone() {
        counter.increment();
    }
}
