package dev.heddle.junit;

import dev.heddle.kernel.Unwind;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.opentest4j.TestAbortedException;

import java.util.List;
import java.util.ServiceLoader;

/**
 * What the first thread of every run executes if JUnit is to do all that it does for a test: the
 * one test is looked for and executed by an engine of its own, inside the run.
 */
final class ScheduleByJUnit implements Scheduled {

    private static final String JUPITER = "junit-jupiter";

    /** What tests can be configured with, and what an extension can not list. */
    private static final List<String> HANDED_ON =
            List.of(
                    "junit.jupiter.conditions.deactivate",
                    "junit.jupiter.displayname.generator.default",
                    "junit.jupiter.execution.timeout.default",
                    "junit.jupiter.extensions.autodetection.enabled",
                    "junit.jupiter.params.displayname.default",
                    "junit.jupiter.tempdir.cleanup.mode.default",
                    "junit.jupiter.tempdir.factory.default",
                    "junit.jupiter.testclass.order.default",
                    "junit.jupiter.testinstance.lifecycle.default",
                    "junit.jupiter.testmethod.order.default");

    private final Launcher launcher;
    private final LauncherDiscoveryRequest request;

    private @Nullable Throwable thrown;

    /** The assumption that was the first not to hold. */
    private @Nullable TestAbortedException aborted;

    ScheduleByJUnit(ExtensionContext context) {
        launcher =
                LauncherFactory.create(
                        LauncherConfig.builder()
                                .enableTestEngineAutoRegistration(false)
                                .enableLauncherSessionListenerAutoRegistration(false)
                                .enableLauncherDiscoveryListenerAutoRegistration(false)
                                .enableTestExecutionListenerAutoRegistration(false)
                                .enablePostDiscoveryFilterAutoRegistration(false)
                                .addTestEngines(jupiter())
                                .build());
        LauncherDiscoveryRequestBuilder builder =
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectUniqueId(ofJupiter(context)))
                        .configurationParameter(
                                "junit.jupiter.execution.parallel.enabled", "false");
        for (String key : HANDED_ON) {
            context.getConfigurationParameter(key)
                    .ifPresent(value -> builder.configurationParameter(key, value));
        }
        request = builder.build();
    }

    private static TestEngine jupiter() {
        for (TestEngine engine : ServiceLoader.load(TestEngine.class)) {
            if (engine.getId().equals(JUPITER)) {
                return engine;
            }
        }
        throw new IllegalStateException("There is no engine of the name " + JUPITER + ".");
    }

    /** The id of a test as its own engine knows it: a suite has put something before it. */
    private static UniqueId ofJupiter(ExtensionContext context) {
        UniqueId id = null;
        for (UniqueId.Segment segment : UniqueId.parse(context.getUniqueId()).getSegments()) {
            if (segment.getType().equals("engine")) {
                id = UniqueId.forEngine(segment.getValue());
            } else if (id != null) {
                id = id.append(segment);
            }
        }
        return java.util.Objects.requireNonNull(id);
    }

    @Override
    public @Nullable Throwable thrown() {
        return thrown;
    }

    @Override
    public boolean isAborted(@Nullable Throwable cause) {
        return cause != null && cause == aborted;
    }

    @Override
    public void run() throws Throwable {
        thrown = null;
        Results results = new Results();
        launcher.execute(request, results);
        Throwable failure = results.first;
        if (failure == null && results.tests == 0) {
            failure =
                    new IllegalStateException(
                            "JUnit has not found the test again that is to be run in this"
                                    + " schedule, or has skipped it.");
        }
        thrown = failure instanceof Unwind ? null : failure;
        if (failure instanceof TestAbortedException abort && aborted == null) {
            aborted = abort;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** What has become of the test, and of what is around it. */
    private static final class Results implements TestExecutionListener {

        /** What was thrown first; but a failure counts more than an abort. */
        @Nullable Throwable first;

        /** How many tests were executed. */
        int tests;

        @Override
        public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
            if (identifier.isTest()) {
                tests++;
            }
            Throwable failure = result.getThrowable().orElse(null);
            if (failure == null) {
                return;
            }
            Throwable known = first;
            if (known == null
                    || (known instanceof TestAbortedException
                            && !(failure instanceof TestAbortedException))) {
                first = failure;
            } else if (known != failure) {
                known.addSuppressed(failure);
            }
        }
    }
}
