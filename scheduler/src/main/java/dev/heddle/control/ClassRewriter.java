package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.ConstantPoolBuilder;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.MethodRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites one class so that what it does with threads, monitors, time and memory goes through the
 * hooks.
 *
 * <p>Neither fields nor methods are added or renamed, so a class can be rewritten after it has been
 * loaded as well; and stack map frames are carried over rather than computed, so no other class is
 * looked at.
 */
final class ClassRewriter {

    /**
     * Rewritten, a method of at most this size is never larger than a method may be, nor has it a
     * jump that is too far: it grows to five times its size in the worst case. Larger ones are
     * tried.
     */
    private static final int SURELY_FITS = 6_000;

    private static final ClassFile CLASS_FILE =
            ClassFile.of(
                    ClassFile.StackMapsOption.DROP_STACK_MAPS,
                    ClassFile.DeadCodeOption.KEEP_DEAD_CODE,
                    ClassFile.DeadLabelsOption.DROP_DEAD_LABELS,
                    // To mend them would need stack map frames that are not there.
                    ClassFile.ShortJumpsOption.FAIL_ON_SHORT_JUMPS);

    private final ClassModel model;
    private final Level level;
    private final boolean loaded;

    /** Whether it is a class loader of the program's. */
    private final boolean loads;

    private final @Nullable ClassLoader loader;

    /**
     * Fields of this class whose accesses nobody can observe: final ones, and those made by
     * compilers.
     */
    private final Set<String> quietFields = new HashSet<>();

    /** Whether JaCoCo's agent was here before: its probes are no concern of the program's. */
    private boolean hasProbes;

    /** Whether every schedule has the class anew, and so its initialiser too. */
    private final boolean fresh;

    /** How far up the superclasses the static members are that this class uses. */
    private final Map<String, Integer> levels = new HashMap<>();

    /** What is known of the fields and methods that the class names. */
    private final Members members;

    /** Null until it is needed. */
    private @Nullable MethodRefEntry point;

    /** The methods that must be rewritten. */
    private final IdentityHashMap<MethodModel, MethodRewriter> plans = new IdentityHashMap<>();

    private boolean changed;

    /** Whether a method has lost the modifier {@code synchronized}. */
    private boolean hasTaken;

    /** Bits of the packages on whose account a class of the JDK has points; else none. */
    private final int inside;

    private ClassRewriter(
            ClassModel model,
            Level level,
            boolean loaded,
            boolean loads,
            @Nullable ClassLoader loader) {
        this.model = model;
        this.level = level;
        this.loaded = loaded;
        this.loads = loads;
        this.loader = loader;
        this.fresh =
                loader instanceof FreshLoader
                        && level == Level.PREEMPT
                        && model.majorVersion() >= ClassFile.JAVA_5_VERSION;
        this.inside =
                level == Level.PREEMPT ? 0 : Inside.bitsOf(model.thisClass().asInternalName());
        this.members = new Members(this);
    }

    /**
     * Rewrites a class.
     *
     * @param loaded whether the class is loaded already, so that its methods must keep their flags
     * @param loader the class loader of the class, null for the JVM's own
     * @return the class file, or null if there is nothing to change
     */
    static byte @Nullable [] rewrite(
            byte[] classFile, Level level, boolean loaded, @Nullable ClassLoader loader) {
        ClassModel model = CLASS_FILE.parse(classFile);
        Level actual = level;
        if (level == Level.BOTH_MONITORS && waits(model)) {
            // Object.wait must release every monitor of its object, so there must be only one.
            actual = Level.MONITORS;
        }
        boolean loads = level == Level.PREEMPT && isClassLoader(model, loader);
        if (loads) {
            // The JVM takes a class loader's monitor itself, so it must remain a real one.
            actual = Level.CONTROL;
        }
        if (loader != null && level == Level.PREEMPT) {
            Hierarchy.know(model, loader);
        }
        ClassRewriter rewriter = new ClassRewriter(model, actual, loaded, loads, loader);
        rewriter.look();
        if (!rewriter.isNeeded()) {
            return null;
        }
        byte[] rewritten = CLASS_FILE.transformClass(model, new Transform(rewriter));
        if (rewriter.hasTaken) {
            Taken.add(model.thisClass().asInternalName(), loader);
        }
        return rewriter.changed ? rewritten : null;
    }

