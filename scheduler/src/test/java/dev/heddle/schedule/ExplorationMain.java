package dev.heddle.schedule;

import dev.heddle.Explorer;
import dev.heddle.Heddle;

import java.util.ArrayList;
import java.util.List;

/**
 * The main class of a JVM that explores a few programs by the named strategies, and prints a line
 * for each exploration: what the digests of all its runs come to, and what they have shown.
 */
final class ExplorationMain {

    private static final int RUNS = 100;

    private ExplorationMain() {}

    public static void main(String[] arguments) {
        lines(List.of(arguments)).forEach(System.out::println);
    }

    static List<String> lines(List<String> strategies) {
        List<String> lines = new ArrayList<>();
        for (String strategy : strategies) {
            for (long seed = 1; seed <= 2; seed++) {
                long[] digests = {0};
                Explorer explorer =
                        Heddle.explorer()
                                .strategy(strategy)
                                .seed(seed)
                                .schedules(RUNS)
                                .toTheEnd()
                                .shrink(0)
                                .onDigest(digest -> digests[0] = 31 * digests[0] + digest);
                String coverage = explorer.explore(() -> program()).coverage().toString();
                lines.add("%s %d %016x %s".formatted(strategy, seed, digests[0], coverage));
            }
        }
        return lines.stream().flatMap(String::lines).toList();
    }

    /** Fields, a monitor, a wait that may end for no reason, and a lost update now and then. */
    private static void program() throws InterruptedException {
        Object lock = new Object();
        int[] count = new int[2];
        Runnable counts =
                () -> {
                    count[0]++;
                    synchronized (lock) {
                        count[1]++;
                        lock.notifyAll();
                    }
                };
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofPlatform().start(counts));
        }
        synchronized (lock) {
            while (count[1] < 2) {
                lock.wait();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (count[0] < 2) {
            throw new AssertionError("two updates were lost");
        }
    }
}
