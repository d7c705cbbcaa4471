package hostile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Never comes to its test. */
class BrokenSetUpTest {

    @BeforeAll
    static void begin() {
        throw new IllegalStateException("no database");
    }

    @Test
    void isNeverExecuted() {}
}
