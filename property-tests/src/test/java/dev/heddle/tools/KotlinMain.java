package dev.heddle.tools;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Explores functions of a program that Kotlin's compiler has made, in this JVM or as the main class
 * of another, and says how that went.
 */
final class KotlinMain {

    private KotlinMain() {}

    /** Gets the folder of the class files, and the names of the functions. */
    public static void main(String[] arguments) throws Exception {
        Control.install();
        List<String> functions = List.of(arguments).subList(1, arguments.length);
        lines(Path.of(arguments[0]), functions).forEach(System.out::println);
    }

    /** One line for each function: its name, how the first failure ended, and all digests. */
    static List<String> lines(Path classes, List<String> functions)
            throws IOException, ReflectiveOperationException {
        List<String> lines = new ArrayList<>();
        URL[] urls = {classes.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(urls, KotlinMain.class.getClassLoader())) {
            Class<?> program = loader.loadClass("compiled.Program");
            for (String function : functions) {
                Method method = program.getMethod(function);
                // In the first run classes are loaded and initialised.
                explore(() -> call(method), new ArrayList<>());
                List<Long> digests = new ArrayList<>();
                Report report = explore(() -> call(method), digests);
                String ending = report.failure().map(KotlinMain::inOneLine).orElse("passed");
                lines.add("%s %s %016x".formatted(function, ending, digests.hashCode()));
            }
        }
        Control.warnings().stream().filter(text -> text.contains("compiled")).forEach(lines::add);
        return lines;
    }

    private static Report explore(Body body, List<Long> digests) {
        return Heddle.explorer().schedules(200).onDigest(digests::add).explore(body);
    }

    private static String inOneLine(Failure failure) {
        return failure.toString().lines().limit(3).map(String::strip).toList().toString();
    }

    private static void call(Method method) throws Exception {
        try {
            method.invoke(null);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof AssertionError error) {
                throw error;
            }
            throw e;
        }
    }
}
