package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells which classes of the program extend one of {@link SharedClasses}: a call may name the
 * subclass and still mean the JDK's method; and which of their methods are native. Classes are
 * looked up as files and never loaded.
 */
final class Hierarchy {

    private static final String[] NO_LOADER_PREFIXES = {"java/", "javax/", "jdk/", "sun/", "["};

    /** By class loader, then by name; a class and its loader go together. */
    private static final Map<ClassLoader, Map<String, Boolean>> KNOWN =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** The same for what was read. */
    private static final Map<ClassLoader, Map<String, Outline>> OUTLINES =
            Collections.synchronizedMap(new WeakHashMap<>());

    private Hierarchy() {}

    /** Whether a class of the program is a subclass of one whose calls are scheduling points. */
    static boolean extendsShared(String owner, @Nullable ClassLoader loader) {
        if (loader == null || isOfTheJdk(owner)) {
            return false;
        }
        Map<String, Boolean> known =
                KNOWN.computeIfAbsent(loader, key -> new ConcurrentHashMap<>());
        Boolean before = known.get(owner);
        if (before != null) {
            return before;
        }
        boolean answer = look(owner, loader);
        known.put(owner, answer);
        return answer;
    }

    /**
     * Whether a method called by the name of a class of the program is native.
     *
     * @param loader the class loader of the class that calls
     */
    static boolean isNative(
            String owner, String name, String descriptor, @Nullable ClassLoader loader) {
        if (loader == null || isOfTheJdk(owner)) {
            return false;
        }
        Outline outline = outlineOf(owner, loader);
        String method = name + descriptor;
        return outline.natives().contains(method)
                || (isNative(outline.superclass(), name, descriptor, loader)
                        && !declares(owner, name, descriptor, loader));
    }

    private static boolean declares(
            String owner, String name, String descriptor, ClassLoader loader) {
        ClassBytes file = read(owner, loader);
        return file != null && file.hasMethod(name, descriptor);
    }

    /**
     * What must be known of a class.
     *
     * @param superclass its superclass, {@code Object} if the class can not be read
     * @param natives names and descriptors of its native methods
     * @param fields the names of its fields, and whether they are volatile
     */
    private record Outline(
            String superclass,
            List<String> interfaces,
            Set<String> natives,
            Map<String, Boolean> fields) {

        static final Outline UNKNOWN =
                new Outline("java/lang/Object", List.of(), Set.of(), Map.of());

        static Outline of(ClassBytes file) {
            Set<String> natives = Set.of();
            for (MethodBytes method : file.methods()) {
                if (method.has(ClassFile.ACC_NATIVE)) {
                    natives = natives.isEmpty() ? new HashSet<>() : natives;
                    natives.add(method.name().concat(method.descriptor()));
                }
            }
            String superclass = file.superclass();
            return new Outline(
                    superclass == null ? "java/lang/Object" : superclass,
                    file.interfaces(),
                    natives,
                    file.volatileFields());
        }
    }

    /**
     * A field, wherever it is accessed from.
     *
     * @param member stands for its class and its name
     * @param level how far above the class it was named by the one is that declares it
     */
    record Field(int member, boolean isVolatile, byte level) {}

    /**
     * The field that is meant by a name, in a class or its superclasses; that of the class itself
     * if they do not say.
     *
     * @param loader the class loader of the class that accesses it
     */
    static Field field(String owner, String name, @Nullable ClassLoader loader) {
        String at = owner;
        for (int level = 0; loader != null && !isOfTheJdk(at); level++) {
            Outline outline = outlineOf(at, loader);
            Boolean isVolatile = outline.fields().get(name);
            if (isVolatile != null) {
                return field(at, name, isVolatile, level);
            }
            at = outline.superclass();
        }
        return field(owner, name, false, 0);
    }

    private static Field field(String declaring, String name, boolean isVolatile, int level) {
        return new Field(member(declaring, name), isVolatile, (byte) level);
    }

