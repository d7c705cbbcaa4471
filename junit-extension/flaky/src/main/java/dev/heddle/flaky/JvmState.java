package dev.heddle.flaky;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeSet;

/**
 * What a test can change of the JVM that loading classes anew does not bring back: system
 * properties, the usual locale and time zone, the standard streams. Every run begins with the same.
 */
final class JvmState {

    private static final String ZONE = "user.timezone";

    private final Properties properties = (Properties) System.getProperties().clone();
    private final Locale locale = Locale.getDefault();
    private final Locale display = Locale.getDefault(Locale.Category.DISPLAY);
    private final Locale format = Locale.getDefault(Locale.Category.FORMAT);
    private final PrintStream nowhere =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    private final InputStream nothing = new ByteArrayInputStream(new byte[0]);
    private final Thread.@Nullable UncaughtExceptionHandler handler =
            Thread.getDefaultUncaughtExceptionHandler();

    /** Where what tests print goes. */
    private PrintStream out = nowhere;

    private TimeZone zone = TimeZone.getDefault();

    /** The properties as each run finds them: those of the beginning, with its time zone. */
    private Properties expected = properties;

    /** The usual time zone of runs from now on. */
    void zone(String name) {
        zone = TimeZone.getTimeZone(name);
        expected = (Properties) properties.clone();
        expected.setProperty(ZONE, zone.getID());
    }

    void show(PrintStream stream) {
        out = stream;
    }

    /** Everything is as it was in the beginning. */
    void restore() {
        System.setProperties((Properties) expected.clone());
        TimeZone.setDefault(zone);
        Locale.setDefault(locale);
        Locale.setDefault(Locale.Category.DISPLAY, display);
        Locale.setDefault(Locale.Category.FORMAT, format);
        Thread.setDefaultUncaughtExceptionHandler(handler);
        System.setOut(out);
        System.setErr(out);
        System.setIn(nothing);
    }

    private void addProperties(Properties now, List<String> changes) {
        TreeSet<String> names = new TreeSet<>(properties.stringPropertyNames());
        names.addAll(now.stringPropertyNames());
        names.remove(ZONE);
        for (String name : names) {
            String before = properties.getProperty(name);
            String after = now.getProperty(name);
            if (before == null || after == null || !before.equals(after)) {
                changes.add(
                        "It leaves the system property '%s' %s."
                                .formatted(
                                        name,
                                        after == null
                                                ? "removed"
                                                : before == null ? "set" : "changed"));
            }
        }
    }

    /** Sentences that say what is not as it was in the beginning. */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        Properties now = System.getProperties();
        if (!now.equals(expected)) {
            addProperties(now, changes);
        }
        if (!TimeZone.getDefault().getID().equals(zone.getID())) {
            changes.add(
                    "It leaves the usual time zone at %s."
                            .formatted(TimeZone.getDefault().getID()));
        }
        if (!Locale.getDefault().equals(locale)
                || !Locale.getDefault(Locale.Category.FORMAT).equals(format)
                || !Locale.getDefault(Locale.Category.DISPLAY).equals(display)) {
            changes.add("It leaves the usual locale at %s.".formatted(Locale.getDefault()));
        }
        if (System.out != out || System.err != out) {
            changes.add("It leaves a standard stream replaced.");
        }
        if (System.in != nothing) {
            changes.add("It leaves the standard input replaced.");
        }
        if (Thread.getDefaultUncaughtExceptionHandler() != handler) {
            changes.add("It leaves a default handler of uncaught exceptions.");
        }
        return changes;
    }
}
