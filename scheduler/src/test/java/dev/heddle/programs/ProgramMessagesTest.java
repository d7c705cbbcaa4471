package dev.heddle.programs;

import dev.heddle.Failure;
import dev.heddle.control.Control;
import dev.heddle.explain.Messages;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The message of every program can be read, of threads and coroutines alike. */
class ProgramMessagesTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @ParameterizedTest
    @EnumSource
    void itCanBeRead(Programs program) {
        if (!program.isBroken()) {
            return;
        }
        Failure failure =
                program.explorer().schedules(1_000).explore(program.body()).failure().orElseThrow();
        if (Boolean.getBoolean("messages.show")) {
            System.out.println("=== " + program + "\n" + failure + "\n");
        }
        Messages.check(failure);
    }
}
