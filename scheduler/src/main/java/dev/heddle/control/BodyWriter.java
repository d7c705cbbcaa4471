package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
import dev.heddle.control.HookTable.Patch;
import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;

/** Writes the body of a method, once or twice, with hooks among its instructions. */
final class BodyWriter {

    private static final String POINT = "(I)V";
    private static final String OBJECT = "(Ljava/lang/Object;)V";
    private static final String STRING_TO_CLASS = "(Ljava/lang/String;)Ljava/lang/Class;";
    private static final String CLASS = "(Ljava/lang/Class;)V";
    private static final String CLASS_AND_NUMBER = "(Ljava/lang/Class;I)V";
    private static final String NOTHING = "()V";

    /** How a body is copied. */
    enum Mode {
        /** With hooks that find out by themselves whether they are in a run. */
        HOOKED,
        /** With hooks in place of monitors: this copy is executed by fibers only. */
        IN_RUN,
        /** As it was. */
        ORIGINAL
    }

    private final MethodRewriter rewriter;
    private final ClassRewriter type;
    private final ClassBytes file;
    private final MethodBytes method;
    private final Level level;
    private final @Nullable Patch patch;
    private final Points points;
    private final boolean quiet;

    private final CodeWriter code;
    private final FrameWriter frames;
    private final int @Nullable [] lines;
    private final Loops ends;
    private final MonitorWriter monitors;
    private final AccessWriter accesses;

    /** How many locals there are besides those of the original. */
    private int moreLocals;

    BodyWriter(
            MethodRewriter rewriter,
            CodeWriter code,
            FrameWriter frames,
            int @Nullable [] lines,
            Loops ends) {
        this.rewriter = rewriter;
        this.type = rewriter.type;
        this.file = rewriter.file;
        this.method = rewriter.method;
        this.level = rewriter.level;
        this.patch = rewriter.patch;
        this.points = rewriter.points;
        this.quiet = rewriter.quiet;
        this.code = code;
        this.frames = frames;
        this.lines = lines;
        this.ends = ends;
        this.monitors =
                new MonitorWriter(
                        file, code, points, level == Level.BOTH_MONITORS, rewriter.isLate());
        boolean looksForMade =
                points.any() || level == Level.BOTH_MONITORS || level == Level.MONITORS;
        this.accesses = new AccessWriter(type, method, code, points, looksForMade);
    }

    /** How many locals there are besides those of the original. */
    int moreLocals() {
        return Math.max(moreLocals, accesses.moreLocals());
    }

    void writePatched(Patch hook) {
        new PatchWriter(file, method, code, frames).write(hook);
        int begin = code.newBoundLabel();
        frames.addAll(code.copy(0), -1);
        copy(code.copy(0), Mode.HOOKED, -1);
        if (hook.form() == Form.AROUND) {
            int handler = endWithHandler(begin);
            frames.atHandler(handler);
            ended(hook);
            code.op(Bytecode.ATHROW);
        }
    }

    /** Ends what is to be done in any case, and begins the handler that does it. */
    private int endWithHandler(int begin) {
        int end = code.newBoundLabel();
        int handler = code.newBoundLabel();
        code.handler(begin, end, handler, 0);
        code.needsInAll(2);
        return handler;
    }

    void writeTwice() {
        int outside = code.newLabel();
        code.hook("inRun", "()Z");
        code.needsInAll(1);
        code.jump(Bytecode.IFEQ, outside);
        writeOnce(code.copy(0), Mode.IN_RUN);
        code.bind(outside);
        frames.atEntryState(outside);
        if (method.startsWithFrame()) {
            code.op(Bytecode.NOP); // Two frames can not be at one place.
        }
        writeOnce(code.copy(1), Mode.ORIGINAL);
    }

    /** Writes a method that is executed in one way only. */
    void writeHooked() {
        write(code.copy(0), Mode.HOOKED);
    }

