package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;
import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.List;

/** A message is the same each time, in this JVM and in another one. */
class SameMessageTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void twiceInThisJvm() {
        assertThat(MessageMain.messages()).isEqualTo(MessageMain.messages());
    }

    @Test
    void inAnotherJvm() {
        List<String> lines =
                FreshJvm.lines(List.of("-XX:TieredStopAtLevel=1"), MessageMain.class, List.of())
                        .stream()
                        .filter(line -> !line.startsWith("WARNING"))
                        .toList();
        // What runs the first body has the name of the thread that explores it.
        String here = Thread.currentThread().getName();
        assertThat(String.join("\n", lines))
                .isEqualTo(MessageMain.messages().strip().replace("'" + here + "'", "'main'"));
    }
}
