package dev.heddle.schedule;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Property;
import dev.heddle.Report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The main class of a JVM that explores a program by the named strategies in many settings, and
 * prints a line for each exploration: what the digests of all its runs come to, what they have
 * shown, and the digest of a replay of what has failed.
 */
final class ExplorationMain {

    private static final int RUNS = 40;

    private ExplorationMain() {}

    /** What is asked for besides a strategy and a seed. */
    enum Setting {
        PLAIN,
        /** Nobody looks for anything. */
        NO_DETECTORS,
        /** A run fails for whatever is found. */
        ALL_FAIL,
        PROPERTY,
        CONSTRAINTS,
        SLACK,
        STRICT,
        INSIDE;

        /** Whether the runs are those of the plain setting: who only looks changes nothing. */
        boolean isPlain() {
            return this == PLAIN || this == NO_DETECTORS || this == PROPERTY || this == STRICT;
        }

        private Explorer explorer() {
            Explorer explorer = Heddle.explorer();
            return switch (this) {
                case PLAIN, PROPERTY -> explorer;
                case NO_DETECTORS -> checked(explorer, Check.OFF);
                case ALL_FAIL -> checked(explorer, Check.FAIL);
                case CONSTRAINTS -> explorer.constraints(constraints());
                case SLACK -> explorer.timerSlack(Duration.ofMillis(3));
                case STRICT -> explorer.strict();
                case INSIDE -> explorer.instrument("java.util.concurrent");
            };
        }

        private static Explorer checked(Explorer explorer, Check check) {
            return explorer.races(check).lockOrders(check).leaks(check).swallowed(check);
        }

        private Body body() {
            return () -> {
                int[] count = new int[2];
                if (this == PROPERTY) {
                    Property.always("never more than three", () -> count[0] <= 3);
                    Property.eventually(
                            "all have counted", () -> count[1] == 3, Duration.ofDays(1));
                    Property.sometimes("one is missing", () -> count[0] == 2);
                }
                program(count);
            };
        }

        /** What makes it fail, as it is found. */
        private static String constraints() {
            return Heddle.explorer()
                    .explore(PLAIN.body())
                    .failure()
                    .orElseThrow()
                    .constraints()
                    .orElseThrow()
                    .toString();
        }
    }

    /**
     * What came of an exploration.
     *
     * @param runs what the digests of all runs come to
     * @param failure that of the first run that failed, and of its replay; empty if none has
     */
    record Line(String strategy, long seed, Setting setting, long runs, String failure) {
        @Override
        public String toString() {
            return "%s %d %s %016x %s".formatted(strategy, seed, setting, runs, failure);
        }
    }

    public static void main(String[] arguments) {
        lines(List.of(arguments)).forEach(System.out::println);
    }

    static List<Line> lines(List<String> strategies) {
        List<Line> lines = new ArrayList<>();
        Map<Setting, Body> bodies = new HashMap<>();
        for (Setting setting : Setting.values()) {
            Body body = bodies.computeIfAbsent(setting, Setting::body);
            for (String strategy : strategies) {
                for (long seed = 1; seed <= 2; seed++) {
                    lines.add(line(strategy, seed, setting, body));
                }
            }
        }
        return lines;
    }

    private static Line line(String strategy, long seed, Setting setting, Body body) {
        long[] digests = {0};
        Report report =
                setting.explorer()
                        .strategy(strategy)
                        .seed(seed)
                        .schedules(RUNS)
                        .toTheEnd()
                        .shrink(0)
                        .onDigest(digest -> digests[0] = 31 * digests[0] + digest)
                        .explore(body);
        String coverage = report.coverage().toString().replaceAll("\\s+", " ");
        String failure = report.failure().map(failed -> replayed(failed, setting, body)).orElse("");
        return new Line(strategy, seed, setting, digests[0], failure + " " + coverage);
    }

    /** By its token, with the settings that the run depends on. */
    private static String replayed(Failure failure, Setting setting, Body body) {
        List<Long> digests = new ArrayList<>();
        Failure again =
                setting.explorer()
                        .onDigest(digests::add)
                        .replay(failure.token(), body)
                        .failure()
                        .orElseThrow();
        if (!again.summary().equals(failure.summary()) || again.divergence().isPresent()) {
            throw new AssertionError("It was " + failure + ", and is " + again);
        }
        return "%d %016x".formatted(failure.schedule(), digests.getFirst());
    }

    /** Fields, a monitor, a wait that may end for no reason, and a lost update now and then. */
    private static void program(int[] count) throws InterruptedException {
        Object lock = new Object();
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
            thread.join(10);
        }
        if (count[0] < 2) {
            throw new AssertionError("two updates were lost");
        }
    }
}
