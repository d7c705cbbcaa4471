package dev.heddle.command;

import org.jspecify.annotations.Nullable;

/** Writes one JSON object, in one line. */
final class Json {

    private final StringBuilder text = new StringBuilder("{");

    Json with(String name, @Nullable String value) {
        return raw(name, value == null ? "null" : dev.heddle.trace.Json.quoted(value));
    }

    Json with(String name, long value) {
        return raw(name, Long.toString(value));
    }

    Json with(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    /** A value that is JSON already. */
    Json withJson(String name, String value) {
        return raw(name, value);
    }

    /** Seconds, to the millisecond. */
    Json withSeconds(String name, long millis) {
        return raw(name, "%d.%03d".formatted(millis / 1000, millis % 1000));
    }

    private Json raw(String name, String value) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(dev.heddle.trace.Json.quoted(name)).append(':').append(value);
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
