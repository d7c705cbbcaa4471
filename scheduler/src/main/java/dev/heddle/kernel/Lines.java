package dev.heddle.kernel;

import dev.heddle.api.Internal;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a limited width. */
@Internal
public final class Lines {

    /** No line of a message is wider, but for tokens. */
    public static final int WIDTH = 120;

    private static final String CUT = "~";

    private Lines() {}

    /**
     * A text in lines that are no wider than this: broken between words, and within one only if it
     * is wider than a line. Lines that are there stay.
     *
     * @param begin what the first line begins with
     * @param indent what all others begin with
     */
    public static List<String> wrap(String text, int width, String begin, String indent) {
        List<String> lines = new ArrayList<>();
        String lead = begin;
        for (String line : text.split("\\R", -1)) {
            String rest = line.stripTrailing();
            while (lead.length() + rest.length() > width) {
                int room = width - lead.length();
                int end = rest.lastIndexOf(' ', room);
                if (end <= 0 || rest.substring(0, end).isBlank()) {
                    end = room;
                    if (Character.isHighSurrogate(rest.charAt(end - 1))) {
                        end--;
                    }
                }
                lines.add((lead + rest.substring(0, end)).stripTrailing());
                rest = rest.substring(end).stripLeading();
                lead = indent;
            }
            lines.add((lead + rest).stripTrailing());
            lead = indent;
        }
        return lines;
    }

    /** An error as it is printed, in lines that fit even if it is the cause of another one. */
    public static String printed(Throwable error) {
        String cause = "Caused by: ";
        return String.join("\n", wrap(named(error), WIDTH - cause.length(), "", "    "));
    }

    private static String named(Throwable error) {
        return error.getClass().getName() + ": " + error.getMessage();
    }

    /** The beginning of a line, marked if it is not all of it. */
    public static String cut(String line, int width) {
        if (line.length() <= width) {
            return line;
        }
        int end = width - CUT.length();
        if (end > 0 && Character.isHighSurrogate(line.charAt(end - 1))) {
            end--;
        }
        return line.substring(0, end).stripTrailing() + CUT;
    }

    /** The text with spaces behind it, or its beginning, as wide as this. */
    public static String left(String text, int width) {
        String cut = cut(text, width);
        return cut + " ".repeat(width - cut.length());
    }

    /** The text with spaces before it. */
    public static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
