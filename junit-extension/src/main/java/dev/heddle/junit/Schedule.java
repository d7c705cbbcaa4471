package dev.heddle.junit;

import dev.heddle.Body;
import dev.heddle.kernel.Unwind;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.ReflectionSupport;
import org.opentest4j.TestAbortedException;

import java.lang.reflect.Method;
import java.util.List;

/**
 * What the first thread of every run executes: a new instance of the test class, and on it the
 * {@code @BeforeEach} methods, the test method and the {@code @AfterEach} methods, as JUnit would.
 */
final class Schedule implements Body {

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
    }

    private final List<Class<?>> classes;
    private final List<Call> before;
    private final Call test;
    private final List<Call> after;

    /** What left the test of the last run, before its {@code @AfterEach} methods were called. */
    private @Nullable Throwable thrown;

    /** The assumption that was the first not to hold. */
    private @Nullable TestAbortedException aborted;

    /**
     * A schedule.
     *
     * @param classes the test class, after those it is nested in
     */
    Schedule(List<Class<?>> classes, List<Call> before, Call test, List<Call> after) {
        this.classes = List.copyOf(classes);
        this.before = List.copyOf(before);
        this.test = test;
        this.after = List.copyOf(after);
    }

    /** What left the test of the last run, whether or not the run ended by it. */
    @Nullable Throwable thrown() {
        return thrown;
    }

    /** Whether a run ended because an assumption of the test did not hold. */
    boolean isAborted(@Nullable Throwable cause) {
        return cause != null && cause == aborted;
    }

    @Override
    public void run() throws Throwable {
        thrown = null;
        Object[] instances = create();
        Throwable failure = null;
        try {
            for (Call call : before) {
                call.on(instances);
            }
            test.on(instances);
        } catch (Throwable e) {
            failure = e;
        }
        thrown = failure instanceof Unwind ? null : failure;
        for (Call call : after) {
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
