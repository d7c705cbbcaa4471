package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Modifier;
import java.util.concurrent.Future;

/** Names of the program's threads and coroutines, as they can stand in a line of a report. */
@Internal
public final class Printed {

    /** Longer names are shortened. */
    private static final int LONGEST = 60;

    /** Names that are alike mostly differ at their end. */
    private static final int END = 20;

    private static final String LEFT_OUT = "...";

    private Printed() {}

    /**
     * A name without line breaks and the like, and no longer than fits a line; nearly always the
     * name itself.
     */
    public static String name(String name) {
        if (name.length() <= LONGEST && name.chars().noneMatch(Printed::breaks)) {
            return name;
        }
        StringBuilder text = new StringBuilder();
        name.codePoints().forEach(c -> add(c, text));
        if (text.length() <= LONGEST) {
            return text.toString();
        }
        int begin = LONGEST - END - LEFT_OUT.length();
        int end = text.length() - END;
        // Half of a character is none.
        begin -= Character.isHighSurrogate(text.charAt(begin - 1)) ? 1 : 0;
        end += Character.isLowSurrogate(text.charAt(end)) ? 1 : 0;
        return text.substring(0, begin) + LEFT_OUT + text.substring(end);
    }

    /** As one counts: 1st, 2nd, 3rd, 4th, 11th. */
    public static String ordinal(int number) {
        int tens = number % 100;
        String end =
                tens >= 11 && tens <= 13
                        ? "th"
                        : switch (number % 10) {
                            case 1 -> "st";
                            case 2 -> "nd";
                            case 3 -> "rd";
                            default -> "th";
                        };
        return number + end;
    }

    /** Whether a character ends a line, moves what follows, or can not be seen. */
    private static boolean breaks(int c) {
        int type = Character.getType(c);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR;
    }

    private static void add(int c, StringBuilder text) {
        switch (c) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (breaks(c)) {
                    text.append("\\u%04x".formatted(c));
                } else {
                    text.appendCodePoint(c);
                }
            }
        }
    }

    /**
     * The class by which an object is called. What a thread is parked for in the JDK is usually a
     * part of what the program knows, and a future that a pool has made is a future.
     */
    public static Class<?> typeOf(Object object) {
        Class<?> type = object.getClass();
        if (!type.getName().startsWith("java.util.concurrent.") || type.isHidden()) {
            return type;
        }
        Class<?> known = object instanceof Future ? topLevel(type) : type.getNestHost();
        return Modifier.isAbstract(known.getModifiers()) ? type.getNestHost() : known;
    }

    /** The class itself, or the first one above it that is in no other class. */
    private static Class<?> topLevel(Class<?> type) {
        for (@Nullable Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (at.getNestHost() == at) {
                return at;
            }
        }
        return type;
    }
}
