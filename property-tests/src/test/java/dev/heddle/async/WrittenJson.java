package dev.heddle.async;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes what {@link dev.heddle.ParsedJson} reads, on one line. */
final class WrittenJson {

    private final StringBuilder text = new StringBuilder();

    private WrittenJson() {}

    static String of(Object value) {
        WrittenJson written = new WrittenJson();
        written.write(value);
        return written.text.toString();
    }

    private void write(Object value) {
        switch (value) {
            case Map<?, ?> map -> {
                text.append('{');
                Iterator<? extends Map.Entry<?, ?>> all = map.entrySet().iterator();
                while (all.hasNext()) {
                    Map.Entry<?, ?> one = all.next();
                    write(one.getKey());
                    text.append(':');
                    write(one.getValue());
                    text.append(all.hasNext() ? "," : "");
                }
                text.append('}');
            }
            case List<?> list -> {
                text.append('[');
                Iterator<?> all = list.iterator();
                while (all.hasNext()) {
                    write(all.next());
                    text.append(all.hasNext() ? "," : "");
                }
                text.append(']');
            }
            case String string -> {
                if (!string.matches("[ -~&&[^\"\\\\]]*")) {
                    throw new IllegalArgumentException("Not a plain text: " + string);
                }
                text.append('"').append(string).append('"');
            }
            case null -> text.append("null");
            case Long number -> text.append(number);
            case Boolean truth -> text.append(truth);
            default -> throw new IllegalArgumentException("Not of JSON: " + value);
        }
    }
}
