package dev.heddle.zoo;

import org.jspecify.annotations.Nullable;

/** An object that is made when it is first needed, and known to others before it is ready. */
final class LazyInitialisation {

    private static final class Service {
        private int port;
    }

    private @Nullable Service service;

    private Service get() {
        Service known = service;
        if (known == null) {
            synchronized (this) {
                known = service;
                if (known == null) {
                    known = new Service();
                    service = known;
                    known.port = 80;
                }
            }
        }
        return known;
    }

    private synchronized Service getInOne() {
        Service known = service;
        if (known == null) {
            known = new Service();
            service = known;
            known.port = 80;
        }
        return known;
    }

    private static void use(Service service) {
        if (service.port != 80) {
            throw new AssertionError("the service has no port yet");
        }
    }

    static void broken() throws InterruptedException {
        LazyInitialisation program = new LazyInitialisation();
        new Crowd().with(3, () -> use(program.get())).run();
    }

    static void correct() throws InterruptedException {
        LazyInitialisation program = new LazyInitialisation();
        new Crowd().with(3, () -> use(program.getInOne())).run();
    }
}
