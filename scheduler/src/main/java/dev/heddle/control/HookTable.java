package dev.heddle.control;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
        /**
         * The hook is called first, with the receiver and the leading arguments, and says what the
         * last of these is instead.
         */
        ARGUMENT,
        /**
         * The hook is called first, and when the method has come to its end, one way or another,
         * the one whose name ends in {@code Ended}. Both take nothing.
         */
        AROUND,
        /** The hook is called with the receiver when the method returns. */
        AFTER,
        /** The hook gets what the method returns, and the receiver, and says what is returned. */
        FILTER,
        /** The hook gets the receiver, or the first argument, and says what is used instead. */
        RECEIVER;

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

    /**
     * A read of a field of the JDK, made anywhere; the hook takes what was read and says what is
     * read instead.
     *
     * @param owner the class that declares the field
     * @param hook the hook's name; it takes and returns the field's type
     * @param except a method of the owner whose reads stay as they are, or an empty string
     */
    record Read(String owner, String name, String descriptor, String hook, String except) {}

    static final List<Call> CALLS =
            joined(
                    MonitorHooks.CALLS,
                    ThreadHooks.CALLS,
                    ParkHooks.CALLS,
                    TimeHooks.CALLS,
                    PoolHooks.CALLS,
                    ChanceHooks.CALLS,
                    CollectorHooks.CALLS,
                    MachineHooks.CALLS);

    static final List<Patch> PATCHES =
            joined(
                    MonitorHooks.PATCHES,
                    ThreadHooks.PATCHES,
                    ClassHooks.PATCHES,
                    ParkHooks.PATCHES,
                    LockHooks.PATCHES,
                    TimeHooks.PATCHES,
                    PoolHooks.PATCHES,
                    WorkHooks.PATCHES,
                    RemainHooks.PATCHES,
                    StrangerHooks.PATCHES,
                    ExitHooks.PATCHES,
                    ChanceHooks.PATCHES,
                    DrawHooks.PATCHES,
                    FileHooks.PATCHES,
                    NetworkHooks.PATCHES,
                    OutsideHooks.PATCHES,
                    CollectorHooks.PATCHES,
                    MachineHooks.PATCHES,
                    NativeHooks.PATCHES,
                    HandleHooks.PATCHES);

    /** Reads of fields of the JDK whose value a hook may change. */
    static final List<Read> READS = joined(PoolHooks.READS, ChanceHooks.READS);

    /** Stands for the names of all public methods of an instance, but for constructors. */
    static final String PUBLIC = "*";

    /** The names of all calls that are replaced. */
    private static final Set<String> NAMES = new HashSet<>();

    /** Names and descriptors of those that may be called by the name of any class. */
    private static final Set<String> OF_ANY_OBJECT = new HashSet<>();

    private static final Map<String, Call> CALLS_BY_NAME = new HashMap<>();
    private static final Map<String, Patch> PATCHES_BY_METHOD = new HashMap<>();
    private static final Set<String> PATCHED = new HashSet<>();
    private static final Map<String, List<Read>> READS_BY_NAME = new HashMap<>();

    /** By the shape of a name, whether there is any such: spares most names the reading. */
    private static final boolean[] CALLED_SHAPES = new boolean[0x400];

    private static final boolean[] READ_SHAPES = new boolean[0x400];

    static {
        for (Call call : CALLS) {
            boolean isStatic = call.opcode() == Opcode.INVOKESTATIC;
            NAMES.add(call.name());
            CALLED_SHAPES[ClassBytes.shape(call.name())] = true;
            if (call.anyOwner() && !isStatic) {
                OF_ANY_OBJECT.add(call.name() + call.descriptor());
            }
            CALLS_BY_NAME.put(key(isStatic, call.name(), call.descriptor()), call);
        }
        for (Read read : READS) {
            READ_SHAPES[ClassBytes.shape(read.name())] = true;
            READS_BY_NAME.computeIfAbsent(read.name(), key -> new ArrayList<>()).add(read);
        }
        for (Patch patch : PATCHES) {
            PATCHED.add(patch.owner());
            PATCHES_BY_METHOD.put(patch.owner() + "." + patch.name() + patch.descriptor(), patch);
        }
    }

    /**
     * The hook to call in place of this call, or null.
     *
     * @param isStatic whether a static method is called
     * @param loader the class loader of the class that calls
     */
    static @Nullable Call call(
            boolean isStatic,
            String owner,
            String name,
            String descriptor,
            @Nullable ClassLoader loader) {
        if (!NAMES.contains(name)) {
            return null; // Nearly always.
        }
        Call call = CALLS_BY_NAME.get(key(isStatic, name, descriptor));
        if (call == null) {
            return null;
        }
        boolean meant =
                call.anyOwner()
                        || call.owner().equals(owner)
                        // A subclass of Thread calls currentThread() by its own name.
                        || (call.owner().equals("java/lang/Thread")
                                && Hierarchy.inheritsFromThread(owner, name, descriptor, loader));
        return meant ? call : null;
    }

    private static String key(boolean isStatic, String name, String descriptor) {
        return isStatic ? "static " + name + descriptor : name + descriptor;
    }

    /**
     * The hook at the beginning or end of this method of the JDK, or null.
     *
     * @param isPublic whether it is a public method of an instance
     */
    static @Nullable Patch patch(String owner, String name, String descriptor, boolean isPublic) {
        Patch patch = PATCHES_BY_METHOD.get(owner + "." + name + descriptor);
        return patch == null && isPublic ? PATCHES_BY_METHOD.get(owner + "." + PUBLIC) : patch;
    }

    /** Whether methods of this class of the JDK give way to hooks. */
    static boolean isPatched(String owner) {
        return PATCHED.contains(owner);
    }

    /**
     * The hook that filters what is read from this field, or null.
     *
     * @param method the name of the method that reads it
     */
    static @Nullable Read read(String owner, String name, String method) {
        for (Read read : READS_BY_NAME.getOrDefault(name, List.of())) {
            if (read.owner().equals(owner)) {
                return read.except().equals(method) ? null : read;
            }
        }
        return null;
    }

    /** Whether there are hooks that filter what is read from fields of this name. */
    static boolean mayBeRead(ClassBytes file, int name) {
        return READ_SHAPES[file.shape(name)] && READS_BY_NAME.containsKey(file.text(name));
    }

    /** Whether there are hooks that are called in place of methods of this name. */
    static boolean mayBeCalled(ClassBytes file, int name) {
        return CALLED_SHAPES[file.shape(name)] && NAMES.contains(file.text(name));
    }

    /** Whether a class calls an operation that every object has, and that is replaced. */
    static boolean isAnyObjectAsked(ClassBytes file) {
        for (int i = 1; i < file.poolSize(); i++) {
            if (file.isConstant(i)
                    && (file.tag(i) == ClassBytes.METHOD
                            || file.tag(i) == ClassBytes.INTERFACE_METHOD)
                    && mayBeCalled(file, file.nameOf(i))
                    && OF_ANY_OBJECT.contains(file.memberName(i) + file.memberType(i))) {
                return true;
            }
        }
        return false;
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

    static Call ofStatic(String owner, String name, String descriptor, String hook) {
        return new Call(Opcode.INVOKESTATIC, owner, false, name, descriptor, hook, descriptor);
    }

    /** {@code Object}'s methods are final: whatever class a call names, it means these. */
    static Call ofObject(String name, String descriptor, String hook) {
        return new Call(
                Opcode.INVOKEVIRTUAL,
                "java/lang/Object",
                true,
                name,
                descriptor,
                hook,
                "(Ljava/lang/Object;" + descriptor.substring(1));
    }

    static Call ofUnsafe(String name, String descriptor, String hook) {
        return new Call(
                Opcode.INVOKEVIRTUAL,
                "jdk/internal/misc/Unsafe",
                false,
                name,
                descriptor,
                hook,
                "(Ljava/lang/Object;" + descriptor.substring(1));
    }

    static Patch patch(
            String owner,
            String name,
            String descriptor,
            Form form,
            String hook,
            String hookDescriptor) {
        return new Patch(owner, name, descriptor, form, hook, hookDescriptor);
    }

    @SafeVarargs
    private static <T> List<T> joined(List<T>... parts) {
        List<T> all = new ArrayList<>();
        for (List<T> part : parts) {
            all.addAll(part);
        }
        return List.copyOf(all);
    }
}
