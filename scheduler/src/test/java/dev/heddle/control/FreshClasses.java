package dev.heddle.control;

import java.security.ProtectionDomain;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Loads classes once more, or class files that were only just made. */
final class FreshClasses extends ClassLoader {

    /** Classes from where this library comes from are not part of the program. */
    private static final ProtectionDomain LIBRARY = Hooks.class.getProtectionDomain();

    private final Map<String, byte[]> classFiles = new HashMap<>();
    private final ProtectionDomain domain;

    private FreshClasses(ProtectionDomain domain) {
        super(FreshClasses.class.getClassLoader());
        this.domain = domain;
    }

    /** Loads them as the program's, so that they are rewritten. */
    static FreshClasses rewritten(List<Class<?>> types) {
        return new FreshClasses(null).with(types);
    }

    /** Loads them as this library's, so that they are left alone. */
    static FreshClasses untouched(List<Class<?>> types) {
        return new FreshClasses(LIBRARY).with(types);
    }

    /** Loads a class file as the program's. */
    static Class<?> define(String name, byte[] classFile) {
        FreshClasses loader = new FreshClasses(null);
        loader.classFiles.put(name, classFile);
        try {
            return Class.forName(name, true, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Loads and initialises a class file, as the program's or so that it is left alone. */
    static void use(String name, byte[] classFile, boolean ofTheProgram) {
        FreshClasses loader = new FreshClasses(ofTheProgram ? null : LIBRARY);
        loader.classFiles.put(name, classFile);
        try {
            Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private FreshClasses with(List<Class<?>> types) {
        for (Class<?> type : types) {
            classFiles.put(type.getName(), Verification.classFile(type));
        }
        return this;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] classFile = classFiles.get(name);
        if (classFile == null) {
            return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : defineClass(name, classFile, 0, classFile.length, domain);
    }
}
