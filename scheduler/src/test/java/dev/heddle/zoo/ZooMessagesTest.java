package dev.heddle.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.control.Control;
import dev.heddle.explain.Messages;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The message of every program of the zoo can be read. */
class ZooMessagesTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeRead(Zoo program) {
        Failure failure =
                Heddle.explorer().schedules(300).explore(program.broken()).failure().orElseThrow();
        if (Boolean.getBoolean("messages.show")) {
            System.out.println("=== " + program + "\n" + failure + "\n");
        }
        Messages.check(failure);
        assertThat(failure.sentence()).isPresent();
    }
}
