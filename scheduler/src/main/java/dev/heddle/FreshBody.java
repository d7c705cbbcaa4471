package dev.heddle;

import dev.heddle.control.FreshLoaders;
import dev.heddle.kernel.HeddleException;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A body whose class, and others it needs, are loaded anew for each execution. */
final class FreshBody implements Body {

    private final String type;
    private final FreshLoaders loaders;

    private FreshBody(String type, FreshLoaders loaders) {
        this.type = type;
        this.loaders = loaders;
    }

    /**
     * A body of the given class.
     *
     * @param names the packages and classes to load anew, besides the body's own package, to which
     *     its parts are open that are private to the package
     */
    static FreshBody of(Class<? extends Body> type, List<String> names) {
        checkCanBeMade(type);
        Set<String> all = new LinkedHashSet<>();
        all.add(FreshLoaders.around(type));
        all.addAll(names);
        ClassLoader loader = type.getClassLoader();
        if (loader == null) {
            throw refusal(type, "it is a class of the JDK");
        }
        FreshLoaders loaders = FreshLoaders.of(loader, all);
        loaders.checkFresh(type);
        return new FreshBody(type.getName(), loaders);
    }

    private static void checkCanBeMade(Class<? extends Body> type) {
        if (type.isHidden() || type.isSynthetic()) {
            throw refusal(type, "it is a lambda. Write it as a class");
        }
        if (type.isInterface() || Modifier.isAbstract(type.getModifiers())) {
            throw refusal(type, "it is abstract");
        }
        if (type.getEnclosingClass() != null
                && (!Modifier.isStatic(type.getModifiers()) || type.isLocalClass())) {
            throw refusal(
                    type,
                    "it belongs to an object or a method around it. Make it a static nested class,"
                            + " or one of its own");
        }
        boolean simple =
                Arrays.stream(type.getDeclaredConstructors())
                        .anyMatch(constructor -> constructor.getParameterCount() == 0);
        if (!simple) {
            throw refusal(type, "it has no constructor without parameters");
        }
    }

    private static HeddleException refusal(Class<?> type, String why) {
        return new HeddleException(
                "The body %s can not be loaded anew for each schedule: %s."
                        .formatted(type.getName(), why));
    }

    /** Sentences about names that have made no difference. */
    List<String> warnings() {
        return loaders.warnings();
    }

    @Override
    public void run() throws Throwable {
        ClassLoader loader = loaders.next();
        FreshLoaders.enter(loader);
        try {
            make(loader).run();
        } catch (LinkageError | ClassCastException e) {
            FreshLoaders.explain(e);
            throw e;
        }
    }

    private Body make(ClassLoader loader) throws Throwable {
        Constructor<? extends Body> constructor =
                Class.forName(type, true, loader).asSubclass(Body.class).getDeclaredConstructor();
        constructor.setAccessible(true);
        try {
            return constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
