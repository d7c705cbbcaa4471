package peers;

import java.util.concurrent.atomic.AtomicInteger;

/** Programs that never fail, so that whoever looks for a mistake goes on to the end. */
final class Programs {

    private Programs() {}

    /** Two threads, five atomic increments each. */
    static void increments() {
        AtomicInteger count = new AtomicInteger();
        // A reference to the method of the JDK would be called by a class that Lincheck does not
        // see.
        run(5, () -> count.incrementAndGet());
        check(count.get(), 10);
    }

    /** Two threads, three synchronized sections each. */
    static void sections() {
        int[] count = {0};
        run(
                3,
                () -> {
                    synchronized (count) {
                        count[0]++;
                    }
                });
        check(count[0], 6);
    }

    /** Two threads that increment a field, and whether one increment was lost. */
    static boolean race() {
        LostUpdate state = new LostUpdate();
        run(state::one, state::other);
        return state.isLost();
    }

    private static void run(int times, Runnable step) {
        Runnable steps =
                () -> {
                    for (int i = 0; i < times; i++) {
                        step.run();
                    }
                };
        run(steps, steps);
    }

    private static void run(Runnable first, Runnable second) {
        Thread one = new Thread(first);
        Thread other = new Thread(second);
        one.start();
        other.start();
        try {
            one.join();
            other.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts it.", e);
        }
    }

    private static void check(int value, int expected) {
        if (value != expected) {
            throw new AssertionError(value + " is not " + expected);
        }
    }
}
