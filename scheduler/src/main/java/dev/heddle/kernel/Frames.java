package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Stack traces as the program would see them: without the frames of this tool. */
@Internal
public final class Frames {

    /** Beginnings of the names of this tool's own classes that can be on a fiber's stack. */
    private static final List<String> OURS =
            List.of(
                    "java.lang.Heddle",
                    "dev.heddle.kernel.",
                    "dev.heddle.control.",
                    "dev.heddle.async.",
                    "dev.heddle.command.",
                    "dev.heddle.Explorer",
                    "dev.heddle.Property",
                    "dev.heddle.VirtualTime");

    /** Others of them; the names of the tests' classes begin alike. */
    private static final Set<String> OURS_TOO =
            Set.of(
                    "dev.heddle.assertj.OutcomesAssert",
                    "dev.heddle.assertj.ProgramAssert",
                    "dev.heddle.Exploration",
                    "dev.heddle.Heddle",
                    "dev.heddle.Replaying",
                    "dev.heddle.Runs",
                    "dev.heddle.detect.LockOrders",
                    "dev.heddle.detect.Races",
                    "dev.heddle.detect.Releases",
                    "dev.heddle.detect.FiberClocks",
                    "dev.heddle.detect.Frozen",
                    "dev.heddle.detect.Contents",
                    "dev.heddle.detect.Clocks",
                    "dev.heddle.detect.Stamp",
                    "dev.heddle.detect.VectorClock",
                    "dev.heddle.schedule.Recorder",
                    "dev.heddle.shrink.Follower",
                    "dev.heddle.trace.Choices",
                    "dev.heddle.trace.Course",
                    "dev.heddle.trace.Edges",
                    "dev.heddle.trace.Event",
                    "dev.heddle.trace.HeldLocks",
                    "dev.heddle.trace.Here",
                    "dev.heddle.trace.Opening",
                    "dev.heddle.trace.Prefix",
                    "dev.heddle.trace.Values",
                    "dev.heddle.trace.Witness");

    private static final List<String> JDK = List.of("java.", "jdk.", "sun.", "com.sun.");

    /**
     * Beginnings of the names of what is below a program's own frames, at the bottom of a stack.
     */
    private static final List<String> BELOW =
            List.of(
                    "java.lang.VirtualThread",
                    "java.lang.reflect.",
                    "jdk.internal.reflect.",
                    "org.junit.platform.commons.",
                    "net.jqwik.",
                    "dev.heddle.jqwik.Trying",
                    "dev.heddle.junit.Schedule");

    /** Beginnings of the names of classes that call a program, or check something for it. */
    private static final List<String> FRAMEWORKS =
            List.of(
                    "org.junit.",
                    "junit.framework.",
                    "org.opentest4j.",
                    "org.assertj.",
                    "org.hamcrest.",
                    "org.testng.",
                    "net.jqwik.",
                    "com.google.common.truth.",
                    "kotlin.test.",
                    "org.apache.maven.surefire.",
                    "org.gradle.",
                    "worker.org.gradle.",
                    "com.intellij.",
                    "org.eclipse.jdt.internal.",
                    "dev.heddle.flaky.TestBody",
                    "dev.heddle.jqwik.Trying",
                    "dev.heddle.junit.Schedule",
                    "dev.heddle.junit.Interception",
                    "dev.heddle.linearizability.ScenarioBody",
                    "dev.heddle.FreshBody",
                    "dev.heddle.Isolation",
                    "dev.heddle.Shrinking");

    private Frames() {}

