package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** Which locks a fiber holds; for reports, since it looks at all there are. */
@Internal
public final class Held {

    private static final MethodHandle SYNC;
    private static final MethodHandle WRITE_SYNC;
    private static final MethodHandle BOTH_SYNC;

    static {
        try {
            MethodType of = MethodType.methodType(Object.class, Object.class);
            SYNC = Members.of(ReentrantLock.class.getName()).getter(of, "sync");
            WRITE_SYNC =
                    Members.of(ReentrantReadWriteLock.WriteLock.class.getName()).getter(of, "sync");
            BOTH_SYNC = Members.of(ReentrantReadWriteLock.class.getName()).getter(of, "sync");
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Held() {}

    /** Those of some objects that are locks which the fiber holds exclusively. */
    public static List<Object> locks(Fiber fiber, List<Object> objects) {
        List<Object> held = new ArrayList<>();
        for (Object object : objects) {
            Object sync = syncOf(object);
            if (sync != null && Jdk.ownerOf(sync) == fiber.thread()) {
                held.add(object);
            }
        }
        return held;
    }

    /** The objects whose monitors the fiber holds. */
    public static List<Object> monitors(Fiber fiber) {
        // Nearly always none, and there may be many monitors.
        return fiber.nesting == 0 ? List.of() : fiber.loop().monitors().heldBy(fiber);
    }

    private static @Nullable Object syncOf(Object object) {
        try {
            return switch (object) {
                case ReentrantLock lock -> (Object) SYNC.invokeExact((Object) lock);
                case ReentrantReadWriteLock.WriteLock lock ->
                        (Object) WRITE_SYNC.invokeExact((Object) lock);
                case ReentrantReadWriteLock both -> (Object) BOTH_SYNC.invokeExact((Object) both);
                default -> null;
            };
        } catch (Throwable e) {
            throw new IllegalStateException("A lock of the JDK could not be looked at.", e);
        }
    }
}
