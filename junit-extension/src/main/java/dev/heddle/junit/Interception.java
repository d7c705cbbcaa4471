package dev.heddle.junit;

import dev.heddle.Failure;
import dev.heddle.IncompleteProofError;
import dev.heddle.Proof;
import dev.heddle.Report;
import dev.heddle.ScheduleFailure;
import dev.heddle.control.FreshLoaders;
import dev.heddle.junit.Schedule.Call;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestInstancePostProcessor;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes the place of JUnit for one test: lets it make its instance and resolve all parameters, but
 * keeps it from calling the methods. They are noted, and called in the schedules.
 */
final class Interception
        implements InvocationInterceptor, TestInstancePostProcessor, BeforeEachCallback {

    private final Settings settings;

    /** Whether another template has made the test, and makes others of the same method. */
    private final boolean oneOfMany;

    private final List<Call> before = new ArrayList<>();

    /** The fields of JUnit's own instance as the constructor has left them. */
    private @Nullable FieldValues constructed;

    private @Nullable Thread thread;

    /** Whether the schedules have been run before the callbacks of other extensions. */
    private boolean explored;

    /** The schedules in which the test has failed; a proof has several. */
    private volatile List<Failure> failed = List.of();

    Interception(Settings settings, boolean oneOfMany) {
        this.settings = settings;
        this.oneOfMany = oneOfMany;
    }

    /** Of a test that is none of our own, and may be one of several that a template makes. */
    static Interception ofOther(ExtensionContext context) {
        return new Interception(
                Settings.of(context),
                AnnotationSupport.isAnnotated(context.getRequiredTestMethod(), TestTemplate.class));
    }

    /** The schedules in which the test has failed; none if it has not, or not in a schedule. */
    List<Failure> failures() {
        return failed;
    }

    /** The instance is made on account of a test, and its context says of which. */
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
        T instance = invocation.proceed();
        constructed = FieldValues.of(instance);
        return instance;
    }

    /**
     * If all that JUnit does is done in each schedule, that must be over before it does the same
     * here: extensions may keep something for the thread from their first callback on. But what
     * they keep for the JVM, such as the beans of an application, should not be made in a schedule.
     */
    @Override
    public void postProcessTestInstance(Object instance, ExtensionContext context) {
        if (instance.getClass() == context.getRequiredTestClass()
                && settings.perSchedule() == PerSchedule.LIFECYCLE) {
            exploreByJUnit(context);
        }
    }

    private void exploreByJUnit(ExtensionContext context) {
        explored = true;
        Refusals.checkWhole(context, settings.hasFreshClasses());

        settings.warmUp(new ScheduleByJUnit(context));
        explore(new ScheduleByJUnit(context), context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        thread = Thread.currentThread();
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context) {
        invocation.skip();
        before.add(call(invocationContext, context));
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context) {
        invocation.skip();
        if (settings.perSchedule() == PerSchedule.LIFECYCLE) {
            if (!explored) {
                exploreByJUnit(context); // There is one instance for all tests.
            }
            return;
        }
        List<Class<?>> classes = classes(context);
        Refusals.check(settings.method(), classes, context, thread);
        Refusals.checkInjection(
                settings.method(),
                constructed,
                context.getRequiredTestInstances().getInnermostInstance());
        Call test = call(invocationContext, context);
        FreshLoaders loaders = settings.freshLoaders(classes);
        if (loaders != null) {
            List<Call> calls = new ArrayList<>(before);
            calls.add(test);
            Refusals.checkFresh(settings.method(), classes, calls, loaders);
        }
        Thread caller = Thread.currentThread();
        ClassLoader contextClassLoader = caller.getContextClassLoader();
        try {
            explore(new Schedule(classes, before, test, after(classes), loaders), context);
        } finally {
            caller.setContextClassLoader(contextClassLoader);
        }
        if (loaders != null) {
            publish(loaders.warnings(), true, context);
        }
    }

    /** These were called in each schedule; this is JUnit's own call, afterwards. */
    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation,
            ReflectiveInvocationContext<Method> invocationContext,
            ExtensionContext context) {
        invocation.skip();
    }

    private void explore(Scheduled unlimited, ExtensionContext context) {
        Scheduled schedule = TimeLimited.of(unlimited, settings.virtualTimeLimit());
        if (settings.asked().isProof() && settings.token() == null) {
            prove(schedule, context);
        } else {
            run(schedule, context);
        }
    }

    private void run(Scheduled schedule, ExtensionContext context) {
        Progress progress =
                new Progress(
                        name(context),
                        settings.most(),
                        settings.progressNanos(),
                        line -> say(line, context));
        Attempts attempts = new Attempts(settings, schedule, saved(context), progress);
        Report report =
                oneOfMany ? ReplayedOnce.run(settings, attempts::run, context) : attempts.run();
        publishRemarks(report, report.passed(), context);
        Failure failure = report.failure().orElse(null);
        if (failure == null || !schedule.isAborted(failure.cause().orElse(null))) {
            attempts.ended(failure);
        }
        publish(attempts.remarks(), true, context);
        if (failure == null) {
            if (report.schedules() > 1) {
                context.publishReportEntry("heddle.coverage", report.coverage().toString());
            }
            report.check(); // Whether each goal was reached in some schedule.
            return;
        }
        Throwable cause = failure.cause().orElse(null);
        if (cause != null && schedule.isAborted(cause)) {
            throw (TestAbortedException) cause;
        }
        failed = List.of(failure);
        publishFiles(failure, context, 1);
        ScheduleFailure error = failure.toError();
        // It would lead to JUnit and this class. Where the program was is in the message and the
        // cause.
        error.setStackTrace(new StackTraceElement[0]);
        Throwable thrown = schedule.thrown();
        if (cause == null && thrown != null) {
            // The test had failed already, and after that it did not come to its end.
            error.addSuppressed(thrown);
        }
        throw error;
    }

    /** Where the failure of the test is kept; null if it is not. */
    private @Nullable SavedFailure saved(ExtensionContext context) {
        try {
            return SavedFailure.of(settings, context, oneOfMany);
        } catch (IllegalArgumentException e) {
            throw settings.unusable(e);
        }
    }

    private void publishFiles(Failure failure, ExtensionContext context, int number) {
        Path page =
                FailureFiles.publish(
                        failure, context, SavedFailure.place(settings, context, oneOfMany), number);
        if (page != null) {
            System.out.println(
                    "Heddle, %s: the failure as a page: %s".formatted(name(context), page));
        }
    }

    /** Runs every interleaving there is, unless one fails in which it did before. */
    private void prove(Scheduled schedule, ExtensionContext context) {
        Proving proving =
                new Proving(
                        settings,
                        schedule,
                        saved(context),
                        SavedFailure.place(settings, context, oneOfMany));
        List<Report> again = proving.retry();
        if (!again.isEmpty()) {
            again.forEach(report -> publishRemarks(report, false, context));
            publish(proving.remarks(), true, context);
            throw together(
                    again.stream().map(one -> one.failure().orElseThrow().toError()).toList(),
                    context);
        }
        Proof proof = proving.prove(name(context), line -> say(line, context));
        publishRemarks(proof.report(), proof.passed(), context);
        context.publishReportEntry("heddle.proof", proof.summary());
        List<ScheduleFailure> errors = new ArrayList<>();
        TestAbortedException aborted = null;
        String ownThread = Thread.currentThread().getName(); // As the first one of every run.
        for (ScheduleFailure error : proof.errors()) {
            if (error.getCause() instanceof TestAbortedException abort
                    && error.failure().thread().orElse("").equals(ownThread)) {
                aborted = aborted == null ? abort : aborted;
            } else {
                errors.add(error);
            }
        }
        if (aborted == null || !errors.isEmpty()) {
            proving.ended(errors);
        }
        publish(proving.remarks(), true, context);
        if (!errors.isEmpty()) {
            throw together(errors, context);
        }
        if (aborted != null) {
            throw aborted;
        }
        try {
            proof.check();
        } catch (IncompleteProofError e) {
            e.setStackTrace(new StackTraceElement[0]);
            throw e;
        }
        System.out.println("Heddle, " + name(context) + ": " + proof.summary());
    }

    /** One failure of the test for all that were found: the others are suppressed in the first. */
    private ScheduleFailure together(List<ScheduleFailure> errors, ExtensionContext context) {
        failed = errors.stream().map(ScheduleFailure::failure).toList();
        ScheduleFailure first = errors.getFirst();
        for (int i = 0; i < errors.size(); i++) {
            ScheduleFailure error = errors.get(i);
            error.setStackTrace(new StackTraceElement[0]);
            publishFiles(error.failure(), context, i + 1);
            if (error != first) {
                first.addSuppressed(error);
            }
        }
        return first;
    }

    /**
     * A passing test must say so too if something in it was not under control, or should not be.
     */
    private void publishRemarks(Report report, boolean passed, ExtensionContext context) {
        List<String> remarks = new ArrayList<>(report.warnings());
        report.divergence().ifPresent(divergence -> remarks.add(divergence.toString()));
        report.uncontrolled().forEach(one -> remarks.add("Not under control: " + one));
        report.blocked().forEach(one -> remarks.add("Blocked event loop: " + one));
        report.races().forEach(race -> remarks.add(race.toString()));
        report.lockOrders().forEach(order -> remarks.add(order.toString()));
        report.leaks().forEach(one -> remarks.add("Left behind: " + one));
        report.swallowed().forEach(one -> remarks.add("Swallowed exception: " + one));
        if (report.outsideEvents() > 0 && report.uncontrolled().isEmpty()) {
            remarks.add(
                    "%,d events came from threads that are not under control."
                            .formatted(report.outsideEvents()));
        }
        publish(remarks, passed, context);
    }

    /**
     * As report entries, which development tools show; and on the console, if no failure says it:
     * Surefire shows no entries, and who only sees that the test is green must not miss it.
     */
    private void publish(List<String> remarks, boolean passed, ExtensionContext context) {
        for (String remark : remarks) {
            context.publishReportEntry("heddle", remark);
            if (passed) {
                System.out.println("Heddle, " + name(context) + ": " + remark);
            }
        }
    }

    /** Says at once how far the test is. */
    private static void say(String line, ExtensionContext context) {
        System.out.println("Heddle, " + line);
        context.publishReportEntry("heddle.progress", line);
    }

    private String name(ExtensionContext context) {
        String name = Settings.nameOf(settings.method());
        return oneOfMany ? name + " " + context.getDisplayName() : name;
    }

    private static Call call(
            ReflectiveInvocationContext<Method> invocation, ExtensionContext context) {
        List<Object> instances = context.getRequiredTestInstances().getAllInstances();
        Object target = invocation.getTarget().orElseThrow();
        int level = 0;
        while (instances.get(level) != target) {
            level++;
        }
        return new Call(invocation.getExecutable(), level, invocation.getArguments());
    }

    /** The test class, after those it is nested in. */
    private static List<Class<?>> classes(ExtensionContext context) {
        List<Class<?>> classes = new ArrayList<>();
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            classes.add(instance.getClass());
        }
        return classes;
    }

    /** JUnit says what is to be called afterwards only when that is too late, so look for it. */
    private static List<Call> after(List<Class<?>> classes) {
        List<Call> calls = new ArrayList<>();
        for (int level = classes.size() - 1; level >= 0; level--) {
            for (Method method :
                    AnnotationSupport.findAnnotatedMethods(
                            classes.get(level),
                            AfterEach.class,
                            HierarchyTraversalMode.BOTTOM_UP)) {
                calls.add(new Call(method, level, List.of()));
            }
        }
        return calls;
    }
}
