package dev.heddle.control;

import dev.heddle.control.Policy.Level;
import dev.heddle.kernel.Access;

import org.jspecify.annotations.Nullable;

import java.util.List;

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
     * @param isGiven whether that is what it is given, and not its own object
     * @param mayCallBack whether the program may be called in it, and others go on meanwhile
     * @param isNative whether a call is one of native code of the program, or is told like it
     * @param isNativeOfFiles whether it is a native method of the calling class of {@code java.io}
     * @param asksForHash whether a call may ask for the hash code of any object
     * @param use what a call uses besides what it is a point for, or null
     */
    record Called(
            HookTable.@Nullable Call hook,
            boolean isShared,
            boolean isGiven,
            boolean mayCallBack,
            boolean isNative,
            boolean isNativeOfFiles,
            boolean asksForHash,
            @Nullable Use use) {

        static final Called NOTHING =
                new Called(null, false, false, false, false, false, false, null);
    }

    /**
     * How a call uses objects, each as in {@link Access}, or 0.
     *
     * @param makesPoint whether the call counts as an access for the sake of what it is given
     * @param receiver the one whose method it is, where that may be no point
     * @param arguments those that it is given
     */
    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    record Use(boolean makesPoint, int receiver, int... arguments) {}

    /**
     * What is known of a field that is accessed.
     *
     * @param isPoint whether an access counts as one of what threads share
     * @param mayBeFiltered whether a hook may filter what is read from it
     * @param field which field it is; null if an access is no point
     */
    record Accessed(boolean isPoint, boolean mayBeFiltered, Hierarchy.@Nullable Field field) {

        static final Accessed NOTHING = new Accessed(false, false, null);
    }

    /**
     * What is known of a constant that call sites are made with.
     *
     * @param isRedirected whether it refers to an operation that is replaced
     * @param shared the method it refers to whose calls are scheduling points, or null
     */
    record Linked(boolean isRedirected, @Nullable MethodHandleBytes shared) {

        static final Linked NOTHING = new Linked(false, null);
    }

    private final ClassRewriter type;
    private final ClassBytes file;

    /** Whether it is a class of {@code java.io}. */
    private final boolean inFiles;

    /** Whether any method of the class may have points. */
    private final boolean points;

    /** By the index of the method in the constant pool: calls of instances, then static ones. */
    private final @Nullable Called[] called;

    private final @Nullable Called[] calledStatic;

    /** By the index of the field in the constant pool. */
    private final @Nullable Accessed[] accessed;

    /** By the index of the bootstrap method. */
    private final @Nullable Linked[] linked;

    /** What a call of a method is called in reports, by the index of the method. */
    private final @Nullable String[] actions;

    Members(ClassRewriter type) {
        this.type = type;
        this.file = type.file();
        this.inFiles = file.name().startsWith("java/io/");
        this.points = type.level() == Level.PREEMPT || type.inside() != 0;
        int size = file.poolSize();
        this.called = new Called[size];
        this.calledStatic = new Called[size];
        this.accessed = new Accessed[size];
        this.actions = new String[size];
        this.linked = new Linked[file.bootstrapCount()];
    }

    Called called(int method, boolean isStatic) {
        @Nullable Called[] known = isStatic ? calledStatic : called;
        Called before = known[method];
        if (before == null) {
            before = look(method, isStatic);
            known[method] = before;
        }
        return before;
    }

    Accessed accessed(int field) {
        Accessed before = accessed[field];
        if (before == null) {
            boolean mayBeFiltered =
                    type.level() != Level.PATCH && HookTable.mayBeRead(file, file.nameOf(field));
            boolean isPoint = points && !type.isQuiet(file.owner(field), file.memberName(field));
            before =
                    mayBeFiltered || isPoint
                            ? new Accessed(
                                    isPoint,
                                    mayBeFiltered,
                                    isPoint
                                            ? Hierarchy.field(
                                                    file.owner(field),
                                                    file.memberName(field),
                                                    type.loader())
                                            : null)
                            : Accessed.NOTHING;
            accessed[field] = before;
        }
        return before;
    }

    Linked linked(int site) {
        int index = file.u2(file.content(site));
        Linked before = linked[index];
        if (before == null) {
            before = look(file.bootstrap(index));
            linked[index] = before;
        }
        return before;
    }

    /** What a call of a method is called in reports. */
    String action(int method) {
        String known = actions[method];
        if (known == null) {
            String owner = file.owner(method);
            String simple = owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
            String name = file.memberName(method);
            known =
                    name.equals("<init>")
                            ? "makes a new ".concat(simple)
                            : "calls ".concat(simple).concat(".").concat(name);
            actions[method] = known;
        }
        return known;
    }

    private Called look(int call, boolean isStatic) {
        Level level = type.level();
        int nameIndex = file.nameOf(call);
        boolean mayBeReplaced = level != Level.PATCH && HookTable.mayBeCalled(file, nameIndex);
        boolean asksForHash =
                !isStatic && level != Level.PATCH && file.isText(nameIndex, HashCalls.NAME);
        if (!mayBeReplaced && !asksForHash && !points && !inFiles) {
            return Called.NOTHING; // Nearly always, in the JDK.
        }
        String owner = file.owner(call);
        String name = file.text(nameIndex);
        String descriptor = file.memberType(call);
        HookTable.Call hook =
                mayBeReplaced
                        ? HookTable.call(isStatic, owner, name, descriptor, type.loader())
                        : null;
        // wait and notify belong to the monitors of the loop; where those are not taken, nor are
        // they.
        boolean isTaken = hook != null && (!hook.anyOwner() || level.takesMonitors());
        boolean isPoint =
                points
                        && !isCallWithin(owner)
                        && SharedClasses.contains(owner, name, type.loader());
        Use use =
                level == Level.PREEMPT && !isTaken && owner.startsWith("java/")
                        ? use(owner, name, descriptor, isStatic)
                        : null;
        boolean isGiven = use != null && !isPoint && use.makesPoint();
        return new Called(
                isTaken ? hook : null,
                isPoint || isGiven,
                isGiven,
                isPoint && !isStatic && type.inside() == 0 && SharedClasses.mayCallBack(owner),
                level == Level.PREEMPT
                        && (MachineHooks.isNative(owner, name)
                                || Hierarchy.isNative(owner, name, descriptor, type.loader())),
                inFiles && owner.equals(file.name()) && type.isNative(name, descriptor),
                asksForHash && HashCalls.isMeant(owner, name, descriptor),
                use);
    }

    private static @Nullable Use use(
            String owner, String name, String descriptor, boolean isStatic) {
        List<String> parameters = Descriptor.parameters(descriptor);
        int[] arguments = new int[parameters.size()];
        int slots = 0;
        boolean any = false;
        boolean makesPoint = false;
        for (int i = 0; i < arguments.length; i++) {
            String parameter = parameters.get(i);
            arguments[i] = Uses.ofArgument(owner, name, isStatic, parameter);
            slots += Descriptor.slots(parameter);
            any |= arguments[i] != 0;
            makesPoint |= Uses.isShared(owner, name, parameter);
        }
        int receiver =
                !isStatic && Uses.isMutable(owner) && !name.equals("<init>")
                        ? Operands.accessBy(name)
                        : Access.UNKNOWN;
        return (any || receiver != 0) && slots <= Operands.MOST_SLOTS
                ? new Use(makesPoint, receiver, arguments)
                : null;
    }

    /**
     * Whether one class that is looked into calls another: that one has points of its own. It may
     * not have been asked for, but what is a point must not depend on what else was.
     */
    private boolean isCallWithin(String owner) {
        return type.inside() != 0 && owner.startsWith("java/util/");
    }

    private Linked look(int bootstrap) {
        boolean refers = false;
        for (int i = file.u2(bootstrap + 2); i > 0; i--) {
            refers |= file.tag(file.u2(bootstrap + 2 + 2 * i)) == ClassBytes.METHOD_HANDLE;
        }
        if (!refers) {
            return Linked.NOTHING;
        }
        return new Linked(
                type.level().takesMonitors() && MethodReferences.areRedirected(file, bootstrap),
                type.level() == Level.PREEMPT
                        ? ReferencePoints.shared(file, bootstrap, type)
                        : null);
    }
}
