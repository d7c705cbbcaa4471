package dev.heddle.programs;

import java.io.IOException;
import java.io.InputStream;
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

    private static void initialise(ClassLoader loader) {
        try {
            Class.forName(Outer.class.getName(), true, loader);
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

    /** Defines the two classes itself, and leaves all others to the usual loader. */
    private static final class OwnLoader extends ClassLoader {
        OwnLoader() {
            super(SlowInitialisers.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Outer.class.getName()) && !name.equals(Inner.class.getName())) {
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
