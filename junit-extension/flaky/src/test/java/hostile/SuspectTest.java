package hostile;

import org.junit.jupiter.api.Test;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes down in which order it is executed. */
class SuspectTest {

    private static void note(String name) throws Exception {
        Path file = Path.of(System.getProperty("hostile.directory"), "order.txt");
        Files.writeString(file, name + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    @Test
    void isOne() throws Exception {
        note("isOne");
    }

    @Test
    void isTheOther() throws Exception {
        note("isTheOther");
    }
}
