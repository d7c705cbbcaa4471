package dev.heddle.docs.bench;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;

/**
 * The JDK's own continuations and virtual threads without Heddle, for comparison. By method
 * handles, because javac does not let code name them that is compiled for a release.
 */
final class Continuations {

    private static final Object SCOPE;
    private static final MethodHandle NEW;
    private static final MethodHandle RUN;
    private static final MethodHandle YIELD;
    private static final MethodHandle NEW_VIRTUAL;

    private Continuations() {}

    static {
        try {
            Class<?> scope = Class.forName("jdk.internal.vm.ContinuationScope");
            Class<?> type = Class.forName("jdk.internal.vm.Continuation");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SCOPE = scope.getConstructor(String.class).newInstance("benchmark");
            NEW =
                    lookup.findConstructor(
                                    type, MethodType.methodType(void.class, scope, Runnable.class))
                            .bindTo(SCOPE)
                            .asType(MethodType.methodType(Object.class, Runnable.class));
            RUN =
                    lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                            .asType(MethodType.methodType(void.class, Object.class));
            YIELD =
                    lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scope))
                            .bindTo(SCOPE);
            Class<?> virtual = Class.forName("java.lang.VirtualThread");
            NEW_VIRTUAL =
                    MethodHandles.privateLookupIn(virtual, MethodHandles.lookup())
                            .findConstructor(
                                    virtual,
                                    MethodType.methodType(
                                            void.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class))
                            .asType(
                                    MethodType.methodType(
                                            Thread.class,
                                            Executor.class,
                                            String.class,
                                            int.class,
                                            Runnable.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static Object make(Runnable code) throws Throwable {
        return (Object) NEW.invokeExact(code);
    }

    static void run(Object continuation) throws Throwable {
        RUN.invokeExact(continuation);
    }

    static void yield() {
        try {
            boolean yielded = (boolean) YIELD.invokeExact();
            if (!yielded) {
                throw new AssertionError("The continuation is pinned.");
            }
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static Thread virtualThread(Executor scheduler, Runnable code) throws Throwable {
        return (Thread) NEW_VIRTUAL.invokeExact(scheduler, (String) null, 0, code);
    }
}
