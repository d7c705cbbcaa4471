package dev.heddle.programs;

/** One thread waits until the other has put something down. */
final class WaitWithoutLoop {

    private boolean there;

    private WaitWithoutLoop() {}

    /** Takes the end of a wait for what it waited for; {@code wait} may also end for no reason. */
    static void broken() throws InterruptedException {
        WaitWithoutLoop parcel = new WaitWithoutLoop();
        Thread sender = new Thread(parcel::put);
        sender.start();
        synchronized (parcel) {
            if (!parcel.there) {
                parcel.wait();
            }
            parcel.check();
        }
        sender.join();
    }

    static void correct() throws InterruptedException {
        WaitWithoutLoop parcel = new WaitWithoutLoop();
        Thread sender = new Thread(parcel::put);
        sender.start();
        synchronized (parcel) {
            while (!parcel.there) {
                parcel.wait();
            }
            parcel.check();
        }
        sender.join();
    }

    private void put() {
        synchronized (this) {
            there = true;
            notifyAll();
        }
    }

    private void check() {
        if (!there) {
            throw new AssertionError("woken for nothing");
        }
    }
}
