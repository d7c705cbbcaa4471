package dev.heddle.junit;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.jupiter.api.parallel.ResourceLocksProvider;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Makes one test of a method that is {@link Interleaved @Interleaved} or {@link
 * Exhaustive @Exhaustive}, and takes part in those that other templates make of it, such as
 * {@code @ParameterizedTest}, and in the tests of a class that is {@link Interleaved @Interleaved}
 * or in {@link VirtualTime @VirtualTime}: {@link Interception} runs the schedules of each. Not to
 * be registered by hand: the annotation does it.
 *
 * <p>An older JVM must be able to load this: see {@link Versions}.
 */
@Internal
public final class HeddleExtension
        implements TestTemplateInvocationContextProvider,
                InvocationInterceptor,
                TestInstancePostProcessor,
                BeforeEachCallback,
                ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(HeddleExtension.class);

    /** Called by JUnit. */
    public HeddleExtension() {}

    // --- tests of our own ------------------------------------------------------------------------

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        Versions.check(test);
        return Kinds.isInterleaved(test); // Else the annotation of its class has registered this.
    }

    @Override
    public boolean mayReturnZeroTestTemplateInvocationContexts(ExtensionContext context) {
        return Kinds.hasOtherTemplate(context.getRequiredTestMethod());
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(
            ExtensionContext context) {
        Method test = context.getRequiredTestMethod();
        return Kinds.hasOtherTemplate(test) ? Stream.empty() : OwnInvocation.all(context);
    }

    /**
     * Lets JUnit execute the nodes of a method one after the other where tests run in parallel:
     * what has a lock is executed on one thread, with all that is below it. Each method has a lock
     * for itself, so that it waits for no other. A class by itself, since an older JUnit, which has
     * to be told so, can not load it. Not to be used by hand.
     */
    public static final class InOrder implements ResourceLocksProvider {

        /** What the annotation names: all methods may read it at a time. */
        static final String SHARED = "dev.heddle.junit";

        /** How many methods have been given a lock. */
        private static final AtomicLong LOCKS = new AtomicLong();

        /** Called by JUnit. */
        public InOrder() {}

        @Override
        public Set<Lock> provideForMethod(
                List<Class<?>> enclosingInstanceTypes, Class<?> testClass, Method testMethod) {
            // The tests of other templates may well run at a time.
            return Versions.isJavaNewEnough() && Kinds.isOwn(testMethod)
                    ? Set.of(new Lock(SHARED + "." + LOCKS.incrementAndGet()))
                    : Set.of();
        }
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
        if (context.getTestMethod().isEmpty()) {
            return invocation.proceed(); // One instance for all tests: each of them says so.
        }
        Versions.check(context.getRequiredTestMethod());
        Kinds.check(context);
        if (isLeftAlone(context)) {
            return invocation.proceed();
        }
        return interception(context)
                .interceptTestClassConstructor(invocation, invocationContext, context);
    }

    @Override
    public void postProcessTestInstance(Object testInstance, ExtensionContext context) {
        if (context.getTestMethod().isPresent() && !isLeftAlone(context)) {
            interception(context).postProcessTestInstance(testInstance, context);
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Versions.check(context.getRequiredTestMethod());
        if (!isLeftAlone(context)) {
            interception(context).beforeEach(context);
        }
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        if (isLeftAlone(context)) {
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
        if (isLeftAlone(context)) {
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
        if (isLeftAlone(context)) {
            invocation.proceed();
        } else {
            interception(context).interceptAfterEachMethod(invocation, invocationContext, context);
        }
    }

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context)
            throws Throwable {
        if (Kinds.isInterleaved(context.getRequiredTestMethod())) {
            throw Kinds.refusal(context.getRequiredTestMethod());
        }
        interceptTestTemplateMethod(invocation, invocationContext, context);
    }

    // --- what can not be explored ----------------------------------------------------------------

    @Override
    public <T> T interceptTestFactoryMethod(
            Invocation<T> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context) {
        throw Kinds.refusal(context.getRequiredTestMethod());
    }

    // --- parameters ------------------------------------------------------------------------------

    @Override
    public boolean supportsParameter(
            ParameterContext parameterContext, ExtensionContext extensionContext) {
        return extensionContext.getTestMethod().isPresent() && Handles.isOne(parameterContext);
    }

    @Override
    public Object resolveParameter(
            ParameterContext parameterContext, ExtensionContext extensionContext) {
        return Handles.make(parameterContext);
    }

    /**
     * Whether JUnit does with this test what it does with any: since it is one of our own, which
     * has its interception, or since this is executed inside a schedule.
     */
    private static boolean isLeftAlone(ExtensionContext context) {
        return Inside.isInSchedule() || Kinds.isOwn(context.getRequiredTestMethod());
    }

    /** What runs the schedules of one invocation of another template. */
    private static Interception interception(ExtensionContext context) {
        return Kept.in(
                context.getStore(NAMESPACE),
                Interception.class,
                () -> Interception.ofOther(context));
    }
}
