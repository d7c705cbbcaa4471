package dev.heddle.debug;

import dev.heddle.Heddle;
import dev.heddle.control.Control;

/** What the debugger looks at: the main class of a JVM of its own. Break points are set by line. */
public final class DebuggedProgram {

    static final String FINISHED = "The exploration has finished: ";

    private DebuggedProgram() {}

    /** Explores a few schedules and says what has come of it. */
    public static void main(String[] arguments) {
        Control.install();
        var report = Heddle.explorer().schedules(5).explore(DebuggedWork::weave);
        System.out.println(FINISHED + report.passed());
    }
}
