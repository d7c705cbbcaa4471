package dev.heddle.conformance;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** Operations of the JDK that are called without being named where they are called. */
final class ByReferencePrograms {

    /** Looked up before any run. */
    private static final MethodHandle NANO_TIME =
            handle(true, System.class, "nanoTime", long.class);

    private ByReferencePrograms() {}

    private static MethodHandle handle(
            boolean isStatic, Class<?> owner, String name, Class<?> returned, Class<?>... taken) {
        MethodType type = MethodType.methodType(returned, taken);
        try {
            if (owner == Plain.class) {
                return MethodHandles.lookup().findVirtual(owner, name, type);
            }
            return isStatic
                    ? MethodHandles.lookup().findStatic(owner, name, type)
                    : MethodHandles.publicLookup().findVirtual(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Object call(MethodHandle handle, Object... arguments) throws Exception {
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static Object reflect(
            Class<?> owner, String name, Object on, Class<?>[] types, Object... arguments)
            throws Exception {
        Method method = owner.getMethod(name, types);
        return method.invoke(on, arguments);
    }

    private static final Class<?>[] NOTHING = {};

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** Every way to ask for the time agrees with the plain one, before and after a day. */
    static void clocks() throws Exception {
        for (int day = 0; day < 2; day++) {
            LongSupplier reference = System::nanoTime;
            LongSupplier calendar = System::currentTimeMillis;
            MethodHandle unreflected =
                    MethodHandles.lookup().unreflect(System.class.getMethod("currentTimeMillis"));
            long now = System.nanoTime();
            long date = System.currentTimeMillis();
            near(now, reference.getAsLong(), "reference");
            near(now, (long) call(NANO_TIME), "old handle");
            near(now, (long) call(handle(true, System.class, "nanoTime", long.class)), "handle");
            near(now, (long) reflect(System.class, "nanoTime", null, NOTHING), "reflection");
            near(date, calendar.getAsLong(), "reference, date");
            near(date, (long) call(unreflected), "unreflected, date");
            near(date, (long) reflect(System.class, "currentTimeMillis", null, NOTHING), "date");
            reflect(Thread.class, "sleep", null, new Class<?>[] {long.class}, 5L);
        }
    }

    private static void near(long one, long other, String what) {
        demand(other >= one && other - one < Duration.ofMinutes(1).toNanos(), what);
    }

    /** The same, exactly; for runs only. */
    static void exactClocks() throws Exception {
        Thread.sleep(Duration.ofDays(3));
        long now = System.nanoTime();
        demand((long) call(NANO_TIME) == now, "old handle");
        demand((long) reflect(System.class, "nanoTime", null, NOTHING) == now, "reflection");
        long date = System.currentTimeMillis();
        demand((long) reflect(System.class, "currentTimeMillis", null, NOTHING) == date, "date");
        call(handle(true, Thread.class, "sleep", void.class, Duration.class), Duration.ofDays(3));
        demand(System.nanoTime() - now == Duration.ofDays(3).toNanos(), "slept by a handle");
        reflect(
                LockSupport.class,
                "parkNanos",
                null,
                new Class<?>[] {long.class},
                Duration.ofDays(3).toNanos());
        demand(System.nanoTime() - now == Duration.ofDays(6).toNanos(), "parked by reflection");
    }

    static void currentThread() throws Exception {
        Supplier<Thread> reference = Thread::currentThread;
        Thread me = Thread.currentThread();
        demand(reference.get() == me, "reference");
        demand(call(handle(true, Thread.class, "currentThread", Thread.class)) == me, "handle");
        demand(reflect(Thread.class, "currentThread", null, NOTHING) == me, "reflection");
        Callable<Object> spin = () -> reflect(Thread.class, "onSpinWait", null, NOTHING);
        demand(spin.call() == null, "onSpinWait");
    }

    /** A thread waits, and another notifies it, by reflection and by handles in turn. */
    static void monitors() throws Exception {
        Object lock = new Object();
        boolean[] done = new boolean[1];
        Thread notifier =
                new Thread(
                        () -> {
                            synchronized (lock) {
                                done[0] = true;
                                try {
                                    call(
                                            handle(false, Object.class, "notifyAll", void.class),
                                            lock);
                                } catch (Exception e) {
                                    throw new AssertionError(e);
                                }
                            }
                        });
        notifier.start();
        synchronized (lock) {
            demand((boolean) reflect(Thread.class, "holdsLock", null, of(Object.class), lock), "");
            while (!done[0]) {
                reflect(Object.class, "wait", lock, of(long.class), 1_000L);
            }
        }
        notifier.join();
        try {
            reflect(Object.class, "notify", lock, NOTHING);
            throw new AssertionError("not the owner");
        } catch (java.lang.reflect.InvocationTargetException e) {
            demand(e.getCause() instanceof IllegalMonitorStateException, "cause");
        }
    }

    private static Class<?>[] of(Class<?>... types) {
        return types;
    }

    private static class Plain {}

    /** Hash codes that nobody has asked for in another way. */
    static List<Integer> hashes() throws Exception {
        List<Integer> all = new ArrayList<>();
        ToIntFunction<Object> reference = Object::hashCode;
        ToIntFunction<Plain> own = Plain::hashCode;
        Object bound = new Plain();
        Supplier<Integer> captured = bound::hashCode;
        all.add(reference.applyAsInt(new Object()));
        all.add(own.applyAsInt(new Plain()));
        all.add(captured.get());
        all.add((int) call(handle(false, Object.class, "hashCode", int.class), new Plain()));
        all.add((int) call(handle(false, Plain.class, "hashCode", int.class), new Plain()));
        all.add((int) reflect(Object.class, "hashCode", new Plain(), NOTHING));
        all.add((int) reflect(Plain.class, "hashCode", new Plain(), NOTHING));
        all.add(
                (int)
                        reflect(
                                System.class,
                                "identityHashCode",
                                null,
                                of(Object.class),
                                new Object()));
        all.add("text".hashCode() - (int) reflect(Object.class, "hashCode", "text", NOTHING));
        return all;
    }

    /** Numbers that are drawn at random. */
    static List<Object> chance() throws Exception {
        List<Object> all = new ArrayList<>();
        Supplier<Double> reference = Math::random;
        all.add(reference.get());
        all.add(call(handle(true, Math.class, "random", double.class)));
        all.add(reflect(Math.class, "random", null, NOTHING));
        all.add(reflect(java.util.UUID.class, "randomUUID", null, NOTHING).toString());
        all.add(java.util.Random.class.getConstructor().newInstance().nextLong());
        return all;
    }

    static void processors() throws Exception {
        int plain = Runtime.getRuntime().availableProcessors();
        Object runtime = Runtime.getRuntime();
        demand(
                (int) reflect(Runtime.class, "availableProcessors", runtime, NOTHING) == plain,
                "reflection");
        demand(
                (int) call(handle(false, Runtime.class, "availableProcessors", int.class), runtime)
                        == plain,
                "handle");
    }

    static void freeMemory() throws Exception {
        demand(
                (long) reflect(Runtime.class, "freeMemory", Runtime.getRuntime(), NOTHING) > 0,
                "free");
    }

    static void collects() throws Exception {
        call(handle(true, System.class, "gc", void.class));
    }
}