    private void writeOnce(int copy, Mode mode) {
        if (!rewriter.takesFlag() && !(rewriter.isLate() && mode == Mode.IN_RUN)) {
            write(copy, mode);
            return;
        }
        points.restart(firstLine());
        // synchronized method: lock = this; enter(lock); try { ... } finally { exit(lock); }
        int slot = method.maxLocals();
        moreLocals = 1;
        code.needsInAll(3);
        if (!method.isStatic()) {
            code.aload(0);
        } else if (file.majorVersion() >= ClassFile.JAVA_5_VERSION) {
            code.constant(file.self());
        } else {
            code.constant(code.pool().string(type.typeName()));
            code.callStatic("java/lang/Class", "forName", STRING_TO_CLASS);
        }
        code.op(Bytecode.DUP);
        code.astore(slot);
        monitors.enterFlag(mode);
        int begin = code.newBoundLabel();
        if (method.startsWithFrame()) {
            code.op(Bytecode.NOP);
        }
        frames.addAll(copy, slot);
        copy(copy, mode, slot);
        int handler = endWithHandler(begin);
        frames.atHandler(handler, slot);
        code.aload(slot);
        monitors.exitFlag(mode);
        code.op(Bytecode.ATHROW);
    }

    private void write(int copy, Mode mode) {
        points.restart(firstLine());
        if (!quiet) {
            frames.addAll(copy, -1);
            copy(copy, mode, -1);
            return;
        }
        // begins(); try { ... } finally { ends(); }
        code.needsInAll(2);
        code.constant(code.pool().integer(type.typeName().hashCode()));
        code.hook("initialiserBegins", POINT);
        int begin = code.newBoundLabel();
        if (isFreshInitialiser(mode)) {
            code.constant(file.self());
            code.push(points.site("begins to initialise " + type.typeName()));
            code.hook("classBegins", CLASS_AND_NUMBER);
        }
        frames.addAll(copy, -1);
        copy(copy, mode, -1);
        int handler = endWithHandler(begin);
        frames.atHandler(handler);
        initialiserEnds(mode);
        code.op(Bytecode.ATHROW);
    }

    /** The line of the first instruction, or -1 if the class file does not say. */
    private int firstLine() {
        if (lines != null) {
            for (int line : lines) {
                if (line >= 0) {
                    return line;
                }
            }
        }
        return -1;
    }

    /** Whether this is the initialiser of a class that every schedule has anew. */
    private boolean isFreshInitialiser(Mode mode) {
        return type.isFresh() && mode != Mode.ORIGINAL && ClassRewriter.isInitialiser(method);
    }

    private void initialiserEnds(Mode mode) {
        if (isFreshInitialiser(mode)) {
            code.needs(1);
            code.constant(file.self());
            code.hook("classEnds", CLASS);
        }
        code.hook("initialiserEnds", NOTHING);
    }

    // --- the body ---------------------------------------------------------------------------

    /**
     * Copies the body.
     *
     * @param copy the first label of the copy
     * @param lockSlot where the lock of a synchronized method is that must be left before each
     *     return, or -1
     */
    private void copy(int copy, Mode mode, int lockSlot) {
        int first = method.first();
        int size = method.size();
        copyHandlers(copy, mode);
        ends.restart();
        int before = 0;
        int next;
        for (int pc = 0; pc < size; pc = next) {
            int opcode = file.u1(first + pc);
            byte kind = Bytecode.kind(opcode);
            next = pc + Bytecode.length(file, first, pc);
            code.bind(copy + pc);
            ends.goesTo(pc);
            if (lines != null && lines[pc] >= 0) {
                points.atLine(lines[pc]);
            }
            if (kind == Bytecode.NOTHING) {
                code.copy(pc, next, copy);
            } else if (mode == Mode.ORIGINAL) {
                copyAsItWas(opcode, kind, pc, next, copy, lockSlot);
            } else {
                copyHooked(opcode, kind, pc, next, copy, mode, lockSlot, before);
            }
            before = opcode;
        }
        code.bind(copy + size);
    }

    private void copyHandlers(int copy, Mode mode) {
        for (int i = 0; i < method.handlerCount(); i++) {
            int at = method.handler(i);
            if (mode == Mode.IN_RUN && triesAgain(at)) {
                continue;
            }
            code.handler(
                    copy + file.u2(at),
                    copy + file.u2(at + 2),
                    copy + file.u2(at + 4),
                    file.u2(at + 6));
        }
    }

