package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The one test that a method is if no other template makes tests of it. Where it has failed, the
 * schedule in which it did is a node below the method as well: see {@link FailedSchedule}.
 */
final class OwnInvocation implements TestTemplateInvocationContext {

    private final String name;

    /** What runs the schedules; null inside of a schedule, where it is a test like any. */
    private final @Nullable Interception interception;

    /** Whether JUnit is to execute it, and not only another node of the method. */
    private volatile boolean selected;

    private OwnInvocation(String name, @Nullable Interception interception) {
        this.name = name;
        this.interception = interception;
    }

    /**
     * The nodes of a method. JUnit executes one before it asks for the next, also where tests run
     * in parallel: {@link HeddleExtension.InOrder} sees to that.
     */
    static Stream<TestTemplateInvocationContext> all(ExtensionContext context) {
        if (Inside.isInSchedule()) {
            // It was found by its id, which is that of the one or of the other.
            return Stream.of(
                    new OwnInvocation("schedule", null), new OwnInvocation("schedule", null));
        }
        Settings settings = Settings.of(context);
        Interception exploring = new Interception(settings, false);
        OwnInvocation own = new OwnInvocation(settings.describe(), exploring);
        return Stream.<Supplier<Stream<TestTemplateInvocationContext>>>of(
                        () -> Stream.of(own), () -> own.failed(exploring, settings, context))
                .flatMap(Supplier::get);
    }

    private Stream<TestTemplateInvocationContext> failed(
            Interception exploring, Settings settings, ExtensionContext context) {
        if (settings.token() != null) {
            return Stream.empty(); // There is but one.
        }
        return selected
                ? exploring.failures().stream()
                        .map(failure -> FailedSchedule.found(failure, settings))
                : FailedSchedule.alone(settings, context);
    }

    @Override
    public String getDisplayName(int index) {
        selected = true;
        return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        // Registered last, and therefore the innermost of all interceptors.
        Interception innermost = interception;
        return innermost == null ? List.of() : List.of(innermost);
    }
}
