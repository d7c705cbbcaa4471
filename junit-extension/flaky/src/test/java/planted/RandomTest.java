package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.DoubleStream;

/** What is drawn, and the order of what has none. */
class RandomTest {

    @Test
    @Expected("randomness-dependent")
    void theRangeIsTooNarrow() {
        double mean = new Random().doubles(20).average().orElseThrow();
        assertTrue(mean > 0.4 && mean < 0.6, "mean " + mean);
    }

    @Test
    @Expected("randomness-dependent")
    void aSetComesInOrder() {
        assertEquals("[build, test, deploy]", Set.of("build", "test", "deploy").toString());
    }

    @Test
    @Expected("randomness-dependent")
    void aMapComesInOrder() {
        assertEquals("{a=1, b=2}", Map.of("a", 1, "b", 2).toString());
    }

    @Test
    @Expected("randomness-dependent")
    void objectsComeInTheOrderOfTheirHashCodes() {
        Object first = new Object();
        Object second = new Object();
        Set<Object> both = new HashSet<>(Set.of(first, second));
        assertEquals(first, both.iterator().next());
    }

    @Test
    @Expected("randomness-dependent")
    void sumsOfFloatingPointNumbersAreExact() {
        double[] numbers = ThreadLocalRandom.current().doubles(3, 0, 1).toArray();
        double forwards = numbers[0] + numbers[1] + numbers[2];
        double backwards = numbers[2] + numbers[1] + numbers[0];
        assertEquals(forwards, backwards);
        assertEquals(3, DoubleStream.of(numbers).count());
    }

    @Test
    @Expected("randomness-dependent")
    void namesDoNotClash() {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < 8; i++) {
            assertTrue(names.add(UUID.randomUUID().toString().substring(0, 2)));
        }
    }
}
