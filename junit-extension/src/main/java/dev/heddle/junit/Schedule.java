package dev.heddle.junit;

import dev.heddle.control.FreshLoaders;
import dev.heddle.kernel.Unwind;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/**
 * What the first thread of every run executes: a new instance of the test class, and on it the
 * {@code @BeforeEach} methods, the test method and the {@code @AfterEach} methods, as JUnit would.
 */
final class Schedule implements Scheduled {

    /**
     * A method to call.
     *
     * @param level on which instance: 0 is that of the outermost class
     * @param arguments the same objects in every schedule
     */
    record Call(Method method, int level, List<? extends @Nullable Object> arguments) {
        void on(Object[] instances) {
            ReflectionSupport.invokeMethod(method, instances[level], arguments.toArray());
        }

        /**
         * The same call, by the class of that name which a loader has. The types of the parameters
         * are none that it loads anew: {@link Refusals} sees to that.
         */
        Call in(ClassLoader loader) throws ReflectiveOperationException {
            Class<?> type = Class.forName(method.getDeclaringClass().getName(), false, loader);
            return type == method.getDeclaringClass()
                    ? this
                    : new Call(
                            type.getDeclaredMethod(method.getName(), method.getParameterTypes()),
                            level,
                            arguments);
        }
    }

    private final List<Class<?>> classes;
    private final List<Call> before;
    private final Call test;
    private final List<Call> after;

    /** Where the classes of each run come from; null if all runs have the same. */
    private final @Nullable FreshLoaders loaders;

    /** What left the test of the last run, before its {@code @AfterEach} methods were called. */
    private @Nullable Throwable thrown;

    /** The assumption that was the first not to hold. */
    private @Nullable TestAbortedException aborted;

    /**
     * A schedule.
     *
     * @param classes the test class, after those it is nested in
     * @param loaders where the classes of each run come from; null if all runs have the same
     */
    Schedule(
            List<Class<?>> classes,
            List<Call> before,
            Call test,
            List<Call> after,
            @Nullable FreshLoaders loaders) {
        this.classes = List.copyOf(classes);
        this.before = List.copyOf(before);
        this.test = test;
        this.after = List.copyOf(after);
        this.loaders = loaders;
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
        if (loaders == null) {
            run(this);
            return;
        }
        ClassLoader loader = loaders.next();
        FreshLoaders.enter(loader);
        try {
            run(in(loader));
        } catch (LinkageError | ClassCastException e) {
            FreshLoaders.explain(e);
            throw e;
        }
    }

    /** The same with classes from the given loader. */
    private Schedule in(ClassLoader loader) throws ReflectiveOperationException {
        List<Class<?>> ofLoader = new ArrayList<>();
        for (Class<?> type : classes) {
            ofLoader.add(Class.forName(type.getName(), false, loader));
        }
        return new Schedule(ofLoader, in(loader, before), test.in(loader), in(loader, after), null);
    }

    private static List<Call> in(ClassLoader loader, List<Call> calls)
            throws ReflectiveOperationException {
        List<Call> ofLoader = new ArrayList<>();
        for (Call call : calls) {
            ofLoader.add(call.in(loader));
        }
        return ofLoader;
    }

    /** Executes this test in the classes of the given one. */
    private void run(Schedule plan) throws Throwable {
        Object[] instances = plan.create();
        Throwable failure = null;
        try {
            for (Call call : plan.before) {
                call.on(instances);
            }
            plan.test.on(instances);
        } catch (Throwable e) {
            failure = e;
        }
        thrown = failure instanceof Unwind ? null : failure;
        for (Call call : plan.after) {
            // Even if the run is over: like a finally block, it may close what lives outside of it.
            try {
                call.on(instances);
            } catch (Throwable e) {
                failure = both(failure, e);
            }
        }
        if (failure instanceof TestAbortedException abort && aborted == null) {
            aborted = abort;
        }
        if (failure != null) {
            throw failure;
        }
    }

    private Object[] create() {
        Object[] instances = new Object[classes.size()];
        for (int level = 0; level < instances.length; level++) {
            instances[level] =
                    level == 0
                            ? ReflectionSupport.newInstance(classes.get(level))
                            : ReflectionSupport.newInstance(
                                    classes.get(level), instances[level - 1]);
        }
        return instances;
    }

    /** The first counts, and takes the second along; but a failure counts more than an abort. */
    private static Throwable both(@Nullable Throwable first, Throwable second) {
        if (first == null || first == second) {
            return second;
        }
        if (first instanceof TestAbortedException && !(second instanceof TestAbortedException)) {
            second.addSuppressed(first);
            return second;
        }
        first.addSuppressed(second);
        return first;
    }
}
