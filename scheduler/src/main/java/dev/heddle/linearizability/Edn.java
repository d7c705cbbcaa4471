package dev.heddle.linearizability;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads EDN, the notation in which Clojure's tools write what they have seen. Vectors and lists are
 * lists, keywords are {@link Keyword}s, whole numbers are {@code Long} or, if they do not fit,
 * {@code BigInteger}; of what is tagged, the tag is left out.
 */
final class Edn {

    /** A keyword, without its colon; a symbol is one as well. */
    record Keyword(String name) {
        @Override
        public String toString() {
            return ":" + name;
        }
    }

    /** What is read, with the line that it begins in. */
    record Form(@Nullable Object value, int line) {}

    private static final String DELIMITERS = "()[]{}\"; ,";

    /** Deeper is no history, and would end in a stack overflow. */
    private static final int DEEPEST = 200;

    private final String text;
    private int at;
    private int line = 1;
    private int lineBegin;
    private int depth;

    private Edn(String text) {
        this.text = text;
    }

    /** Everything that stands in a text, one after the other. */
    static List<Form> read(String text) {
        Edn edn = new Edn(text);
        List<Form> forms = new ArrayList<>();
        while (edn.skip()) {
            int line = edn.line;
            forms.add(new Form(edn.value(), line));
        }
        return forms;
    }

    // ---------------------------------------------------------------------------------------------

