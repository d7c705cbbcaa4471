package hostile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Tests that mean no good; executed by HostileTestsTest only. */
class HostileTest {

    @Test
    void loopsForEver() {
        long number = 1;
        while (number != 0) {
            number |= 1;
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
}
