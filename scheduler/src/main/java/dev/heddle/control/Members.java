package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.FieldRefEntry;
import java.lang.classfile.constantpool.InvokeDynamicEntry;
import java.lang.classfile.constantpool.LoadableConstantEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodHandleEntry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.constant.DirectMethodHandleDesc;
import java.util.HashMap;
import java.util.Map;

/**
 * What is known of the fields and methods that one class names: each is looked up once, however
 * often it is used, by its place in the constant pool of the class.
 */
final class Members {

    /**
     * What is known of a method that is called.
     *
     * @param hook what is called instead, or null
     * @param isShared whether a call counts as an access to what threads share
     * @param isNative whether a call is one of native code of the program, or is told like it
     * @param isNativeOfFiles whether it is a native method of the calling class of {@code java.io}
     * @param asksForHash whether a call may ask for the hash code of any object
     */
    record Called(
            HookTable.@Nullable Call hook,
            boolean isShared,
            boolean isNative,
            boolean isNativeOfFiles,
            boolean asksForHash) {}

    /**
     * What is known of a field that is accessed.
     *
     * @param isPoint whether an access counts as one of what threads share
     * @param mayBeFiltered whether a hook may filter what is read from it
     */
    record Accessed(boolean isPoint, boolean mayBeFiltered) {}

    /**
     * What is known of a constant that call sites are made with.
     *
     * @param isRedirected whether it refers to an operation that is replaced
     * @param shared the method it refers to whose calls are scheduling points, or null
     */
    record Linked(boolean isRedirected, @Nullable DirectMethodHandleDesc shared) {

        static final Linked NOTHING = new Linked(false, null);
    }

    private final ClassRewriter type;

    /** Whether any method of the class may have points. */
    private final boolean points;

    /** By the index of the method in the constant pool: calls of instances, then static ones. */
    private final @Nullable Called[] called;

    private final @Nullable Called[] calledStatic;

    /** By the index of the field in the constant pool. */
    private final @Nullable Accessed[] accessed;

    /** By the index of the bootstrap method. */
    private final Map<Integer, Linked> linked = new HashMap<>();

    Members(ClassRewriter type) {
        this.type = type;
        this.points = type.level() == Level.PREEMPT || type.inside() != 0;
        int size = type.model().constantPool().size();
        this.called = new Called[size];
        this.calledStatic = new Called[size];
        this.accessed = new Accessed[size];
    }

    Called of(InvokeInstruction call) {
        return of(call.method(), call.opcode() == Opcode.INVOKESTATIC);
    }

    Called of(MemberRefEntry method, boolean isStatic) {
        @Nullable Called[] known = isStatic ? calledStatic : called;
        int index = method.index();
        Called before = known[index];
        if (before == null) {
            before = look(method, isStatic);
            known[index] = before;
        }
        return before;
    }

    Accessed of(FieldInstruction field) {
        return of(field.field());
    }

    Accessed of(FieldRefEntry field) {
        int index = field.index();
        Accessed before = accessed[index];
        if (before == null) {
            String owner = field.owner().asInternalName();
            String name = field.name().stringValue();
            before =
                    new Accessed(
                            points && !type.isQuiet(owner, name),
                            type.level() != Level.PATCH && HookTable.mayBeRead(name));
            accessed[index] = before;
        }
        return before;
    }

    Linked of(InvokeDynamicInstruction site) {
        return of(site.invokedynamic());
    }

    Linked of(InvokeDynamicEntry site) {
        Integer index = site.bootstrap().bsmIndex();
        Linked before = linked.get(index);
        if (before == null) {
            before = look(site);
            linked.put(index, before);
        }
        return before;
    }

    private Called look(MemberRefEntry call, boolean isStatic) {
        Level level = type.level();
        String owner = call.owner().asInternalName();
        String name = call.name().stringValue();
        String descriptor = call.type().stringValue();
        HookTable.Call hook =
                level == Level.PATCH
                        ? null
                        : HookTable.call(isStatic, owner, name, descriptor, type.loader());
        // wait and notify belong to the monitors of the loop; where those are not taken, nor are
        // they.
        boolean isTaken = hook != null && (!hook.anyOwner() || level.takesMonitors());
        String self = type.model().thisClass().asInternalName();
        return new Called(
                isTaken ? hook : null,
                points
                        && !isCallWithin(owner)
                        && SharedClasses.contains(owner, name, type.loader()),
                level == Level.PREEMPT
                        && (MachineHooks.isNative(owner, name)
                                || Hierarchy.isNative(owner, name, descriptor, type.loader())),
                self.startsWith("java/io/")
                        && owner.equals(self)
                        && type.isNative(name, descriptor),
                level != Level.PATCH && HashCalls.isMeant(owner, name, descriptor));
    }

    /**
     * Whether one class that is looked into calls another: that one has points of its own. It may
     * not have been asked for, but what is a point must not depend on what else was.
     */
    private boolean isCallWithin(String owner) {
        return type.inside() != 0 && owner.startsWith("java/util/");
    }

    private Linked look(InvokeDynamicEntry site) {
        boolean refers = false;
        for (LoadableConstantEntry argument : site.bootstrap().arguments()) {
            refers |= argument instanceof MethodHandleEntry;
        }
        if (!refers) {
            return Linked.NOTHING;
        }
        return new Linked(
                type.level().takesMonitors() && MethodReferences.areRedirected(site.bootstrap()),
                type.level() == Level.PREEMPT
                        ? ReferencePoints.shared(site.bootstrap(), type)
                        : null);
    }
}
