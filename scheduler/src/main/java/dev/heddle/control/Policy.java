package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.jar.JarFile;

/** Which classes are brought under control, and how far. */
final class Policy {

    /** How far a class is brought under control. */
    enum Level {
        /** It is left as it is. */
        NONE,
        /**
         * Single methods of it give way to hooks; the rest is the machinery that carries fibers.
         */
        PATCH,
        /** What it does with threads and time goes to the loop; it is never preempted. */
        CONTROL,
        /**
         * As above, and a fiber takes the loop's monitor of an object before the JVM's own. For
         * parts of the JDK that may call the program back, and whose objects threads outside a run
         * may share.
         */
        BOTH_MONITORS,
        /** As above, but a fiber takes the loop's monitor only. */
        MONITORS,
        /** As above, and it can be preempted before every access to memory. */
        PREEMPT;

        boolean takesMonitors() {
            return compareTo(BOTH_MONITORS) >= 0;
        }
    }

    /** A file in each of this library's modules: what lies beside it is not part of the program. */
    static final String MARKER = "META-INF/heddle.library";

    /** Parts of the JDK in which the program's {@code Thread} and clock must be seen. */
    private static final List<String> CONTROLLED_PACKAGES =
            List.of(
                    "java/util/",
                    "java/io/",
                    "java/time/",
                    "java/text/",
                    "jdk/internal/random/",
                    // They ask which of their threads calls, and whether it was interrupted.
                    "jdk/internal/net/http/",
                    "sun/net/httpserver/");

    /** Single classes of other parts, with those nested in them. */
    private static final Set<String> CONTROLLED_CLASSES =
            Set.of(
                    "java/lang/Thread",
                    "java/lang/ThreadLocal",
                    "java/lang/InheritableThreadLocal",
                    "java/lang/ThreadGroup",
                    "java/lang/ThreadBuilders",
                    "java/lang/ScopedValue",
                    "java/net/HttpCookie",
                    // Whose interrupt closes a channel.
                    "java/nio/channels/spi/AbstractInterruptibleChannel",
                    "jdk/internal/misc/ThreadFlock",
                    "jdk/internal/vm/StackableScope",
                    "jdk/internal/vm/ThreadContainer",
                    "jdk/internal/vm/ThreadContainers",
                    "jdk/internal/vm/SharedThreadContainer",
                    "jdk/internal/vm/ScopedValueContainer",
                    // What Calendar asks for the time.
                    "sun/util/calendar/AbstractCalendar",
                    "sun/util/calendar/Gregorian",
                    "sun/util/calendar/JulianCalendar",
                    "sun/util/calendar/LocalGregorianCalendar",
                    "sun/util/locale/provider/CalendarProviderImpl",
                    "sun/misc/Unsafe");

    /**
     * Classes of {@code java.lang} whose objects programs lock and share, or that call the program
     * while they hold a monitor.
     */
    private static final Set<String> SHARED_OBJECTS =
            Set.of("java/lang/ClassLoader", "java/lang/StringBuffer", "java/lang/Throwable");

    /**
     * Infrastructure of the JVM that all threads share, in a run or not: it must see real threads.
     */
    private static final List<String> REAL_PACKAGES = List.of("java/util/zip/", "java/util/jar/");

    private static final Set<String> REAL_CLASSES =
            Set.of("java/util/ResourceBundle", "java/util/ServiceLoader");

    /**
     * Test frameworks: their threads and clocks are controlled, but their races are not our
     * business.
     */
    private static final List<String> FRAMEWORKS =
            List.of(
                    "org/junit/",
                    "junit/",
                    "org/opentest4j/",
                    "org/apiguardian/",
                    "org/assertj/",
                    "org/hamcrest/",
                    "org/mockito/",
                    "net/bytebuddy/",
                    "org/objenesis/",
                    "net/jqwik/",
                    "org/testng/",
                    "kotlin/",
                    "scala/",
                    "groovy/",
                    "org/codehaus/groovy/",
                    "org/slf4j/",
                    "ch/qos/logback/",
                    "org/apache/logging/");

    /** What observes the JVM or steers it, and must not itself be observed. */
    private static final List<String> TOOLS =
            List.of(
                    "org/jacoco/",
                    "org/apache/maven/surefire/",
                    "org/apache/maven/plugin/surefire/",
                    "org/gradle/",
                    "worker/org/gradle/",
                    "com/intellij/",
                    "org/eclipse/jdt/internal/junit",
                    "org/openjdk/jmh/");

    /** In the names of classes that a framework makes in the packages of the program. */
    private static final String MOCK = "$MockitoMock$";

    private final Map<String, Boolean> libraries = new ConcurrentHashMap<>();