    /** The internal name of the class in a class file, or null if that is broken. */
    static @Nullable String nameIn(byte[] classFile) {
        try {
            return CLASS_FILE.parse(classFile).thisClass().asInternalName();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isClassLoader(ClassModel model, @Nullable ClassLoader loader) {
        boolean loads = false;
        for (MethodModel method : model.methods()) {
            loads |= isLoading(method);
        }
        return loads
                && model.superclass().isPresent()
                && Hierarchy.isClassLoader(model.superclass().get().asInternalName(), loader);
    }

    private static boolean isLoading(MethodModel method) {
        return (method.methodName().equalsString("loadClass")
                        || method.methodName().equalsString("findClass"))
                && method.methodType().stringValue().endsWith(")Ljava/lang/Class;");
    }

    /** The class as in Java source. */
    String typeName() {
        return model.thisClass().asInternalName().replace('/', '.');
    }

    /** The name of the source file, or an empty string if the class file does not say. */
    String sourceFile() {
        return model.findAttribute(Attributes.sourceFile())
                .map(attribute -> attribute.sourceFile().stringValue())
                .orElse("");
    }

    /** The hook of scheduling points, in the constant pool of a class that is being written. */
    MethodRefEntry point(ConstantPoolBuilder pool) {
        MethodRefEntry known = point;
        if (known == null || !pool.canWriteDirect(known.constantPool())) {
            known = pool.methodRefEntry(HookClasses.HOOKS, "point", MethodRewriter.POINT);
            point = known;
        }
        return known;
    }

    Members members() {
        return members;
    }

    ClassModel model() {
        return model;
    }

    Level level() {
        return level;
    }

    /** Bits of the packages on whose account a class of the JDK has points; else none. */
    int inside() {
        return inside;
    }

    @Nullable ClassLoader loader() {
        return loader;
    }

    /** Whether the class is loaded already, so that its methods must keep their flags. */
    boolean isLoaded() {
        return loaded;
    }

    boolean hasProbes() {
        return hasProbes;
    }

    /** Whether accesses of a field can not be observed by others. */
    boolean isQuiet(String owner, String name) {
        // The JDK's own fields that programs name are constants, such as System.out.
        return name.startsWith("$")
                || (inside == 0 && owner.startsWith("java/"))
                || (owner.equals(model.thisClass().asInternalName()) && quietFields.contains(name));
    }

    private void look() {
        for (FieldModel field : model.fields()) {
            if (field.flags().has(AccessFlag.FINAL)) {
                quietFields.add(field.fieldName().stringValue());
            }
        }
        for (MethodModel method : model.methods()) {
            if (isProbesOwn(method)) {
                hasProbes = true;
            }
        }
    }

    /**
     * Whether there is anything to rewrite. Most classes of the JDK are spared the writing of a new
     * class file by this.
     */
    private boolean isNeeded() {
        for (MethodModel method : model.methods()) {
            if (method.code().isPresent() && !isProbesOwn(method)) {
                MethodRewriter plan = new MethodRewriter(this, method, true);
                if (plan.isNeeded()) {
                    plans.put(method, plan);
                }
            }
        }
        return !plans.isEmpty();
    }

    private static boolean waits(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                HookTable.Call call =
                        HookTable.call(
                                false,
                                "",
                                member.name().stringValue(),
                                member.type().stringValue(),
                                null);
                if (call != null) {
                    return true;
                }
            }
        }
        return false;
    }

    private record Transform(ClassRewriter rewriter) implements ClassTransform {
        @Override
        public void accept(ClassBuilder builder, ClassElement element) {
            if (element instanceof MethodModel method && method.code().isPresent()) {
                rewriter.rewrite(builder, method);
            } else {
                builder.with(element);
            }
        }
    }

    /**
     * JaCoCo's own method does most of its work in the first run only, so it must have no points.
     */
    private static boolean isProbesOwn(MethodModel method) {
        return method.methodName().equalsString("$jacocoInit");
    }

    private void rewrite(ClassBuilder builder, MethodModel method) {
        MethodRewriter plan = plans.get(method);
        if (plan == null) {
            builder.with(method);
            return;
        }
        if (!fits(method, plan)) {
            plan = new MethodRewriter(this, method, false);
            boolean fits = plan.isNeeded() && fits(method, plan);
            Instrumenter.warn(
                    "Method %s.%s is too large to be %s."
                            .formatted(
                                    typeName(),
                                    method.methodName().stringValue(),
                                    fits
                                            ? "preempted; it is controlled all the same"
                                            : "controlled; it is left as it is"));
            if (!fits) {
                builder.with(method);
                return;
            }
        }
        changed = true;
        hasTaken |= plan.takesFlag();
        write(builder, method, plan);
    }

