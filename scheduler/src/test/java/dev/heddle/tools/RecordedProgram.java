package dev.heddle.tools;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The main class of a JVM that explores the same program again and again, at least once, until
 * there is input or the seconds given are over, and prints what has come of it.
 */
final class RecordedProgram {

    private static final int SCHEDULES = 100;

    private RecordedProgram() {}

    public static void main(String[] arguments) throws IOException {
        Control.install();
        long end = System.nanoTime() + Long.parseLong(arguments[0]) * 1_000_000_000L;
        String first = explored();
        while (System.nanoTime() < end && System.in.available() == 0) {
            String again = explored();
            if (!again.equals(first)) {
                throw new AssertionError(first + " became " + again);
            }
        }
        System.out.println(first);
    }

    private static String explored() {
        Report report = Heddle.explorer().schedules(SCHEDULES).explore(RecordedProgram::weave);
        report.check();
        return "schedules: %d, steps: %d, decisions: %d"
                .formatted(report.schedules(), report.steps(), report.decisions());
    }

    private static void weave() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Object monitor = new Object();
        int[] count = {0};
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Runnable work =
                    () -> {
                        for (int k = 0; k < 20; k++) {
                            lock.lock();
                            try {
                                count[0] += spin(count[0]);
                            } finally {
                                lock.unlock();
                            }
                            synchronized (monitor) {
                                Thread.yield();
                            }
                        }
                    };
            threads.add(i % 2 == 0 ? new Thread(work) : Thread.ofVirtual().unstarted(work));
        }
        for (Thread thread : threads) {
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (count[0] != 120) {
            throw new AssertionError("counted " + count[0]);
        }
    }

    /** Something to be sampled in: 1. */
    private static int spin(int from) {
        int x = from;
        for (int i = 0; i < 200; i++) {
            x = x * 31 + i;
        }
        return x == from ? 1 : Math.max(1, x & 1);
    }
}
