package dev.heddle.flaky;

import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Ending;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** Runs tests under control, as a setting has it. */
final class Runner {

    private static final long STEPS = 1_000_000;
    private static final long UNCONTROLLED_MILLIS = 10_000;
    private static final long STEPS_OF_MANY = 20_000_000;

    private final Tests tests;
    private final JvmState state;
    private final long seed;
    private final Duration usualLimit;
    private Duration timeLimit;

    /** What to type before a code to replay it. */
    private final String replayCommand;

    /** Whether a run did not come back: its thread is still there. */
    private boolean stuck;

    Runner(Tests tests, JvmState state, long seed, Duration timeLimit, String replayCommand) {
        this.tests = tests;
        this.state = state;
        this.seed = seed;
        this.usualLimit = timeLimit;
        this.timeLimit = timeLimit;
        this.replayCommand = replayCommand;
    }

    /** Runs may take so many times as long as usual from now on. */
    void patience(int times) {
        timeLimit = usualLimit.multipliedBy(times);
    }

    boolean isStuck() {
        return stuck;
    }

    /**
     * What was seen in runs under one setting.
     *
     * @param report what Heddle says of them
     * @param body what was executed
     */
    record Runs(Setting setting, Report report, TestBody body) {

        boolean failed() {
            return report.failures() > 0;
        }

        boolean failedAlways() {
            return report.failures() == report.schedules();
        }

        Interval count() {
            return new Interval(report.failures(), report.schedules());
        }

        /** Whether the first failure says nothing, as it is the limit of real time. */
        boolean isLost() {
            return Replays.isLost(report.failure().orElse(null));
        }

        /** Sentences on what was left behind, of runs to the end of all threads. */
        List<String> left() {
            List<String> left = new ArrayList<>(body.seen().changes);
            Failure failure = failure();
            if (failure != null && failure.kind() == Ending.Kind.LEAK) {
                left.add(failure.summary());
            } else if (failure != null && failure.kind() == Ending.Kind.STEP_LIMIT) {
                left.add("It leaves a thread behind that never comes to its end.");
            }
            report.leaks().stream().filter(Outward::isOfProgram).forEach(left::add);
            return List.copyOf(left);
        }

        @Nullable Failure failure() {
            return report.failure().orElse(null);
        }

        /** Whether runs have ended before their tests without having failed. */
        boolean hasExited() {
            // As the run is unwound, an engine may take that for a failure of the test and go on.
            boolean unwound = body.seen().results.stream().anyMatch(Objects::nonNull);
            return report.failures() == 0 && (body.unfinished() > 0 || unwound);
        }
    }

    /** Runs a test so many times, unless the time is over before. */
    Runs run(String id, Setting setting, int count, Duration time, int shrinkings) {
        TestBody body = new TestBody(tests, state, id, false);
        return run(
                body,
                setting,
                time,
                explorer(List.of(), id, setting, count, STEPS).toTheEnd().shrink(shrinkings));
    }

    /** Runs a test so many times, up to the first that fails. */
    Runs runToFailure(String id, Setting setting, int count, Duration time) {
        TestBody body = new TestBody(tests, state, id, false);
        return run(body, setting, time, explorer(List.of(), id, setting, count, STEPS).shrink(0));
    }

    /** Runs a test and looks for data races, which takes longer. */
    Runs runForRaces(String id, Setting setting, int count, Duration time) {
        TestBody body = new TestBody(tests, state, id, false);
        return run(
                body,
                setting,
                time,
                explorer(List.of(), id, setting, count, STEPS)
                        .toTheEnd()
                        .shrink(0)
                        .races(Check.REPORT));
    }

    /** Runs a test to the end of all of its threads, and fails if some never come to it. */
    Runs runToTheEnd(String id, Setting setting, Duration time) {
        Code code = Code.ofWhatIsLeft(id, setting);
        return runToTheEnd(code, bodyOf(code), time);
    }

    private Runs runToTheEnd(Code code, TestBody body, Duration time) {
        Setting setting = code.setting();
        Explorer explorer =
                Heddle.explorer()
                        .epoch(setting.epoch())
                        .timeLimit(timeLimit)
                        .schedules(1)
                        .within(time.isPositive() ? time : Duration.ofMillis(1))
                        .strategy(new Held(setting))
                        .replayedBy(token -> replayCommand + code.text())
                        .shrink(0);
        Report report = call(setting, () -> explorer.explore(body));
        return new Runs(setting, report, body);
    }

