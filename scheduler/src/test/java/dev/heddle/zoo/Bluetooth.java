package dev.heddle.zoo;

/**
 * A driver that is stopped while a request comes in: the request looks whether the driver is being
 * stopped, and only then says that it is there.
 */
final class Bluetooth {

    private int pending = 1;
    private boolean stopping;
    private boolean nobodyLeft;
    private boolean stopped;

    private synchronized void came() {
        pending++;
    }

    private synchronized void left() {
        if (--pending == 0) {
            nobodyLeft = true;
        }
    }

    private synchronized boolean comesInOne() {
        if (stopping) {
            return false;
        }
        pending++;
        return true;
    }

    private synchronized void stopsInOne() {
        stopping = true;
    }

    private void request() {
        if (!stopping) {
            came();
            use();
            left();
        }
    }

    private void use() {
        if (stopped) {
            throw new AssertionError("the driver is used after it was stopped");
        }
    }

    private void requestInOne() {
        if (comesInOne()) {
            use();
            left();
        }
    }

    private void stop() {
        stopping = true;
        finish();
    }

    private void finish() {
        left();
        if (nobodyLeft) {
            stopped = true;
        }
    }

    static void broken() throws InterruptedException {
        Bluetooth driver = new Bluetooth();
        new Crowd().with(1, driver::request).with(1, driver::stop).run();
    }

    static void correct() throws InterruptedException {
        Bluetooth driver = new Bluetooth();
        new Crowd()
                .with(1, driver::requestInOne)
                .with(
                        1,
                        () -> {
                            driver.stopsInOne();
                            driver.finish();
                        })
                .run();
    }
}
