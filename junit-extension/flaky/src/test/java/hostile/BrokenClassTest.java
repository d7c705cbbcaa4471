package hostile;

import org.junit.jupiter.api.Test;

/** A class that can not be initialised. */
class BrokenClassTest {

    static final String HOME = required("hostile.no.such.property");

    private static String required(String name) {
        if (System.getProperty(name) == null) {
            throw new IllegalStateException("set " + name);
        }
        return name;
    }

    @Test
    void isNeverMade() {}
}