    /** Goes on to the next value; false if there is none. */
    private boolean skip() {
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '\n') {
                at++;
                line++;
                lineBegin = at;
            } else if (Character.isWhitespace(c) || c == ',' || c == '\uFEFF') {
                at++;
            } else if (c == ';') {
                while (at < text.length() && text.charAt(at) != '\n') {
                    at++;
                }
            } else if (text.startsWith("#_", at)) {
                leaveOut();
            } else {
                return true;
            }
        }
        return false;
    }

    /** What {@code #_} leaves out may itself begin with what is left out. */
    private void leaveOut() {
        enter();
        at += 2;
        needed("the value that #_ leaves out");
        value();
        depth--;
    }

    private void enter() {
        if (++depth > DEEPEST) {
            throw wrong("values are nested more than %d deep".formatted(DEEPEST));
        }
    }

    private void needed(String what) {
        if (!skip()) {
            throw wrong("the text ends where " + what + " is expected");
        }
    }

    private @Nullable Object value() {
        enter();
        try {
            char c = text.charAt(at);
            return switch (c) {
                case '[' -> sequence(']');
                case '(' -> sequence(')');
                case '{' -> map();
                case '"' -> string();
                case '\\' -> character();
                case ':' -> {
                    at++;
                    yield new Keyword(token("a keyword"));
                }
                case '#' -> dispatched();
                case ']', ')', '}' ->
                        throw wrong("there is a '%s' that nothing has opened".formatted(c));
                case '^' -> {
                    at++; // Metadata is left out.
                    needed("metadata");
                    value();
                    needed("the value after the metadata");
                    yield value();
                }
                default -> atom();
            };
        } finally {
            depth--;
        }
    }

    private List<@Nullable Object> sequence(char end) {
        int began = line;
        char opened = text.charAt(at++);
        List<@Nullable Object> values = new ArrayList<>();
        while (true) {
            if (!skip()) {
                throw wrong(
                        "the '%s' of line %d is never closed by '%s'"
                                .formatted(opened, began, end));
            }
            if (text.charAt(at) == end) {
                at++;
                return Collections.unmodifiableList(values);
            }
            values.add(value());
        }
    }

    private Map<@Nullable Object, @Nullable Object> map() {
        int began = line;
        List<@Nullable Object> values = sequence('}');
        if (values.size() % 2 != 0) {
            throw wrong(
                    "the map that begins in line %d has a key without a value".formatted(began));
        }
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i += 2) {
            Object key = values.get(i);
            if (map.containsKey(key)) {
                throw wrong(
                        "the map that begins in line %d has the key %s twice"
                                .formatted(began, Operation.text(key)));
            }
            map.put(key, values.get(i + 1));
        }
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object dispatched() {
        at++;
        if (at == text.length()) {
            throw wrong("the text ends after '#'");
        }
        if (text.charAt(at) == '{') {
            Set<@Nullable Object> set = new LinkedHashSet<>(sequence('}'));
            return Collections.unmodifiableSet(set);
        }
        if (text.charAt(at) == '"') {
            return string(); // A regular expression.
        }
        if (text.startsWith("#Inf", at)
                || text.startsWith("#-Inf", at)
                || text.startsWith("#NaN", at)) {
            at++;
            return switch (token("a number")) {
                case "Inf" -> Double.POSITIVE_INFINITY;
                case "-Inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.NaN;
            };
        }
        String tag = token("a tag");
        needed("the value tagged #" + tag);
        return value();
    }

    private String string() {
        int began = line;
        StringBuilder string = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return string.toString();
            }
            if (c == '\n') {
                line++;
                lineBegin = at;
            }
            if (c != '\\') {
                string.append(c);
                continue;
            }
            if (at == text.length()) {
                break;
            }
            char escaped = text.charAt(at++);
            switch (escaped) {
                case 'n' -> string.append('\n');
                case 't' -> string.append('\t');
                case 'r' -> string.append('\r');
                case 'b' -> string.append('\b');
                case 'f' -> string.append('\f');
                case '"', '\\' -> string.append(escaped);
                case 'u' -> string.append(unicode());
                default -> throw wrong("'\\%s' means nothing in a string".formatted(escaped));
            }
        }
        throw wrong("the string that begins in line %d has no end".formatted(began));
    }

    private char unicode() {
        try {
            char c = (char) Integer.parseInt(text.substring(at, at + 4), 16);
            at += 4;
            return c;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw wrong("'\\u' is not followed by four hexadecimal digits");
        }
    }

    private Character character() {
        at++;
        if (at == text.length()) {
            throw wrong("the text ends after '\\'");
        }
        char first = text.charAt(at);
        if (DELIMITERS.indexOf(first) >= 0) {
            at++;
            return first;
        }
        String name = token("a character");
        return switch (name) {
            case "newline" -> '\n';
            case "space" -> ' ';
            case "tab" -> '\t';
            case "return" -> '\r';
            default -> {
                if (name.length() == 5 && name.charAt(0) == 'u') {
                    at -= 4;
                    yield unicode();
                }
                if (name.length() != 1) {
                    throw wrong("'\\%s' is not a character".formatted(name));
                }
                yield name.charAt(0);
            }
        };
    }

    private String token(String what) {
        int begin = at;
        while (at < text.length()
                && !Character.isWhitespace(text.charAt(at))
                && DELIMITERS.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        if (begin == at) {
            throw wrong(what + " is expected");
        }
        return text.substring(begin, at);
    }

    private @Nullable Object atom() {
        String token = token("a value");
        char first = token.charAt(0);
        boolean signed = (first == '-' || first == '+') && token.length() > 1;
        if (Character.isDigit(signed ? token.charAt(1) : first)) {
            return number(token);
        }
        return switch (token) {
            case "nil" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> new Keyword(token);
        };
    }

    private Object number(String token) {
        try {
            if (token.endsWith("M")) {
                return new BigDecimal(token.substring(0, token.length() - 1));
            }
            if (token.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
                return Double.valueOf(token);
            }
            if (token.contains("/")) {
                return token; // A ratio: as good as any other value that is only compared.
            }
            BigInteger number =
                    new BigInteger(
                            token.endsWith("N") ? token.substring(0, token.length() - 1) : token);
            return number.bitLength() < Long.SIZE ? (Object) number.longValue() : (Object) number;
        } catch (NumberFormatException e) {
            throw wrong("'%s' is not a number".formatted(token));
        }
    }

    private EdnException wrong(String what) {
        return new EdnException(
                "This is not EDN: in line %d, column %d, %s."
                        .formatted(line, at - lineBegin + 1, what));
    }
}
