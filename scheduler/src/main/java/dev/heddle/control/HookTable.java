package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which operations of the JDK are replaced by which hooks, and how. */
final class HookTable {

    private HookTable() {}

    /**
     * An operation that is replaced wherever it is called, since it is native or an intrinsic of
     * the compilers and so has no body that could be changed.
     *
     * @param opcode how it is called
     * @param owner the class that declares it
     * @param anyOwner whether the call may name a subclass
     * @param hook the hook's name; it takes the receiver, if there is one, as its first argument
     */
    record Call(
            Opcode opcode,
            String owner,
            boolean anyOwner,
            String name,
            String descriptor,
            String hook,
            String hookDescriptor) {}

    /** How a method of the JDK gives way to a hook. */
    enum Form {
        /** In fibers the hook is called instead. */
        REPLACE,
        /** The hook is called first; the method goes on only if it returns null, or false. */
        TRY,
        /** The hook is called first. */
        BEFORE,
        /** The hook is called with the receiver when the method returns. */
        AFTER,
        /** The hook gets what the method returns, and the receiver, and says what is returned. */
        FILTER;

        boolean isAtReturn() {
            return this == AFTER || this == FILTER;
        }
    }

    /**
     * A method of the JDK with a hook at its beginning or end.
     *
     * @param hook the hook's name; it takes the method's receiver and arguments, except after the
     *     method, where it takes what the method returns, if it filters that, and the receiver
     */
    record Patch(
            String owner,
            String name,
            String descriptor,
            Form form,
            String hook,
            String hookDescriptor) {}

    private static final String THREAD = "java/lang/Thread";
    private static final String UNSAFE = "jdk/internal/misc/Unsafe";
    private static final String LOCK_SUPPORT = "java/util/concurrent/locks/LockSupport";

    static final List<Call> CALLS =
            List.of(
                    ofStatic(THREAD, "currentThread", "()Ljava/lang/Thread;", "currentThread"),
                    ofStatic(THREAD, "onSpinWait", "()V", "onSpinWait"),
                    ofStatic(THREAD, "holdsLock", "(Ljava/lang/Object;)Z", "holdsLock"),
                    ofStatic("java/lang/System", "nanoTime", "()J", "nanoTime"),
                    ofStatic("java/lang/System", "currentTimeMillis", "()J", "currentTimeMillis"),
                    ofObject("wait", "()V", "await"),
                    ofObject("wait", "(J)V", "await"),
                    ofObject("wait", "(JI)V", "await"),
                    ofObject("notify", "()V", "notifyOne"),
                    ofObject("notifyAll", "()V", "notifyEvery"),
                    ofUnsafe("park", "(ZJ)V", "unsafePark"),
                    ofUnsafe("unpark", "(Ljava/lang/Object;)V", "unsafeUnpark"));

