package dev.heddle.isolation;

import dev.heddle.Body;
import dev.heddle.told.Told;

import java.util.ArrayList;
import java.util.List;

/** Bodies that are loaded anew for each schedule, with classes that are, and some that are not. */
final class FreshBodies {

    /** Of this class, and of all that is nested in it, there is one for each schedule. */
    static int runs;

    private FreshBodies() {}

    /** Fails if anything of an earlier schedule is left. */
    static final class Leaky implements Body {
        @Override
        public void run() {
            runs++;
            Leaks.steps(runs);
            if (runs > 1) {
                throw new IllegalStateException("run " + runs);
            }
        }
    }

    /** Uses a class around which another one is. */
    static final class UsesRegistry implements Body {
        @Override
        public void run() {
            Leaks.Registry.register();
            if (Leaks.Registry.INSTANCES.size() > 1) {
                throw new IllegalStateException(
                        Leaks.Registry.INSTANCES.size() + " are registered");
            }
        }
    }

    /** Has a lost update on a static field. */
    static final class Racy implements Body {
        private static int count;

        @Override
        public void run() throws InterruptedException {
            Thread other = new Thread(() -> count++, "other");
            other.start();
            count++;
            other.join();
            if (count != 2) {
                throw new IllegalStateException("lost an update: " + count);
            }
        }
    }

    /** Takes a lock that a thread of each schedule never gives back. */
    static final class Locking implements Body {
        private static final java.util.concurrent.locks.ReentrantLock LOCK =
                new java.util.concurrent.locks.ReentrantLock();

        @Override
        public void run() {
            LOCK.lock();
        }
    }

    /** Has much to initialise, with what an initialiser can do. */
    static final class Initialising implements Body {
        static final List<String> LINES = lines();

        private static List<String> lines() {
            List<String> lines = new ArrayList<>();
            for (Leaks.Level level : Leaks.Level.values()) {
                lines.add(level + " " + lines.size());
            }
            return lines;
        }

        @Override
        public void run() {
            Leaks.steps(LINES.size());
        }
    }

    /** Tells the test about its class, by a class that is not loaded anew. */
    static final class Telling implements Body {
        @Override
        public void run() {
            Told.LOADERS.add(new java.lang.ref.WeakReference<>(Telling.class.getClassLoader()));
            Told.context = Thread.currentThread().getContextClassLoader();
            Told.own = Telling.class.getClassLoader();
            Thread thread = new Thread(() -> Told.ofThread = context());
            thread.start();
        }

        private static ClassLoader context() {
            return Thread.currentThread().getContextClassLoader();
        }
    }

    /** Passes what is loaded anew to a class that all schedules share. */
    static final class Passing implements Body {
        @Override
        public void run() {
            Told.take(new Passed());
        }
    }

    abstract static class Abstract implements Body {}

    static final class WithParameter implements Body {
        WithParameter(int number) {
            runs = number;
        }

        @Override
        public void run() {}
    }

    static final class Throwing implements Body {
        Throwing() {
            throw new UnsupportedOperationException("in the constructor");
        }

        @Override
        public void run() {}
    }

    final class Inner implements Body {
        @Override
        public void run() {}
    }
}
