package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;

class AgentTest {

    @Test
    void isSetBesideOthers() {
        List<String> options = ManagementFactory.getRuntimeMXBean().getInputArguments();
        long agents = options.stream().filter(option -> option.startsWith("-javaagent:")).count();
        assertEquals(2, agents, options.toString());
        new Counter().increment();
        assertEquals("kept", System.getProperty("sample.other"));
    }
}
