package dev.heddle.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What is demanded of every program that drives a library. */
final class Libraries {

    /** A build has fewer schedules than what the guide tells of, which has 1,000. */
    private static final int SCHEDULES = Integer.getInteger("libraries.schedules", 200);

    /** However few there are, a misuse is looked for in so many. */
    private static final int MOST = 1_000;

    /** In how many some fail and some pass, at least; and how many are run again, at most. */
    private static final int SOME = 60;

    private Libraries() {}

    /**
     * Runs a program that is correct: no schedule may fail, nothing may come from outside, nothing
     * may be left uncontrolled, and a second exploration must be the same, run by run.
     */
    static void holds(Program program) {
        warmUp(program, 1);
        List<Long> digests = new ArrayList<>();
        Report report = explorer().onDigest(digests::add).explore(program.body());
        report.check();
        assertThat(report.schedules()).isEqualTo(SCHEDULES);
        assertThat(report.outsideEvents()).isZero();
        assertThat(report.warnings()).isEmpty();
        assertThat(new HashSet<>(digests)).as("different runs").hasSizeGreaterThan(1);
        assertThat(differences(digests, digests(program, SCHEDULES))).isEmpty();
    }

    /**
     * Runs a program that uses a library as it must not be used: some schedules fail with the given
     * message and others pass, the failure replays, and a second exploration begins the same way.
     */
    static void finds(Program program, String message) {
        warmUp(program, 1);
        Report first = explorer().schedules(MOST).shrink(100).explore(program.body());
        Failure failure = first.failure().orElseThrow();
        assertThat(failure.toError()).hasStackTraceContaining(message);
        int schedules = Math.max(SOME, failure.schedule());
        List<Long> digests = new ArrayList<>();
        Report report =
                explorer()
                        .schedules(schedules)
                        .toTheEnd()
                        .shrink(0)
                        .onDigest(digests::add)
                        .explore(program.body());
        assertThat(report.failures()).isBetween(1, schedules - 1);
        assertThat(report.outsideEvents()).isZero();
        assertThat(report.warnings()).isEmpty();
        assertThat(differences(digests.subList(0, SOME), digests(program, SOME))).isEmpty();
        Report replayed = Heddle.replay(failure.token(), program.body());
        assertThat(replayed.failure().orElseThrow().toError()).hasStackTraceContaining(message);
    }

    /**
     * Runs a program: libraries fill static fields when they first need them, a logger or a cache,
     * so a later run does not take the steps that fill them.
     */
    static void warmUp(Program program, int schedules) {
        explorer().schedules(schedules).toTheEnd().shrink(0).explore(program.body());
    }

    /** The digest of each run of an exploration. */
    static List<Long> digests(Program program, int schedules) {
        List<Long> digests = new ArrayList<>();
        Report report =
                explorer()
                        .schedules(schedules)
                        .toTheEnd()
                        .shrink(0)
                        .onDigest(digests::add)
                        .explore(program.body());
        assertThat(report.warnings()).isEmpty();
        return digests;
    }

    private static Explorer explorer() {
        return Heddle.explorer().schedules(SCHEDULES).seed(1);
    }

    /** The runs that are not the same: few, where whole lists would fill pages. */
    static List<String> differences(List<Long> once, List<Long> again) {
        assertThat(again).hasSameSizeAs(once);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < once.size(); i++) {
            if (!once.get(i).equals(again.get(i))) {
                all.add("run %d: %016x, then %016x".formatted(i, once.get(i), again.get(i)));
            }
        }
        return all;
    }

    // --- for the programs -----------------------------------------------------------------------

    /** Demands, in a program, that so much virtual time has passed since {@code began}. */
    static void expectPassed(Duration expected, long began) {
        expectPassed(expected, expected, began);
    }

    /** Demands that virtual time between the two has passed. */
    static void expectPassed(Duration least, Duration most, long began) {
        Duration passed = Duration.ofNanos(System.nanoTime() - began);
        if (passed.compareTo(least) < 0 || passed.compareTo(most) > 0) {
            throw new AssertionError(
                    "expected from %s to %s, but %s have passed".formatted(least, most, passed));
        }
    }

    static void expect(Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError("expected " + expected + ", but got " + actual);
        }
    }

    /** Starts threads that execute these, and waits until all have ended. */
    static void together(Runnable... tasks) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (Runnable task : tasks) {
            threads.add(Thread.ofPlatform().start(task));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
