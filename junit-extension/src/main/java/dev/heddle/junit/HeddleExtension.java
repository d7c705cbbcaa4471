package dev.heddle.junit;

import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

import java.util.List;
import java.util.stream.Stream;

/**
 * Makes one test of a method that is {@link Interleaved @Interleaved}; {@link Interception} runs
 * its schedules. Not to be registered by hand: the annotation does it.
 */
public final class HeddleExtension implements TestTemplateInvocationContextProvider {

    /** Called by JUnit. */
    public HeddleExtension() {}

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return isInterleaved(context);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Settings settings = Settings.of(context.getRequiredTestMethod());
        return Stream.of(
                new TestTemplateInvocationContext() {
                    @Override
                    public String getDisplayName(int index) {
                        return settings.describe();
                    }

                    @Override
                    public List<Extension> getAdditionalExtensions() {
                        // Registered last, and therefore the innermost of all interceptors.
                        return List.of(new Interception(settings));
                    }
                });
    }

    private static boolean isInterleaved(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getTestMethod(), Interleaved.class);
    }
}
