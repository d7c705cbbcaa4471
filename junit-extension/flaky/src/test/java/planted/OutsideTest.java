package planted;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.Test;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** What is not the program's to decide; in JUnit 4. */
public class OutsideTest {

    @Test
    @Expected("uncontrolled")
    public void theNameOfAHostIsKnown() throws Exception {
        assertTrue(InetAddress.getByName("planted.heddle.invalid").isReachable(10));
    }

    @Test
    @Expected("uncontrolled")
    public void memoryIsFree() {
        assertTrue(Runtime.getRuntime().freeMemory() > 1000);
    }

    @Test
    @Expected("uncontrolled")
    public void aFileIsThere() throws Exception {
        assertEquals("ok", Files.readString(Path.of("/planted/heddle/status")));
    }

    @Test
    @Expected("fails always")
    public void isBroken() {
        assertEquals(5, new AtomicInteger(2).addAndGet(2));
    }
}