    static final List<Patch> PATCHES =
            List.of(
                    patch(THREAD, "start", "()V", Form.REPLACE, "start", "(Ljava/lang/Thread;)V"),
                    patch(
                            THREAD,
                            "start",
                            "(Ljdk/internal/vm/ThreadContainer;)V",
                            Form.REPLACE,
                            "start",
                            "(Ljava/lang/Thread;Ljava/lang/Object;)V"),
                    patch(THREAD, "join", "(J)V", Form.REPLACE, "join", "(Ljava/lang/Thread;J)V"),
                    patch(THREAD, "sleepNanos", "(J)V", Form.REPLACE, "sleep", "(J)V"),
                    patch(THREAD, "yield", "()V", Form.REPLACE, "yielding", "()V"),
                    patch(
                            THREAD,
                            "interrupt",
                            "()V",
                            Form.AFTER,
                            "interrupted",
                            "(Ljava/lang/Thread;)V"),
                    patch(
                            THREAD,
                            "threadState",
                            "()Ljava/lang/Thread$State;",
                            Form.TRY,
                            "threadState",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread$State;"),
                    patch(
                            THREAD,
                            "alive",
                            "()Z",
                            Form.TRY,
                            "alive",
                            "(Ljava/lang/Thread;)Ljava/lang/Boolean;"),
                    patch(
                            THREAD,
                            "asyncGetStackTrace",
                            "()[Ljava/lang/StackTraceElement;",
                            Form.TRY,
                            "stack",
                            "(Ljava/lang/Thread;)[Ljava/lang/StackTraceElement;"),
                    patch(
                            THREAD,
                            "getStackTrace",
                            "()[Ljava/lang/StackTraceElement;",
                            Form.FILTER,
                            "trimmed",
                            "([Ljava/lang/StackTraceElement;Ljava/lang/Thread;)"
                                    + "[Ljava/lang/StackTraceElement;"),
                    patch(
                            "jdk/internal/vm/ThreadContainers",
                            "root",
                            "()Ljdk/internal/vm/ThreadContainer;",
                            Form.REPLACE,
                            "rootContainer",
                            "()Ljava/lang/Object;"),
                    patch(
                            THREAD,
                            "getAllThreads",
                            "()[Ljava/lang/Thread;",
                            Form.TRY,
                            "allThreads",
                            "()[Ljava/lang/Thread;"),
                    patch(
                            THREAD,
                            "getAllStackTraces",
                            "()Ljava/util/Map;",
                            Form.TRY,
                            "allStacks",
                            "()Ljava/util/Map;"),
                    patch(
                            THREAD,
                            "genThreadName",
                            "()Ljava/lang/String;",
                            Form.REPLACE,
                            "threadName",
                            "()Ljava/lang/String;"),
                    patch(
                            "java/lang/VirtualThread",
                            "start",
                            "(Ljdk/internal/vm/ThreadContainer;)V",
                            Form.BEFORE,
                            "startingVirtual",
                            "(Ljava/lang/Object;)V"),
                    patch(
                            "java/lang/VirtualThread",
                            "joinNanos",
                            "(J)Z",
                            Form.REPLACE,
                            "joinVirtual",
                            "(Ljava/lang/Object;J)Z"),
                    patch(
                            "java/lang/VirtualThread",
                            "interrupt",
                            "()V",
                            Form.AFTER,
                            "interrupted",
                            "(Ljava/lang/Thread;)V"),
                    patch(
                            "java/lang/VirtualThread",
                            "threadState",
                            "()Ljava/lang/Thread$State;",
                            Form.TRY,
                            "threadState",
                            "(Ljava/lang/Thread;)Ljava/lang/Thread$State;"),
                    patch(
                            "java/lang/ThreadBuilders",
                            "newVirtualThread",
                            "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                                + "Ljava/lang/Thread;",
                            Form.TRY,
                            "newVirtual",
                            "(Ljava/util/concurrent/Executor;Ljava/lang/String;ILjava/lang/Runnable;)"
                                + "Ljava/lang/Thread;"),
                    park("park", "()V"),
                    park("park", "(Ljava/lang/Object;)V"),
                    park("parkNanos", "(J)V"),
                    park("parkNanos", "(Ljava/lang/Object;J)V"),
                    park("parkUntil", "(J)V"),
                    park("parkUntil", "(Ljava/lang/Object;J)V"),
                    patch(
                            LOCK_SUPPORT,
                            "unpark",
                            "(Ljava/lang/Thread;)V",
                            Form.TRY,
                            "unpark",
                            "(Ljava/lang/Thread;)Z"),
                    patch(
                            LOCK_SUPPORT,
                            "getBlocker",
                            "(Ljava/lang/Thread;)Ljava/lang/Object;",
                            Form.TRY,
                            "blocker",
                            "(Ljava/lang/Thread;)Ljava/lang/Object;"));

    private static final Map<String, Call> CALLS_BY_NAME = new HashMap<>();
    private static final Map<String, Patch> PATCHES_BY_METHOD = new HashMap<>();

    static {
        for (Call call : CALLS) {
            CALLS_BY_NAME.put(call.name() + call.descriptor(), call);
        }
        for (Patch patch : PATCHES) {
            PATCHES_BY_METHOD.put(patch.owner() + "." + patch.name() + patch.descriptor(), patch);
        }
    }

    /**
     * The hook to call in place of this call, or null.
     *
     * @param loader the class loader of the class that calls
     */
    static @Nullable Call call(
            Opcode opcode,
            String owner,
            String name,
            String descriptor,
            @Nullable ClassLoader loader) {
        Call call = CALLS_BY_NAME.get(name + descriptor);
        if (call == null) {
            return null;
        }
        boolean isStatic = opcode == Opcode.INVOKESTATIC;
        if (isStatic != (call.opcode() == Opcode.INVOKESTATIC)) {
            return null;
        }
        boolean meant =
                call.anyOwner()
                        || call.owner().equals(owner)
                        // A subclass of Thread calls currentThread() by its own name.
                        || (call.owner().equals(THREAD)
                                && Hierarchy.inheritsFromThread(owner, name, descriptor, loader));
        return meant ? call : null;
    }

    /** The hook at the beginning or end of this method of the JDK, or null. */
    static @Nullable Patch patch(String owner, String name, String descriptor) {
        return PATCHES_BY_METHOD.get(owner + "." + name + descriptor);
    }

    /** The call of the JDK that a hook replaces, or null. */
    static @Nullable Call replacedBy(String hook, String hookDescriptor) {
        for (Call call : CALLS) {
            if (call.hook().equals(hook) && call.hookDescriptor().equals(hookDescriptor)) {
                return call;
            }
        }
        return null;
    }

    private static Call ofStatic(String owner, String name, String descriptor, String hook) {
        return new Call(Opcode.INVOKESTATIC, owner, false, name, descriptor, hook, descriptor);
    }

    /** {@code Object}'s methods are final: whatever class a call names, it means these. */
    private static Call ofObject(String name, String descriptor, String hook) {
        return new Call(
                Opcode.INVOKEVIRTUAL,
                "java/lang/Object",
                true,
                name,
                descriptor,
                hook,
                "(Ljava/lang/Object;" + descriptor.substring(1));
    }

    private static Call ofUnsafe(String name, String descriptor, String hook) {
        return new Call(
                Opcode.INVOKEVIRTUAL,
                UNSAFE,
                false,
                name,
                descriptor,
                hook,
                "(Ljava/lang/Object;" + descriptor.substring(1));
    }

    private static Patch park(String name, String descriptor) {
        return patch(LOCK_SUPPORT, name, descriptor, Form.REPLACE, name, descriptor);
    }

    private static Patch patch(
            String owner,
            String name,
            String descriptor,
            Form form,
            String hook,
            String hookDescriptor) {
        return new Patch(owner, name, descriptor, form, hook, hookDescriptor);
    }
}
