package dev.heddle.flaky;

import dev.heddle.control.FreshLoaders;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.ClassNameFilter;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * The tests of a project, as every engine on the class path finds them, and how one is executed.
 */
final class Tests {

    private static final String INTERLEAVED = "dev.heddle.junit.Interleaved";
    private static final String EXHAUSTIVE = "dev.heddle.junit.Exhaustive";

    private final AtomicLong executions = new AtomicLong();
    private final Launcher launcher;
    private final List<Path> roots;
    private final FreshLoaders loaders;

    /**
     * The tests in directories that are on the class path.
     *
     * @param roots where the tests are
     * @param fresh directories whose classes are loaded anew for each run
     */
    Tests(List<Path> roots, List<Path> fresh) {
        this.roots = roots;
        if (ServiceLoader.load(TestEngine.class).findFirst().isEmpty()) {
            throw new UsageException(
                    "There is no test engine on the class path of the tests: add"
                            + " junit-jupiter-engine, junit-vintage-engine or another one.");
        }
        this.launcher =
                LauncherFactory.openSession(
                                LauncherConfig.builder()
                                        .enableLauncherSessionListenerAutoRegistration(false)
                                        .enableLauncherDiscoveryListenerAutoRegistration(false)
                                        .enableTestExecutionListenerAutoRegistration(false)
                                        .enablePostDiscoveryFilterAutoRegistration(false)
                                        .build())
                        .getLauncher();
        this.loaders = FreshLoaders.of(Tests.class.getClassLoader(), packages(fresh));
    }

    /** A run begins that executes some of them. */
    void executes() {
        executions.incrementAndGet();
    }

    /** In how many runs some of them were executed. */
    long executions() {
        return executions.get();
    }

    Launcher launcher() {
        return launcher;
    }

    FreshLoaders loaders() {
        return loaders;
    }

    /** What executes tests, by their unique ids, and nothing at the same time. */
    static LauncherDiscoveryRequest request(String id) {
        String engine = UniqueId.parse(id).getEngineId().orElseThrow();
        return configured()
                .selectors(DiscoverySelectors.selectUniqueId(id))
                .filters(EngineFilter.includeEngines(engine))
                .build();
    }

    private static LauncherDiscoveryRequestBuilder configured() {
        return LauncherDiscoveryRequestBuilder.request()
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
                .configurationParameter("junit.vintage.execution.parallel.enabled", "false")
                // What jqwik remembers of failures would make runs depend on those before them.
                .configurationParameter("jqwik.database", "");
    }

    // --- which there are

    /** All tests whose classes have such a name, in the order of the engines. */
    List<Subject> find(String classNames) {
        Set<Path> places = new LinkedHashSet<>(roots);
        List<? extends DiscoverySelector> selectors =
                DiscoverySelectors.selectClasspathRoots(places);
        TestPlan plan =
                launcher.discover(
                        configured()
                                .selectors(selectors)
                                .filters(ClassNameFilter.includeClassNamePatterns(classNames))
                                .build());
        Map<String, Subject> all = new LinkedHashMap<>();
        for (TestIdentifier root : plan.getRoots()) {
            collect(plan, root, all);
        }
        return List.copyOf(all.values());
    }

    private static void collect(TestPlan plan, TestIdentifier at, Map<String, Subject> all) {
        Set<TestIdentifier> children = plan.getChildren(at);
        TestSource source = at.getSource().orElse(null);
        boolean isTest = at.getType() == TestDescriptor.Type.TEST;
        boolean makesTests = children.isEmpty() && source instanceof MethodSource;
        if (isTest || makesTests) {
            Subject subject = subject(at, source);
            all.putIfAbsent(subject.id(), subject);
            return;
        }
        children.forEach(child -> collect(plan, child, all));
    }

    private static Subject subject(TestIdentifier test, @Nullable TestSource source) {
        String type = "";
        String method = test.getDisplayName();
        boolean explored = false;
        if (source instanceof MethodSource place) {
            type = place.getClassName();
            method = place.getMethodName();
            explored = isExplored(place);
        } else if (source instanceof ClassSource place) {
            type = place.getClassName();
        }
        return new Subject(test.getUniqueId(), type, method, explored);
    }

    /** Whether Heddle explores the method by itself already. */
    private static boolean isExplored(MethodSource place) {
        try {
            Method method = place.getJavaMethod();
            return has(method.getAnnotations(), new HashSet<>())
                    || has(place.getJavaClass().getAnnotations(), new HashSet<>());
        } catch (RuntimeException | LinkageError e) {
            return false; // It is no Java method; whoever executes it will say what is wrong.
        }
    }

    private static boolean has(Annotation[] annotations, Set<Class<?>> seen) {
        for (Annotation annotation : annotations) {
            Class<? extends Annotation> type = annotation.annotationType();
            if (type.getName().equals(INTERLEAVED) || type.getName().equals(EXHAUSTIVE)) {
                return true;
            }
            if (seen.add(type)
                    && !type.getName().startsWith("java.")
                    && has(type.getAnnotations(), seen)) {
                return true;
            }
        }
        return false;
    }

    // --- what is loaded anew

    private static Set<String> packages(List<Path> directories) {
        TreeSet<String> all = new TreeSet<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.filter(file -> file.toString().endsWith(".class"))
                        .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                        .forEach(file -> name(file, all));
            } catch (IOException e) {
                throw new UncheckedIOException("The classes can not be read: " + directory, e);
            }
        }
        Set<String> kept = new LinkedHashSet<>();
        for (String name : all) {
            if (isLoadable(name)
                    && kept.stream().noneMatch(above -> name.startsWith(above + "."))) {
                kept.add(name);
            }
        }
        return kept;
    }

    private static void name(String file, Set<String> all) {
        int slash = file.lastIndexOf('/');
        if (file.startsWith("META-INF/") || file.contains("-")) {
            return;
        }
        if (slash >= 0) {
            all.add(file.substring(0, slash).replace('/', '.'));
        } else {
            String type = file.substring(0, file.length() - ".class".length());
            int nested = type.indexOf('$', 1);
            all.add(nested < 0 ? type : type.substring(0, nested));
        }
    }

    private static boolean isLoadable(String name) {
        try {
            FreshLoaders.check(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // A framework's: all runs share it.
        }
    }
}
