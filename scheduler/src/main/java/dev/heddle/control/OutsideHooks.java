package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a program reaches out of its run by other ways than {@link FileHooks files} and {@link
 * NetworkHooks sockets}: processes; and what is around each call that waits for the outside.
 */
final class OutsideHooks {

    static final List<Patch> PATCHES = patches();

    private static List<Patch> patches() {
        List<Patch> all = new ArrayList<>();
        for (String method :
                List.of(
                        "current()Ljava/lang/ProcessHandleImpl;",
                        "get(J)Ljava/util/Optional;",
                        "children(J)Ljava/util/stream/Stream;")) {
            all.add(
                    Patches.patch(
                            "java/lang/ProcessHandleImpl", method, "looksAtProcesses", "()V"));
        }
        all.add(
                Patches.patch(
                        "java/lang/ProcessBuilder",
                        "start([Ljava/lang/ProcessBuilder$Redirect;)Ljava/lang/Process;",
                        Form.FILTER,
                        "started",
                        "(Ljava/lang/Process;Ljava/lang/Object;)Ljava/lang/Process;"));
        for (String method :
                List.of(
                        "get()Ljava/lang/Object;",
                        "get(JLjava/util/concurrent/TimeUnit;)Ljava/lang/Object;")) {
            all.add(
                    Patches.patch(
                            "sun/nio/ch/PendingFuture", method, Form.AROUND, "outsideCall", "()V"));
        }
        for (String method : List.of("waitFor()I", "waitFor(JLjava/util/concurrent/TimeUnit;)Z")) {
            all.add(
                    Patches.patch(
                            "java/lang/ProcessImpl", method, Form.AROUND, "outsideCall", "()V"));
        }
        return List.copyOf(all);
    }

    private OutsideHooks() {}

    /** Before processes are looked at, be it the own one. */
    public static void looksAtProcesses() {
        Notes.note("looks at the processes of", "this machine");
    }

    /** After a process has been started: as long as it is alive it may wake somebody. */
    public static Process started(Process process, Object builder) {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            boolean allowed = false;
            try {
                String command = String.join(" ", ((ProcessBuilder) builder).command());
                Notes.note("starts a process:", command);
                allowed = true;
            } finally {
                if (!allowed) {
                    process.destroyForcibly(); // Nobody gets hold of it any more.
                }
            }
            fiber.loop().comesFrom(process::isAlive);
        }
        return process;
    }

    /** Before a call of the JDK that waits for what comes from outside. */
    public static void outsideCall() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginOutsideCall();
        }
    }

    /** After such a call. */
    public static void outsideCallEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.endOutsideCall();
        }
    }

    /** Before the JDK starts threads of its own. */
    public static void internal() {
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.setInternal(true);
        }
    }

    /** After that. */
    public static void internalEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.setInternal(false);
        }
    }

    /** Before a call that may wait in native code. */
    public static void nativeCall() {}

    /**
     * After such a call: if the loop has gone on meanwhile, the fiber waits for its turn right
     * here, before it does anything of which there must be one at a time.
     */
    public static void nativeCallEnded() {
        Fiber.current();
    }
}
