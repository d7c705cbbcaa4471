package dev.heddle.jqwik;

import dev.heddle.Schedule;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Array;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The inputs of a try as text, so that a failure can name them: a JSON array with an element for
 * each parameter. Numbers, truth values, texts, letters, constants of enums, schedules, and lists,
 * sets and arrays of these can be written; their types are read off the property.
 */
final class Written {

    private static final int LONGEST = 2_000;

    private final String text;
    private int at;

    private Written(String text) {
        this.text = text;
    }

    // --- writing ---------------------------------------------------------------------------------

    /** The text of some inputs; null if they have none, or one that is too long for a message. */
    static @Nullable String of(Method property, List<? extends @Nullable Object> values) {
        StringBuilder text = new StringBuilder();
        if (!write(values, text) || text.length() > LONGEST) {
            return null;
        }
        try {
            read(text.toString(), property);
            return text.toString();
        } catch (HeddleException e) {
            return null; // A parameter's type does not say enough, as Object does not.
        }
    }

    private static boolean write(@Nullable Object value, StringBuilder text) {
        switch (value) {
            case null -> text.append("null");
            case Integer number -> text.append(number);
            case Long number -> text.append(number);
            case Short number -> text.append(number);
            case Byte number -> text.append(number);
            case BigInteger number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Double number -> quote(number.toString(), text);
            case Float number -> quote(number.toString(), text);
            case Character letter -> quote(letter.toString(), text);
            case String string -> quote(string, text);
            case Enum<?> constant -> quote(constant.name(), text);
            case Schedule schedule -> quote(schedule.text(), text);
            case Collection<?> elements when isKnown(elements) -> {
                return writeAll(elements, text);
            }
            case Object array when array.getClass().isArray() -> {
                List<@Nullable Object> elements = new ArrayList<>();
                for (int i = 0; i < Array.getLength(array); i++) {
                    elements.add(Array.get(array, i));
                }
                return writeAll(elements, text);
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static boolean isKnown(Collection<?> elements) {
        Class<?> type = elements.getClass();
        return type == ArrayList.class || type == LinkedHashSet.class || type == HashSet.class;
    }

    private static boolean writeAll(Collection<?> elements, StringBuilder text) {
        text.append('[');
        String separator = "";
        for (Object element : elements) {
            text.append(separator);
            separator = ", ";
            if (!write(element, text)) {
                return false;
            }
        }
        text.append(']');
        return true;
    }

    private static void quote(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char letter = string.charAt(i);
            if (letter == '"' || letter == '\\') {
                text.append('\\').append(letter);
            } else if (letter >= ' ' && letter < 0x7F) {
                text.append(letter);
            } else {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) letter));
            }
        }
        text.append('"');
    }

    // --- reading ---------------------------------------------------------------------------------

    /**
     * The inputs that a text stands for.
     *
     * @throws HeddleException if it stands for none that fit the property
     */
    static List<@Nullable Object> read(String text, Method property) {
        Written written = new Written(text);
        Type[] types = property.getGenericParameterTypes();
        List<@Nullable Object> values = new ArrayList<>();
        written.expect('[');
        for (Type type : types) {
            if (!values.isEmpty()) {
                written.expect(',');
            }
            values.add(written.value(type));
        }
        written.expect(']');
        if (written.at != text.length()) {
            throw written.wrong("it goes on after its end");
        }
        return values;
    }

    private @Nullable Object value(Type type) {
        skip();
        if (text.startsWith("null", at)) {
            at += "null".length();
            if (type instanceof Class<?> primitive && primitive.isPrimitive()) {
                throw wrong("null is no " + primitive);
            }
            return null;
        }
        if (type instanceof GenericArrayType array) {
            return array(array.getGenericComponentType());
        }
        if (type instanceof ParameterizedType generic
                && generic.getActualTypeArguments().length == 1) {
            return collection((Class<?>) generic.getRawType(), generic.getActualTypeArguments()[0]);
        }
        if (type instanceof Class<?> simple) {
            return simple.isArray() ? array(simple.getComponentType()) : simple(simple);
        }
        throw wrong("values of the type " + type.getTypeName() + " can not be read");
    }

    private Object collection(Class<?> raw, Type element) {
        List<@Nullable Object> elements = elements(element);
        if (raw.isAssignableFrom(ArrayList.class)) {
            return elements;
        }
        if (raw.isAssignableFrom(LinkedHashSet.class)) {
            return new LinkedHashSet<>(elements);
        }
        throw wrong("values of the type " + raw.getTypeName() + " can not be read");
    }

    private Object array(Type component) {
        List<@Nullable Object> elements = elements(component);
        Class<?> type =
                component instanceof ParameterizedType generic
                        ? (Class<?>) generic.getRawType()
                        : component instanceof Class<?> simple ? simple : Object.class;
        Object array = Array.newInstance(type, elements.size());
        for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
        }
        return array;
    }

    private List<@Nullable Object> elements(Type type) {
        List<@Nullable Object> elements = new ArrayList<>();
        expect('[');
        skip();
        if (at < text.length() && text.charAt(at) == ']') {
            at++;
            return elements;
        }
        while (true) {
            elements.add(value(type));
            skip();
            if (at < text.length() && text.charAt(at) == ']') {
                at++;
                return elements;
            }
            expect(',');
        }
    }

    private Object simple(Class<?> type) {
        try {
            if (type == int.class || type == Integer.class) {
                return Integer.valueOf(word());
            }
            if (type == long.class || type == Long.class) {
                return Long.valueOf(word());
            }
            if (type == short.class || type == Short.class) {
                return Short.valueOf(word());
            }
            if (type == byte.class || type == Byte.class) {
                return Byte.valueOf(word());
            }
            if (type == BigInteger.class) {
                return new BigInteger(word());
            }
            if (type == double.class || type == Double.class) {
                return Double.valueOf(string());
            }
            if (type == float.class || type == Float.class) {
                return Float.valueOf(string());
            }
        } catch (NumberFormatException e) {
            throw new HeddleException(message("a " + type.getSimpleName() + " is expected"), e);
        }
        if (type == boolean.class || type == Boolean.class) {
            String word = word();
            if (Set.of("true", "false").contains(word)) {
                return word.equals("true");
            }
            throw wrong("true or false is expected");
        }
        if (type == char.class || type == Character.class) {
            String string = string();
            if (string.length() == 1) {
                return string.charAt(0);
            }
            throw wrong("one letter is expected");
        }
        if (type == String.class) {
            return string();
        }
        if (type == Schedule.class) {
            return Schedule.of(string());
        }
        if (type.isEnum()) {
            String name = string();
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> ((Enum<?>) constant).name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> wrong("there is no " + name));
        }
        throw wrong("values of the type " + type.getTypeName() + " can not be read");
    }

    private String word() {
        skip();
        int from = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        return text.substring(from, at);
    }

    private String string() {
        expect('"');
        StringBuilder string = new StringBuilder();
        while (at < text.length() && text.charAt(at) != '"') {
            char letter = text.charAt(at++);
            string.append(letter == '\\' ? escaped() : letter);
        }
        expect('"');
        return string.toString();
    }

    private char escaped() {
        if (at >= text.length()) {
            throw wrong("it ends too early");
        }
        char letter = text.charAt(at++);
        if (letter != 'u') {
            return letter;
        }
        try {
            char read = (char) Integer.parseInt(text, at, at + 4, 16);
            at += 4;
            return read;
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new HeddleException(message("four digits are expected"), e);
        }
    }

    private void expect(char letter) {
        if (letter != '"' || at >= text.length() || text.charAt(at) != '"') {
            skip();
        }
        if (at >= text.length() || text.charAt(at) != letter) {
            throw wrong("'" + letter + "' is expected");
        }
        at++;
    }

    private void skip() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private HeddleException wrong(String why) {
        return new HeddleException(message(why));
    }

    private String message(String why) {
        return "'%s' can not be read as the inputs of the property: %s, at letter %d. It is what the message of a failure says, with an element for each parameter: %s"
                .formatted(
                        text.length() > 100 ? text.substring(0, 100) + "..." : text,
                        why,
                        at + 1,
                        "[1, [2, 3], \"text\"].");
    }
}
