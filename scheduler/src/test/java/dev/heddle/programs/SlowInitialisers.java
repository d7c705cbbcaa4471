package dev.heddle.programs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * A thread waits in a class initialiser, which pins it to its carrier, while the others go on.
 * Every run has the classes anew, from a class loader of its own, for which the rest is foreign:
 * hence what is public here.
 */
public final class SlowInitialisers {

    /** What the initialisers wait for. */
    public static CountDownLatch outer;

    public static CountDownLatch inner;

    /** How many initialisers have come to their end. */
    static int initialised;

    private SlowInitialisers() {}

    static void correct() throws InterruptedException {
        outer = new CountDownLatch(1);
        inner = new CountDownLatch(1);
        initialised = 0;
        Thread initialising = new Thread(() -> initialise(new OwnLoader()));
        initialising.start();
        inner.countDown();
        Thread other = new Thread(() -> outer.countDown());
        other.start();
        other.join();
        initialising.join();
        if (initialised != 2) {
            throw new AssertionError("initialised: " + initialised);
        }
    }

    /** The outer one waits for ever: the run is a deadlock with a pinned thread. */
    static void broken() throws InterruptedException {
        outer = new CountDownLatch(1);
        inner = new CountDownLatch(0);
        Thread initialising = new Thread(() -> initialise(new OwnLoader()), "initialising");
        initialising.start();
        initialising.join();
    }

    /** A second thread needs the class whose initialiser waits for a third. */
    static void shared() throws InterruptedException {
        outer = new CountDownLatch(1);
        inner = new CountDownLatch(0);
        initialised = 0;
        ClassLoader loader = new OwnLoader();
        Thread first = new Thread(() -> initialise(loader), "first");
        Thread second = new Thread(() -> initialise(loader), "second");
        first.start();
        second.start();
        Thread.sleep(1);
        outer.countDown();
        first.join();
        second.join();
        if (initialised != 2) {
            throw new AssertionError("initialised: " + initialised);
        }
    }

    /** Two threads begin with one class each, and each needs the other's. */
    static void deadlocked() throws InterruptedException {
        ClassLoader loader = new OwnLoader();
        Thread first = new Thread(() -> initialise(loader, Left.class), "first");
        Thread second = new Thread(() -> initialise(loader, Right.class), "second");
        first.start();
        second.start();
        first.join();
        second.join();
    }

    public static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
    }

    private static void initialise(ClassLoader loader) {
        initialise(loader, Outer.class);
    }

    private static void initialise(ClassLoader loader, Class<?> type) {
        try {
            Class.forName(type.getName(), true, loader);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    public static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts", e);
        }
        initialised++;
    }

    /** Its initialiser is below that of {@link Inner} on the stack. */
    static final class Outer {
        static final Object MADE = new Inner();

        static {
            await(outer);
        }

        private Outer() {}
    }

    static final class Inner {
        static {
            await(inner);
        }
    }

    static final class Left {
        static final Object OTHER;

        static {
            pause();
            OTHER = new Right();
        }
    }

    static final class Right {
        static final Object OTHER;

        static {
            pause();
            OTHER = new Left();
        }
    }

    /** Defines the nested classes itself, and leaves all others to the usual loader. */
    private static final class OwnLoader extends ClassLoader {
        OwnLoader() {
            super(SlowInitialisers.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!Set.of(Outer.class, Inner.class, Left.class, Right.class).stream()
                    .anyMatch(type -> type.getName().equals(name))) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
