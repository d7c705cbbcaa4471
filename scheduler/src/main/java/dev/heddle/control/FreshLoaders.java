package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.CodeSource;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Makes class loaders, one for each schedule, that load some classes of the program anew: every
 * schedule then has static fields of its own.
 *
 * <p>A class is read and rewritten once, however many loaders define it; so its places have the
 * same numbers in all of them, and a schedule costs only what the JVM needs to define and link its
 * classes.
 */
public final class FreshLoaders {

    /** What is known of classes, by the loader they come from. Nothing in it refers to a loader. */
    private static final Map<ClassLoader, Map<String, Source>> SOURCES = new WeakHashMap<>();

    private final ClassLoader parent;
    private final Set<String> names;
    private final Set<String> unused;
    private final Map<String, Source> sources;

    private FreshLoaders(ClassLoader parent, Set<String> names) {
        this.parent = parent;
        this.names = names;
        this.unused = ConcurrentHashMap.newKeySet();
        this.unused.addAll(names);
        synchronized (SOURCES) {
            this.sources = SOURCES.computeIfAbsent(parent, key -> new ConcurrentHashMap<>());
        }
    }

    /**
     * Loaders that load some classes anew.
     *
     * @param parent where the class files come from, and all other classes
     * @param names names of packages, which mean those below them as well, and of classes, which
     *     mean those nested in them as well
     * @throws IllegalArgumentException if one of them names no package or class of the program
     */
    public static FreshLoaders of(ClassLoader parent, Iterable<String> names) {
        Set<String> all = new LinkedHashSet<>();
        for (String name : names) {
            check(name);
            all.add(name);
        }
        return new FreshLoaders(parent, all);
    }

    /**
     * Refuses what can not be meant.
     *
     * @throws IllegalArgumentException if a name is no package or class of a program
     */
    public static void check(String name) {
        boolean wellFormed = !name.isEmpty();
        for (String part : name.split("\\.", -1)) {
            wellFormed &=
                    !part.isEmpty()
                            && Character.isJavaIdentifierStart(part.charAt(0))
                            && part.chars().allMatch(Character::isJavaIdentifierPart);
        }
        if (!wellFormed) {
            throw new IllegalArgumentException(
                    ("'%s' is not the name of a package or a class. A package is named without a"
                                    + " star, and a nested class by its outermost one: dev.acme, or"
                                    + " dev.acme.Registry.")
                            .formatted(name));
        }
        if (Policy.isNeverOfTheProgram(name.replace('.', '/') + "/")) {
            throw new IllegalArgumentException(
                    ("'%s' can not be loaded anew: it belongs to the JDK, to a test framework or to"
                                    + " a tool, which all schedules share.")
                            .formatted(name));
        }
    }

    /**
     * The name that must be among the others for a class to be loaded anew, with those it knows
     * well: its package's, or if it is in none, that of the outermost class around it.
     */
    public static String around(Class<?> type) {
        String packageName = type.getPackageName();
        return packageName.isEmpty() ? type.getNestHost().getName() : packageName;
    }

    /** A loader that has not loaded anything yet. */
    public ClassLoader next() {
        return new FreshLoader(parent, this);
    }

    /**
     * A sentence for each name that was not that of any class that was loaded, or of its package.
     */
    public List<String> warnings() {
        return names.stream()
                .filter(unused::contains)
                .map(
                        name ->
                                ("No class was loaded anew by the name '%s': either it is misspelt,"
                                                + " or the program does not need it.")
                                        .formatted(name))
                .toList();
    }

    /**
     * Checks that a class really would be loaded anew.
     *
     * @throws HeddleException if it would not; the message says why
     */
    public void checkFresh(Class<?> type) {
        if (!loadsAnew(type)) {
            throw new HeddleException(
                    "The class %s can not be loaded anew for each schedule: it is not part of the program, or has no class file."
                            .formatted(type.getName()));
        }
    }

