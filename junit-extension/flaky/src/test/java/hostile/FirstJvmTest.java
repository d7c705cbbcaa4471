package hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;

/** Fails in the JVM that is the first to execute it, and in no other. */
class FirstJvmTest {

    private int count;

    private static boolean isFirst(String name) throws Exception {
        Path file = Path.of(System.getProperty("hostile.directory"), name + "-first.txt");
        String own = String.valueOf(ProcessHandle.current().pid());
        if (!Files.exists(file)) {
            Files.writeString(file, own);
        }
        return Files.readString(file).equals(own);
    }

    @Test
    void losesCountInTheFirstJvm() throws Exception {
        boolean isFirst = isFirst("schedule");
        Thread other = new Thread(() -> count++);
        other.start();
        count++;
        other.join();
        assertEquals(2, isFirst ? count : 2);
    }

    @Test
    void isBrokenInTheFirstJvm() throws Exception {
        assertFalse(isFirst("always"));
    }
}
