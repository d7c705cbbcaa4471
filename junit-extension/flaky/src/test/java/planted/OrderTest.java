package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Static fields that tests share. */
class OrderTest {

    static final class Registry {
        static final List<String> NAMES = new ArrayList<>();
        static boolean initialised;
        static boolean isOpen;
        static boolean isSold;
        static int guests;
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

    @Test
    @Expected("leaking")
    void opens() {
        Registry.isOpen = true;
        assertTrue(Registry.isOpen);
    }

    @Test
    @Expected("leaking")
    void sells() {
        Registry.isSold = true;
        assertTrue(Registry.isSold);
    }

    /** It takes both of these before it. */
    @Test
    @Expected("order-dependent")
    void isNotOpenAndSold() {
        assertFalse(Registry.isOpen && Registry.isSold);
    }

    @Test
    void putsBackWhatItHasTaken() {
        Registry.guests++;
        assertEquals(1, Registry.guests);
        Registry.guests--;
    }

    @Test
    void needsNobodyBeforeIt() {
        Registry.guests = 0;
        assertEquals(0, Registry.guests);
    }
}
