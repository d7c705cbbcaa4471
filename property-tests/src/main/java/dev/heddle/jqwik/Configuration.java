package dev.heddle.jqwik;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** What is set for all properties: system properties, then {@code junit-platform.properties}. */
final class Configuration {

    private static final String PREFIX = "heddle.";
    private static final String FILE = "junit-platform.properties";

    /** What the file says; it is read once, as by JUnit. */
    private static volatile @Nullable Properties file;

    private Configuration() {}

    /** What a setting is set to, without {@code heddle.} before its name; null if it is not. */
    static @Nullable String get(String name) {
        String value = System.getProperty(PREFIX + name);
        return value != null ? value.strip() : file().getProperty(PREFIX + name);
    }

    /** A whole number, or the usual one. */
    static long number(String name, long usual) {
        String value = get(name);
        if (value == null) {
            return usual;
        }
        try {
            return Long.parseLong(value.strip().replace("_", ""));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "%s%s must be a whole number, but is '%s'.".formatted(PREFIX, name, value), e);
        }
    }

    private static Properties file() {
        Properties known = file;
        if (known == null) {
            known = read();
            file = known;
        }
        return known;
    }

    private static Properties read() {
        Properties properties = new Properties();
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try (InputStream in = loader == null ? null : loader.getResourceAsStream(FILE)) {
            if (in != null) {
                properties.load(in);
            }
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + FILE + " is broken.", e);
        }
    }
}
