package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/** Clocks, chance and files as they should be used. */
class SoundTest {

    private static final Map<Integer, Integer> CACHE = new HashMap<>();

    @Test
    void fixesTheClock() {
        Clock clock = Clock.fixed(Instant.parse("2026-01-31T23:59:59Z"), ZoneOffset.UTC);
        assertEquals(LocalDate.of(2026, 1, 31), LocalDate.now(clock));
    }

    @Test
    void timeDoesNotGoBack() {
        long before = System.nanoTime();
        assertTrue(System.nanoTime() - before >= 0);
    }

    @Test
    void seedsItsGenerator() {
        assertEquals(new Random(7).nextInt(), new Random(7).nextInt());
    }

    @Test
    void drawsWithinItsRange() {
        int drawn = new Random().nextInt(10);
        assertTrue(drawn >= 0 && drawn < 10);
    }

    @Test
    void comparesSetsAsSets() {
        assertEquals(Set.of("a", "b", "c"), new TreeSet<>(Set.of("c", "b", "a")));
    }

    @Test
    void drawsDifferentNames() {
        assertNotEquals(UUID.randomUUID(), UUID.randomUUID());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void squares(int number) {
        assertEquals(number * number, CACHE.computeIfAbsent(number, n -> n * n));
    }

    @RepeatedTest(3)
    void repeats() {
        assertEquals(1, CACHE.getOrDefault(1, 1));
    }

    @Test
    void writesAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a.txt"), "text");
        assertEquals("text", Files.readString(file));
    }

    @Test
    void comparesWithATolerance() {
        double sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += new Random().nextDouble();
        }
        assertEquals(sum, sum + 1e-12, 1e-9);
    }

    @Test
    void putsASystemPropertyBack() {
        String before = System.getProperty("planted.other");
        System.setProperty("planted.other", "x");
        try {
            assertEquals("x", System.getProperty("planted.other"));
        } finally {
            if (before == null) {
                System.clearProperty("planted.other");
            }
        }
    }

    @Nested
    class Inside {

        @Test
        void isATestToo() {
            assertEquals(2, 1 + 1);
        }
    }
}
