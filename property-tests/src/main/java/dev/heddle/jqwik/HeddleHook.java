package dev.heddle.jqwik;

import dev.heddle.Schedule;
import dev.heddle.api.Internal;

import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.AroundTryHook;
import net.jqwik.api.lifecycle.MethodLifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;
import net.jqwik.api.lifecycle.TryLifecycleContext;

import org.jspecify.annotations.Nullable;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands around each property that is {@link Interleaved @Interleaved} or takes a {@link
 * dev.heddle.Schedule}, and around each of its tries; all others are left as they are. jqwik finds
 * it as a service.
 */
@Internal
public final class HeddleHook implements AroundPropertyHook, AroundTryHook {

    /** What jqwik does around each try, and what lifecycle methods do, belongs to the schedule. */
    private static final int OUTSIDE_OF_ALL = -1_000;

    /** The properties that are being executed. A try of any other comes too late. */
    private static final Map<Key, Going> GOING = new ConcurrentHashMap<>();

    /** Called by jqwik. */
    public HeddleHook() {}

    /**
     * One execution of a property.
     *
     * @param instance jqwik makes one for each, and it is the object itself that counts
     */
    private record Key(Method method, Object instance) {

        static Key of(MethodLifecycleContext context) {
            return new Key(context.targetMethod(), context.testInstance());
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && key.instance == instance
                    && key.method.equals(method);
        }

        @Override
        public int hashCode() {
            return method.hashCode() * 31 + System.identityHashCode(instance);
        }
    }

    /**
     * The smallest schedule that makes a property fail which has failed under this one; null if
     * none is smaller, or none has failed.
     */
    static @Nullable Schedule smaller(Schedule schedule) {
        for (Going going : GOING.values()) {
            if (going.hasFailedWith(schedule)) {
                return going.smaller(schedule);
            }
        }
        return null;
    }

    @Override
    public PropagationMode propagateTo() {
        return PropagationMode.ALL_DESCENDANTS;
    }

    @Override
    public int aroundTryProximity() {
        return OUTSIDE_OF_ALL;
    }

    @Override
    public PropertyExecutionResult aroundProperty(
            PropertyLifecycleContext context, PropertyExecutor property) throws Throwable {
        Asked asked = Asked.of(context.targetMethod(), context.containerClass());
        if (asked == null) {
            return property.execute();
        }
        Going going = new Going(asked, context.reporter());
        Key key = Key.of(context);
        GOING.put(key, going);
        PropertyExecutionResult result;
        try {
            result = property.execute();
        } finally {
            // jqwik may have given up on shrinking in another thread, which has not noticed yet.
            GOING.remove(key);
            going.close();
        }
        return going.reported(result);
    }

    @Override
    public TryExecutionResult aroundTry(
            TryLifecycleContext context, TryExecutor executor, List<Object> parameters)
            throws Throwable {
        Going going = GOING.get(Key.of(context));
        if (going != null) {
            return going.execute(executor, parameters);
        }
        if (Asked.of(context.targetMethod(), context.containerClass()) != null) {
            throw Going.tooLate();
        }
        return executor.execute(parameters);
    }
}
