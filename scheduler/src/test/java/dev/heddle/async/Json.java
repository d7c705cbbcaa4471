package dev.heddle.async;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON: objects become maps, arrays lists, whole numbers {@code Long}, and null is null. It
 * knows what the recorded programs contain, and no more.
 */
final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    static Object parse(String text) {
        Json json = new Json(text);
        Object value = json.value();
        if (json.peek() != '\0') {
            throw json.wrong("the end");
        }
        return value;
    }

    private Object value() {
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> all = new LinkedHashMap<>();
        expect('{');
        while (peek() != '}') {
            if (!all.isEmpty()) {
                expect(',');
            }
            String key = string();
            expect(':');
            all.put(key, value());
        }
        expect('}');
        return all;
    }

    private List<Object> array() {
        List<Object> all = new ArrayList<>();
        expect('[');
        while (peek() != ']') {
            if (!all.isEmpty()) {
                expect(',');
            }
            all.add(value());
        }
        expect(']');
        return all;
    }

    private String string() {
        expect('"');
        StringBuilder characters = new StringBuilder();
        while (true) {
            char next = next();
            if (next == '"') {
                return characters.toString();
            }
            characters.append(next == '\\' ? escaped() : next);
        }
    }

    private char escaped() {
        char kind = next();
        return switch (kind) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'u' -> {
                at += 4;
                if (at > text.length()) {
                    throw wrong("four digits");
                }
                yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
            }
            default -> kind;
        };
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong(word);
        }
        at += word.length();
        return value;
    }

    private Long number() {
        int begin = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (begin == at) {
            throw wrong("a value");
        }
        return Long.valueOf(text.substring(begin, at));
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw wrong("'" + wanted + "'");
        }
        at++;
    }

    private char next() {
        if (at == text.length()) {
            throw wrong("the rest of a string");
        }
        return text.charAt(at++);
    }

    /** The next character that is no white space; 0 at the end. */
    private char peek() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private IllegalArgumentException wrong(String expected) {
        return new IllegalArgumentException(
                "This is not the JSON that was expected: there should be %s at character %d."
                        .formatted(expected, at));
    }
}
