package dev.heddle.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;

/** What a program that is right, and one that is wrong, must come to. */
public final class Verdicts {

    private static final int SCHEDULES = 200;

    private Verdicts() {}

    /** Demands that the program fails with this message, in the same schedule when asked again. */
    public static String found(String message, Body broken) {
        Failure first = explore(broken).failure().orElseThrow();
        Failure again = explore(broken).failure().orElseThrow();
        assertThat(first.toString()).contains(message).doesNotContain("took another course");
        assertThat(again.token()).isEqualTo(first.token());
        return first.toString();
    }

    /** Demands that the program passes, with as many steps when asked again. */
    public static long silent(Body correct) {
        Report first = explore(correct);
        first.check();
        Report again = explore(correct);
        again.check();
        assertThat(again.steps()).isEqualTo(first.steps());
        return first.steps();
    }

    private static Report explore(Body body) {
        return Heddle.explorer().schedules(SCHEDULES).explore(body);
    }
}