    /**
     * Whether this makes code that leaves a monitor after an exception handle its own exceptions.
     * Compilers write that, since leaving a monitor can not fail; but a hook may find no room on
     * the stack, and would then be called again and again.
     */
    private boolean triesAgain(int handler) {
        return level != Level.BOTH_MONITORS
                && rewriter.hasMonitors
                && file.u2(handler + 6) == 0
                && file.u2(handler) == file.u2(handler + 4);
    }

    private void copyAsItWas(int opcode, byte kind, int pc, int next, int copy, int lockSlot) {
        if (kind == Bytecode.LEAVING) {
            beforeReturn(Mode.ORIGINAL, lockSlot);
        }
        // What a reference is made with here may be called in a run.
        if (kind == Bytecode.CALL_SITE && accesses.link(file.u2(method.first() + pc + 1))) {
            return;
        }
        if (type.needsStableOrder() && StableOrder.isNeeded(file, opcode, method.first() + pc)) {
            StableOrder.replace(code, opcode);
        } else {
            code.copy(pc, next, copy);
        }
    }

    private void copyHooked(
            int opcode,
            byte kind,
            int pc,
            int next,
            int copy,
            Mode mode,
            int lockSlot,
            int before) {
        int at = method.first() + pc;
        if (kind == Bytecode.JUMP && ends.isEnd(Bytecode.distance(file, method.first(), pc))) {
            code.hook("loops", NOTHING);
        }
        int site = -1;
        if (points.isPoint(opcode, kind, at, before)) {
            ends.passesPoint();
            site = points.site(opcode, kind, at);
            accesses.point(opcode, kind, pc, site);
        }
        accesses.initialise(opcode, kind, at);
        Members.Called called =
                kind == Bytecode.CALL
                        ? type.members().called(file.u2(at + 1), opcode == Bytecode.INVOKESTATIC)
                        : null;
        if (called != null && called.hook() != null) {
            code.hook(called.hook().hook(), called.hook().hookDescriptor());
            return;
        }
        if (kind == Bytecode.CALL_SITE && accesses.link(file.u2(at + 1))) {
            return;
        }
        if (called != null) {
            accesses.tell(called, opcode, file.u2(at + 1));
            accesses.uses(called, file.u2(at + 1));
        }
        if (kind == Bytecode.LEAVING) {
            beforeReturn(mode, lockSlot);
        }
        if (type.needsStableOrder() && StableOrder.isNeeded(file, opcode, at)) {
            StableOrder.replace(code, opcode);
        } else if (kind == Bytecode.MONITOR && mode == Mode.IN_RUN) {
            if (opcode == Bytecode.MONITORENTER) {
                monitors.enter(mode);
            } else {
                monitors.exit(mode);
            }
        } else {
            accesses.order(opcode, kind, pc);
            code.copy(pc, next, copy);
            if (called != null && called.isNativeOfFiles()) {
                code.hook("nativeCallEnded", NOTHING);
            }
            if (called != null && called.mayCallBack() && site >= 0) {
                code.needs(1);
                code.push(site);
                code.hook("called", POINT);
            }
            if (kind == Bytecode.FIELD) {
                accesses.filter(opcode, file.u2(at + 1));
            }
        }
    }

    private void beforeReturn(Mode mode, int lockSlot) {
        if (lockSlot >= 0) {
            code.needs(1);
            code.aload(lockSlot);
            monitors.exitFlag(mode);
        }
        if (quiet) {
            initialiserEnds(mode);
        }
        if (mode != Mode.ORIGINAL && type.freezesIn(method)) {
            code.needs(1);
            code.aload(0);
            code.hook("frozen", OBJECT);
        }
        if (patch != null && patch.form() == Form.AROUND) {
            ended(patch);
        }
        if (patch != null && patch.form().isAtReturn()) {
            if (!method.isStatic()) {
                code.needs(1);
                code.aload(0);
            }
            code.hook(patch.hook(), patch.hookDescriptor());
        }
    }

    private void ended(Patch around) {
        code.hook(around.hook() + "Ended", NOTHING);
    }
}
