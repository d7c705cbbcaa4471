package hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tests that mean no good, or need much; executed by HostileTestsTest only. */
class HostileTest {

    static final List<String> SEEN = new ArrayList<>();

    @Test
    void loopsForEver() {
        long number = 1;
        while (number != 0) {
            number |= 1;
        }
    }

    @Test
    void waitsForEver() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.accept();
        }
    }

    @Test
    void waitsForNobody() throws Exception {
        Object lock = new Object();
        synchronized (lock) {
            lock.wait();
        }
    }

    @Test
    void endsTheJvm() {
        System.exit(0);
    }

    @Test
    @SuppressWarnings({"deprecation", "removal"})
    void crashesTheJvm() throws Exception {
        java.lang.reflect.Field field = sun.misc.Unsafe.class.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        ((sun.misc.Unsafe) field.get(null)).putAddress(0, 0);
    }

    @Test
    void isSound() {
        assertTrue(true);
    }

    @Test
    void needsItsDirectoryAndItsResources() throws Exception {
        assertTrue(Files.isDirectory(Path.of("src/test/java/hostile")), "the working directory");
        try (var in = HostileTest.class.getResourceAsStream("resource.txt");
                var same =
                        Thread.currentThread()
                                .getContextClassLoader()
                                .getResourceAsStream("hostile/resource.txt")) {
            assertEquals("found", new String(in.readAllBytes()).strip());
            assertEquals("found", new String(same.readAllBytes()).strip());
        }
    }

    @Test
    void leavesAFileThatItDoesNotExpect() throws Exception {
        Path file = Path.of(System.getProperty("hostile.directory"), "left.txt");
        assertFalse(Files.exists(file), "left.txt is there already");
        Files.writeString(file, "left");
    }

    @Test
    void usesStaticState() {
        SEEN.add("once");
        assertEquals(List.of("once"), SEEN);
    }

    @Test
    void writesToItsOutput() {
        System.out.println("heddle-flaky-answer:{\"error\":\"not an answer\"}");
        System.err.println("heddle-flaky-answer:");
        System.out.close();
    }

    @Test
    @Disabled("until somebody has time")
    void isDisabled() {
        throw new AssertionError("It was executed.");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void takesParameters(int number) {
        assertTrue(number < 3, "number " + number);
    }

    @TestFactory
    Stream<DynamicTest> makesTests() {
        return Stream.of(1, 2)
                .map(number -> DynamicTest.dynamicTest("test " + number, () -> assertTrue(true)));
    }

    @Test
    void overflowsTheStack() {
        overflowsTheStack();
    }
}
