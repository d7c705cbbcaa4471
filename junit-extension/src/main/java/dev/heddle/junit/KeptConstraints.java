package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/**
 * Constraints that are kept beside a test: a resource in the package of its class, whose name is
 * that of the class and the method, such as {@code AccountTest.overdraw.constraints}. Schedules in
 * which they hold are tried first.
 */
final class KeptConstraints {

    static final String ENDING = ".constraints";

    private KeptConstraints() {}

    /** The text of the resource, or null if there is none. */
    static @Nullable String of(Method test) {
        Class<?> type = test.getDeclaringClass();
        String resource = nameOf(type, test) + ENDING;
        try (InputStream stream = type.getResourceAsStream(resource)) {
            return stream == null
                    ? null
                    : new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ExtensionConfigurationException(
                    "The constraints that are kept for %s can not be read: %s"
                            .formatted(Settings.nameOf(test), resource),
                    e);
        }
    }

    /** The name of the resource of a test, without its ending. */
    static String nameOf(Class<?> type, Method test) {
        String inPackage = type.getName().substring(type.getPackageName().length());
        String name = inPackage.startsWith(".") ? inPackage.substring(1) : inPackage;
        return name + "." + test.getName();
    }
}
