package dev.heddle.junit;

import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import java.lang.reflect.Method;

/**
 * Whether the JVM is one that Heddle can work in.
 *
 * <p>This class and those that JUnit meets first (the annotations, {@link HeddleExtension}, {@link
 * HeddleSessionListener}) are compiled for Java 17, the oldest that JUnit runs on: an older JVM
 * than Heddle needs can load these, and so say what is wrong. They name others of this library in
 * the bodies of methods only, where they are loaded when they are executed.
 */
final class JavaVersion {

    /** The oldest that Heddle works in. */
    private static final int NEEDED = 25;

    private JavaVersion() {}

    static boolean isEnough() {
        return Runtime.version().feature() >= NEEDED;
    }

    /** Fails in a JVM that is too old. */
    static void check(Method test) {
        if (!isEnough()) {
            throw new ExtensionConfigurationException(
                    "%s.%s can not be run under many schedules: Heddle needs a JVM of version %d, but this is version %s, in %s. Compile and run the tests with a JDK %d: set JAVA_HOME to one before you call the build, or give the build a toolchain (docs/junit.md, \"The JVM\")."
                            .formatted(
                                    test.getDeclaringClass().getSimpleName(),
                                    test.getName(),
                                    NEEDED,
                                    Runtime.version(),
                                    System.getProperty("java.home"),
                                    NEEDED));
        }
    }
}
