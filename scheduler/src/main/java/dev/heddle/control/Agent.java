package dev.heddle.control;

import java.lang.instrument.Instrumentation;

/**
 * The Java agent: {@code -javaagent:heddle-scheduler.jar} calls {@link #premain}, attaching to a
 * running JVM calls {@link #agentmain}.
 */
public final class Agent {

    /** The key of the system properties under which {@link #agentmain} leaves its handle. */
    static final String HANDLE = "dev.heddle.instrumentation";

    private Agent() {}

    /** Called by the JVM before the program's main method. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        Control.install(instrumentation);
    }

    /**
     * Called by the JVM when the agent was attached to it. The handle is left where whoever asked
     * for it finds it: this class may have been loaded by another class loader than theirs.
     */
    public static void agentmain(String arguments, Instrumentation instrumentation) {
        System.getProperties().put(HANDLE, instrumentation);
    }
}
