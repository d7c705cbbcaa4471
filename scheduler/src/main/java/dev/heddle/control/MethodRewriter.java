package dev.heddle.control;

import dev.heddle.control.HookTable.Patch;
import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.constant.ConstantDescs;

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

    final ClassRewriter type;
    final ClassBytes file;
    final MethodBytes method;
    final Level level;
    final @Nullable Patch patch;
    final Points points;
    private final boolean loops;
    final boolean quiet;
    private final boolean synchronizedFlag;
    final boolean hasMonitors;
    private final boolean hasHooks;
    private final boolean discontinued;

    /**
     * For one method.
     *
     * @param preempts whether it can be preempted, if the class can
     */
    MethodRewriter(ClassRewriter type, MethodBytes method, boolean preempts) {
        this.type = type;
        this.file = type.file();
        this.method = method;
        this.level = type.level();
        this.quiet = type.isQuiet(method);
        this.synchronizedFlag = method.has(ClassFile.ACC_SYNCHRONIZED);
        this.points = new Points(type, method, preempts && !quiet);
        this.loops = level == Level.PREEMPT && !quiet;
        this.patch = type.isPatched() ? patch(method) : null;
        FirstLook look = new FirstLook(type, method, points.any(), loops);
        this.hasMonitors = look.hasMonitors() && level.takesMonitors();
        this.hasHooks = look.hasHooks();
        this.discontinued = look.isDiscontinued();
    }

    private @Nullable Patch patch(MethodBytes of) {
        boolean isPublicOfInstance =
                of.has(ClassFile.ACC_PUBLIC)
                        && !of.isStatic()
                        && !of.isNamed(ConstantDescs.INIT_NAME);
        return HookTable.patch(file.name(), of.name(), of.descriptor(), isPublicOfInstance);
    }

    /** Whether there is anything to rewrite. */
    boolean isNeeded() {
        if (patch != null) {
            return true;
        }
        boolean monitors = hasMonitors || takesFlag() || isLate();
        if (!monitors && !hasHooks && !quiet && !type.freezesIn(method)) {
            return false;
        }
        boolean unfit = discontinued && monitors;
        if (unfit) {
            Instrumenter.warn(
                    "Method %s.%s is too old to be controlled; it is left as it is."
                            .formatted(type.typeName(), method.name()));
        }
        return !unfit;
    }

    /** The flags of the rewritten method. */
    private int flags() {
        return takesFlag() ? method.flags() & ~ClassFile.ACC_SYNCHRONIZED : method.flags();
    }

    /** Whether the method's own monitor is taken by code instead of by its flag. */
    boolean takesFlag() {
        return synchronizedFlag && level.takesMonitors() && !type.isLoaded() && patch == null;
    }

    /**
     * Whether the method is synchronized by a flag that it can not lose any more: then the JVM's
     * monitor is taken before the first instruction, and the loop's has to be taken besides.
     */
    boolean isLate() {
        return synchronizedFlag
                && level.takesMonitors()
                && type.isLoaded()
                && patch == null
                && !isFilledIn();
    }

    /** The first thing that happens to each exception: nobody else can have it yet. */
    private boolean isFilledIn() {
        return file.name().equals("java/lang/Throwable") && method.isNamed("fillInStackTrace");
    }

    // --- the whole method
    // -------------------------------------------------------------------------

    /**
     * Writes the rewritten method.
     *
     * @throws CodeWriter.TooLargeException if there can be no such method
     */
    void write(ByteWriter out, PoolWriter pool) {
        boolean twice = patch == null && (hasMonitors || takesFlag() || isLate());
        CodeWriter code = new CodeWriter(file, method, pool, twice ? 2 : 1);
        FrameWriter frames = new FrameWriter(file, method, code);
        int @Nullable [] lines = points.any() || twice || quiet ? method.lines() : null;
        BodyWriter body =
                new BodyWriter(
                        this, code, frames, lines, new Loops(loops ? method.labels() : null));
        if (patch != null) {
            body.writePatched(patch);
        } else if (twice) {
            body.writeTwice();
        } else {
            body.writeHooked();
        }
        int start = method.start();
        out.u2(flags());
        out.bytes(file.bytes(), start + 2, method.code());
        code.write(
                out,
                method.maxLocals() + body.moreLocals(),
                twice ? new int[] {code.copy(0), code.copy(1)} : new int[] {code.copy(0)},
                file.majorVersion() >= ClassFile.JAVA_6_VERSION,
                frames);
        out.bytes(file.bytes(), file.attributeEnd(method.code()), method.end());
    }
}
