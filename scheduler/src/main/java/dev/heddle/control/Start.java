package dev.heddle.control;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;

/**
 * Where the JVM enters the jar: {@code java -jar}, and {@code -javaagent}. It hands on to those who
 * do the work, if this JVM is one in which they can be loaded.
 *
 * <p>It is compiled by itself for an old Java, which any JVM can load, in order to say what is
 * needed. So it must neither refer to other classes of this library nor use what is new.
 */
public final class Start {

    private static final int NEEDED = 25;

    /** The exit code for that; see the command line. */
    private static final int UNABLE = 3;

    private Start() {}

    /** {@code java -jar heddle-scheduler.jar}; ends the JVM. */
    public static void main(String[] arguments) throws Throwable {
        String problem = problem();
        if (!problem.isEmpty()) {
            System.err.println(problem);
            System.out.println(
                    "{\"command\":null,\"error\":\"" + problem + "\",\"exit\":" + UNABLE + "}");
            System.exit(UNABLE);
        }
        call(
                "dev.heddle.command.Main",
                "main",
                new Class<?>[] {String[].class},
                new Object[] {arguments});
    }

    /** {@code -javaagent:heddle-scheduler.jar}. */
    public static void premain(String arguments, Instrumentation instrumentation) throws Throwable {
        String problem = problem();
        if (!problem.isEmpty()) {
            System.err.println(problem); // Else the JVM would go on, with nothing under control.
            System.exit(UNABLE);
        }
        callAgent("premain", arguments, instrumentation);
    }

    /** Before {@link #main}, which says it if this is the wrong JVM. */
    public static void agentmain(String arguments, Instrumentation instrumentation)
            throws Throwable {
        if (problem().isEmpty()) {
            callAgent("agentmain", arguments, instrumentation);
        }
    }

    private static void callAgent(String method, String arguments, Instrumentation instrumentation)
            throws Throwable {
        call(
                "dev.heddle.control.Agent",
                method,
                new Class<?>[] {String.class, Instrumentation.class},
                new Object[] {arguments, instrumentation});
    }

    private static void call(String type, String method, Class<?>[] parameters, Object[] arguments)
            throws Throwable {
        try {
            Class.forName(type).getMethod(method, parameters).invoke(null, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static String problem() {
        return problemOf(System.getProperty("java.specification.version"));
    }

    /** Why Heddle can not work on a Java of this version; an empty string if it may. */
    static String problemOf(String version) {
        int dot = version.indexOf('.'); // 1.8 is Java 8.
        int release = Integer.parseInt(dot < 0 ? version : version.substring(dot + 1));
        return release >= NEEDED
                ? ""
                : "Heddle needs Java "
                        + NEEDED
                        + ", and this is Java "
                        + release
                        + ": use the java of a JDK "
                        + NEEDED
                        + ".";
    }
}
