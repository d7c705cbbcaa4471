package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Attributes;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.attribute.StackMapFrameInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.ObjectVerificationTypeInfo;
import java.lang.classfile.attribute.StackMapFrameInfo.VerificationTypeInfo;
import java.lang.classfile.attribute.StackMapTableAttribute;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Rewrites one method.
 *
 * <p>A method that has to do with monitors is written twice: first as fibers execute it, with hooks
 * in place of monitor instructions, then as it was, for everybody else; which of the two is decided
 * as the method is entered. So no fiber ever holds a monitor of the JVM, and outside a run nothing
 * changes but one branch. A method without monitors is written once, with hooks that look for
 * themselves whether they are in a run.
 */
final class MethodRewriter {

    static final MethodTypeDesc POINT = MethodTypeDesc.ofDescriptor("(I)V");
    private static final MethodTypeDesc INSIDE_POINT = MethodTypeDesc.ofDescriptor("(II)V");
    private static final MethodTypeDesc ENTER =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;I)V");
    private static final MethodTypeDesc OBJECT =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/Object;)V");
    private static final MethodTypeDesc STRING =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/String;)V");
    private static final MethodTypeDesc STRING_TO_CLASS =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/String;)Ljava/lang/Class;");
    private static final String ENTERS = "enters a monitor";
    private static final MethodTypeDesc TEST = MethodTypeDesc.ofDescriptor("()Z");
    private static final MethodTypeDesc CLASS = MethodTypeDesc.ofDescriptor("(Ljava/lang/Class;)V");
    private static final MethodTypeDesc CLASS_AND_NUMBER =
            MethodTypeDesc.ofDescriptor("(Ljava/lang/Class;I)V");
    private static final MethodTypeDesc NOTHING = MethodTypeDesc.ofDescriptor("()V");

    private final ClassRewriter type;
    private final MethodModel method;
    private final CodeModel code;
    private final Level level;
    private final @Nullable Patch patch;
    private final Points points;
    private final Loops loops;
    private final boolean quiet;
    private final boolean synchronizedFlag;
    private final boolean hasMonitors;
    private final boolean hasHooks;
    private final boolean discontinued;

    /** Null until they are needed. */
    private @Nullable List<CodeElement> elements;

    /**
     * For one method.
     *
     * @param preempts whether it can be preempted, if the class can
     */
    MethodRewriter(ClassRewriter type, MethodModel method, boolean preempts) {
        this.type = type;
        this.method = method;
        this.code = method.code().orElseThrow();
        this.level = type.level();
        this.quiet = type.isQuiet(method);
        this.synchronizedFlag = method.flags().has(AccessFlag.SYNCHRONIZED);
        this.points =
                new Points(
                        type,
                        method.methodName().stringValue(),
                        method.methodType().stringValue(),
                        preempts && !quiet);
        this.loops = new Loops(level == Level.PREEMPT && !quiet);
        this.patch =
                HookTable.patch(
                        owner(),
                        method.methodName().stringValue(),
                        method.methodType().stringValue(),
                        isPublicOfInstance(method));
        FirstLook look = new FirstLook(type, method, points, level == Level.PREEMPT && !quiet);
        this.hasMonitors = look.hasMonitors() && level.takesMonitors();
        this.hasHooks = look.hasHooks();
        this.discontinued = look.isDiscontinued();
    }

    private static boolean isPublicOfInstance(MethodModel method) {
        return method.flags().has(AccessFlag.PUBLIC)
                && !method.flags().has(AccessFlag.STATIC)
                && !method.methodName().equalsString(ConstantDescs.INIT_NAME);
    }

    /** The elements of the code, which are not made before it is certain that they are needed. */
    private List<CodeElement> elements() {
        List<CodeElement> known = elements;
        if (known == null) {
            known = code.elementList();
            elements = known;
        }
        return known;
    }

    /** The line of the first instruction, or -1 if the class file does not say. */
    private int firstLine() {
        for (CodeElement element : elements()) {
            if (element instanceof LineNumber number) {
                return number.line();
            }
        }
        return -1;
    }

    /** The internal name of the class this method belongs to. */
    private String owner() {
        return type.model().thisClass().asInternalName();
    }

    /** Whether there is anything to rewrite. */
    boolean isNeeded() {
        if (patch != null) {
            return true;
        }
        boolean monitors = hasMonitors || takesFlag() || isLate();
        if (!monitors && !hasHooks && !quiet) {
            return false;
        }
        boolean unfit = discontinued && monitors;
        if (unfit) {
            Instrumenter.warn(
                    "Method %s.%s is too old to be controlled; it is left as it is."
                            .formatted(type.typeName(), method.methodName().stringValue()));
        }
        return !unfit;
    }

    /** The size of the original code, in bytes. */
    int size() {
        return ((CodeAttribute) code).codeLength();
    }

    /** The flags of the rewritten method. */
    int flags() {
        int flags = method.flags().flagsMask();
        return takesFlag() ? flags & ~java.lang.classfile.ClassFile.ACC_SYNCHRONIZED : flags;
    }

    /** Whether the method's own monitor is taken by code instead of by its flag. */
    boolean takesFlag() {
        return synchronizedFlag && level.takesMonitors() && !type.isLoaded() && patch == null;
    }

    /**
     * Whether the method is synchronized by a flag that it can not lose any more: then the JVM's
     * monitor is taken before the first instruction, and the loop's has to be taken besides.
     */
    private boolean isLate() {
        return synchronizedFlag
                && level.takesMonitors()
                && type.isLoaded()
                && patch == null
                && !isFilledIn();
    }

    /** The first thing that happens to each exception: nobody else can have it yet. */
    private boolean isFilledIn() {
        return owner().equals("java/lang/Throwable")
                && method.methodName().equalsString("fillInStackTrace");
    }

    // --- the whole method
    // -------------------------------------------------------------------------

    /** Writes the rewritten code. */
    void write(CodeBuilder builder) {
        StackMap map = new StackMap(type.model().thisClass(), method);
        if (patch != null) {
            new PatchWriter(method, map, startsWithFrame()).write(builder, patch);
            Label begin = builder.newBoundLabel();
            map.addAll(frames(), UnaryOperator.identity());
            copy(builder, UnaryOperator.identity(), Mode.HOOKED, -1);
            if (patch.form() == Form.AROUND) {
                Label end = builder.newBoundLabel();
                Label handler = builder.newBoundLabel();
                map.withoutLocals(
                        handler,
                        List.of(ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable)));
                ended(builder, patch);
                builder.athrow();
                builder.exceptionCatchAll(begin, end, handler);
            }
        } else if (hasMonitors || takesFlag() || isLate()) {
            writeTwice(builder, map);
        } else {
            points.restart(firstLine());
            writeBody(builder, map, UnaryOperator.identity(), Mode.HOOKED);
        }
        if (type.hasFrames() && !map.isEmpty()) {
            builder.with(map.attribute());
        }
    }

    private void writeTwice(CodeBuilder builder, StackMap map) {
        Label outside = builder.newLabel();
        builder.invokestatic(HookClasses.HOOKS, "inRun", TEST).ifeq(outside);
        writeOnce(builder, map, new Relabeling(builder), Mode.IN_RUN);
        builder.labelBinding(outside);
        map.atEntryState(outside, List.of());
        if (startsWithFrame()) {
            builder.nop(); // Two frames can not be at one place.
        }
        writeOnce(builder, map, UnaryOperator.identity(), Mode.ORIGINAL);
    }

    private void writeOnce(
            CodeBuilder builder, StackMap map, UnaryOperator<Label> moved, Mode mode) {
        points.restart(firstLine());
        if (!takesFlag() && !(isLate() && mode == Mode.IN_RUN)) {
            writeBody(builder, map, moved, mode);
            return;
        }
        // synchronized method: lock = this; enter(lock); try { ... } finally { exit(lock); }
        int slot = ((CodeAttribute) code).maxLocals();
        VerificationTypeInfo lock = ObjectVerificationTypeInfo.of(ConstantDescs.CD_Object);
        if (!method.flags().has(AccessFlag.STATIC)) {
            builder.aload(0);
        } else if (type.hasClassConstants()) {
            builder.ldc(type.model().thisClass().asSymbol());
        } else {
            builder.ldc(type.typeName())
                    .invokestatic(ConstantDescs.CD_Class, "forName", STRING_TO_CLASS);
        }
        builder.dup().astore(slot);
        if (!isLate()) {
            enter(builder, mode);
        } else if (level == Level.BOTH_MONITORS) {
            enterBoth(builder, "jdkEntered");
        } else {
            builder.ldc(points.site(ENTERS)).invokestatic(HookClasses.HOOKS, "entered", ENTER);
        }
        Label begin = builder.newBoundLabel();
        if (startsWithFrame()) {
            builder.nop();
        }
        map.addAll(frames(), moved, slot, lock);
        copy(builder, moved, mode, slot);
        Label end = builder.newBoundLabel();
        Label handler = builder.newBoundLabel();
        map.withOnlyLocal(
                handler,
                slot,
                lock,
                List.of(ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable)));
        builder.aload(slot);
        exitFlag(builder, mode);
        builder.athrow();
        builder.exceptionCatchAll(begin, end, handler);
    }

    private void writeBody(
            CodeBuilder builder, StackMap map, UnaryOperator<Label> moved, Mode mode) {
        if (!quiet) {
            map.addAll(frames(), moved);
            copy(builder, moved, mode, -1);
            return;
        }
        // begins(); try { ... } finally { ends(); }
        builder.ldc(type.typeName().hashCode())
                .invokestatic(HookClasses.HOOKS, "initialiserBegins", POINT);
        Label begin = builder.newBoundLabel();
        if (isFreshInitialiser(mode)) {
            builder.ldc(type.model().thisClass().asSymbol())
                    .ldc(points.site("begins to initialise " + type.typeName()))
                    .invokestatic(HookClasses.HOOKS, "classBegins", CLASS_AND_NUMBER);
        }
        map.addAll(frames(), moved);
        copy(builder, moved, mode, -1);
        Label end = builder.newBoundLabel();
        Label handler = builder.newBoundLabel();
        map.withoutLocals(
                handler, List.of(ObjectVerificationTypeInfo.of(ConstantDescs.CD_Throwable)));
        initialiserEnds(builder, mode);
        builder.athrow();
        builder.exceptionCatchAll(begin, end, handler);
    }

    /** Whether this is the initialiser of a class that every schedule has anew. */
    private boolean isFreshInitialiser(Mode mode) {
        return type.isFresh() && mode != Mode.ORIGINAL && ClassRewriter.isInitialiser(method);
    }

    private void initialiserEnds(CodeBuilder builder, Mode mode) {
        if (isFreshInitialiser(mode)) {
            builder.ldc(type.model().thisClass().asSymbol())
                    .invokestatic(HookClasses.HOOKS, "classEnds", CLASS);
        }
        builder.invokestatic(HookClasses.HOOKS, "initialiserEnds", NOTHING);
    }

    /** Whether there is a frame at the method's very first instruction. */
    private boolean startsWithFrame() {
        List<StackMapFrameInfo> frames = frames();
        return !frames.isEmpty() && bci(frames.getFirst().target()) == 0;
    }

    private List<StackMapFrameInfo> frames() {
        return code.findAttribute(Attributes.stackMapTable())
                .map(StackMapTableAttribute::entries)
                .orElse(List.of());
    }

    // --- the body
    // ---------------------------------------------------------------------------------

    /** How a body is copied. */
    private enum Mode {
        /** With hooks that find out by themselves whether they are in a run. */
        HOOKED,
        /** With hooks in place of monitors: this copy is executed by fibers only. */
        IN_RUN,
        /** As it was. */
        ORIGINAL
    }

    /**
     * Copies the body.
     *
     * @param lockSlot where the lock of a synchronized method is that must be left before each
     *     return, or -1
     */
    private void copy(CodeBuilder builder, UnaryOperator<Label> moved, Mode mode, int lockSlot) {
        boolean stableOrder = StableOrder.isNeededIn(owner());
        Relocation relocation = new Relocation(builder, moved);
        CodeElement before = null;
        loops.restart();
        for (CodeElement element : elements()) {
            loops.goesPast(element);
            if (element instanceof LineNumber number) {
                points.atLine(number.line());
            }
            Members.Called called =
                    mode != Mode.ORIGINAL && element instanceof InvokeInstruction call
                            ? type.members().of(call)
                            : null;
            if (mode != Mode.ORIGINAL) {
                if (loops.isEnd(element)) {
                    builder.invokestatic(HookClasses.HOOKS, "loops", NOTHING);
                }
                if (points.isPoint(element, before)) {
                    loops.passesPoint();
                    ConstantPoolBuilder pool = builder.constantPool();
                    builder.ldc(pool.intEntry(points.site(element)));
                    if (points.inside() == 0) {
                        builder.invokestatic(type.point(pool));
                    } else {
                        builder.ldc(points.inside())
                                .invokestatic(HookClasses.HOOKS, "insidePoint", INSIDE_POINT);
                    }
                }
                ClassRewriter.Initialised initialised = type.initialises(element);
                if (initialised != null) {
                    builder.ldc(initialised.named().asSymbol())
                            .loadConstant(initialised.level())
                            .invokestatic(HookClasses.HOOKS, "needsClass", CLASS_AND_NUMBER);
                }
                if (called != null && called.hook() != null) {
                    HookTable.Call hook = called.hook();
                    builder.invokestatic(
                            HookClasses.HOOKS,
                            hook.hook(),
                            MethodTypeDesc.ofDescriptor(hook.hookDescriptor()));
                    before = element;
                    continue;
                }
                if (element instanceof InvokeDynamicInstruction call) {
                    Members.Linked linked = type.members().of(call);
                    DirectMethodHandleDesc shared = linked.shared();
                    if (linked.isRedirected()) {
                        builder.invokedynamic(MethodReferences.redirected(call));
                        before = element;
                        continue;
                    }
                    if (shared != null) {
                        int point = points.site(ReferencePoints.action(shared));
                        builder.invokedynamic(ReferencePoints.withPoint(call, point));
                        before = element;
                        continue;
                    }
                }
            }
            if (mode == Mode.IN_RUN && triesAgain(element)) {
                continue;
            }
            if (called != null && called.isNative()) {
                builder.ldc(nameOf((InvokeInstruction) element))
                        .invokestatic(HookClasses.HOOKS, "callsNative", STRING);
            }
            if (called != null && called.asksForHash() && HashCalls.isOne(element)) {
                HashCalls.tell(builder, element);
            }
            if (element instanceof ReturnInstruction) {
                beforeReturn(builder, mode, lockSlot);
            }
            if (stableOrder && StableOrder.isNeeded(owner(), element)) {
                StableOrder.replace(builder, element);
            } else if (element instanceof MonitorInstruction monitor && mode == Mode.IN_RUN) {
                if (monitor.opcode() == Opcode.MONITORENTER) {
                    enter(builder, mode);
                } else {
                    exit(builder, mode);
                }
            } else {
                relocation.copy(element);
                if (called != null && called.isNativeOfFiles()) {
                    builder.invokestatic(HookClasses.HOOKS, "nativeCallEnded", NOTHING);
                }
                HookTable.Read filter = mode == Mode.ORIGINAL ? null : filter(element);
                if (filter != null) {
                    builder.invokestatic(
                            HookClasses.HOOKS,
                            filter.hook(),
                            MethodTypeDesc.ofDescriptor(
                                    "(" + filter.descriptor() + ")" + filter.descriptor()));
                }
            }
            if (element instanceof java.lang.classfile.Instruction) {
                before = element;
            }
        }
    }

    /**
     * Whether this makes code that leaves a monitor after an exception handle its own exceptions.
     * Compilers write that, since leaving a monitor can not fail; but a hook may find no room on
     * the stack, and would then be called again and again.
     */
    private boolean triesAgain(CodeElement element) {
        return element instanceof ExceptionCatch handled
                && level != Level.BOTH_MONITORS
                && hasMonitors
                && handled.catchType().isEmpty()
                && bci(handled.tryStart()) == bci(handled.handler());
    }

    private int bci(Label label) {
        return ((CodeAttribute) code).labelToBci(label);
    }

    private void beforeReturn(CodeBuilder builder, Mode mode, int lockSlot) {
        if (lockSlot >= 0) {
            builder.aload(lockSlot);
            exitFlag(builder, mode);
        }
        if (quiet) {
            initialiserEnds(builder, mode);
        }
        if (patch != null && patch.form() == Form.AROUND) {
            ended(builder, patch);
        }
        if (patch != null && patch.form().isAtReturn()) {
            if (!method.flags().has(AccessFlag.STATIC)) {
                builder.aload(0);
            }
            builder.invokestatic(
                    HookClasses.HOOKS,
                    patch.hook(),
                    MethodTypeDesc.ofDescriptor(patch.hookDescriptor()));
        }
    }

    private static void ended(CodeBuilder builder, Patch around) {
        builder.invokestatic(HookClasses.HOOKS, around.hook() + "Ended", NOTHING);
    }

    private void enter(CodeBuilder builder, Mode mode) {
        if (mode != Mode.IN_RUN) {
            builder.monitorenter();
        } else if (level == Level.BOTH_MONITORS) {
            enterBoth(builder.dup(), "jdkEnter");
            builder.monitorenter();
        } else {
            builder.ldc(points.site(ENTERS)).invokestatic(HookClasses.HOOKS, "monitorEnter", ENTER);
        }
    }

    /** Enters the loop's monitor of an object whose monitor of the JVM is taken as well. */
    private void enterBoth(CodeBuilder builder, String hook) {
        if (SharedClasses.nests(owner())) {
            builder.ldc(points.site(ENTERS)).invokestatic(HookClasses.HOOKS, hook, ENTER);
        } else {
            builder.invokestatic(HookClasses.HOOKS, hook, OBJECT);
        }
    }

    private void exit(CodeBuilder builder, Mode mode) {
        if (mode != Mode.IN_RUN) {
            builder.monitorexit();
        } else if (level == Level.BOTH_MONITORS) {
            // The call comes first: after monitorexit, but still in the range of the handler that
            // leaves the monitor, it would make the JIT refuse the method (unbalanced monitors).
            builder.dup().invokestatic(HookClasses.HOOKS, "bothExit", OBJECT).monitorexit();
        } else {
            builder.invokestatic(HookClasses.HOOKS, "monitorExit", OBJECT);
        }
    }

    /** Leaves what a synchronized method has entered. */
    private void exitFlag(CodeBuilder builder, Mode mode) {
        if (isLate()) {
            builder.invokestatic(HookClasses.HOOKS, "bothExit", OBJECT);
        } else {
            exit(builder, mode);
        }
    }

    // --- calls that are replaced ----------------------------------------------------------------

    private static String nameOf(InvokeInstruction call) {
        return call.owner().asInternalName().replace('/', '.') + "." + call.name().stringValue();
    }

    /** The hook that filters what this instruction reads, or null. */
    private HookTable.@Nullable Read filter(CodeElement element) {
        if (!(element instanceof FieldInstruction field)
                || !type.members().of(field).mayBeFiltered()
                || (field.opcode() != Opcode.GETSTATIC && field.opcode() != Opcode.GETFIELD)) {
            return null;
        }
        return HookTable.read(
                field.owner().asInternalName(),
                field.name().stringValue(),
                method.methodName().stringValue());
    }
}
