package dev.heddle.tools;

import java.util.ArrayList;
import java.util.List;

/** A program that switches all the time, for others to look at. */
public final class Weaving {

    private Weaving() {}

    /** The threads of the run that goes on. */
    private static volatile List<Thread> threads = List.of();

    /**
     * Six threads that yield to each other, two kinds in turn, nearly always within {@link #deep}.
     */
    public static void weave() throws InterruptedException {
        List<Thread> made = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            int depth = i;
            Runnable work =
                    () -> {
                        for (int k = 0; k < 25; k++) {
                            deep(depth);
                        }
                    };
            made.add(i % 2 == 0 ? new Thread(work) : Thread.ofVirtual().unstarted(work));
        }
        threads = List.copyOf(made);
        for (Thread thread : made) {
            thread.start();
        }
        for (Thread thread : made) {
            thread.join();
        }
    }

    private static void deep(int depth) {
        if (depth > 0) {
            deep(depth - 1);
        } else {
            Thread.yield();
        }
    }

    /** The threads of the run that goes on. */
    public static List<Thread> threads() {
        return threads;
    }
}
