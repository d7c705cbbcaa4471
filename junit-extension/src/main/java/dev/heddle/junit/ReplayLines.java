package dev.heddle.junit;

import java.lang.reflect.Method;

/** What to type to see the schedule of a token again: in the source of a test, or in a terminal. */
final class ReplayLines {

    private ReplayLines() {}

    /** Lines of a message; what begins the first of them is not among them. */
    static String of(Class<?> type, Method method, String token) {
        return "@Replay(\"%s\")\n       or: %s".formatted(token, command(type, method, token));
    }

    /** The line for a terminal alone. */
    static String command(Class<?> type, Method method, String token) {
        String setting = "-D%s%s=%s".formatted(Setting.PREFIX, Setting.REPLAY, token);
        String inPackage = type.getName().substring(type.getPackageName().length());
        String name = inPackage.startsWith(".") ? inPackage.substring(1) : inPackage;
        return Output.isBuiltByGradle(type)
                ? "gradle test --tests %s %s"
                        .formatted(quoted(type.getName() + "." + method.getName()), setting)
                : "mvn test -Dtest=%s %s".formatted(quoted(name + "#" + method.getName()), setting);
    }

    /** A shell would take what follows a dollar, as in the name of a nested class, for a name. */
    private static String quoted(String name) {
        return name.contains("$") ? "'" + name + "'" : name;
    }
}
