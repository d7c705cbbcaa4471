package dev.heddle.conformance;

/** Has synchronized methods, and is loaded before Heddle is in {@link LateMain}. */
final class LateCounter {

    private static int made;
    private int count;

    static synchronized int make() {
        int before = made;
        Thread.yield();
        made = before + 1;
        return made;
    }

    static void forget() {
        made = 0;
    }

    synchronized void add() {
        int before = count;
        Thread.yield();
        count = before + 1;
        notifyAll();
    }

    synchronized int awaitAtLeast(int expected) throws InterruptedException {
        while (count < expected) {
            wait();
        }
        return count;
    }

    synchronized void addTo(LateCounter other) {
        other.add();
    }

    /** Not synchronized: loses updates. */
    void addCarelessly() {
        count++;
    }

    // --- programs ----------------------------------------------------------------------------

    static void correct() throws InterruptedException {
        forget();
        LateCounter counter = new LateCounter();
        Runnable work =
                () -> {
                    counter.add();
                    make();
                    synchronized (counter) {
                        counter.count++;
                        counter.notifyAll();
                    }
                };
        Thread platform = new Thread(work);
        platform.start();
        Thread virtual = Thread.ofVirtual().start(work);
        int seen = counter.awaitAtLeast(4);
        platform.join();
        virtual.join();
        if (seen != 4 || make() != 3) {
            throw new AssertionError("an update was lost: " + seen + ", " + made);
        }
    }

    static void crossed() throws InterruptedException {
        LateCounter one = new LateCounter();
        LateCounter two = new LateCounter();
        Thread other = new Thread(() -> one.addTo(two), "other");
        other.start();
        two.addTo(one);
        other.join();
    }

    static void careless() throws InterruptedException {
        LateCounter counter = new LateCounter();
        Thread other = new Thread(counter::addCarelessly);
        other.start();
        counter.addCarelessly();
        other.join();
        if (counter.awaitAtLeast(1) != 2) {
            throw new AssertionError("an update was lost");
        }
    }
}
