package dev.heddle.control;

import java.util.ArrayList;
import java.util.List;

/** Takes the descriptors of methods apart. */
final class Descriptor {

    private Descriptor() {}

    /** The descriptors of the parameters. */
    static List<String> parameters(String method) {
        List<String> all = new ArrayList<>();
        for (int at = 1; method.charAt(at) != ')'; ) {
            int end = end(method, at);
            all.add(method.substring(at, end));
            at = end;
        }
        return all;
    }

    static String returned(String method) {
        return method.substring(method.indexOf(')') + 1);
    }

    private static int end(String method, int begin) {
        int at = begin;
        while (method.charAt(at) == '[') {
            at++;
        }
        return method.charAt(at) == 'L' ? method.indexOf(';', at) + 1 : at + 1;
    }

    /** The same method, but that the first parameter is another. */
    static String withFirst(String method, String parameter) {
        return "(".concat(parameter).concat(method.substring(end(method, 1)));
    }

    /** How many slots a value of this type takes. */
    static int slots(String type) {
        char kind = type.charAt(0);
        return kind == 'V' ? 0 : kind == 'J' || kind == 'D' ? 2 : 1;
    }

    /** Whether it is of a type whose values are no objects; {@code void} is not. */
    static boolean isPrimitive(String type) {
        char kind = type.charAt(0);
        return kind != 'L' && kind != '[' && kind != 'V';
    }

    /** What stands for a class in the pool of constants, given the descriptor of its objects. */
    static String className(String type) {
        return type.charAt(0) == 'L' ? type.substring(1, type.length() - 1) : type;
    }

    /** The descriptor of a class's objects. */
    static String ofClass(String className) {
        return className.startsWith("[") ? className : "L".concat(className).concat(";");
    }
}
