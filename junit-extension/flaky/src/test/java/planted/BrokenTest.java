package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Broken, whatever threads and chance are there. */
class BrokenTest {

    @Test
    @Expected("fails always")
    void expectsTooMuch() {
        assertEquals(List.of(1, 2, 3), new ArrayList<>(List.of(1, 2)));
    }

    @Test
    @Expected("fails always")
    void adds() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        Future<Integer> one = pool.submit(() -> new Random().nextInt(10));
        Future<Integer> other = pool.submit(() -> new Random().nextInt(10));
        pool.shutdown();
        assertEquals(20, one.get() + other.get());
    }

    @Test
    @Expected("fails always")
    void expectsAnExceptionOfNobody() {
        assertThrows(IllegalStateException.class, () -> Thread.sleep(10));
    }
}
