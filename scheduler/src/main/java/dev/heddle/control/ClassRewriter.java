package dev.heddle.control;

import dev.heddle.control.Policy.Level;

import org.jspecify.annotations.Nullable;

import java.lang.classfile.ClassFile;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.HashSet;
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

    private final ClassBytes file;
    private final Level level;
    private final boolean loaded;

    /** Whether it is a class loader of the program's. */
    private final boolean loads;

    private final @Nullable ClassLoader loader;

    /**
     * Fields of this class whose accesses nobody can observe: final ones, and those made by
     * compilers.
     */
    private final Set<String> quietFields;

    /** Whether JaCoCo's agent was here before: its probes are no concern of the program's. */
    private final boolean hasProbes;

    /** Whether every schedule has the class anew, and so its initialiser too. */
    private final boolean fresh;

    /** Bits of the packages on whose account a class of the JDK has points; else none. */
    private final int inside;

    /** Whether methods of the class give way to hooks. */
    private final boolean patched;

    /** Whether it has methods whose work is done once for the whole JVM. */
    private final boolean hasMethodsExecutedOnce;

    private final boolean needsStableOrder;

    /** How far up the superclasses the static members are that this class uses. */
    private final Map<String, Integer> levels = new HashMap<>();

    /** What is known of the fields and methods that the class names. */
    private final Members members;

    /** What orders accesses to memory without being a point. */
    private final Ordering ordering;

    /** Whether its constructors end with what may be seen through final fields. */
    private final boolean freezes;

    /** The hook of scheduling points among the constants; 0 until it is needed. */
    private int point;

    /** Whether a method has lost the modifier {@code synchronized}. */
    private boolean hasTaken;

    private ClassRewriter(
            ClassBytes file,
            Level level,
            boolean loaded,
            boolean loads,
            @Nullable ClassLoader loader) {
        String name = file.name();
        this.file = file;
        this.level = level;
        this.loaded = loaded;
        this.loads = loads;
        this.loader = loader;
        this.fresh =
                loader instanceof FreshLoader
                        && level == Level.PREEMPT
                        && file.majorVersion() >= ClassFile.JAVA_5_VERSION;
        this.inside = level == Level.PREEMPT ? 0 : Inside.bitsOf(name);
        this.patched = HookTable.isPatched(name);
        this.hasMethodsExecutedOnce = Inside.mayHaveMethodsExecutedOnce(name);
        this.needsStableOrder = StableOrder.isNeededIn(name);
        boolean points = level == Level.PREEMPT || inside != 0;
        this.quietFields = points ? new HashSet<>(file.finalFields()) : Set.of();
        this.hasProbes = points && hasProbes(file);
        this.members = new Members(this);
        this.ordering = new Ordering(file, level);
        this.freezes = level == Level.PREEMPT && file.hasFinalReference();
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
        ClassBytes file = new ClassBytes(classFile);
        Level actual = level;
        if (level == Level.BOTH_MONITORS && HookTable.isAnyObjectAsked(file)) {
            // Object.wait must release every monitor of its object, so there must be only one.
            actual = Level.MONITORS;
        }
        boolean loads = level == Level.PREEMPT && isClassLoader(file, loader);
        if (loads) {
            // The JVM takes a class loader's monitor itself, so it must remain a real one.
            actual = Level.CONTROL;
        }
        if (loader != null && level == Level.PREEMPT) {
            Hierarchy.know(file, loader);
        }
        return new ClassRewriter(file, actual, loaded, loads, loader).rewrite();
    }

    private byte @Nullable [] rewrite() {
        PoolWriter pool = new PoolWriter(file);
        ByteWriter methods = null;
        int copied = file.methodCount();
        for (MethodBytes method : file.methods()) {
            if (!method.hasCode() || isProbesOwn(method)) {
                continue;
            }
            MethodRewriter plan = new MethodRewriter(this, method, true);
            if (plan.isNeeded()) {
                ByteWriter out =
                        methods == null ? new ByteWriter(3 * file.bytes().length) : methods;
                int before = out.size();
                out.bytes(file.bytes(), copied, method.start());
                if (write(method, plan, out, pool)) {
                    methods = out;
                    copied = method.end();
                } else {
                    out.backTo(before);
                }
            }
        }
        if (methods == null) {
            return null;
        }
        methods.bytes(file.bytes(), copied, file.methodsEnd());
        if (hasTaken) {
            Taken.add(file.name(), loader);
        }
        return assembled(pool, methods);
    }

    /** Writes a method, if there can be such a method. */
    private boolean write(
            MethodBytes method, MethodRewriter plan, ByteWriter out, PoolWriter pool) {
        if (tryToWrite(plan, out, pool)) {
            return true;
        }
        MethodRewriter without = new MethodRewriter(this, method, false);
        boolean fits = without.isNeeded() && tryToWrite(without, out, pool);
        Instrumenter.warn(
                "Method %s.%s is too large to be %s."
                        .formatted(
                                typeName(),
                                method.name(),
                                fits
                                        ? "preempted; it is controlled all the same"
                                        : "controlled; it is left as it is"));
        return fits;
    }

    private boolean tryToWrite(MethodRewriter plan, ByteWriter out, PoolWriter pool) {
        int size = out.size();
        int constants = pool.count();
        int sizeOfConstants = pool.added().size();
        try {
            plan.write(out, pool);
            hasTaken |= plan.takesFlag();
            return true;
        } catch (CodeWriter.TooLargeException e) {
            out.backTo(size); // Whoever asked says so.
            pool.backTo(constants, sizeOfConstants);
            point = point >= constants ? 0 : point;
            return false;
        }
    }

    /** The whole class file: only constants are added, so all else is where it was. */
    private byte[] assembled(PoolWriter pool, ByteWriter methods) {
        byte[] bytes = file.bytes();
        ByteWriter out = new ByteWriter(bytes.length + pool.added().size() + methods.size() + 64);
        out.bytes(bytes, 0, ClassBytes.POOL_COUNT);
        out.u2(pool.count());
        out.bytes(bytes, ClassBytes.POOL_COUNT + 2, file.poolEnd());
        out.all(pool.added());
        out.bytes(bytes, file.poolEnd(), file.methodCount());
        out.all(methods);
        pool.writeAttributes(file, out);
        return out.toBytes();
    }

    /** The internal name of the class in a class file, or null if that is broken. */
    static @Nullable String nameIn(byte[] classFile) {
        try {
            return new ClassBytes(classFile).name();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isClassLoader(ClassBytes file, @Nullable ClassLoader loader) {
        boolean loads = false;
        for (MethodBytes method : file.methods()) {
            loads |= isLoading(method);
        }
        String superclass = file.superclass();
        return loads && superclass != null && Hierarchy.isClassLoader(superclass, loader);
    }

    private static boolean isLoading(MethodBytes method) {
        return (method.isNamed("loadClass") || method.isNamed("findClass"))
                && method.descriptor().endsWith(")Ljava/lang/Class;");
    }

    private static boolean hasProbes(ClassBytes file) {
        for (MethodBytes method : file.methods()) {
            if (isProbesOwn(method)) {
                return true;
            }
        }
        return false;
    }

    /** The class as in Java source. */
    String typeName() {
        return file.name().replace('/', '.');
    }

    /** The hook of scheduling points, among the constants of the class that is being written. */
    int point(PoolWriter pool) {
        if (point == 0) {
            point = pool.method(HookClasses.HOOKS_NAME, "point", "(I)V");
        }
        return point;
    }

    Members members() {
        return members;
    }

    Ordering ordering() {
        return ordering;
    }

    /** Whether a method is a constructor that ends with what may be seen through final fields. */
    boolean freezesIn(MethodBytes method) {
        return freezes && method.isNamed("<init>");
    }

    ClassBytes file() {
        return file;
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

    /** Whether methods of the class give way to hooks. */
    boolean isPatched() {
        return patched;
    }

    boolean needsStableOrder() {
        return needsStableOrder;
    }

    /**
     * Whether an instruction, given the one before it, marks what was executed, as JaCoCo's agent
     * writes it: {@code probes[n] = true}.
     */
    boolean isProbe(int opcode, int before) {
        return hasProbes && opcode == Bytecode.BASTORE && before == Bytecode.ICONST_1;
    }

    /** The hook that filters what an instruction reads, or null. */
    HookTable.@Nullable Read filter(int opcode, int field, MethodBytes method) {
        return opcode == Bytecode.GETSTATIC || opcode == Bytecode.GETFIELD
                ? HookTable.read(file.owner(field), file.memberName(field), method.name())
                : null;
    }

    /** Whether accesses of a field can not be observed by others. */
    boolean isQuiet(String owner, String name) {
        // The JDK's own fields that programs name are constants, such as System.out.
        return name.startsWith("$")
                || (inside == 0 && owner.startsWith("java/"))
                || (owner.equals(file.name()) && quietFields.contains(name));
    }

    /**
     * JaCoCo's own method does most of its work in the first run only, so it must have no points.
     */
    private static boolean isProbesOwn(MethodBytes method) {
        return method.isNamed("$jacocoInit");
    }

    /** Whether the class itself has such a native method. */
    boolean isNative(String name, String descriptor) {
        for (MethodBytes method : file.methods()) {
            if (method.has(ClassFile.ACC_NATIVE) && method.is(name, descriptor)) {
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
     * Whether an instruction initialises another class of the program, as far as known: how far up
     * the superclasses of the one that it names that class is, or -1.
     *
     * @param constant what it names: a class or a member
     */
    int initialises(int opcode, int constant) {
        if (!fresh) {
            return -1;
        }
        return switch (opcode) {
            case Bytecode.NEW -> isOther(file.className(constant)) ? 0 : -1;
            case Bytecode.GETSTATIC, Bytecode.PUTSTATIC, Bytecode.INVOKESTATIC ->
                    byMember(
                            file.owner(constant),
                            file.memberName(constant),
                            file.memberType(constant));
            default -> -1;
        };
    }

    private int byMember(String owner, String name, String type) {
        if (!isOther(owner)) {
            return -1;
        }
        return levels.computeIfAbsent(
                owner + "." + name + type,
                any -> Hierarchy.levelOfStatic(owner, name, type, loader));
    }

    private boolean isOther(String name) {
        return !name.equals(file.name()) && !Policy.isNeverOfTheProgram(name);
    }

    /**
     * Whether nothing in this method is preempted: a class is initialised, and loaded, in the first
     * run only, and every run must be like the others. While a class is loaded the JVM may hold
     * locks, too.
     */
    boolean isQuiet(MethodBytes method) {
        return (loads && isLoading(method))
                || (isInitialiser(method) && (loads || inside != 0 || level.takesMonitors()))
                || (hasMethodsExecutedOnce
                        && Inside.isExecutedOnce(file.name(), method.name(), method.descriptor()));
    }

    static boolean isInitialiser(MethodBytes method) {
        return method.isNamed(ConstantDescs.CLASS_INIT_NAME);
    }
}
