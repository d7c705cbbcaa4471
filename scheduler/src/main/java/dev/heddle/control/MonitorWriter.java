package dev.heddle.control;

/** Writes the code that enters and leaves monitors: those of the loop, or of the JVM, or both. */
final class MonitorWriter {

    private static final String ENTER = "(Ljava/lang/Object;I)V";
    private static final String OBJECT = "(Ljava/lang/Object;)V";

    private final ClassBytes file;
    private final CodeWriter code;
    private final Points points;

    /** Whether fibers take the monitors of the JVM as well. */
    private final boolean both;

    /** Whether the method has taken its own monitor of the JVM before its first instruction. */
    private final boolean late;

    MonitorWriter(ClassBytes file, CodeWriter code, Points points, boolean both, boolean late) {
        this.file = file;
        this.code = code;
        this.points = points;
        this.both = both;
        this.late = late;
    }

    /** Enters the monitor of what is on the stack. */
    void enter(BodyWriter.Mode mode) {
        if (mode != BodyWriter.Mode.IN_RUN) {
            code.op(Bytecode.MONITORENTER);
        } else if (both) {
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

    /** Leaves the monitor of what is on the stack. */
    void exit(BodyWriter.Mode mode) {
        if (mode != BodyWriter.Mode.IN_RUN) {
            code.op(Bytecode.MONITOREXIT);
        } else if (both) {
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

    /** Enters the monitor of a synchronized method, whose object is on the stack. */
    void enterFlag(BodyWriter.Mode mode) {
        if (!late) {
            enter(mode);
        } else if (both) {
            enterBoth("jdkEntered");
        } else {
            code.push(points.siteOfMonitor());
            code.hook("entered", ENTER);
        }
    }

    /** Leaves what a synchronized method has entered. */
    void exitFlag(BodyWriter.Mode mode) {
        if (late) {
            code.hook("bothExit", OBJECT);
        } else {
            exit(mode);
        }
    }
}
