package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * To load a class may take longer than a run is patient with a thread in which nothing happens: a
 * slow disk, a busy machine. The thread holds a monitor of the JVM meanwhile, which knows all
 * threads of a run as one owner, so no other one of them may go on.
 */
class SlowClassLoadingTest {

    @TempDir Path directory;

    @BeforeAll
    static void underControl() {
        Conformance.install();
    }

    @Test
    @Covers(area = Area.PROGRAMS, value = "Class loaders that take long")
    void noTwoThreadsLoadTheSameClass() throws Exception {
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        SlowLoader loader = new SlowLoader(pipe);
        synchronized (loader) {
            loader.wait(1); // So that its monitor is one that has a place for its owner's name.
        }
        Thread writer = new Thread(() -> openLate(pipe), "writer");
        writer.start();
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            Thread other = new Thread(() -> load(loader), "other");
                            other.start();
                            load(loader);
                            other.join();
                        })
                .check();
        writer.join();
        assertThat(loader.read).hasValue(1);
    }

    private static void openLate(Path pipe) {
        try {
            Thread.sleep(400);
            new RandomAccessFile(pipe.toFile(), "rw").close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts.", e);
        }
    }

    private static void load(ClassLoader loader) {
        try {
            assertThat(loader.loadClass(Loaded.class.getName()).getClassLoader()).isSameAs(loader);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** What is loaded. */
    static final class Loaded {}

    /** Waits for somebody to write to a pipe before it defines a class. */
    private static final class SlowLoader extends ClassLoader {

        private final Path pipe;
        private final AtomicInteger read = new AtomicInteger();

        SlowLoader(Path pipe) {
            super(null);
            this.pipe = pipe;
        }

        /** As the JDK's own loaders do, and without one of its methods that are controlled. */
        @Override
        public Class<?> loadClass(String name) throws ClassNotFoundException {
            if (!name.equals(Loaded.class.getName())) {
                return super.loadClass(name);
            }
            synchronized (this) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = SlowClassLoadingTest.class.getResourceAsStream("/" + file)) {
                if (read.getAndIncrement() == 0) {
                    new RandomAccessFile(pipe.toFile(), "r").close();
                }
                byte[] classFile = in.readAllBytes();
                return defineClass(name, classFile, 0, classFile.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
