package dev.heddle.control;

import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;

import org.jspecify.annotations.Nullable;

import java.io.File;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Notes, with the place in the program, what is not under control. */
final class Notes {

    /**
     * What loads classes and resources is a part of the JVM, and what it reads a part of the
     * program; and where random numbers come from is no file of anybody's.
     */
    private static final List<String> LOADING =
            List.of(
                    "java.lang.ClassLoader",
                    "java.lang.Class",
                    "java.net.URLClassLoader",
                    "java.util.ServiceLoader",
                    "java.util.ResourceBundle",
                    "jdk.internal.loader.",
                    "jdk.internal.module.",
                    "sun.security.provider.",
                    "sun.launcher.");

    /** What stands between a program and the garbage collector, if the program itself asks. */
    private static final List<String> COLLECTING =
            List.of(
                    "java.lang.ref.",
                    "java.lang.Runtime",
                    "java.lang.System",
                    "java.lang.reflect.",
                    "java.lang.invoke.",
                    "jdk.internal.reflect.",
                    "java.util.WeakHashMap");

    /** What is read from there is a part of the JVM as well. */
    private static final String JAVA_HOME = System.getProperty("java.home") + File.separator;

    private Notes() {}

    /**
     * Loads what the methods below need: to load it when the first class file is read in a run
     * would go in circles.
     */
    static void warmUp() {
        place();
        directPlace();
    }

    /** The calling thread does something that is not under control, if it is a fiber. */
    static void note(String does, @Nullable Object what) {
        note(does, what, false);
    }

    /**
     * As above, but only if the program itself asks the garbage collector for something, and not
     * the JDK for its own purposes.
     */
    static void noteOfCollector(String does, String what) {
        note(does, what, true);
    }

    private static void note(String does, @Nullable Object what, boolean directly) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            return;
        }
        fiber.mask();
        String place;
        String text;
        try {
            place = directly ? directPlace() : place();
            text = String.valueOf(what);
        } finally {
            fiber.unmask();
        }
        boolean ofTheJvm = does.endsWith("file") && text.startsWith(JAVA_HOME);
        if (!place.isEmpty() && !ofTheJvm) {
            fiber.loop().uncontrolled(fiber, does, text, place);
        }
    }

    /** Where the program is; empty if it is the JVM that loads something. */
    private static String place() {
        Optional<StackTraceElement> frame =
                StackWalker.getInstance()
                        .walk(
                                frames ->
                                        elements(frames)
                                                .filter(
                                                        one ->
                                                                Frames.isOfTheProgram(one)
                                                                        || isAmong(one, LOADING))
                                                .findFirst());
        return frame.filter(one -> !isAmong(one, LOADING))
                .map(StackTraceElement::toString)
                .orElse("");
    }

    /** Where the program is, if only what collects garbage is between it and the hook. */
    private static String directPlace() {
        Optional<StackTraceElement> frame =
                StackWalker.getInstance()
                        .walk(
                                frames ->
                                        elements(frames)
                                                .filter(
                                                        one ->
                                                                !Frames.isOurs(one)
                                                                        && !isAmong(
                                                                                one, COLLECTING))
                                                .findFirst());
        return frame.filter(Frames::isOfTheProgram).map(StackTraceElement::toString).orElse("");
    }

    private static Stream<StackTraceElement> elements(Stream<StackWalker.StackFrame> frames) {
        return frames.map(StackWalker.StackFrame::toStackTraceElement);
    }

    private static boolean isAmong(StackTraceElement frame, List<String> names) {
        String name = frame.getClassName();
        for (String known : names) {
            if (known.endsWith(".") ? name.startsWith(known) : isOrIsIn(name, known)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOrIsIn(String name, String outer) {
        return name.startsWith(outer)
                && (name.length() == outer.length() || name.charAt(outer.length()) == '$');
    }
}
