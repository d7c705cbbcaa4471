package dev.heddle.control;

import dev.heddle.Heddle;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Gives classes of this library other methods while the JVM runs, and then their own again. */
public final class Redefinition {

    private Redefinition() {}

    /** Gives classes the methods of these class files. */
    public static void redefine(Map<String, byte[]> classes) {
        Control.install();
        ClassLoader loader = Heddle.class.getClassLoader();
        List<ClassDefinition> definitions = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> one : classes.entrySet()) {
                Class<?> type = Class.forName(one.getKey(), false, loader);
                definitions.add(new ClassDefinition(type, one.getValue()));
            }
            Control.instrumentation().redefineClasses(definitions.toArray(new ClassDefinition[0]));
        } catch (ClassNotFoundException | UnmodifiableClassException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Gives classes their own methods again. */
    public static void restore(Set<String> names) {
        Map<String, byte[]> classes = new HashMap<>();
        for (String name : names) {
            String file = "/" + name.replace('.', '/') + ".class";
            try (InputStream own = Objects.requireNonNull(Heddle.class.getResourceAsStream(file))) {
                classes.put(name, own.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        redefine(classes);
    }
}
