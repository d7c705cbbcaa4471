package dev.heddle.command;

import org.jspecify.annotations.Nullable;

/** Writes one flat JSON object, in one line. */
final class Json {

    private final StringBuilder text = new StringBuilder("{");

    Json with(String name, @Nullable String value) {
        return raw(name, value == null ? "null" : quoted(value));
    }

    Json with(String name, long value) {
        return raw(name, Long.toString(value));
    }

    Json with(String name, boolean value) {
        return raw(name, Boolean.toString(value));
    }

    /** Seconds, to the millisecond. */
    Json withSeconds(String name, long millis) {
        return raw(name, "%d.%03d".formatted(millis / 1000, millis % 1000));
    }

    private Json raw(String name, String value) {
        if (text.length() > 1) {
            text.append(',');
        }
        text.append(quoted(name)).append(':').append(value);
        return this;
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c) || c > '~') {
                        quoted.append("\\u%04x".formatted((int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
