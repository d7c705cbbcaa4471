package dev.heddle.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import java.util.List;

/** The first mock of a JVM is made inside a run: then Mockito brings in its agent in that run. */
class FirstMockTest {

    @Test
    void isMadeByAnAgentThatAttachesInTheRun() {
        List<String> lines = Jvm.lines(List.of(), FirstMockMain.class);
        assertPassed(lines);
        // It attaches by a process, which is no secret.
        assertThat(lines).contains("first outside: true").anyMatch(FirstMockTest::startsAProcess);
    }

    @Test
    void isMadeByAnAgentThatIsThereFromTheStart() {
        String jar = Jvm.jarOf(Mockito.class).toString();
        List<String> lines = Jvm.lines(List.of("-javaagent:" + jar), FirstMockMain.class);
        assertPassed(lines);
        assertThat(lines).contains("first outside: false").noneMatch(FirstMockTest::startsAProcess);
    }

    private static void assertPassed(List<String> lines) {
        assertThat(lines)
                .contains("first passed: true", "second passed: true", "third passed: true")
                .contains("second outside: false", "third outside: false");
        // What Mockito does once it has done: from here on all explorations are the same.
        assertThat(digests("third", lines)).isEqualTo(digests("second", lines)).endsWith(" of 50");
    }

    private static String digests(String name, List<String> lines) {
        String begin = name + " digests: ";
        return lines.stream()
                .filter(line -> line.startsWith(begin))
                .map(line -> line.substring(begin.length()))
                .findFirst()
                .orElseThrow();
    }

    private static boolean startsAProcess(String line) {
        return line.contains("starts a process") && line.contains("net.bytebuddy.agent.");
    }
}
