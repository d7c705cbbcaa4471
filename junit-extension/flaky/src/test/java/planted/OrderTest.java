package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Static fields that tests share. */
class OrderTest {

    static final class Registry {
        static final List<String> NAMES = new ArrayList<>();
        static boolean initialised;
    }

    @Test
    @Expected("leaking")
    void registersAName() {
        Registry.NAMES.add("one");
        assertTrue(Registry.NAMES.contains("one"));
    }

    @Test
    @Expected("order-dependent")
    void theRegistryIsEmpty() {
        assertEquals(List.of(), Registry.NAMES);
    }

    @Test
    void initialises() {
        Registry.initialised = true;
        assertTrue(Registry.initialised);
    }

    @Test
    @Expected("order-dependent")
    void isInitialised() {
        assertTrue(Registry.initialised);
    }
}
