package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a program asks the JVM and the machine about themselves: how much memory is left, how busy
 * they are, for how long they have been running. The answers are real, and noted.
 */
final class MachineHooks {

    private static final String RUNTIME = "java/lang/Runtime";

    /** The beans of garbage collectors, by the names of their types. */
    private static final Set<String> COLLECTORS =
            Set.of(
                    "java/lang/management/GarbageCollectorMXBean",
                    "com/sun/management/GarbageCollectorMXBean");

    private static final String USAGE = "()Ljava/lang/management/MemoryUsage;";

    static final List<Call> CALLS = List.of(call("freeMemory"), call("totalMemory"));

    /** What can be asked of the JVM's beans and is not the same all the time, by class. */
    private static final Map<String, List<String>> ASKED =
            Map.of(
                    "sun/management/MemoryImpl",
                    List.of(
                            "getHeapMemoryUsage" + USAGE,
                            "getNonHeapMemoryUsage" + USAGE,
                            "getObjectPendingFinalizationCount()I",
                            "gc()V"),
                    "sun/management/MemoryPoolImpl",
                    List.of(
                            "getUsage" + USAGE,
                            "getPeakUsage" + USAGE,
                            "getCollectionUsage" + USAGE,
                            "isUsageThresholdExceeded()Z",
                            "getUsageThresholdCount()J",
                            "isCollectionUsageThresholdExceeded()Z",
                            "getCollectionUsageThresholdCount()J"),
                    "sun/management/RuntimeImpl",
                    List.of("getUptime()J", "getStartTime()J", "getName()Ljava/lang/String;"),
                    "sun/management/ClassLoadingImpl",
                    List.of(
                            "getTotalLoadedClassCount()J",
                            "getLoadedClassCount()I",
                            "getUnloadedClassCount()J"),
                    "sun/management/CompilationImpl",
                    List.of("getTotalCompilationTime()J"),
                    "sun/management/BaseOperatingSystemImpl",
                    List.of("getSystemLoadAverage()D"),
                    "com/sun/management/internal/GarbageCollectorExtImpl",
                    List.of("getLastGcInfo()Lcom/sun/management/GcInfo;"));

    /** Beans of which all that can be asked is of that kind. */
    private static final List<String> ALL_ASKED =
            List.of(
                    "sun/management/ThreadImpl",
                    "com/sun/management/internal/HotSpotThreadImpl",
                    "com/sun/management/internal/OperatingSystemImpl");

    static final List<Patch> PATCHES = patches();

    private MachineHooks() {}

    private static Call call(String name) {
        return new Call(
                Opcode.INVOKEVIRTUAL, RUNTIME, false, name, "()J", name, "(Ljava/lang/Object;)J");
    }

    /**
     * Whether this is a question of the JVM's beans that has no body which could be changed: it is
     * noted where it is called.
     */
    static boolean isNative(String owner, String name) {
        return COLLECTORS.contains(owner) && name.startsWith("getCollection");
    }

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        ASKED.forEach(
                (owner, methods) -> {
                    for (String method : methods) {
                        int parameters = method.indexOf('(');
                        all.add(
                                asked(
                                        owner,
                                        method.substring(0, parameters),
                                        method.substring(parameters)));
                    }
                });
        for (String owner : ALL_ASKED) {
            all.add(asked(owner, HookTable.PUBLIC, ""));
        }
        return List.copyOf(all);
    }

    private static Patch asked(String owner, String name, String descriptor) {
        return HookTable.patch(
                owner, name, descriptor, Form.BEFORE, "asksBean", "(Ljava/lang/Object;)V");
    }

    /** In place of {@code Runtime.freeMemory}. */
    public static long freeMemory(Object runtime) {
        Notes.note("asks the JVM for", "its free memory");
        return ((Runtime) runtime).freeMemory();
    }

    /** In place of {@code Runtime.totalMemory}. */
    public static long totalMemory(Object runtime) {
        Notes.note("asks the JVM for", "its memory");
        return ((Runtime) runtime).totalMemory();
    }

    /** Before one of the JVM's beans answers. */
    public static void asksBean(Object bean) {
        if (Fiber.current() == null) {
            return; // Between two runs of a proof a bean is asked, too.
        }
        String name = bean.getClass().getSimpleName();
        Notes.note("asks the JVM about itself, by", name.replaceAll("(Ext)?Impl$", "MXBean"));
    }
}
