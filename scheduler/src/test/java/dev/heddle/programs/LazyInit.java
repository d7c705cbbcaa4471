package dev.heddle.programs;

import java.util.function.Supplier;

/** Two threads make an object when it is first needed, by double-checked locking. */
final class LazyInit {

    private volatile Config made;

    private LazyInit() {}

    /**
     * Publishes the object before it is complete: who does not take the lock sees it half-built.
     */
    static void broken() throws InterruptedException {
        LazyInit holder = new LazyInit();
        use(holder::publishThenInitialise);
    }

    static void correct() throws InterruptedException {
        LazyInit holder = new LazyInit();
        use(holder::initialiseThenPublish);
    }

    private Config publishThenInitialise() {
        if (made == null) {
            synchronized (this) {
                if (made == null) {
                    Config config = new Config();
                    made = config;
                    config.port = 80;
                }
            }
        }
        return made;
    }

    private Config initialiseThenPublish() {
        if (made == null) {
            synchronized (this) {
                if (made == null) {
                    Config config = new Config();
                    config.port = 80;
                    made = config;
                }
            }
        }
        return made;
    }

    private static void use(Supplier<Config> config) throws InterruptedException {
        Thread other = new Thread(() -> check(config.get()));
        other.start();
        check(config.get());
        other.join();
    }

    private static void check(Config config) {
        if (config.port == 0) {
            throw new AssertionError("seen half-built");
        }
    }

    private static final class Config {
        int port;
    }
}
