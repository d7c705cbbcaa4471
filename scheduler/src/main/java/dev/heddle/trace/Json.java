package dev.heddle.trace;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * Writes maps, lists, strings, numbers and truth values as JSON, in one line, with no character
 * that is not in ASCII: so it is the same in any encoding.
 */
@Internal
public final class Json {

    private Json() {}

    /** A value as JSON; the entries of a map come in its order. */
    public static String text(@Nullable Object value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString();
    }

    /** A string as JSON. */
    public static String quoted(String value) {
        StringBuilder text = new StringBuilder();
        quote(value, text);
        return text.toString();
    }

    private static void write(@Nullable Object value, StringBuilder text) {
        switch (value) {
            case null -> text.append("null");
            case String string -> quote(string, text);
            case Boolean flag -> text.append(flag.booleanValue());
            case Integer number -> text.append(number.intValue());
            case Long number -> text.append(number.longValue());
            case Double number when Double.isFinite(number) -> text.append(number.doubleValue());
            case List<?> list -> {
                String before = "[";
                for (Object element : list) {
                    text.append(before);
                    write(element, text);
                    before = ",";
                }
                text.append(list.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> map -> {
                String before = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    text.append(before);
                    quote(String.valueOf(entry.getKey()), text);
                    text.append(':');
                    write(entry.getValue(), text);
                    before = ",";
                }
                text.append(map.isEmpty() ? "{}" : "}");
            }
            default ->
                    throw new IllegalArgumentException(
                            "There is no JSON for a " + value.getClass().getName() + ".");
        }
    }

    private static void quote(String value, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < ' ' || c > '~') {
                        text.append("\\u%04x".formatted((int) c));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
    }
}
