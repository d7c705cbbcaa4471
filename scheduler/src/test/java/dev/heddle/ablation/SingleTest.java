package dev.heddle.ablation;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs one test by its name, without a test framework, which would take longer than the test. */
final class SingleTest {

    private static final Pattern NAME = Pattern.compile("([\\w.]+)#(\\w+)(?:\\[(.*)])?");

    private final Class<?> type;
    private final Method method;
    private final Object[] arguments;

    /**
     * A test that is to be run.
     *
     * @param name its class below {@code dev.heddle}, its method, and the argument if it takes one:
     *     {@code detect.RacesTest#aRaceIsFound[FIELD]}
     */
    SingleTest(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + name + "' is not the name of a test.");
        }
        try {
            type = Class.forName("dev.heddle." + parts.group(1));
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("There is no such test: " + name, e);
        }
        List<Method> all = new ArrayList<>();
        for (Method one : type.getDeclaredMethods()) {
            if (one.getName().equals(parts.group(2))) {
                all.add(one);
            }
        }
        String argument = parts.group(3);
        if (all.size() != 1 || all.getFirst().getParameterCount() != (argument == null ? 0 : 1)) {
            throw new IllegalArgumentException("There is no such test: " + name);
        }
        method = all.getFirst();
        arguments =
                argument == null
                        ? new Object[0]
                        : new Object[] {converted(argument, method.getParameterTypes()[0])};
    }

    private static Object converted(String text, Class<?> type) {
        if (!type.isEnum()) {
            return type == int.class ? (Object) Integer.valueOf(text) : text;
        }
        for (Object constant : type.getEnumConstants()) {
            if (((Enum<?>) constant).name().equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("There is no " + text + " in " + type);
    }

    /** What it fails with; null if it passes. */
    @Nullable Throwable run() {
        try {
            all(BeforeAll.class, null);
            Constructor<?> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object test = constructor.newInstance();
            all(BeforeEach.class, test);
            method.setAccessible(true);
            method.invoke(test, arguments);
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The test can not be run: " + method, e);
        }
    }

    private void all(Class<? extends Annotation> kind, @Nullable Object test)
            throws ReflectiveOperationException {
        for (Method one : type.getDeclaredMethods()) {
            if (one.isAnnotationPresent(kind)) {
                one.setAccessible(true);
                one.invoke(test);
            }
        }
    }
}
