package dev.heddle.flaky;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A JSON object that was read, with what it must have by name; written by the other one. */
final class Json {

    private final Map<String, @Nullable Object> members;

    private Json(Map<String, @Nullable Object> members) {
        this.members = members;
    }

    /**
     * Reads an object.
     *
     * @throws UsageException if the text is something else
     */
    static Json parse(String text) {
        Reader reader = new Reader(text);
        Object value = reader.value();
        reader.skip();
        if (reader.at < text.length()) {
            throw reader.wrong("nothing more");
        }
        if (value instanceof Map<?, ?>) {
            return of(value);
        }
        throw new UsageException("A JSON object was expected, but not " + abbreviated(text));
    }

    @SuppressWarnings("unchecked") // The reader makes no other maps.
    private static Json of(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return new Json((Map<String, @Nullable Object>) map);
        }
        throw new UsageException("A JSON object was expected, but not '%s'.".formatted(value));
    }

    static String write(@Nullable Object value) {
        return dev.heddle.trace.Json.text(value);
    }

    boolean has(String name) {
        return members.get(name) != null;
    }

    private Object get(String name) {
        Object value = members.get(name);
        if (value == null) {
            throw new UsageException("The member '%s' is missing.".formatted(name));
        }
        return value;
    }

    private static UsageException unfit(String name, Object value) {
        return new UsageException("The member '%s' can not be '%s'.".formatted(name, value));
    }

    String text(String name) {
        if (get(name) instanceof String text) {
            return text;
        }
        throw unfit(name, get(name));
    }

    String text(String name, String otherwise) {
        return has(name) ? text(name) : otherwise;
    }

    long number(String name) {
        return get(name) instanceof Long number ? number : Math.round(real(name));
    }

    double real(String name) {
        if (get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw unfit(name, get(name));
    }

    boolean flag(String name) {
        if (get(name) instanceof Boolean flag) {
            return flag;
        }
        throw unfit(name, get(name));
    }

    Json object(String name) {
        return of(get(name));
    }

    private List<?> list(String name) {
        if (!has(name)) {
            return List.of();
        }
        if (get(name) instanceof List<?> list) {
            return list;
        }
        throw unfit(name, get(name));
    }

    List<Json> objects(String name) {
        List<Json> all = new ArrayList<>();
        list(name).forEach(element -> all.add(of(element)));
        return all;
    }

    List<String> texts(String name) {
        List<String> all = new ArrayList<>();
        for (Object element : list(name)) {
            if (!(element instanceof String text)) {
                throw unfit(name, element);
            }
            all.add(text);
        }
        return all;
    }

    private static String abbreviated(String text) {
        return text.length() <= 60 ? "'" + text + "'" : "'" + text.substring(0, 60) + "...'";
    }

    /** Reads one value after the other. */
    private static final class Reader {

        private static final int DEEPEST = 100;

        private final String text;
        private int at;
        private int depth;

        Reader(String text) {
            this.text = text;
        }

        UsageException wrong(String expected) {
            return new UsageException(
                    "The JSON is damaged: %s was expected at character %d of %s."
                            .formatted(expected, at + 1, abbreviated(text)));
        }

        void skip() {
            while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private char peek() {
            skip();
            if (at >= text.length()) {
                throw wrong("more");
            }
            return text.charAt(at);
        }

        private boolean take(char wanted) {
            if (peek() != wanted) {
                return false;
            }
            at++;
            return true;
        }

        private void need(char wanted) {
            if (!take(wanted)) {
                throw wrong("'" + wanted + "'");
            }
        }

        @Nullable Object value() {
            if (++depth > DEEPEST) {
                throw wrong("less nesting");
            }
            try {
                return switch (peek()) {
                    case '{' -> object();
                    case '[' -> list();
                    case '"' -> string();
                    case 't' -> word("true", true);
                    case 'f' -> word("false", false);
                    case 'n' -> word("null", null);
                    default -> number();
                };
            } finally {
                depth--;
            }
        }

        private @Nullable Object word(String word, @Nullable Object value) {
            if (!text.startsWith(word, at)) {
                throw wrong(word);
            }
            at += word.length();
            return value;
        }

        private Map<String, @Nullable Object> object() {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            need('{');
            if (take('}')) {
                return map;
            }
            do {
                peek();
                String name = string();
                need(':');
                map.put(name, value());
            } while (take(','));
            need('}');
            return map;
        }

        private List<@Nullable Object> list() {
            List<@Nullable Object> all = new ArrayList<>();
            need('[');
            if (take(']')) {
                return all;
            }
            do {
                all.add(value());
            } while (take(','));
            need(']');
            return all;
        }

        private Number number() {
            int from = at;
            while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            String number = text.substring(from, at);
            try {
                if (number.matches("-?\\d+")) {
                    return Long.valueOf(number);
                }
                return Double.valueOf(number);
            } catch (NumberFormatException e) {
                at = from;
                UsageException wrong = wrong("a value");
                wrong.addSuppressed(e);
                throw wrong;
            }
        }

        private String string() {
            need('"');
            StringBuilder string = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == '"') {
                    return string.toString();
                }
                string.append(c == '\\' ? escaped() : c);
            }
            throw wrong("'\"'");
        }

        private char escaped() {
            if (at >= text.length()) {
                throw wrong("more");
            }
            char c = text.charAt(at++);
            int known = "bfnrt".indexOf(c);
            if (known >= 0) {
                return "\b\f\n\r\t".charAt(known);
            }
            if (c != 'u') {
                return c;
            }
            try {
                int code = Integer.parseInt(text, at, at + 4, 16);
                at += 4;
                return (char) code;
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                UsageException wrong = wrong("four hexadecimal digits");
                wrong.addSuppressed(e);
                throw wrong;
            }
        }
    }
}
