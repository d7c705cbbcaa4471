package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Things left behind. */
class LeakTest {

    static int calls;

    @Test
    @Expected("leaking")
    void forgetsAPool() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        assertEquals(42, pool.submit(() -> 42).get(5, TimeUnit.SECONDS));
    }

    @Test
    @Expected("leaking")
    void setsASystemProperty() {
        System.setProperty("planted.mode", "fast");
        assertEquals("fast", System.getProperty("planted.mode"));
    }

    @Test
    @Expected("leaking")
    void countsOnBeingTheFirst() {
        calls++;
        assertEquals(1, calls);
    }
}