    /** Whether a test passes when it is executed as JUnit would, on a thread of the JVM. */
    boolean passesUncontrolled(String id, Setting setting) {
        state.zone(setting.zone());
        state.restore();
        AtomicReference<@Nullable TestBody> body = new AtomicReference<>();
        Thread thread =
                new Thread(
                        new Indifferent(),
                        () -> {
                            TestBody made = new TestBody(tests, state, id, true);
                            try {
                                made.runUncontrolled();
                                body.set(made);
                            } catch (Throwable e) {
                                // It has failed, and nothing more is asked.
                            }
                        },
                        "main");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join(Math.min(timeLimit.toMillis(), UNCONTROLLED_MILLIS));
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a worker.", e);
        }
        stuck |= thread.isAlive();
        TestBody made = body.get();
        return made != null && made.seen().executed > 0;
    }

    /** Runs tests one after the other, in one run that fails for none of them. */
    Runs runAll(List<String> ids, Setting setting, int count, Duration time) {
        TestBody body = new TestBody(tests, state, ids, false, false);
        return run(
                body,
                setting,
                time,
                explorer(List.of(), ids.get(0), setting, count, STEPS_OF_MANY)
                        .toTheEnd()
                        .shrink(0));
    }

    /** Runs a test once, after others in the same run, which fails if that test does. */
    Runs runAfter(List<String> before, String id, Setting setting, Duration time) {
        List<String> all = new ArrayList<>(before);
        all.add(id);
        TestBody body = new TestBody(tests, state, all, true, false);
        return run(body, setting, time, explorer(before, id, setting, 1, STEPS_OF_MANY).shrink(0));
    }

    private Explorer explorer(
            List<String> before, String id, Setting setting, int count, long steps) {
        return explorer(setting)
                .races(Check.OFF)
                .schedules(count)
                .seed(seed)
                .strategy(new Held(setting))
                .stepLimit(steps)
                .replayedBy(token -> replayCommand + new Code(id, before, setting, token).text());
    }

    private Runs run(TestBody body, Setting setting, Duration time, Explorer explorer) {
        Duration least = time.isPositive() ? time : Duration.ofMillis(1);
        Report report = call(setting, () -> explorer.within(least).explore(body));
        return new Runs(setting, report, body);
    }

    /** What a replay executes. */
    TestBody bodyOf(Code code) {
        return new TestBody(tests, state, code.tests(), true, code.isOfWhatIsLeft());
    }

    /** Replays a run; the report says whether it failed again, or what was left behind. */
    Runs replay(Code code, TestBody body) {
        if (code.isOfWhatIsLeft()) {
            return runToTheEnd(code, body, timeLimit);
        }
        Explorer explorer =
                explorer(code.setting())
                        .stepLimit(code.before().isEmpty() ? STEPS : STEPS_OF_MANY)
                        .replayedBy(token -> replayCommand + code.text());
        Report report =
                call(code.setting(), () -> explorer.races(Check.OFF).replay(code.token(), body));
        return new Runs(code.setting(), report, body);
    }

    private Explorer explorer(Setting setting) {
        return Heddle.explorer()
                .epoch(setting.epoch())
                .timerSlack(Duration.ofMillis(setting.slackMillis()))
                .timeLimit(timeLimit)
                .spuriousWakeups(false)
                .lockOrders(Check.OFF)
                .leaks(Check.OFF)
                .swallowed(Check.OFF)
                .allowLeaks()
                .allowExit();
    }

    private interface Exploring {
        Report explore();
    }

    /**
     * The thread that explores belongs to a group that takes note of uncaught exceptions, and so do
     * the threads of the tests: JUnit does not fail either if a thread of a test ends by one.
     */
    private Report call(Setting setting, Exploring exploring) {
        AtomicReference<@Nullable Report> report = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        state.zone(setting.zone());
        state.restore();
        Thread thread =
                new Thread(
                        new Indifferent(),
                        () -> {
                            try {
                                report.set(exploring.explore());
                            } catch (Throwable e) {
                                thrown.set(e);
                            }
                        },
                        "main");
        thread.setDaemon(true);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts a worker.", e);
        }
        state.restore(); // What the last run has left is not this worker's.
        Throwable failure = thrown.get();
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        Report made = report.get();
        if (made == null) {
            throw new IllegalStateException("There is no report.", failure);
        }
        stuck |= made.failure().map(Failure::kind).orElse(null) == Ending.Kind.STUCK;
        return made;
    }

    /** Takes note of uncaught exceptions by doing nothing. */
    private static final class Indifferent extends ThreadGroup {

        Indifferent() {
            super("tests");
        }

        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            // As with JUnit alone, where such an exception is printed and makes no test fail.
        }
    }
}
