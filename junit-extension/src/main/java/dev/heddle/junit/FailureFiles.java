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

    private FailureFiles() {}

    /**
     * Publishes the files of a failure.
     *
     * @param instead where they are if JUnit has no directory for files
     * @param number which of the failures of the test it is, the first being 1
     * @return where the page for a browser is; null if it can not be written
     */
    static @Nullable Path publish(
            Failure failure, ExtensionContext context, Path instead, int number) {
        Map<String, String> entry = new LinkedHashMap<>();
        entry.put("heddle.token", failure.token());
        entry.put("heddle.schedule", Integer.toString(failure.schedule()));
        entry.put("heddle.seed", Long.toString(failure.seed()));
        Map<String, Supplier<String>> files = new LinkedHashMap<>();
        files.put("heddle-token.txt", () -> failure.token() + "\n");
        files.put("heddle-failure.txt", () -> failure + "\n");
        files.put("heddle-failure.json", failure::toJson);
        files.put("heddle-failure.html", failure::toHtml);
        @Nullable Path[] last = new Path[1]; // In the end, that of the page.
        for (Map.Entry<String, Supplier<String>> file : files.entrySet()) {
            String name = numbered(file.getKey(), number);
            String text = file.getValue().get();
            try {
                context.publishFile(
                        name, typeOf(name), path -> last[0] = Files.writeString(path, text));
            } catch (JUnitException e) {
                try {
                    Files.createDirectories(instead);
                    last[0] = Files.writeString(instead.resolve(name), text);
                    entry.put("heddle.file." + name, last[0].toString());
                } catch (IOException e2) {
                    last[0] = null;
                    entry.put("heddle.file." + name, "can not be written: " + e2);
                }
            }
        }
        context.publishReportEntry(entry);
        return last[0];
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
