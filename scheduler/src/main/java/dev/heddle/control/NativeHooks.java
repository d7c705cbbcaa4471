package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** Where a program leaves Java: native methods, native libraries, and foreign functions. */
final class NativeHooks {

    private static final String HANDLE = "Ljava/lang/invoke/MethodHandle;";
    private static final String FUNCTION = "Ljava/lang/foreign/FunctionDescriptor;";
    private static final String OPTIONS = "[Ljava/lang/foreign/Linker$Option;";
    private static final String LOADS = "(Ljava/lang/Class;Ljava/lang/String;)V";

    static final List<Patch> PATCHES =
            List.of(
                    loads("load0"),
                    loads("loadLibrary0"),
                    linked("(Ljava/lang/foreign/MemorySegment;" + FUNCTION + OPTIONS + ")"),
                    linked("(" + FUNCTION + OPTIONS + ")"));

    private NativeHooks() {}

    private static Patch loads(String name) {
        return HookTable.patch(
                "java/lang/Runtime",
                name,
                LOADS,
                Form.BEFORE,
                "loadsLibrary",
                "(Ljava/lang/Object;Ljava/lang/Class;Ljava/lang/String;)V");
    }

    private static Patch linked(String parameters) {
        return HookTable.patch(
                "jdk/internal/foreign/abi/AbstractLinker",
                "downcallHandle",
                parameters + HANDLE,
                Form.FILTER,
                "linked",
                "(" + HANDLE + "Ljava/lang/Object;)" + HANDLE);
    }

    /** Before a native library is loaded. */
    public static void loadsLibrary(Object runtime, Class<?> by, String name) {
        Notes.note("loads the native library", name);
    }

    /** Before a native method of the program is called. */
    public static void callsNative(String method) {
        Notes.note("calls the native method", method);
    }

    /** Before a function outside of Java is called. */
    public static void callsFunction() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            Notes.note("calls", "a native function");
            fiber.callsFunction();
        }
    }

    /**
     * What calls a function outside of Java, as it was linked: each call tells the hook first. Made
     * at any time, since what was linked before a run can be called in it.
     */
    @Always
    public static MethodHandle linked(MethodHandle handle, Object linker) {
        return MethodHandles.foldArguments(handle, Told.CALLS_FUNCTION);
    }

    /** Made when the first function is linked: then the hooks are there. */
    private static final class Told {

        static final MethodHandle CALLS_FUNCTION;

        static {
            try {
                MethodHandles.Lookup javaLang =
                        MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup());
                CALLS_FUNCTION =
                        javaLang.findStatic(
                                javaLang.findClass("java.lang.HeddleHooks"),
                                "callsFunction",
                                MethodType.methodType(void.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
