package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import java.lang.reflect.Method;
import java.util.regex.Pattern;

/**
 * Whether the JVM and JUnit are such that Heddle can work with them.
 *
 * <p>This class and those that JUnit meets first (the annotations, {@link HeddleExtension}, {@link
 * HeddleSessionListener}) are compiled for Java 17, the oldest that JUnit runs on: an older JVM
 * than Heddle needs can load these, and so say what is wrong. They name others of this library in
 * the bodies of methods only, where they are loaded when they are executed.
 */
final class Versions {

    /** The oldest that Heddle works in. */
    private static final int JAVA = 25;

    /** Before 5.13, JUnit has not all that a test needs: how its instance is made, for one. */
    private static final Pattern TOO_OLD = Pattern.compile("([1-4]|5\\.\\d|5\\.1[0-2])\\..*");

    private Versions() {}

    static boolean isJavaNewEnough() {
        return Runtime.version().feature() >= JAVA;
    }

    /** Fails if the JVM, or JUnit, is too old. */
    static void check(Method test) {
        String junit = TestTemplate.class.getPackage().getImplementationVersion();
        String problem =
                problem(Runtime.version(), System.getProperty("java.home"), String.valueOf(junit));
        if (problem != null) {
            throw new ExtensionConfigurationException(
                    "%s.%s can not be run under many schedules: %s"
                            .formatted(
                                    test.getDeclaringClass().getSimpleName(),
                                    test.getName(),
                                    problem));
        }
    }

    /** What is wrong, and what to do about it; null if nothing is. */
    static @Nullable String problem(Runtime.Version java, String home, String junit) {
        if (java.feature() < JAVA) {
            return "Heddle needs a JVM of version %d, but this is version %s, in %s. Compile and run the tests with a JDK %d: set JAVA_HOME to one before you call the build, or give the build a toolchain (docs/junit.md, \"The JVM\")."
                    .formatted(JAVA, java, home, JAVA);
        }
        // Not known on the module path, where the jars are those that were asked for.
        if (TOO_OLD.matcher(junit).matches()) {
            return "Heddle needs JUnit 6, or at least 5.13, but this is JUnit %s. Leave its version to heddle-junit, or import org.junit:junit-bom of version 6 before other BOMs that name one."
                    .formatted(junit);
        }
        return null;
    }
}
