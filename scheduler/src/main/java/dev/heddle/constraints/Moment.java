package dev.heddle.constraints;

import dev.heddle.api.API;
import dev.heddle.control.Sites;
import dev.heddle.kernel.Printed;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that a thread does in a run, by names that stay the same when other code changes.
 *
 * {@snippet :
 *     if (constraint instanceof Constraint.Order(Moment first, Moment then)) {
 *         log.add(first.thread() + " " + first.action() + " before " + then.thread());
 *     }
 * }
 *
 * @param thread the name of the thread, or of the coroutine
 * @param action what it does, such as {@code reads balance}
 * @param where the class and the method
 * @param time for the how-manieth time this thread does this there, from 1 on
 * @param line the line in the source: a hint for readers, which need not be right; or -1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Moment(String thread, String action, String where, int time, int line) {

    /** As {@link #toString} writes it. */
    static final String PATTERN = "\"(?:[^\"\\\\]|\\\\.)*\" .+? #\\d+ in \\S+";

    private static final Pattern PARTS =
            Pattern.compile(
                    "(\"(?:[^\"\\\\]|\\\\.)*\") (.+) #(\\d{1,9}) in (\\S+?)(?::(\\d{1,9}))?");

    /** What of a moment is the same each time that the thread does this. */
    record Kind(String thread, String action, String where) {}

    Kind kind() {
        return new Kind(thread, action, where);
    }

    /** The kind of what a thread does at a site of the program. */
    static Kind kindOf(String thread, Sites.Site site) {
        return new Kind(thread, site.action(), site.type() + "." + methodOf(site));
    }

    /** The compiler numbers lambdas; the number changes with every one that is added before it. */
    private static String methodOf(Sites.Site site) {
        String method = site.method();
        int end = method.lastIndexOf('$');
        return method.startsWith("lambda$") && end > "lambda$".length()
                ? method.substring(0, end)
                : method;
    }

    /** Reads what {@link #toString} has written; null if it is something else. */
    static Moment parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not what a thread does.");
        }
        String line = parts.group(5);
        return new Moment(
                unquoted(parts.group(1)),
                parts.group(2),
                parts.group(4),
                Integer.parseInt(parts.group(3)),
                line == null ? -1 : Integer.parseInt(line));
    }

    /** A name in quotes, in one line. */
    static String quoted(String name) {
        String escaped = name.replace("\\", "\\\\").replace("\"", "\\\"");
        return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r") + '"';
    }

    /** What was given to {@link #quoted}. */
    static String unquoted(String text) {
        StringBuilder name = new StringBuilder();
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                c = text.charAt(++i);
                c = c == 'n' ? '\n' : c == 'r' ? '\r' : c;
            }
            name.append(c);
        }
        return name.toString();
    }

    @Override
    public String toString() {
        return "%s %s #%d in %s%s"
                .formatted(quoted(thread), action, time, where, line < 0 ? "" : ":" + line);
    }

    /** For a sentence. */
    String inWords() {
        String nth = time == 1 ? "" : " for the %s time".formatted(Printed.ordinal(time));
        return "'%s' %s%s in %s".formatted(thread, action, nth, where);
    }
}
