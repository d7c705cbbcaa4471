package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is set for all tests: JUnit's configuration parameters, among which are system properties
 * and {@code junit-platform.properties}. These two are looked at here too, since not every launcher
 * hands them on.
 */
final class Configuration {

    private static final String PLATFORM_PROPERTIES = "junit-platform.properties";

    /** What the file says; it is read once, as by JUnit. */
    private static volatile @Nullable Properties file;

    private final Function<String, @Nullable String> ofJUnit;

    /** What was found and used, as in {@code heddle.schedules=7}. */
    private final Set<String> used = new LinkedHashSet<>();

    private Configuration(Function<String, @Nullable String> ofJUnit) {
        this.ofJUnit = ofJUnit;
    }

    /** That of a test. */
    static Configuration of(ExtensionContext context) {
        return new Configuration(key -> context.getConfigurationParameter(key).orElse(null));
    }

    /** What is known before there is a test. */
    static Configuration early() {
        return new Configuration(key -> null);
    }

    /**
     * What a setting is set to; null if it is not.
     *
     * @param name without {@link Setting#PREFIX}
     */
    @Nullable String get(String name) {
        String key = Setting.PREFIX + name;
        String value = ofJUnit.apply(key);
        if (value == null) {
            value = System.getProperty(key);
        }
        if (value == null) {
            value = file().getProperty(key);
        }
        if (value == null) {
            return null;
        }
        used.add(key + "=" + value);
        return value.strip();
    }

    /** What was found and used until now, as the end of a sentence; empty if nothing was. */
    String used() {
        return used.isEmpty()
                ? ""
                : " (The configuration says %s.)".formatted(String.join(", ", used));
    }

    /** Says what is wrong with a setting that nobody knows; null if all are known. */
    static @Nullable String unknown() {
        TreeSet<String> keys = new TreeSet<>(System.getProperties().stringPropertyNames());
        keys.addAll(file().stringPropertyNames());
        for (String key : keys) {
            if (key.startsWith(Setting.PREFIX) && !Setting.isKnown(key)) {
                return Setting.unknown(key);
            }
        }
        return null;
    }

    // --- values ----------------------------------------------------------------------------------

    /** A whole number, or the usual one. */
    long number(String name, long usual) {
        String value = get(name);
        if (value == null) {
            return usual;
        }
        try {
            return Long.parseLong(value.replace("_", ""));
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number", value, e);
        }
    }

    /** Yes or no. */
    boolean flag(String name, boolean usual) {
        String value = get(name);
        if (value == null) {
            return usual;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, "true or false", value, null);
        };
    }

    /** One of several constants. */
    <E extends Enum<E>> E constant(String name, E usual) {
        String value = get(name);
        if (value == null) {
            return usual;
        }
        List<String> names = new ArrayList<>();
        for (E one : usual.getDeclaringClass().getEnumConstants()) {
            if (one.name().equalsIgnoreCase(value)) {
                return one;
            }
            names.add(one.name());
        }
        throw wrong(name, "one of " + String.join(", ", names), value, null);
    }

    /** Names with commas between them. */
    String[] list(String name) {
        String value = get(name);
        return value == null || value.isEmpty() ? new String[0] : value.split("\\s*,\\s*");
    }

    private static IllegalArgumentException wrong(
            String name, String expected, String value, @Nullable Exception cause) {
        return new IllegalArgumentException(
                "%s%s must be %s, but is '%s'.".formatted(Setting.PREFIX, name, expected, value),
                cause);
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
        try (InputStream in =
                loader == null ? null : loader.getResourceAsStream(PLATFORM_PROPERTIES)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new UncheckedIOException(
                    "The file " + PLATFORM_PROPERTIES + " is broken.",
                    e instanceof IOException io ? io : new IOException(e));
        }
        return properties;
    }
}
