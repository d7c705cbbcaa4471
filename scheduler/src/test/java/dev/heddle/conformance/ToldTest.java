package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a program gets from the garbage collector, from native code, from the JVM and the machine is
 * real, and never passes silently: it is told with its place, and a strict run ends there.
 */
class ToldTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** Free, the body passes; in a run it does and is told of; a strict run fails at that place. */
    private static void isTold(String what, String method, Body body) {
        Conformance.onRealThreads(body);
        String place = method + "(ToldPrograms.java:";
        Report report = Heddle.explorer().schedules(3).explore(body);
        report.check();
        assertThat(report.uncontrolled())
                .anyMatch(one -> one.contains(what) && one.contains(place));
        Report refused = Heddle.explorer().strict().schedules(3).explore(body);
        assertThat(refused.failure().orElseThrow().toString())
                .containsIgnoringWhitespaces(what, "the run is strict", place);
    }

    /** A strict run passes, and nothing is told. */
    private static void isSilent(Body body) {
        Conformance.onRealThreads(body);
        Report report = Heddle.explorer().strict().schedules(3).explore(body);
        report.check();
        assertThat(report.uncontrolled()).isEmpty();
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "System.gc, Runtime.gc", handling = Handling.REAL)
    void collections() {
        isTold("runs the garbage collector", "gc", ToldPrograms::gc);
        isTold("runs the garbage collector", "runtimeGc", ToldPrograms::runtimeGc);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Finalizers, Runtime.runFinalization",
            handling = Handling.REAL)
    void finalizers() {
        isTold("makes an object with a finalizer", "Finalized.<init>", ToldPrograms::finalizer);
        isTold("runs finalizers", "runFinalization", ToldPrograms::runFinalization);
    }

    @Test
    void cleaners() {
        isTold("leaves something to do to a cleaner", "cleaner", ToldPrograms::cleaner);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "ReferenceQueue.poll, remove",
            handling = Handling.REAL,
            note = "told when poll returns a reference, and when remove waits for one")
    void queues() {
        isTold("is told what was collected by a reference queue", "poll", ToldPrograms::poll);
        isTold("waits for the garbage collector", "remove", ToldPrograms::remove);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "WeakReference.get, SoftReference.get, WeakHashMap",
            handling = Handling.REAL,
            note = "not told, or every cache would be")
    void referencesAreSilent() {
        isSilent(ToldPrograms::quietReferences);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Native methods of the program, System.load, loadLibrary",
            handling = Handling.REAL)
    void nativeMethods() {
        isTold("calls the native method", "nativeMethod", ToldPrograms::nativeMethod);
        isTold(
                "calls the native method",
                "inheritedNativeMethod",
                ToldPrograms::inheritedNativeMethod);
        isTold("loads the native library /no/such/library.so", "library", ToldPrograms::library);
        isTold("loads the native library", "libraryByName", ToldPrograms::libraryByName);
        isSilent(ToldPrograms::overriddenNativeMethod);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Foreign functions: Linker.downcallHandle",
            handling = Handling.REAL)
    void foreignFunctions() {
        isTold("calls a native function", "foreignFunction", ToldPrograms::foreignFunction);
        isTold(
                "calls a native function",
                "foreignFunctionByAddress",
                ToldPrograms::foreignFunctionByAddress);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Runtime.freeMemory, totalMemory, the MXBeans of memory and collectors",
            handling = Handling.REAL)
    void memory() {
        isTold("its free memory", "freeMemory", ToldPrograms::freeMemory);
        isTold("its memory", "totalMemory", ToldPrograms::totalMemory);
        isTold("by MemoryMXBean", "heapUsage", ToldPrograms::heapUsage);
        isTold("by MemoryPoolMXBean", "lambda$poolUsage$0", ToldPrograms::poolUsage);
        isTold(
                "GarbageCollectorMXBean.getCollectionCount",
                "collections",
                ToldPrograms::collections);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "RuntimeMXBean, OperatingSystemMXBean, ClassLoadingMXBean: what changes",
            handling = Handling.REAL)
    void beans() {
        isTold("by OperatingSystemMXBean", "load", ToldPrograms::load);
        isTold("by OperatingSystemMXBean", "cpuTime", ToldPrograms::cpuTime);
        isTold("by RuntimeMXBean", "uptime", ToldPrograms::uptime);
        isTold("by RuntimeMXBean", "startTime", ToldPrograms::startTime);
        isTold("by ClassLoadingMXBean", "classes", ToldPrograms::classes);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "ThreadMXBean",
            handling = Handling.REAL,
            note = "knows the threads of the JVM, and none of the run")
    void threadBean() {
        isTold("ThreadMXBean", "threadInfo", ToldPrograms::threadInfo);
        isTold("ThreadMXBean", "threadCount", ToldPrograms::threadCount);
        isTold("ThreadMXBean", "deadlocks", ToldPrograms::deadlocks);
        isTold("ThreadMXBean", "threadCpu", ToldPrograms::threadCpu);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "ProcessHandle.current, allProcesses",
            handling = Handling.REAL)
    void processes() {
        isTold("looks at the processes", "pid", ToldPrograms::pid);
        isTold("looks at the processes", "beanPid", ToldPrograms::beanPid);
        isTold("looks at the processes", "processes", ToldPrograms::processes);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "NetworkInterface, InetAddress.getLocalHost, getByName, getCanonicalHostName",
            handling = Handling.REAL)
    void network() {
        isTold("looks at the network interfaces", "network", ToldPrograms::network);
        isTold("looks up the name of this machine", "localHost", ToldPrograms::localHost);
        isTold("looks up the host localhost", "hostByName", ToldPrograms::hostByName);
        isTold("looks up the name of 127.0.0.1", "nameOfHost", ToldPrograms::nameOfHost);
    }

    @Test
    @Covers(area = Area.OUTSIDE, value = "System.in", handling = Handling.REAL)
    void input() {
        isTold("reads the standard input", "input", ToldPrograms::input);
    }

    @Test
    void whatIsTheSameInEachScheduleIsSilent() {
        isSilent(ToldPrograms::quietMachine);
    }
}
