package dev.heddle.junit;

import dev.heddle.Failure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.MediaType;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.JUnitException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Files about a failure, published as those of the test: what replays it, and all that is known of
 * it, as text, as JSON and as a page for a browser. They are in the directory that JUnit has for
 * the test; where the launcher has none, in ours.
 */
final class FailureFiles {

    /** JUnit 5.13 can publish files, but calls their types by another name. */
    private static final String TYPES = "org.junit.jupiter.api.MediaType";

    private static final boolean JUNIT_HAS_TYPES = hasTypes();

    private FailureFiles() {}

    private static boolean hasTypes() {
        try {
            Class.forName(TYPES, false, ExtensionContext.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /**
     * Publishes the files of a failure, and an entry that says which it is and what replays it.
     *
     * @param instead where they are if JUnit has no directory for files
     * @param number which of the failures of the test it is, the first being 1
     * @return where the page for a browser is; null if it can not be written
     */
    static @Nullable Path publish(
            Failure failure, ExtensionContext context, Path instead, int number) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("heddle.failure", failure.summary());
        entry.put("heddle.token", failure.token());
        entry.put(
                "heddle.replay",
                ReplayLines.command(
                        context.getRequiredTestClass(),
                        context.getRequiredTestMethod(),
                        failure.token()));
        entry.put("heddle.schedule", Integer.toString(failure.schedule()));
        entry.put("heddle.seed", Long.toString(failure.seed()));
        Map<String, Supplier<String>> files = new LinkedHashMap<>();
        files.put("heddle-token.txt", () -> failure.token() + "\n");
        files.put("heddle-failure.txt", () -> failure + "\n");
        files.put("heddle-failure.json", failure::toJson);
        files.put("heddle-failure.html", failure::toHtml);
        Path last = null; // In the end, that of the page.
        for (Map.Entry<String, Supplier<String>> file : files.entrySet()) {
            String name = numbered(file.getKey(), number);
            String text = file.getValue().get();
            last = JUNIT_HAS_TYPES ? byJUnit(name, text, context) : null;
            if (last == null) {
                try {
                    Files.createDirectories(instead);
                    last = Files.writeString(instead.resolve(name), text);
                    entry.put("heddle.file." + name, last.toString());
                } catch (IOException e) {
                    entry.put("heddle.file." + name, "can not be written: " + e);
                }
            }
        }
        context.publishReportEntry(entry);
        return last;
    }

    /** Has JUnit publish a file; null if it has no directory for files. */
    private static @Nullable Path byJUnit(String name, String text, ExtensionContext context) {
        @Nullable Path[] written = new Path[1];
        try {
            context.publishFile(
                    name, typeOf(name), path -> written[0] = Files.writeString(path, text));
            return written[0];
        } catch (JUnitException e) {
            return null;
        }
    }

    private static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        return number == 1 ? name : name.substring(0, dot) + "-" + number + name.substring(dot);
    }

    private static MediaType typeOf(String name) {
        return switch (name.substring(name.lastIndexOf('.'))) {
            case ".json" -> MediaType.APPLICATION_JSON;
            case ".html" -> MediaType.parse("text/html;charset=UTF-8");
            default -> MediaType.TEXT_PLAIN_UTF_8;
        };
    }
}
