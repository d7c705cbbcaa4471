package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;

class AgentTest {

    @Test
    void isSetBesideOthers() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        assertTrue(options.toString().contains("-javaagent:"), options.toString());
        assertEquals("kept", System.getProperty("sample.other"));
    }
}
