package dev.heddle.junit;

import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;
import org.junit.platform.launcher.LauncherSession;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * What is done as a launcher session opens: brings the JVM under control, unless that is to wait.
 */
final class Attaching {

    private static final String PLATFORM_PROPERTIES = "junit-platform.properties";

    private Attaching() {}

    static void sessionOpened(LauncherSession session) {
        session.getLauncher().registerLauncherDiscoveryListeners(new Overlooked());
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
        String value = System.getProperty(HeddleSessionListener.ATTACH);
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
            return properties.getProperty(HeddleSessionListener.ATTACH);
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + PLATFORM_PROPERTIES + " is broken.", e);
        }
    }
}
