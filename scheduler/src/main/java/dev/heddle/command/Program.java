package dev.heddle.command;

import dev.heddle.Body;
import dev.heddle.control.FreshLoaders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * A program with a main method, started anew for each schedule in classes that are loaded anew: all
 * of its class path that is not a tool's.
 */
final class Program implements Body {

    private static final String CLASS = ".class";

    private final String mainClass;
    private final List<String> arguments;
    private final FreshLoaders loaders;

    private Program(String mainClass, List<String> arguments, FreshLoaders loaders) {
        this.mainClass = mainClass;
        this.arguments = arguments;
        this.loaders = loaders;
    }

    /**
     * A program.
     *
     * @throws UsageException if there is no such class on the path, or it has no main method
     */
    static Program of(List<Path> path, String mainClass, List<String> arguments) {
        URL[] places = path.stream().map(Program::url).toArray(URL[]::new);
        // Never closed: the program's classes come from it as long as this JVM lives.
        URLClassLoader parent =
                new URLClassLoader("program", places, Program.class.getClassLoader());
        try {
            main(Class.forName(mainClass, false, parent));
        } catch (ClassNotFoundException e) {
            throw new UsageException(
                    "There is no class %s in %s.".formatted(mainClass, pathText(path)));
        } catch (LinkageError e) {
            throw new UsageException("The class %s can not be loaded: %s".formatted(mainClass, e));
        }
        return new Program(mainClass, arguments, FreshLoaders.of(parent, names(path)));
    }

    private static String pathText(List<Path> path) {
        return String.join(", ", path.stream().map(Path::toString).toList());
    }

    private static URL url(Path place) {
        try {
            return place.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UsageException("-cp can not have %s in it: %s".formatted(place, e));
        }
    }

    // --- what is loaded anew
    // ----------------------------------------------------------------------

    /** The packages of the path, without those below another, and the classes in no package. */
    private static Collection<String> names(List<Path> path) {
        TreeSet<String> all = new TreeSet<>();
        for (Path place : path) {
            try {
                for (String file : files(place)) {
                    name(file, all);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("The class path can not be read: " + place, e);
            }
        }
        List<String> kept = new ArrayList<>();
        for (String name : all) { // A package comes before those below it.
            if (isLoadable(name) && kept.stream().noneMatch(above -> isBelow(name, above))) {
                kept.add(name);
            }
        }
        return kept;
    }

    /**
     * Where a class file belongs; other files, and other versions of the same one, do not count.
     */
    private static void name(String file, Collection<String> all) {
        if (!file.endsWith(CLASS) || file.startsWith("META-INF/") || file.contains("-")) {
            return;
        }
        int slash = file.lastIndexOf('/');
        if (slash >= 0) {
            all.add(file.substring(0, slash).replace('/', '.'));
        } else {
            String type = file.substring(0, file.length() - CLASS.length());
            int nested = type.indexOf('$', 1);
            all.add(nested < 0 ? type : type.substring(0, nested));
        }
    }

    private static List<String> files(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            try (Stream<Path> files = Files.walk(place)) {
                return files.filter(Files::isRegularFile)
                        .map(file -> place.relativize(file).toString().replace('\\', '/'))
                        .toList();
            }
        }
        try (JarFile jar = new JarFile(place.toFile())) {
            return jar.stream().map(entry -> entry.getName()).toList();
        }
    }

    private static boolean isBelow(String name, String above) {
        return name.startsWith(above + ".");
    }

    private static boolean isLoadable(String name) {
        try {
            FreshLoaders.check(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // A tool's or a test framework's: all schedules share it.
        }
    }

    // --- running it
    // -------------------------------------------------------------------------------

    @Override
    public void run() throws Throwable {
        ClassLoader loader = loaders.next();
        FreshLoaders.enter(loader);
        try {
            call(main(Class.forName(mainClass, true, loader)));
        } catch (LinkageError | ClassCastException e) {
            FreshLoaders.explain(e);
            throw e;
        }
    }

    private void call(Method main) throws Throwable {
        Object[] given =
                main.getParameterCount() == 0
                        ? new Object[0]
                        : new Object[] {arguments.toArray(String[]::new)};
        try {
            if (Modifier.isStatic(main.getModifiers())) {
                main.invoke(null, given);
                return;
            }
            Constructor<?> constructor = main.getDeclaringClass().getDeclaredConstructor();
            constructor.setAccessible(true);
            main.invoke(constructor.newInstance(), given);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The main method that Java would start: with parameters first, static or not. */
    private static Method main(Class<?> type) {
        for (Class<?>[] parameters : List.of(new Class<?>[] {String[].class}, new Class<?>[0])) {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                try {
                    Method method = at.getDeclaredMethod("main", parameters);
                    if (method.getReturnType() == void.class
                            && !Modifier.isPrivate(method.getModifiers())) {
                        method.setAccessible(true);
                        return method;
                    }
                } catch (NoSuchMethodException e) {
                    // Then perhaps the next one.
                }
            }
        }
        throw new UsageException("The class %s has no main method.".formatted(type.getName()));
    }
}