    /** What stands for a field of the class with this internal name, which declares it. */
    static int member(String declaring, String name) {
        return 31 * declaring.hashCode() + name.hashCode();
    }

    /** A class that is being loaded: its file need not be looked for any more. */
    static void know(ClassBytes file, ClassLoader loader) {
        OUTLINES.computeIfAbsent(loader, key -> new ConcurrentHashMap<>())
                .putIfAbsent(file.name(), Outline.of(file));
    }

    private static Outline outlineOf(String owner, ClassLoader loader) {
        Map<String, Outline> known =
                OUTLINES.computeIfAbsent(loader, key -> new ConcurrentHashMap<>());
        Outline before = known.get(owner);
        if (before != null) {
            return before;
        }
        ClassBytes file = read(owner, loader);
        Outline outline = file == null ? Outline.UNKNOWN : Outline.of(file);
        known.put(owner, outline);
        return outline;
    }

    /**
     * Whether a static method called by the name of a class of the program is the one of {@code
     * Thread} that the class inherits.
     */
    static boolean inheritsFromThread(
            String owner, String name, String descriptor, @Nullable ClassLoader loader) {
        if (loader == null || isOfTheJdk(owner)) {
            return false;
        }
        ClassBytes file = read(owner, loader);
        if (file == null || file.hasMethod(name, descriptor)) {
            return false;
        }
        String superclass = file.superclass();
        return superclass != null
                && (superclass.equals("java/lang/Thread")
                        || inheritsFromThread(superclass, name, descriptor, loader));
    }

    /** Whether a class, the superclass of one of the program's, is a class loader. */
    static boolean isClassLoader(String name, @Nullable ClassLoader loader) {
        if (name.equals("java/lang/ClassLoader")
                || name.equals("java/security/SecureClassLoader")
                || name.equals("java/net/URLClassLoader")) {
            return true;
        }
        if (loader == null || isOfTheJdk(name)) {
            return false;
        }
        ClassBytes file = read(name, loader);
        String superclass = file == null ? null : file.superclass();
        return superclass != null && isClassLoader(superclass, loader);
    }

    /**
     * How far up the superclasses of a class of the program the one is that has a static member,
     * and so is initialised when it is used by the name of the class; -1 if that is not known.
     */
    static int levelOfStatic(
            String owner, String name, String descriptor, @Nullable ClassLoader loader) {
        String at = owner;
        for (int level = 0; loader != null && !isOfTheJdk(at); level++) {
            ClassBytes file = read(at, loader);
            if (file == null) {
                return -1;
            }
            if (file.hasMethod(name, descriptor) || file.hasField(name, descriptor)) {
                return level;
            }
            String superclass = file.superclass();
            if (superclass == null) {
                return -1;
            }
            at = superclass;
        }
        return -1;
    }

    /** The class as a file, or null: then nobody knows its superclass before it is there. */
    private static @Nullable ClassBytes read(String name, ClassLoader loader) {
        try (InputStream in = loader.getResourceAsStream(name + ".class")) {
            return in == null ? null : new ClassBytes(in.readAllBytes());
        } catch (IOException | IllegalArgumentException e) {
            Instrumenter.warn(
                    "The class file of %s can not be read, so calls of it may not be controlled: %s"
                            .formatted(name.replace('/', '.'), e));
            return null;
        }
    }

    private static boolean look(String owner, ClassLoader loader) {
        Outline outline = outlineOf(owner, loader);
        if (isShared(outline.superclass(), loader)) {
            return true;
        }
        for (String type : outline.interfaces()) {
            if (isShared(type, loader)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isShared(String name, ClassLoader loader) {
        return SharedClasses.isShared(name) || extendsShared(name, loader);
    }

    private static boolean isOfTheJdk(String name) {
        for (String prefix : NO_LOADER_PREFIXES) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
