package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.StackWalker.StackFrame;
import java.util.List;

/** What the methods of {@code Runtime} that end the JVM, or prepare for its end, are in a run. */
final class ExitHooks {

    private static final String RUNTIME = "java/lang/Runtime";

    private static final StackWalker CALLERS =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            RUNTIME,
                            "exit",
                            "(I)V",
                            Form.REPLACE,
                            "exit",
                            "(Ljava/lang/Runtime;I)V"),
                    HookTable.patch(
                            RUNTIME,
                            "halt",
                            "(I)V",
                            Form.REPLACE,
                            "halt",
                            "(Ljava/lang/Runtime;I)V"),
                    HookTable.patch(
                            RUNTIME,
                            "addShutdownHook",
                            "(Ljava/lang/Thread;)V",
                            Form.TRY,
                            "addShutdownHook",
                            "(Ljava/lang/Runtime;Ljava/lang/Thread;)Z"),
                    HookTable.patch(
                            RUNTIME,
                            "removeShutdownHook",
                            "(Ljava/lang/Thread;)Z",
                            Form.TRY,
                            "removeShutdownHook",
                            "(Ljava/lang/Runtime;Ljava/lang/Thread;)Ljava/lang/Boolean;"));

    private ExitHooks() {}

    /** In place of {@code Runtime.exit}, and so of {@code System.exit}. */
    @SuppressWarnings("DoNotCallSuggester") // Only the JDK calls it.
    public static void exit(Runtime runtime, int status) {
        Fiber fiber = Hooks.fiber();
        throw fiber.loop().exits().exit(fiber, "exit", status);
    }

    /** In place of {@code Runtime.halt}. */
    @SuppressWarnings("DoNotCallSuggester") // Only the JDK calls it.
    public static void halt(Runtime runtime, int status) {
        Fiber fiber = Hooks.fiber();
        throw fiber.loop().exits().exit(fiber, "halt", status);
    }

    /** In place of {@code Runtime.addShutdownHook}, if this returns true. */
    public static boolean addShutdownHook(Runtime runtime, @Nullable Thread hook) {
        Fiber fiber = Fiber.current();
        if (fiber == null || hook == null || isOnceInAJvm(fiber)) {
            return false;
        }
        fiber.loop().exits().add(hook);
        return true;
    }

    /** In place of {@code Runtime.removeShutdownHook}, if the run knows the hook; else null. */
    public static @Nullable Boolean removeShutdownHook(Runtime runtime, @Nullable Thread hook) {
        Fiber fiber = Fiber.current();
        boolean known = fiber != null && hook != null && fiber.loop().exits().remove(hook);
        return known ? Boolean.TRUE : null;
    }

    /** Class initialisers, and the JDK itself, register a hook once, and for the real end. */
    private static boolean isOnceInAJvm(Fiber fiber) {
        if (fiber.isInitialising()) {
            return true;
        }
        fiber.mask();
        try {
            ClassLoader caller =
                    CALLERS.walk(
                            frames ->
                                    frames.map(StackFrame::getDeclaringClass)
                                            .filter(type -> !isBetween(type))
                                            .map(Class::getClassLoader)
                                            .findFirst()
                                            .orElse(null));
            return caller == null || caller == ClassLoader.getPlatformClassLoader();
        } finally {
            fiber.unmask();
        }
    }

    /** Whether this class is between the call and this hook. */
    private static boolean isBetween(Class<?> type) {
        return type == Runtime.class
                || type.getName().startsWith("java.lang.Heddle")
                || type.getPackage() == ExitHooks.class.getPackage();
    }
}
