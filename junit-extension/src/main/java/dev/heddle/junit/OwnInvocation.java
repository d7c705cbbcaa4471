package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

import java.util.List;

/**
 * The one test that a method is if no other template makes tests of it.
 *
 * @param interception what runs its schedules; null inside of a schedule, where it is a test like
 *     any
 */
record OwnInvocation(String name, @Nullable Interception interception)
        implements TestTemplateInvocationContext {

    static OwnInvocation of(ExtensionContext context) {
        if (Inside.isInSchedule()) {
            return new OwnInvocation("schedule", null);
        }
        Settings settings = Settings.of(context);
        return new OwnInvocation(settings.describe(), new Interception(settings, false));
    }

    @Override
    public String getDisplayName(int index) {
        return name;
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        // Registered last, and therefore the innermost of all interceptors.
        Interception innermost = interception;
        return innermost == null ? List.of() : List.of(innermost);
    }
}
