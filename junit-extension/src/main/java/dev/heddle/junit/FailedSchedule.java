package dev.heddle.junit;

import dev.heddle.Failure;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.opentest4j.TestAbortedException;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;

/**
 * The schedule in which a test has failed, as a node of its own that comes after that of the test.
 * It is skipped in the run that has found it, since the failure is that of the test, and counts
 * once. Run by itself, as development tools do with a node, it is the replay of that schedule.
 */
record FailedSchedule(String name, List<Extension> extensions)
        implements TestTemplateInvocationContext {

    FailedSchedule {
        extensions = List.copyOf(extensions);
    }

    /** That of a failure that the node before it has just told of. */
    static FailedSchedule found(Failure failure, Settings settings) {
        String which = settings.asked().isProof() ? "interleaving" : "schedule";
        String name =
                failure.schedule() == 0
                        ? "the saved " + which
                        : "%s %,d".formatted(which, failure.schedule());
        String reason =
                "The test has failed in this %s, as its failure shows: %s. Run this node alone to replay it, or put @Replay(\"%s\") on %s."
                        .formatted(
                                which,
                                failure.summary(),
                                failure.token(),
                                Settings.nameOf(settings.method()));
        return new FailedSchedule(name + ": " + failure.token(), List.of(new Skipped(reason)));
    }

    /** Those that an earlier run has left, where JUnit was asked for such a node only. */
    static Stream<TestTemplateInvocationContext> alone(
            Settings settings, ExtensionContext context) {
        FailedSchedule none =
                new FailedSchedule(
                        "no schedule",
                        List.of(
                                new Skipped(
                                        "There is no such schedule in which %s has failed before, or it was not saved. Run the whole test."
                                                .formatted(Settings.nameOf(settings.method())))));
        return Stream.concat(
                saved(settings, context).stream()
                        .map(
                                token ->
                                        new FailedSchedule(
                                                "the saved schedule: " + token,
                                                List.of(
                                                        new Interception(
                                                                settings.replaying(token),
                                                                false)))),
                Stream.of(none));
    }

    private static List<String> saved(Settings settings, ExtensionContext context) {
        try {
            SavedFailure saved = SavedFailure.of(settings, context, false);
            return saved == null ? List.of() : saved.tokens();
        } catch (IllegalArgumentException | IOException e) {
            throw settings.unusable(new IllegalArgumentException(e.getMessage(), e));
        }
    }

    @Override
    public String getDisplayName(int index) {
        return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        return extensions;
    }

    /**
     * Aborts a node before anything is made for it. JUnit asks conditions only when there is an
     * instance, unless one is for all tests; and they may be switched off, so that the method is
     * kept from being called as well.
     */
    private record Skipped(String reason) implements ExecutionCondition, InvocationInterceptor {

        @Override
        public ExtensionContextScope getTestInstantiationExtensionContextScope(
                ExtensionContext rootContext) {
            return ExtensionContextScope.TEST_METHOD;
        }

        @Override
        public <T> T interceptTestClassConstructor(
                Invocation<T> invocation,
                ReflectiveInvocationContext<Constructor<T>> invocationContext,
                ExtensionContext context) {
            throw new TestAbortedException(reason);
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return ConditionEvaluationResult.disabled(reason);
        }

        @Override
        public void interceptTestTemplateMethod(
                Invocation<@Nullable Void> invocation,
                ReflectiveInvocationContext<Method> invocationContext,
                ExtensionContext context) {
            invocation.skip();
            throw new TestAbortedException(reason);
        }
    }
}
