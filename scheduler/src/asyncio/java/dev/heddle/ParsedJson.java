package dev.heddle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON, strictly, into maps, lists, strings, numbers, truth values and null. */
public final class ParsedJson {

    private final String text;
    private int at;

    private ParsedJson(String text) {
        this.text = text;
    }

    /** What the text stands for. */
    public static Object of(String text) {
        ParsedJson parsed = new ParsedJson(text);
        Object value = parsed.value();
        parsed.skip();
        if (parsed.at != text.length()) {
            throw parsed.wrong();
        }
        return value;
    }

    private Object value() {
        skip();
        return switch (text.charAt(at)) {
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
        Map<String, Object> members = new LinkedHashMap<>();
        at++;
        skip();
        while (text.charAt(at) != '}') {
            String name = string();
            expect(':');
            if (members.put(name, value()) != null) {
                throw wrong();
            }
            comma('}');
        }
        at++;
        return members;
    }

    private List<Object> array() {
        List<Object> elements = new ArrayList<>();
        at++;
        skip();
        while (text.charAt(at) != ']') {
            elements.add(value());
            comma(']');
        }
        at++;
        return elements;
    }

    private void comma(char end) {
        skip();
        if (text.charAt(at) != end) {
            expect(',');
            skip();
            if (text.charAt(at) == end) {
                throw wrong();
            }
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        expect('"');
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c < ' ') {
                throw wrong();
            }
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'u' -> {
                    string.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                    at += 4;
                }
                case 'n' -> string.append('\n');
                case 'r' -> string.append('\r');
                case 't' -> string.append('\t');
                case 'b' -> string.append('\b');
                case 'f' -> string.append('\f');
                case '"', '\\', '/' -> string.append(escaped);
                default -> throw wrong();
            }
        }
        at++;
        return string.toString();
    }

    private Object number() {
        int begin = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String number = text.substring(begin, at);
        return number.matches("-?\\d+") ? (Object) Long.valueOf(number) : Double.valueOf(number);
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw wrong();
        }
        at += word.length();
        return value;
    }

    private void expect(char c) {
        skip();
        if (text.charAt(at) != c) {
            throw wrong();
        }
        at++;
    }

    private void skip() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException wrong() {
        int from = Math.max(0, at - 20);
        return new IllegalArgumentException(
                "Not JSON at %d: %s"
                        .formatted(at, text.substring(from, Math.min(text.length(), at + 20))));
    }
}