    /**
     * Whether there is another class of that name in each loader; for an array, of its elements.
     */
    public boolean loadsAnew(Class<?> type) {
        Class<?> element = type;
        while (element.isArray()) {
            element = element.componentType();
        }
        if (element.isPrimitive()) {
            return false;
        }
        try {
            // A lambda belongs to the class it stands in.
            return source((element.isHidden() ? element.getNestHost() : element).getName()) != null;
        } catch (ClassNotFoundException e) {
            return false; // The parent does not know it, so it has come from elsewhere.
        }
    }

    /** Makes a loader the context class loader of the thread of a run, in which this is called. */
    public static void enter(ClassLoader loader) {
        Objects.requireNonNull(Fiber.current(), "not in a run")
                .thread()
                .setContextClassLoader(loader);
    }

    /** Adds to an exception what it means, if it is one that only classes loaded anew can cause. */
    public static void explain(Throwable thrown) {
        String message = thrown.getMessage();
        if (message != null && message.contains(FreshLoader.class.getName())) {
            thrown.addSuppressed(
                    new HeddleException(
                            "Some classes were loaded anew for this schedule, and others that use"
                                    + " them were not. Name those as well, or the package all of"
                                    + " them are in, with freshClasses."));
        }
    }

    /** Whether a class is one of those that are loaded anew, going by its name. */
    public boolean covers(String className) {
        return coveredBy(className) != null;
    }

    private @Nullable String coveredBy(String className) {
        for (String name : names) {
            if (className.startsWith(name)
                    && (className.length() == name.length()
                            || className.charAt(name.length()) == '.'
                            || className.charAt(name.length()) == '$')) {
                return name;
            }
        }
        return null;
    }

    /** What a class of this name is made of; null if it is not to be loaded anew. */
    @Nullable Source source(String className) throws ClassNotFoundException {
        String name = coveredBy(className);
        if (name == null) {
            return null;
        }
        Source known = sources.get(className);
        if (known == null) {
            known = read(className);
            sources.put(className, known);
        }
        if (known == Source.SHARED) {
            return null;
        }
        unused.remove(name);
        return known;
    }

    private Source read(String className) throws ClassNotFoundException {
        Class<?> original = Class.forName(className, false, parent);
        @Nullable ClassLoader loader = original.getClassLoader();
        Level level =
                Control.policy()
                        .of(className.replace('.', '/'), loader, original.getProtectionDomain());
        if (level != Level.PREEMPT) {
            return Source.SHARED; // Of a test framework, or of this library.
        }
        if (original.getModule().isNamed()) {
            throw new HeddleException(
                    "The class %s can not be loaded anew for each schedule, because it is in the module %s. Put it on the class path instead of the module path."
                            .formatted(className, original.getModule().getName()));
        }
        try (InputStream in = parent.getResourceAsStream(className.replace('.', '/') + ".class")) {
            if (in == null) {
                Instrumenter.warn(
                        "Class %s was made while the program runs and has no class file, so it is not loaded anew: all schedules share it."
                                .formatted(className));
                return Source.SHARED;
            }
            return new Source(in.readAllBytes(), original.getProtectionDomain().getCodeSource());
        } catch (IOException e) {
            throw new UncheckedIOException("The class file of " + className + " is broken.", e);
        }
    }

    /** A class file, where it is from, and what has become of it. */
    static final class Source {

        /** Stands for a class that all schedules share. */
        static final Source SHARED = new Source(new byte[0], null);

        private final byte[] classFile;
        private final @Nullable CodeSource codeSource;

        // The last rewriting. Other agents may change a class file before it comes to us.
        private byte @Nullable [] given;
        private byte @Nullable [] rewritten;

        Source(byte[] classFile, @Nullable CodeSource codeSource) {
            this.classFile = classFile;
            this.codeSource = codeSource;
        }

        byte[] classFile() {
            return classFile;
        }

        @Nullable CodeSource codeSource() {
            return codeSource;
        }

        /** Rewrites the class, if that has not been done; null if there is nothing to change. */
        synchronized byte @Nullable [] rewrite(byte[] toRewrite, Level level, ClassLoader loader) {
            if (given == null || !Arrays.equals(given, toRewrite)) {
                rewritten = ClassRewriter.rewrite(toRewrite, level, false, loader);
                given = toRewrite.clone();
            }
            return rewritten;
        }
    }
}
