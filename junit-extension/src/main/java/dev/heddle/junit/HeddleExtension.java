package dev.heddle.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.stream.Stream;

/**
 * Makes one test of a method that is {@link Interleaved @Interleaved} or {@link
 * Exhaustive @Exhaustive}, and takes part in those that other templates make of it, such as
 * {@code @ParameterizedTest}: {@link Interception} runs the schedules of each. Not to be registered
 * by hand: the annotation does it.
 *
 * <p>An older JVM must be able to load this: see {@link Versions}.
 */
public final class HeddleExtension
        implements TestTemplateInvocationContextProvider,
                InvocationInterceptor,
                BeforeEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(HeddleExtension.class);

    /** Called by JUnit. */
    public HeddleExtension() {}

    // --- tests of our own ------------------------------------------------------------------------

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        Versions.check(context.getRequiredTestMethod());
        return true; // The annotation has registered this, for its method only.
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return Kinds.hasOtherTemplate(context.getRequiredTestMethod());
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        return Kinds.hasOtherTemplate(test)
                ? Stream.empty()
                : Stream.of(new OwnInvocation(Settings.of(test)));
    }

    /** Says of the context of a test that it is one of our own, which has its interception. */
    static void markOwn(ExtensionContext context) {
        context.getStore(NAMESPACE).put(OwnInvocation.class, true);
    }

    // --- those of others -------------------------------------------------------------------------

    /** The constructor is called on account of a test, and its context says of which. */
    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(
            ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public <T> T interceptTestClassConstructor(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Constructor<T>> invocationContext,
            ExtensionContext context)
            throws Throwable {
        Versions.check(context.getRequiredTestMethod());
        if (isOwn(context)) {
            return invocation.proceed();
        }
        Kinds.check(context.getRequiredTestMethod());
        return interception(context)
                .interceptTestClassConstructor(invocation, invocationContext, context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (!isOwn(context)) {
            interception(context).beforeEach(context);
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        if (isOwn(context)) {
            invocation.proceed();
        } else {
            interception(context).interceptBeforeEachMethod(invocation, invocationContext, context);
        }
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        if (isOwn(context)) {
            invocation.proceed();
        } else {
            interception(context)
                    .interceptTestTemplateMethod(invocation, invocationContext, context);
        }
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        if (isOwn(context)) {
            invocation.proceed();
        } else {
            interception(context).interceptAfterEachMethod(invocation, invocationContext, context);
        }
    }

    // --- what can not be explored ----------------------------------------------------------------

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context) {
        throw Kinds.refusal(context.getRequiredTestMethod());
    }

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context) {
        throw Kinds.refusal(context.getRequiredTestMethod());
    }

    private static boolean isOwn(ExtensionContext context) {
        return context.getStore(NAMESPACE).get(OwnInvocation.class) != null;
    }

    /** What runs the schedules of one invocation of another template. */
    private static Interception interception(ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(
                        Interception.class,
                        key -> Interception.ofOther(context.getRequiredTestMethod()),
                        Interception.class);
    }
}
