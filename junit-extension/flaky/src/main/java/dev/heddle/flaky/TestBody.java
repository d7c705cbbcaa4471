package dev.heddle.flaky;

import dev.heddle.Body;
import dev.heddle.control.FreshLoaders;

import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The body of runs that execute tests, one after the other, by the platform's launcher: all of it,
 * with engines and extensions, goes on inside the run, and in classes that are loaded anew.
 */
final class TestBody implements Body {

    private final List<String> ids;

    /** What executes each of the tests: made once, since every run needs the same. */
    private final List<LauncherDiscoveryRequest> requests;

    private final Tests tests;
    private final JvmState state;

    /** Whether the run fails if the last of its tests does. */
    private final boolean judges;

    /** Whether threads that tests leave behind may go on to their end. */
    private final boolean toTheEnd;

    /** What the last run has seen; written by the run, and read when it has ended. */
    private volatile Seen seen = new Seen();

    private final AtomicInteger began = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    /** What a run has seen of its tests. */
    static final class Seen {
        /** What each test that has ended threw; null for one that has passed. */
        final List<@Nullable Throwable> results = new ArrayList<>();

        /** Sentences on what of the JVM was left changed, when all tests had ended. */
        List<String> changes = List.of();

        /** The ids of tests that no engine knows. */
        final List<String> missing = new ArrayList<>();

        int executed;
        int skipped;
        String whySkipped = "";
    }

    /** One that executes a test, and fails if that does. */
    TestBody(Tests tests, JvmState state, String id, boolean toTheEnd) {
        this(tests, state, List.of(id), true, toTheEnd);
    }

    /** One that executes tests one after the other. */
    TestBody(Tests tests, JvmState state, List<String> ids, boolean judges, boolean toTheEnd) {
        this.tests = tests;
        this.state = state;
        this.ids = List.copyOf(ids);
        this.judges = judges;
        this.requests = ids.stream().map(Tests::request).toList();
        this.toTheEnd = toTheEnd;
    }

    Seen seen() {
        return seen;
    }

    /** How many runs did not come to the end of their tests. */
    int unfinished() {
        return began.get() - ended.get();
    }

    @Override
    public void run() throws Throwable {
        ClassLoader loader = tests.loaders().next();
        FreshLoaders.enter(loader);
        execute();
        if (!toTheEnd) {
            // What threads that are left would still do has no influence on the tests any more.
            Runtime.getRuntime().exit(0);
        }
    }

    /** The same on a thread that is in no run. */
    void runUncontrolled() throws Throwable {
        Thread.currentThread().setContextClassLoader(tests.loaders().next());
        execute();
    }

    private void execute() throws Throwable {
        Seen now = new Seen();
        seen = now;
        began.incrementAndGet();
        tests.executes();
        state.restore();
        for (int i = 0; i < requests.size(); i++) {
            Listener listener = new Listener(now, ids.get(i));
            tests.launcher().execute(requests.get(i), listener);
            now.results.add(listener.failure);
            if (!listener.isThere) {
                now.missing.add(ids.get(i));
            }
        }
        now.changes = state.changes();
        ended.incrementAndGet();
        Throwable failure = judges ? now.results.get(now.results.size() - 1) : null;
        if (failure != null) {
            throw failure;
        }
    }

    private static final class Listener implements TestExecutionListener {

        private final Seen seen;
        private final String id;
        private @Nullable Throwable failure;

        /** Whether its engine knows it: some make a failure of it if they do not, some nothing. */
        private boolean isThere;

        Listener(Seen seen, String id) {
            this.seen = seen;
            this.id = id;
        }

        @Override
        public void testPlanExecutionStarted(TestPlan plan) {
            isThere =
                    plan.getRoots().stream()
                            .flatMap(root -> plan.getDescendants(root).stream())
                            .anyMatch(test -> test.getUniqueId().equals(id));
        }

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            seen.skipped++;
            seen.whySkipped = reason;
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest()) {
                seen.executed++;
            }
            if (result.getStatus() == Status.ABORTED) {
                seen.skipped++;
                seen.whySkipped =
                        result.getThrowable().map(Throwable::getMessage).orElse("aborted");
            }
            if (result.getStatus() == Status.FAILED && failure == null) {
                failure =
                        result.getThrowable()
                                .orElseGet(() -> new AssertionError("The test has failed."));
            }
        }
    }
}
