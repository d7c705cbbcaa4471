package dev.heddle.control;

import dev.heddle.control.HookTable.Call;
import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.lang.ref.Reference;
import java.util.List;

/**
 * Where a program lets its course depend on the garbage collector, which is not under control: that
 * is noted. To ask a weak reference for what it refers to is not: caches do so all the time, and
 * what was collected is noted when the program takes the empty reference from its queue.
 */
final class CollectorHooks {

    private static final String QUEUE = "java/lang/ref/ReferenceQueue";
    private static final String REFERENCE = "Ljava/lang/ref/Reference;";

    static final List<Call> CALLS =
            List.of(
                    HookTable.ofStatic("java/lang/System", "gc", "()V", "collects"),
                    new Call(
                            Opcode.INVOKEVIRTUAL,
                            "java/lang/Runtime",
                            false,
                            "gc",
                            "()V",
                            "collects",
                            "(Ljava/lang/Object;)V"));

    static final List<Patch> PATCHES =
            List.of(
                    HookTable.patch(
                            "java/lang/Runtime",
                            "runFinalization",
                            "()V",
                            Form.BEFORE,
                            "finalizes",
                            "()V"),
                    HookTable.patch(
                            "java/lang/ref/Finalizer",
                            "register",
                            "(Ljava/lang/Object;)V",
                            Form.BEFORE,
                            "hasFinalizer",
                            "(Ljava/lang/Object;)V"),
                    HookTable.patch(
                            "java/lang/ref/Cleaner",
                            "register",
                            "(Ljava/lang/Object;Ljava/lang/Runnable;)"
                                    + "Ljava/lang/ref/Cleaner$Cleanable;",
                            Form.BEFORE,
                            "isCleaned",
                            "()V"),
                    HookTable.patch(
                            QUEUE,
                            "poll",
                            "()" + REFERENCE,
                            Form.FILTER,
                            "polled",
                            "(" + REFERENCE + "Ljava/lang/Object;)" + REFERENCE),
                    HookTable.patch(
                            QUEUE, "remove", "()" + REFERENCE, Form.AROUND, "removes", "()V"),
                    HookTable.patch(
                            QUEUE, "remove", "(J)" + REFERENCE, Form.AROUND, "removes", "()V"));

    private CollectorHooks() {}

    /** In place of {@code System.gc}. */
    public static void collects() {
        Notes.noteOfCollector("runs", "the garbage collector");
        System.gc();
    }

    /** In place of {@code Runtime.gc}. */
    public static void collects(Object runtime) {
        collects();
    }

    /** Before finalizers are run. */
    public static void finalizes() {
        Notes.noteOfCollector("runs", "finalizers");
    }

    /** When an object has been made that has a finalizer. */
    public static void hasFinalizer(Object object) {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            return;
        }
        ClassLoader loader = object.getClass().getClassLoader();
        if (loader != null && loader != ClassLoader.getPlatformClassLoader()) {
            Notes.note("makes an object with a finalizer, a", object.getClass().getName());
        }
    }

    /** Before something is to be done once an object has been collected. */
    public static void isCleaned() {
        Notes.noteOfCollector("leaves something to do to", "a cleaner");
    }

    /** When a queue of references has been asked for one. */
    public static @Nullable Reference<?> polled(@Nullable Reference<?> reference, Object queue) {
        if (reference != null) {
            Notes.noteOfCollector("is told what was collected by", "a reference queue");
        }
        return reference;
    }

    /** Before a thread waits until a queue has a reference. */
    public static void removes() {
        Notes.noteOfCollector("waits for the garbage collector at", "a reference queue");
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.beginOutsideCall();
            fiber.beginWaitAsCarrying();
        }
    }

    /** After that. */
    public static void removesEnded() {
        Fiber fiber = Fiber.currentOutOfTurn();
        if (fiber != null) {
            fiber.endWaitAsCarrying();
            fiber.endOutsideCall();
        }
    }
}
