package dev.heddle.jqwik.fuzz;

/** Whether a text is JSON, and nothing but JSON: by its grammar, letter by letter. */
final class WellFormed {

    private final String text;
    private int at;

    private WellFormed(String text) {
        this.text = text;
    }

    static boolean isJson(String text) {
        WellFormed reader = new WellFormed(text);
        return reader.value() && reader.at == text.length();
    }

    private boolean value() {
        if (at == text.length()) {
            return false;
        }
        return switch (text.charAt(at)) {
            case '{' -> all('}', true);
            case '[' -> all(']', false);
            case '"' -> string();
            case 't' -> word("true");
            case 'f' -> word("false");
            case 'n' -> word("null");
            default -> number();
        };
    }

    private boolean all(char end, boolean named) {
        at++;
        if (is(end)) {
            return true;
        }
        do {
            if ((named && !(at < text.length() && string() && is(':'))) || !value()) {
                return false;
            }
        } while (is(','));
        return is(end);
    }

    private boolean string() {
        if (!is('"')) {
            return false;
        }
        while (at < text.length()) {
            char letter = text.charAt(at++);
            if (letter == '"') {
                return true;
            }
            if (letter < ' ' || (letter == '\\' && !escape())) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == text.length()) {
            return false;
        }
        char letter = text.charAt(at++);
        if (letter != 'u') {
            return "\"\\/bfnrt".indexOf(letter) >= 0;
        }
        int end = at + 4;
        while (at < end) {
            if (at == text.length() || Character.digit(text.charAt(at++), 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean word(String word) {
        at += word.length();
        return text.startsWith(word, at - word.length());
    }

    private boolean number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return text.substring(from, at).matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");
    }

    private boolean is(char letter) {
        if (at < text.length() && text.charAt(at) == letter) {
            at++;
            return true;
        }
        return false;
    }
}
