package dev.heddle.junit;

import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Brings the JVM under control as a launcher session opens, before the first test class is loaded:
 * what is loaded later can be controlled best. Found by JUnit as a service.
 *
 * <p>It takes about half a second. With {@value #ATTACH} set to {@code false}, as a system property
 * or in {@code junit-platform.properties}, it is left to the first {@link Interleaved @Interleaved}
 * test.
 */
public final class HeddleSessionListener implements LauncherSessionListener {

    /** Whether to attach when a session opens: {@code true}, which is usual, or {@code false}. */
    public static final String ATTACH = "heddle.attach";

    private static final String PLATFORM_PROPERTIES = "junit-platform.properties";

    /** Called by JUnit. */
    public HeddleSessionListener() {}

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        if (!attaches()) {
            return;
        }
        try {
            Control.install();
        } catch (HeddleException e) {
            // Tests that do not need it are none the worse. Control keeps the exception and throws
            // it to each that does.
        }
    }

    private static boolean attaches() {
        String value = System.getProperty(ATTACH);
        if (value == null) {
            value = platformProperty();
        }
        return value == null || !value.strip().equalsIgnoreCase("false");
    }

    private static @Nullable String platformProperty() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in =
                loader == null ? null : loader.getResourceAsStream(PLATFORM_PROPERTIES)) {
            if (in == null) {
                return null;
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty(ATTACH);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + PLATFORM_PROPERTIES + " is broken.", e);
        }
    }
}
