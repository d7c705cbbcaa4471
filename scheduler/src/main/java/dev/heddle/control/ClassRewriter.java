package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.ConstantDescs;
import java.lang.reflect.AccessFlag;
import java.util.HashSet;
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
     * Methods larger than this are left alone: rewritten, they might exceed what a method may have.
     */
    static final int LARGEST_METHOD = 24_000;

    private static final ClassFile CLASS_FILE =
            ClassFile.of(
                    ClassFile.StackMapsOption.DROP_STACK_MAPS,
                    ClassFile.DeadCodeOption.KEEP_DEAD_CODE,
                    ClassFile.DeadLabelsOption.DROP_DEAD_LABELS);

    private final ClassModel model;
    private final Level level;
    private final boolean loaded;
    private final @Nullable ClassLoader loader;

    /**
     * Fields of this class whose accesses nobody can observe: final ones, and those made by
     * compilers.
     */
    private final Set<String> quietFields = new HashSet<>();

    /** Whether JaCoCo's agent was here before: its probes are no concern of the program's. */
    private boolean hasProbes;

    private boolean changed;

    private ClassRewriter(
            ClassModel model, Level level, boolean loaded, @Nullable ClassLoader loader) {
        this.model = model;
        this.level = level;
        this.loaded = loaded;
        this.loader = loader;
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
        ClassRewriter rewriter = new ClassRewriter(model, actual, loaded, loader);
        rewriter.look();
        byte[] rewritten = CLASS_FILE.transformClass(model, new Transform(rewriter));
        return rewriter.changed ? rewritten : null;
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

    ClassModel model() {
        return model;
    }

    Level level() {
        return level;
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
                || owner.startsWith("java/")
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

    private static boolean waits(ClassModel model) {
        for (PoolEntry entry : model.constantPool()) {
            if (entry instanceof MemberRefEntry member) {
                HookTable.Call call =
                        HookTable.call(
                                java.lang.classfile.Opcode.INVOKEVIRTUAL,
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
        if (isProbesOwn(method)) {
            builder.with(method);
            return;
        }
        MethodRewriter plan = new MethodRewriter(this, method, method.code().orElseThrow());
        if (!plan.isNeeded()) {
            builder.with(method);
            return;
        }
        changed = true;
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

    /** Whether the class file may have class literals as constants. */
    boolean hasClassConstants() {
        return model.majorVersion() >= ClassFile.JAVA_5_VERSION;
    }

    /** Whether the class file may have stack map frames. */
    boolean hasFrames() {
        return model.majorVersion() >= ClassFile.JAVA_6_VERSION;
    }

    static boolean isInitialiser(MethodModel method) {
        return method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME);
    }
}
