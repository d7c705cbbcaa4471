package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.tools.Counts;
import dev.heddle.tools.Counts.Counter;
import dev.heddle.tools.Verdicts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Class loaders of the program's own, in and outside of a run. */
class ClassLoadersTest {

    private static final String NAME = "dev.heddle.control.LoadedMade";

    static {
        Conformance.install();
    }

    /** How a class loader may be written. */
    enum Kind {
        PLAIN(Plain::new),
        PARALLEL(Parallel::new),
        CHILD_FIRST(ChildFirst::new),
        WITH_A_HELPER(Helped::new);

        private final Function<Map<String, byte[]>, ClassLoader> maker;

        Kind(Function<Map<String, byte[]>, ClassLoader> maker) {
            this.maker = maker;
        }

        ClassLoader make() {
            return maker.apply(Map.of(NAME, Counts.classFile(NAME)));
        }
    }

    @ParameterizedTest
    @EnumSource
    @Covers(area = Area.TOOLS, value = "Classes of a class loader of one's own")
    void whatItLoadsIsControlled(Kind kind) throws Exception {
        Counts.checkControlled(kind.make().loadClass(NAME));
    }

    /** Every schedule has a loader of its own, and two threads that want the class at once. */
    @ParameterizedTest
    @EnumSource
    @Covers(area = Area.TOOLS, value = "ClassLoader.loadClass by several threads")
    void twoThreadsLoadTheSameClass(Kind kind) {
        Conformance.check(() -> loadTwice(kind.make()));
        long outside =
                dev.heddle.Heddle.explorer()
                        .schedules(200)
                        .explore(() -> loadTwice(kind.make()))
                        .outsideEvents();
        assertThat(outside).as("what is not the loop's decision").isZero();
    }

    private static void loadTwice(ClassLoader loader) throws InterruptedException {
        List<Class<?>> loaded = new ArrayList<>();
        Runnable byName = () -> add(loaded, () -> Class.forName(NAME, true, loader));
        Runnable byLoader = () -> add(loaded, () -> loader.loadClass(NAME));
        List<Thread> threads = List.of(new Thread(byName), new Thread(byLoader));
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(loaded).hasSize(2);
        assertThat(loaded.getFirst()).isSameAs(loaded.getLast());
    }

    private interface Loading {
        Class<?> load() throws ClassNotFoundException;
    }

    private static void add(List<Class<?>> loaded, Loading loading) {
        try {
            Class<?> type = loading.load();
            synchronized (loaded) {
                loaded.add(type);
            }
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** The first schedule loads the class, the others find it loaded: they must be alike. */
    @Test
    void loadingInTheFirstScheduleOnlyMakesNoDifference() {
        ClassLoader loader = Kind.WITH_A_HELPER.make();
        dev.heddle.Body body =
                () -> {
                    Constructor<?> constructor = loader.loadClass(NAME).getConstructor();
                    Counter counter = (Counter) constructor.newInstance();
                    Counts.twice(counter::race, counter);
                };
        String failure = Verdicts.found("an update was lost", body);
        assertThat(failure).doesNotContain("findClass");
    }

    // --- the loaders ----------------------------------------------------------------------------

    /** Not capable of loading in parallel: the JVM itself locks it. It has no resources either. */
    private static class Plain extends ClassLoader {
        private final Map<String, byte[]> files;
        private int found;

        Plain(Map<String, byte[]> files) {
            super(ClassLoadersTest.class.getClassLoader());
            this.files = files;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] file = files.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            found++;
            return defineClass(name, file, 0, file.length);
        }

        @Override
        public java.net.URL getResource(String name) {
            return null;
        }

        @Override
        public java.io.InputStream getResourceAsStream(String name) {
            return null;
        }
    }

    private static final class Parallel extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        private final Map<String, byte[]> files;

        Parallel(Map<String, byte[]> files) {
            super(ClassLoadersTest.class.getClassLoader());
            this.files = new ConcurrentHashMap<>(files);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] file = files.get(name);
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, file, 0, file.length);
        }
    }

    /** Locks itself, as old loaders do. */
    private static final class ChildFirst extends Plain {
        ChildFirst(Map<String, byte[]> files) {
            super(files);
        }

        @Override
        protected synchronized Class<?> loadClass(String name, boolean resolve)
                throws ClassNotFoundException {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name, resolve);
            }
        }
    }

    /** Asks another object, which has fields that could be preempted. */
    private static final class Helped extends ClassLoader {
        private final Files files;

        Helped(Map<String, byte[]> files) {
            super(ClassLoadersTest.class.getClassLoader());
            this.files = new Files(files);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] file = files.get(name);
            return defineClass(name, file, 0, file.length);
        }
    }

    private static final class Files {
        private final Map<String, byte[]> files;
        private int asked;

        Files(Map<String, byte[]> files) {
            this.files = new HashMap<>(files);
        }

        byte[] get(String name) throws ClassNotFoundException {
            asked++;
            byte[] file = files.get(name);
            asked++;
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            return file;
        }
    }
}
