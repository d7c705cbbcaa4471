package dev.heddle.trace;

import dev.heddle.control.Peek;
import dev.heddle.kernel.Printed;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;

/**
 * Puts what a program's memory holds into words, without executing anything of the program: an
 * object that is not known to be a value is called by its class and a number, in the order in which
 * the objects of the class are named.
 */
final class Values {

    private static final int LONGEST_TEXT = 30;

    /** The objects named so far, by the names of their classes. */
    private final Map<String, List<Named>> named = new HashMap<>();

    /** The highest number that was given, by the names of classes: all below it are taken. */
    private final Map<String, Integer> given = new HashMap<>();

    private record Named(Object object, int number) {}

    /** What threads park on that wait for a lock, and, at the same index, the lock. */
    private final List<Object> syncs = new ArrayList<>();

    private final List<Object> locks = new ArrayList<>();

    /** A value, as in Java source where it can be; an empty string if it can not be seen. */
    String text(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Boolean flag -> flag.toString();
            case Character letter -> "'" + escaped(letter.toString()) + "'";
            case Byte number -> number.toString();
            case Short number -> number.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case Float number -> number.toString();
            case Double number -> number.toString();
            case String text -> quoted(text);
            case Enum<?> constant -> constant.name();
            case Class<?> type -> "class " + simpleName(type);
            case Thread thread -> "thread '" + Printed.name(thread.getName()) + "'";
            default -> value == Peek.UNKNOWN ? "" : name(value);
        };
    }

    /** The class of an object and its number among those of its class; a class by its name. */
    String name(Object object) {
        if (object instanceof Class<?> type) {
            return simpleName(type);
        }
        meets(object);
        return numbered(whole(object));
    }

    /** The lock, or the like, that threads wait for by this object; else the object itself. */
    private Object whole(Object object) {
        for (int i = 0; i < syncs.size(); i++) {
            if (syncs.get(i) == object) {
                return locks.get(i);
            }
        }
        return object;
    }

    /** An object is called by this number elsewhere, and so it is here. */
    void reserve(Object object, int number) {
        Object whole = whole(object);
        List<Named> known = named.computeIfAbsent(typeName(whole), key -> new ArrayList<>());
        if (known.stream().noneMatch(one -> one.object == whole)) {
            known.add(new Named(whole, number));
        }
    }

    /**
     * If it is a lock, what threads park on that wait for it goes by the lock's name from now on.
     */
    void meets(Object object) {
        Object sync = Peek.syncOf(object);
        if (sync != null && syncs.stream().noneMatch(known -> known == sync)) {
            syncs.add(sync);
            locks.add(object);
        }
    }

    private String numbered(Object object) {
        String type = typeName(object);
        List<Named> known = named.computeIfAbsent(type, key -> new ArrayList<>());
        // By identity, and without hash codes: those would be others in a run that is watched.
        for (Named one : known) {
            if (one.object == object) {
                return type + " #" + one.number;
            }
        }
        int number = given.getOrDefault(type, 0) + 1;
        while (isTaken(number, known)) {
            number++;
        }
        given.put(type, number);
        known.add(new Named(object, number));
        return type + " #" + number;
    }

    private static boolean isTaken(int number, List<Named> known) {
        return known.stream().anyMatch(one -> one.number == number);
    }

    static String typeName(Object object) {
        return object instanceof Condition ? "Condition" : simpleName(Printed.typeOf(object));
    }

    /** As in Java source, without the package. */
    static String simpleName(Class<?> type) {
        if (type.isArray()) {
            return simpleName(type.getComponentType()) + "[]";
        }
        String name = type.getName();
        return simpleName(type.isHidden() ? name.substring(0, name.indexOf('/')) : name);
    }

    /** As above, of a class that is known by its name only. */
    static String simpleName(String name) {
        int lambda = name.indexOf("$$Lambda");
        String outer = lambda < 0 ? name : name.substring(0, lambda);
        String simple = outer.substring(outer.lastIndexOf('.') + 1).replace('$', '.');
        return lambda < 0 ? simple : simple + " lambda";
    }

    private static String quoted(String text) {
        if (text.length() <= LONGEST_TEXT) {
            return '"' + escaped(text) + '"';
        }
        int end = LONGEST_TEXT;
        if (Character.isHighSurrogate(text.charAt(end - 1))) {
            end--; // Half of a character is none.
        }
        return '"' + escaped(text.substring(0, end)) + "\"...";
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                case '\t' -> escaped.append("\\t");
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                default -> {
                    if (Character.isISOControl(c)) {
                        escaped.append("\\u%04x".formatted((int) c));
                    } else {
                        escaped.append(c);
                    }
                }
            }
        }
        return escaped.toString();
    }
}
