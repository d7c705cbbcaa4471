package planted;

import static org.junit.Assert.assertTrue;

import org.junit.Before;
import org.junit.Test;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The same in JUnit 4. */
public class OldBrokenTest {

    private Map<String, Integer> stock;

    @Before
    public void begin() {
        stock = new ConcurrentHashMap<>();
    }

    @Test
    @Expected("fails always")
    public void nobodyHasFilledTheStock() throws Exception {
        Thread other = new Thread(() -> stock.merge("plums", 1, Integer::sum));
        other.start();
        other.join();
        assertTrue(stock.containsKey("pears"));
    }

    @Test
    @Expected("fails always")
    public void readsWhatIsNotThere() {
        assertTrue(stock.get("apples") > 0);
    }
}
