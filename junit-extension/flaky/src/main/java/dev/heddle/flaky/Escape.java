package dev.heddle.flaky;

/** Text of tests, which can be anything, in the languages of reports. */
final class Escape {

    private Escape() {}

    /**
     * In XML and HTML, between tags and in quotes; what XML can not have at all becomes a question
     * mark.
     */
    static String xml(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints()
                .forEach(
                        c -> {
                            switch (c) {
                                case '&' -> escaped.append("&amp;");
                                case '<' -> escaped.append("&lt;");
                                case '>' -> escaped.append("&gt;");
                                case '"' -> escaped.append("&quot;");
                                case '\'' -> escaped.append("&#39;");
                                default -> escaped.appendCodePoint(isXml(c) ? c : '?');
                            }
                        });
        return escaped.toString();
    }

    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    /** In a cell of a table in Markdown. */
    static String cell(String text) {
        return xml(text).replace("|", "\\|").replace("\n", " ").replace("\r", " ");
    }

    /** In a code block of Markdown, which nothing in it may end. */
    static String fenced(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        text.codePoints().forEach(c -> shown.appendCodePoint(isXml(c) ? c : '?'));
        return "~~~~~~text\n" + shown.toString().replace("~~~~~~", "~~~~~ ~") + "\n~~~~~~";
    }

    /** The message of a workflow command of GitHub's. */
    static String command(String text) {
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
    }

    /** A property of such a command. */
    static String property(String text) {
        return command(text).replace(":", "%3A").replace(",", "%2C");
    }
}