    /** Whether the rewritten method is one that a class may have. */
    private boolean fits(MethodModel method, MethodRewriter plan) {
        if (plan.size() <= SURELY_FITS) {
            return true;
        }
        try {
            CLASS_FILE.transformClass(
                    model,
                    (builder, element) -> {
                        if (element == method) {
                            write(builder, method, plan);
                        }
                    });
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void write(ClassBuilder builder, MethodModel method, MethodRewriter plan) {
        builder.withMethod(
                method.methodName(),
                method.methodType(),
                plan.flags(),
                target -> {
                    for (MethodElement element : method) {
                        if (element instanceof CodeModel) {
                            target.withCode(plan::write);
                        } else if (!(element instanceof java.lang.classfile.AccessFlags)) {
                            target.with(element);
                        }
                    }
                });
    }

    /** Whether the class itself has such a native method. */
    boolean isNative(String name, String descriptor) {
        for (MethodModel method : model.methods()) {
            if (method.flags().has(AccessFlag.NATIVE)
                    && method.methodName().equalsString(name)
                    && method.methodType().equalsString(descriptor)) {
                return true;
            }
        }
        return false;
    }

    /** Whether every schedule has the class anew, and so its initialiser too. */
    boolean isFresh() {
        return fresh;
    }

    /**
     * What an instruction initialises.
     *
     * @param named the class it names
     * @param level how far up the superclasses of that one the class is
     */
    record Initialised(ClassEntry named, int level) {}

    /** The other class of the program that this instruction initialises, as far as known. */
    @Nullable Initialised initialises(CodeElement element) {
        if (!fresh) {
            return null;
        }
        if (element instanceof NewObjectInstruction made) {
            return initialises(made.className());
        }
        if (element instanceof FieldInstruction field) {
            boolean isStatic =
                    field.opcode() == Opcode.GETSTATIC || field.opcode() == Opcode.PUTSTATIC;
            return isStatic ? initialises(field.field()) : null;
        }
        return element instanceof InvokeInstruction call && call.opcode() == Opcode.INVOKESTATIC
                ? initialises(call.method())
                : null;
    }

    /** As above, for the making of an object. */
    @Nullable Initialised initialises(ClassEntry made) {
        return fresh && isOther(made) ? new Initialised(made, 0) : null;
    }

    /** As above, for the use of a static member. */
    @Nullable Initialised initialises(MemberRefEntry member) {
        return fresh ? byMember(member.owner(), member.name(), member.type()) : null;
    }

    private @Nullable Initialised byMember(ClassEntry owner, Utf8Entry name, Utf8Entry type) {
        if (!isOther(owner)) {
            return null;
        }
        int level =
                levels.computeIfAbsent(
                        owner.asInternalName() + "." + name.stringValue() + type.stringValue(),
                        any ->
                                Hierarchy.levelOfStatic(
                                        owner.asInternalName(),
                                        name.stringValue(),
                                        type.stringValue(),
                                        loader));
        return level < 0 ? null : new Initialised(owner, level);
    }

    private boolean isOther(ClassEntry named) {
        String name = named.asInternalName();
        return !name.equals(model.thisClass().asInternalName())
                && !Policy.isNeverOfTheProgram(name);
    }

    /** Whether the class file may have class literals as constants. */
    boolean hasClassConstants() {
        return model.majorVersion() >= ClassFile.JAVA_5_VERSION;
    }

    /** Whether the class file may have stack map frames. */
    boolean hasFrames() {
        return model.majorVersion() >= ClassFile.JAVA_6_VERSION;
    }

    /**
     * Whether nothing in this method is preempted: a class is initialised, and loaded, in the first
     * run only, and every run must be like the others. While a class is loaded the JVM may hold
     * locks, too.
     */
    boolean isQuiet(MethodModel method) {
        return (loads && isLoading(method))
                || (isInitialiser(method) && (loads || inside != 0 || level.takesMonitors()))
                || Inside.isExecutedOnce(
                        model.thisClass().asInternalName(),
                        method.methodName().stringValue(),
                        method.methodType().stringValue());
    }

    static boolean isInitialiser(MethodModel method) {
        return method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME);
    }
}
