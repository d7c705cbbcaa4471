package dev.heddle.conformance;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.SoftReference;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.WeakHashMap;

/** Programs that ask the garbage collector, the JVM or the machine for something. */
final class ToldPrograms {

    private ToldPrograms() {}

    // --- the garbage collector

    static void gc() {
        System.gc();
    }

    static void runtimeGc() {
        Runtime.getRuntime().gc();
    }

    @SuppressWarnings("removal")
    static void runFinalization() {
        Runtime.getRuntime().runFinalization();
    }

    private static final Cleaner CLEANER = Cleaner.create();

    static void cleaner() {
        CLEANER.register(new Object(), () -> {}).clean();
    }

    @SuppressWarnings({"removal", "Finalize"})
    private static final class Finalized {

        private static int count;

        @Override
        protected void finalize() {
            count++;
        }
    }

    static void finalizer() {
        new Finalized();
    }

    static void poll() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Reference<Object> reference = new WeakReference<>(new Object(), queue);
        reference.enqueue();
        demand(queue.poll() == reference);
    }

    static void remove() throws InterruptedException {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        demand(queue.remove(1) == null);
    }

    /** What every cache does. */
    static void quietReferences() {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        Object kept = new Object();
        Reference<Object> weak = new WeakReference<>(kept, queue);
        Reference<Object> soft = new SoftReference<>(kept, queue);
        demand(weak.get() == kept && soft.get() == kept && queue.poll() == null);
        WeakHashMap<Object, String> map = new WeakHashMap<>();
        map.put(kept, "kept");
        demand(map.size() == 1);
        ThreadLocal.withInitial(() -> 1).get();
    }

    // --- native code

    private static native int withoutLibrary();

    static void nativeMethod() {
        try {
            withoutLibrary();
        } catch (UnsatisfiedLinkError e) {
            return; // There is none; but it was called.
        }
        demand(false);
    }

    /** One that inherits its native method, and is called by another class. */
    static class Base {
        native void inherited();
    }

    static final class Derived extends Base {}

    static final class Overriding extends Base {
        @Override
        void inherited() {}
    }

    static void inheritedNativeMethod() {
        try {
            new Derived().inherited();
        } catch (UnsatisfiedLinkError e) {
            return;
        }
        demand(false);
    }

    static void overriddenNativeMethod() {
        new Overriding().inherited();
    }

    private static final MethodHandle PROCESS_ID =
            Linker.nativeLinker()
                    .downcallHandle(
                            Linker.nativeLinker().defaultLookup().findOrThrow("getpid"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT));

    static void foreignFunction() throws Exception {
        try {
            demand((int) PROCESS_ID.invokeExact() > 0);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void foreignFunctionByAddress() throws Exception {
        try {
            MethodHandle handle =
                    Linker.nativeLinker()
                            .downcallHandle(FunctionDescriptor.of(ValueLayout.JAVA_INT));
            demand(
                    (int)
                                    handle.invokeExact(
                                            Linker.nativeLinker()
                                                    .defaultLookup()
                                                    .findOrThrow("getpid"))
                            > 0);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void library() {
        try {
            System.load("/no/such/library.so");
        } catch (UnsatisfiedLinkError e) {
            return;
        }
        demand(false);
    }

    static void libraryByName() {
        try {
            System.loadLibrary("nosuchlibrary");
        } catch (UnsatisfiedLinkError e) {
            return;
        }
        demand(false);
    }

    // --- the JVM and the machine

    static void freeMemory() {
        demand(Runtime.getRuntime().freeMemory() > 0);
    }

    static void totalMemory() {
        demand(Runtime.getRuntime().totalMemory() > 0);
    }

    static void heapUsage() {
        demand(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() > 0);
    }

    static void poolUsage() {
        ManagementFactory.getMemoryPoolMXBeans().forEach(pool -> demand(pool.getUsage() != null));
    }

    static void collections() {
        for (GarbageCollectorMXBean one : ManagementFactory.getGarbageCollectorMXBeans()) {
            demand(one.getCollectionCount() >= 0 && one.getCollectionTime() >= 0);
        }
    }

    static void load() {
        demand(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage() > -2);
    }

    static void cpuTime() {
        demand(
                ((com.sun.management.OperatingSystemMXBean)
                                        ManagementFactory.getOperatingSystemMXBean())
                                .getProcessCpuTime()
                        > 0);
    }

    static void uptime() {
        demand(ManagementFactory.getRuntimeMXBean().getUptime() > 0);
    }

    static void startTime() {
        demand(ManagementFactory.getRuntimeMXBean().getStartTime() > 0);
    }

    static void beanPid() {
        demand(ManagementFactory.getRuntimeMXBean().getPid() > 0);
    }

    static void classes() {
        demand(ManagementFactory.getClassLoadingMXBean().getLoadedClassCount() > 0);
    }

    static void threadInfo() {
        ManagementFactory.getThreadMXBean().getThreadInfo(Thread.currentThread().threadId());
    }

    static void threadCount() {
        demand(ManagementFactory.getThreadMXBean().getThreadCount() > 0);
    }

    static void deadlocks() {
        demand(ManagementFactory.getThreadMXBean().findDeadlockedThreads() == null);
    }

    static void threadCpu() {
        ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    static void pid() {
        demand(ProcessHandle.current().pid() > 0);
    }

    static void processes() {
        demand(ProcessHandle.allProcesses().count() > 0);
    }

    static void network() throws IOException {
        demand(NetworkInterface.getNetworkInterfaces().hasMoreElements());
    }

    static void localHost() {
        try {
            InetAddress.getLocalHost();
        } catch (IOException e) {
            return; // It need not have a name.
        }
    }

    static void hostByName() throws IOException {
        demand(InetAddress.getByName("localhost").isLoopbackAddress());
    }

    static void nameOfHost() throws IOException {
        demand(
                !InetAddress.getByAddress(new byte[] {127, 0, 0, 1})
                        .getCanonicalHostName()
                        .isEmpty());
    }

    static void input() throws IOException {
        demand(new FileInputStream(FileDescriptor.in).available() >= 0);
    }

    /** All that is the same in each schedule. */
    static void quietMachine() throws IOException {
        demand(Runtime.getRuntime().availableProcessors() > 0);
        demand(Runtime.getRuntime().maxMemory() > 0);
        demand(System.getenv() != null);
        demand(System.getProperty("java.home") != null);
        demand(ManagementFactory.getRuntimeMXBean().getVmName() != null);
        demand(ManagementFactory.getRuntimeMXBean().getInputArguments() != null);
        demand(InetAddress.getByName("127.0.0.1").isLoopbackAddress());
        demand(InetAddress.getLoopbackAddress().isLoopbackAddress());
    }

    private static void demand(boolean holds) {
        if (!holds) {
            throw new AssertionError();
        }
    }
}
