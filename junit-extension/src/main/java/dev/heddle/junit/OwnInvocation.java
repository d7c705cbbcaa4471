package dev.heddle.junit;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;

import java.util.List;

/** The one test that a method is if no other template makes tests of it. */
record OwnInvocation(Settings settings) implements TestTemplateInvocationContext {

    @Override
    public String getDisplayName(int index) {
        return settings.describe();
    }

    @Override
    public void prepareInvocation(ExtensionContext context) {
        HeddleExtension.markOwn(context);
    }

    @Override
    public List<Extension> getAdditionalExtensions() {
        // Registered last, and therefore the innermost of all interceptors.
        return List.of(new Interception(settings, false));
    }
}
