package dev.heddle.debug;

/** The program: two threads, a plain method and one with a monitor. */
final class DebuggedWork implements Runnable {

    static final String FIRST_BREAK = "break here first";
    static final String SECOND_BREAK = "break here second";

    private final Object lock = new Object();
    private int total;

    static void weave() throws InterruptedException {
        DebuggedWork work = new DebuggedWork();
        Thread weaver = new Thread(work, "weaver-of-the-test");
        weaver.start();
        weaver.join();
        if (work.total != 56) {
            throw new AssertionError("The total is " + work.total);
        }
    }

    @Override
    public void run() {
        int warp = 40 + total;
        int weft = warp + 2; // break here first
        add(weft);
    }

    private void add(int threads) {
        synchronized (lock) {
            int knots = threads / 3;
            total = threads + knots; // break here second
        }
    }
}