    /**
     * Says how far a class is brought under control.
     *
     * @param name its internal name
     * @param loader its class loader, null for the JVM's own
     */
    Level of(String name, @Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (SHARED_OBJECTS.contains(outermost(name))) {
            return Level.BOTH_MONITORS;
        }
        if (startsWithAny(name, CONTROLLED_PACKAGES)
                || CONTROLLED_CLASSES.contains(outermost(name))) {
            boolean real =
                    startsWithAny(name, REAL_PACKAGES) || REAL_CLASSES.contains(outermost(name));
            if (real) {
                return Level.NONE;
            }
            return name.startsWith("java/lang/")
                            || name.startsWith("jdk/")
                            || name.startsWith("sun/")
                            || name.startsWith("java/net/")
                            || name.startsWith("java/nio/")
                    ? Level.CONTROL
                    : Level.BOTH_MONITORS;
        }
        if (isOfTheJdk(loader, domain)) {
            return HookTable.isPatched(name) || Inside.hasMethodsExecutedOnce(name)
                    ? Level.PATCH
                    : Level.NONE;
        }
        if (startsWithAny(name, TOOLS) || isProxy(name)) {
            return Level.NONE;
        }
        if (startsWithAny(name, FRAMEWORKS) || name.contains(MOCK)) {
            return Level.MONITORS;
        }
        return name.startsWith("dev/heddle/") && isLibrary(domain) ? Level.NONE : Level.PREEMPT;
    }

    /**
     * Whether a class is known by its name alone not to be part of the program.
     *
     * @param name the internal name of a class, or of a package with a slash at its end
     */
    static boolean isNeverOfTheProgram(String name) {
        return startsWithAny(name, List.of("java/", "javax/", "jdk/", "sun/", "com/sun/"))
                || startsWithAny(name, FRAMEWORKS)
                || startsWithAny(name, TOOLS);
    }

    /**
     * Whether this is what {@code java.lang.reflect.Proxy} has made: it has nothing that threads
     * could share, and is numbered, so that it might be called otherwise in another JVM.
     */
    private static boolean isProxy(String name) {
        return name.startsWith("$Proxy", name.lastIndexOf('/') + 1);
    }

    /**
     * Fails unless classes of a package can be preempted on request.
     *
     * @param name the name of the package, with dots
     */
    void checkCanBeInside(String name) {
        String prefix = name.replace('.', '/') + "/";
        boolean known =
                ModuleLayer.boot().modules().stream()
                        .anyMatch(module -> module.getPackages().contains(name));
        if (!known || !startsWithAny(prefix, CONTROLLED_PACKAGES)) {
            throw new IllegalArgumentException(
                    "'%s' can not be instrumented. %s"
                            .formatted(
                                    name,
                                    known
                                            ? "Of the JDK, java.util, java.io, java.time, java.text"
                                                    + " and the packages below them can; the rest"
                                                    + " is what the JVM and Heddle stand on."
                                            : "It is no package of the JDK; those of programs and"
                                                    + " of their libraries are always"
                                                    + " instrumented."));
        }
        if (startsWithAny(prefix, REAL_PACKAGES)) {
            throw new IllegalArgumentException(
                    "'%s' can not be instrumented: threads that are not under control share it."
                            .formatted(name));
        }
    }

    /** Whether a class comes with the JDK: not its name says so, but where it comes from. */
    private static boolean isOfTheJdk(
            @Nullable ClassLoader loader, @Nullable ProtectionDomain domain) {
        if (loader == null || loader == ClassLoader.getPlatformClassLoader()) {
            return true;
        }
        CodeSource source = domain == null ? null : domain.getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location != null && location.getProtocol().equals("jrt");
    }

    /** Whether a class was loaded from one of this library's own modules. */
    private boolean isLibrary(@Nullable ProtectionDomain domain) {
        CodeSource source = domain == null ? null : domain.getCodeSource();
        URL location = source == null ? null : source.getLocation();
        return location != null
                && libraries.computeIfAbsent(location.toString(), key -> hasMarker(location));
    }

    private static boolean hasMarker(URL location) {
        if (!location.getProtocol().equals("file")) {
            try (URLClassLoader reader = new URLClassLoader(new URL[] {location}, null)) {
                return reader.findResource(MARKER) != null;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        // Not every class loader encodes its locations as a URI must be.
        Path path = Path.of(URI.create(location.toString().replace(" ", "%20")));
        if (Files.isDirectory(path)) {
            return Files.exists(path.resolve(MARKER));
        }
        try (JarFile jar = new JarFile(path.toFile())) {
            return jar.getEntry(MARKER) != null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean startsWithAny(String name, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }
}
