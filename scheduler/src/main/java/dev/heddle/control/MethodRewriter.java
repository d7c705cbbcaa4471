package dev.heddle.control;

import dev.heddle.control.HookTable.Form;
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

    private static final String POINT = "(I)V";
    private static final String INSIDE_POINT = "(II)V";
    private static final String ENTER = "(Ljava/lang/Object;I)V";
    private static final String OBJECT = "(Ljava/lang/Object;)V";
    private static final String STRING = "(Ljava/lang/String;)V";
    private static final String STRING_TO_CLASS = "(Ljava/lang/String;)Ljava/lang/Class;";
    private static final String CLASS = "(Ljava/lang/Class;)V";
    private static final String CLASS_AND_NUMBER = "(Ljava/lang/Class;I)V";
    private static final String NOTHING = "()V";

    private final ClassRewriter type;
    private final ClassBytes file;
    private final MethodBytes method;
    private final Level level;
    private final @Nullable Patch patch;
    private final Points points;
    private final boolean loops;
    private final boolean quiet;
    private final boolean synchronizedFlag;
    private final boolean hasMonitors;
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
    private boolean isLate() {
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
        Body body = new Body(code, frames, lines, new Loops(loops ? method.labels() : null));
        if (patch != null) {
            body.writePatched(patch);
        } else if (twice) {
            body.writeTwice();
        } else {
            body.write(code.copy(0), Mode.HOOKED);
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

    /** How a body is copied. */
    private enum Mode {
        /** With hooks that find out by themselves whether they are in a run. */
        HOOKED,
        /** With hooks in place of monitors: this copy is executed by fibers only. */
        IN_RUN,
        /** As it was. */
        ORIGINAL
    }

    /** What is written of the method. */
    private final class Body {

        private final CodeWriter code;
        private final FrameWriter frames;
        private final int @Nullable [] lines;
        private final Loops ends;

        private final Operands operands;

        /** Where, in a constructor, the object is made. */
        private final int made;

        /** How many locals there are besides those of the original. */
        private int moreLocals;

        Body(CodeWriter code, FrameWriter frames, int @Nullable [] lines, Loops ends) {
            this.code = code;
            this.frames = frames;
            this.lines = lines;
            this.ends = ends;
            this.operands = new Operands(file, method, code);
            this.made =
                    points.any() || level == Level.BOTH_MONITORS || level == Level.MONITORS
                            ? Operands.made(file, method)
                            : 0;
        }

        /** How many locals there are besides those of the original. */
        int moreLocals() {
            return Math.max(moreLocals, operands.moreLocals());
        }

        // --- the whole method -------------------------------------------------------------------

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

        private void writeOnce(int copy, Mode mode) {
            if (!takesFlag() && !(isLate() && mode == Mode.IN_RUN)) {
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
            if (!isLate()) {
                enter(mode);
            } else if (level == Level.BOTH_MONITORS) {
                enterBoth("jdkEntered");
            } else {
                code.push(points.siteOfMonitor());
                code.hook("entered", ENTER);
            }
            int begin = code.newBoundLabel();
            if (method.startsWithFrame()) {
                code.op(Bytecode.NOP);
            }
            frames.addAll(copy, slot);
            copy(copy, mode, slot);
            int handler = endWithHandler(begin);
            frames.atHandler(handler, slot);
            code.aload(slot);
            exitFlag(mode);
            code.op(Bytecode.ATHROW);
        }

        void write(int copy, Mode mode) {
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
         * Whether this makes code that leaves a monitor after an exception handle its own
         * exceptions. Compilers write that, since leaving a monitor can not fail; but a hook may
         * find no room on the stack, and would then be called again and again.
         */
        private boolean triesAgain(int handler) {
            return level != Level.BOTH_MONITORS
                    && hasMonitors
                    && file.u2(handler + 6) == 0
                    && file.u2(handler) == file.u2(handler + 4);
        }

        private void copyAsItWas(int opcode, byte kind, int pc, int next, int copy, int lockSlot) {
            if (kind == Bytecode.LEAVING) {
                beforeReturn(Mode.ORIGINAL, lockSlot);
            }
            // What a reference is made with here may be called in a run.
            if (kind == Bytecode.CALL_SITE && link(file.u2(method.first() + pc + 1))) {
                return;
            }
            if (type.needsStableOrder()
                    && StableOrder.isNeeded(file, opcode, method.first() + pc)) {
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
            if (points.isPoint(opcode, kind, at, before)) {
                ends.passesPoint();
                point(opcode, kind, pc, points.site(opcode, kind, at));
            }
            initialise(opcode, kind, at);
            Members.Called called =
                    kind == Bytecode.CALL
                            ? type.members()
                                    .called(file.u2(at + 1), opcode == Bytecode.INVOKESTATIC)
                            : null;
            if (called != null && called.hook() != null) {
                code.hook(called.hook().hook(), called.hook().hookDescriptor());
                return;
            }
            if (kind == Bytecode.CALL_SITE && link(file.u2(at + 1))) {
                return;
            }
            if (called != null) {
                tell(called, opcode, file.u2(at + 1));
            }
            if (kind == Bytecode.LEAVING) {
                beforeReturn(mode, lockSlot);
            }
            if (type.needsStableOrder() && StableOrder.isNeeded(file, opcode, at)) {
                StableOrder.replace(code, opcode);
            } else if (kind == Bytecode.MONITOR && mode == Mode.IN_RUN) {
                if (opcode == Bytecode.MONITORENTER) {
                    enter(mode);
                } else {
                    exit(mode);
                }
            } else {
                order(opcode, kind, pc);
                code.copy(pc, next, copy);
                if (called != null && called.isNativeOfFiles()) {
                    code.hook("nativeCallEnded", NOTHING);
                }
                if (kind == Bytecode.FIELD) {
                    filter(opcode, file.u2(at + 1));
                }
            }
        }

        private void point(int opcode, byte kind, int pc, int site) {
            if (points.inside() != 0) {
                code.needs(2);
                code.push(site);
                code.push(points.inside());
                code.hook("insidePoint", INSIDE_POINT);
                return;
            }
            int member = kind == Bytecode.ARRAY ? 0 : file.u2(method.first() + pc + 1);
            if (kind == Bytecode.ARRAY) {
                operands.element(opcode, site);
            } else if (kind == Bytecode.FIELD && !isOfUnmade(opcode, member, pc)) {
                operands.field(opcode, member, site);
            } else if (kind != Bytecode.CALL
                    || opcode == Bytecode.INVOKESTATIC
                    || !operands.call(member, site)) {
                code.needs(1);
                code.push(site);
                code.naming(Bytecode.INVOKESTATIC, type.point(code.pool()));
            }
        }

        /** Whether an instruction may write a field of the object that is not made yet. */
        private boolean isOfUnmade(int opcode, int field, int pc) {
            return pc < made
                    && opcode == Bytecode.PUTFIELD
                    && file.owner(field).equals(file.name());
        }

        /** Tells of what orders accesses to memory, right before it does. */
        private void order(int opcode, byte kind, int pc) {
            int named = method.first() + pc + 1;
            Ordering ordering = type.ordering();
            if (kind == Bytecode.FIELD) {
                int access = ordering.ofField(opcode, file.u2(named));
                if (access != 0 && !isOfUnmade(opcode, file.u2(named), pc)) {
                    ordering.field(code, opcode, file.u2(named), access);
                }
            } else if (kind == Bytecode.CALL) {
                int access = ordering.ofCall(file.u2(named), opcode == Bytecode.INVOKESTATIC);
                if (access != 0) {
                    operands.uses(ordering.call(code, file.u2(named), operands.free(), access));
                }
            }
        }

        private void initialise(int opcode, byte kind, int at) {
            if (!type.isFresh()
                    || (kind != Bytecode.MAKING
                            && kind != Bytecode.FIELD
                            && opcode != Bytecode.INVOKESTATIC)) {
                return;
            }
            int constant = file.u2(at + 1);
            int up = type.initialises(opcode, constant);
            if (up >= 0) {
                code.needs(2);
                code.constant(kind == Bytecode.MAKING ? constant : file.u2(file.content(constant)));
                code.push(up);
                code.hook("needsClass", CLASS_AND_NUMBER);
            }
        }

        /** Writes a call site, if it is not to remain as it is. */
        private boolean link(int site) {
            Members.Linked linked = type.members().linked(site);
            MethodHandleBytes shared = linked.shared();
            if (linked.isRedirected()) {
                code.callSite(MethodReferences.redirected(file, site, code.pool()));
                return true;
            }
            if (shared != null) {
                int point = points.site(shared);
                code.callSite(ReferencePoints.withPoint(file, site, point, code.pool()));
                return true;
            }
            return false;
        }

        /** Tells hooks of a call that is made all the same. */
        private void tell(Members.Called called, int opcode, int call) {
            if (called.isNative()) {
                code.needs(1);
                String name = file.owner(call).replace('/', '.') + "." + file.memberName(call);
                code.constant(code.pool().string(name));
                code.hook("callsNative", STRING);
            }
            String hashing = called.asksForHash() ? HashCalls.hook(opcode, file.owner(call)) : null;
            if (hashing != null) {
                code.needs(1);
                code.op(Bytecode.DUP);
                code.hook(hashing, HashCalls.HOOK_TYPE);
            }
        }

        private void filter(int opcode, int field) {
            HookTable.Read filter =
                    type.members().accessed(field).mayBeFiltered()
                            ? type.filter(opcode, field, method)
                            : null;
            if (filter != null) {
                code.hook(filter.hook(), "(" + filter.descriptor() + ")" + filter.descriptor());
            }
        }

        private void beforeReturn(Mode mode, int lockSlot) {
            if (lockSlot >= 0) {
                code.needs(1);
                code.aload(lockSlot);
                exitFlag(mode);
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

        // --- monitors ---------------------------------------------------------------------------

        private void enter(Mode mode) {
            if (mode != Mode.IN_RUN) {
                code.op(Bytecode.MONITORENTER);
            } else if (level == Level.BOTH_MONITORS) {
                code.needs(1);
                code.op(Bytecode.DUP);
                enterBoth("jdkEnter");
                code.op(Bytecode.MONITORENTER);
            } else {
                code.needs(1);
                code.push(points.siteOfMonitor());
                code.hook("monitorEnter", ENTER);
            }
        }

        /** Enters the loop's monitor of an object whose monitor of the JVM is taken as well. */
        private void enterBoth(String hook) {
            if (SharedClasses.nests(file.name())) {
                code.needs(2);
                code.push(points.siteOfMonitor());
                code.hook(hook, ENTER);
            } else {
                code.hook(hook, OBJECT);
            }
        }

        private void exit(Mode mode) {
            if (mode != Mode.IN_RUN) {
                code.op(Bytecode.MONITOREXIT);
            } else if (level == Level.BOTH_MONITORS) {
                // The call comes first: after monitorexit, but still in the range of the handler
                // that leaves the monitor, it would make the JIT refuse the method (unbalanced
                // monitors).
                code.needs(1);
                code.op(Bytecode.DUP);
                code.hook("bothExit", OBJECT);
                code.op(Bytecode.MONITOREXIT);
            } else {
                code.hook("monitorExit", OBJECT);
            }
        }

        /** Leaves what a synchronized method has entered. */
        private void exitFlag(Mode mode) {
            if (isLate()) {
                code.hook("bothExit", OBJECT);
            } else {
                exit(mode);
            }
        }
    }
}