    /**
     * Whether a thread with this stack is executing this tool's own code, for the program's sake.
     */
    static boolean isInTool(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isOurs(frame)) {
                return true;
            }
            if (!isOfTheJdk(frame)) {
                return false;
            }
        }
        return false;
    }

    /**
     * Whether a thread with this stack is loading a class, by whatever class loader, or linking a
     * call, which makes classes.
     */
    static boolean isLoadingClass(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String method = frame.getMethodName();
            if (method.startsWith("loadClass")
                    || method.startsWith("findClass")
                    || method.startsWith("defineClass")
                    || (method.startsWith("link")
                            && frame.getClassName()
                                    .equals("java.lang.invoke.MethodHandleNatives"))) {
                return true;
            }
        }
        return false;
    }

    /** The innermost frame of the program, or the innermost of all if there is none. */
    public static String callSite(StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            if (isOfTheProgram(frame)) {
                return frame.toString();
            }
        }
        for (StackTraceElement frame : stack) {
            if (!isOurs(frame)) {
                return frame.toString();
            }
        }
        return "an unknown place";
    }

    /**
     * The method of the JDK that the program has called and that is still being executed, as in
     * {@code ReentrantLock.lock}; an empty string if there is none.
     */
    static String jdkCall(StackTraceElement[] stack) {
        String call = "";
        for (StackTraceElement frame : stack) {
            if (isOurs(frame)) {
                continue;
            }
            if (!isOfTheJdk(frame)) {
                return call;
            }
            String name = frame.getClassName();
            String type = name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
            call = type + "." + frame.getMethodName();
        }
        return "";
    }

    /** Whether a frame is neither the JDK's nor this tool's own. */
    public static boolean isOfTheProgram(StackTraceElement frame) {
        return !isOfTheJdk(frame) && !isOurs(frame);
    }

    /** Whether it is the method in which a worker of a pool of the JDK waits for tasks. */
    public static boolean isIdleWorker(StackTraceElement frame) {
        String type = frame.getClassName();
        return (type.equals("java.util.concurrent.ThreadPoolExecutor")
                        && frame.getMethodName().equals("getTask"))
                || (type.equals("java.util.concurrent.ForkJoinPool")
                        && frame.getMethodName().equals("awaitWork"));
    }

    /** Whether a frame is one of a test framework, or of what calls the program for it. */
    public static boolean isOfAFramework(StackTraceElement frame) {
        return startsWithAny(frame.getClassName(), FRAMEWORKS);
    }

    /** Whether a class of this name is one of the JDK, as far as the name tells. */
    public static boolean isOfTheJdk(String type) {
        return startsWithAny(type, JDK);
    }

    private static boolean isOfTheJdk(StackTraceElement frame) {
        String module = frame.getModuleName();
        return module == null
                ? isOfTheJdk(frame.getClassName())
                : module.startsWith("java.") || module.startsWith("jdk.");
    }

    /** The stack of a fiber: of the one that runs, or of one that is away. */
    static List<StackTraceElement> of(Fiber fiber) {
        return List.of(trim(ProgramThreads.stack(fiber)));
    }

    /** Leaves out what this tool has put on top of, in between, and below the program's frames. */
    public static StackTraceElement[] trim(StackTraceElement[] stack) {
        List<StackTraceElement> kept = new ArrayList<>(stack.length);
        boolean inProgram = false;
        boolean belowOurs = false;
        for (StackTraceElement frame : stack) {
            if (isOurs(frame)) {
                belowOurs = inProgram;
                continue;
            }
            if (belowOurs && isBottom(frame)) {
                continue; // What is left of the thread when the program is not what it executes.
            }
            if (!inProgram && isSwitching(frame)) {
                continue;
            }
            inProgram = true;
            kept.add(frame);
        }
        int end = kept.size();
        while (end > 0 && isBelow(kept.get(end - 1))) {
            end--;
        }
        return kept.subList(0, end).toArray(StackTraceElement[]::new);
    }

    /** As above, for a thread that looks at its own stack: that has the look on top. */
    public static StackTraceElement[] trimOwn(StackTraceElement[] stack) {
        StackTraceElement[] below = trim(stack);
        StackTraceElement[] own = new StackTraceElement[below.length + 1];
        own[0] = stack[0];
        System.arraycopy(below, 0, own, 1, below.length);
        return own;
    }

    /** Takes this tool's frames out of an exception that a hook throws into the program. */
    public static <T extends Throwable> T trim(T thrown) {
        thrown.setStackTrace(trim(thrown.getStackTrace()));
        return thrown;
    }

    /** As above, for the exception and all that caused it. */
    public static void trimAll(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable t = thrown; t != null && seen.add(t); t = t.getCause()) {
            trim(t);
        }
    }

    /** Whether a frame is this tool's own. */
    public static boolean isOurs(StackTraceElement frame) {
        return startsWithAny(frame.getClassName(), OURS) || OURS_TOO.contains(frame.getClassName());
    }

    /**
     * Frames of a virtual thread that is about to leave its carrier, or that looks at its own
     * stack.
     */
    private static boolean isSwitching(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("java.lang.VirtualThread")
                || name.startsWith("jdk.internal.vm.Continuation")
                || (name.equals("java.lang.Thread")
                        && frame.getMethodName().contains("StackTrace"));
    }

    /** Frames that any thread begins with. */
    private static boolean isBottom(StackTraceElement frame) {
        return frame.getClassName().equals("java.lang.Thread")
                && frame.getMethodName().startsWith("run");
    }

    /** Frames that can be at the bottom of a virtual thread, or of the first fiber. */
    private static boolean isBelow(StackTraceElement frame) {
        return startsWithAny(frame.getClassName(), BELOW);
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
