package dev.heddle.programs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

/**
 * Two threads count, but not by code that names what it reads and writes. Much of what the JVM
 * needs for that it makes when it is first needed: that must not be seen in any run.
 */
final class OtherMeans {

    private static final String PACKAGE = "dev.heddle.programs.";

    /** So many that a method with them is too large to be preempted when it is rewritten. */
    private static final int TOO_MANY = 7_000;

    private volatile int value;

    private OtherMeans() {}

    static void methodReferencesApart() throws Exception {
        AtomicInteger count = new AtomicInteger();
        IntSupplier read = count::get;
        IntConsumer write = count::set;
        byTwo(() -> write.accept(read.getAsInt() + 1), count::get);
    }

    static void methodReferenceInOne() throws Exception {
        AtomicInteger count = new AtomicInteger();
        Function<AtomicInteger, Integer> increment = AtomicInteger::incrementAndGet;
        byTwo(() -> increment.apply(count), count::get);
    }

    static void reflectionApart() throws Exception {
        OtherMeans shared = new OtherMeans();
        Field field = OtherMeans.class.getDeclaredField("value");
        byTwo(() -> field.setInt(shared, field.getInt(shared) + 1), () -> shared.value);
    }

    static void reflectionLocked() throws Exception {
        OtherMeans shared = new OtherMeans();
        Method method = OtherMeans.class.getDeclaredMethod("incrementLocked");
        byTwo(() -> method.invoke(shared), () -> shared.value);
    }

    static void methodHandlesApart() throws Exception {
        OtherMeans shared = new OtherMeans();
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        MethodHandle get = lookup.findGetter(OtherMeans.class, "value", int.class);
        MethodHandle set = lookup.findSetter(OtherMeans.class, "value", int.class);
        byTwo(() -> set.invoke(shared, (int) get.invoke(shared) + 1), () -> shared.value);
    }

    static void methodHandleLocked() throws Exception {
        OtherMeans shared = new OtherMeans();
        MethodHandle increment =
                MethodHandles.lookup()
                        .findVirtual(
                                OtherMeans.class,
                                "incrementLocked",
                                MethodType.methodType(void.class));
        byTwo(() -> increment.invoke(shared), () -> shared.value);
    }

    static void varHandleApart() throws Exception {
        OtherMeans shared = new OtherMeans();
        VarHandle handle = handle();
        byTwo(
                () -> handle.setVolatile(shared, (int) handle.getVolatile(shared) + 1),
                () -> shared.value);
    }

    static void varHandleInOne() throws Exception {
        OtherMeans shared = new OtherMeans();
        VarHandle handle = handle();
        byTwo(() -> handle.getAndAdd(shared, 1), () -> shared.value);
    }

    /** A hidden class of its own for each run. */
    static void hiddenAndRacy() throws Exception {
        IntBinaryOperator shared = counter(defineHidden());
        byTwo(() -> shared.applyAsInt(1, 0), () -> shared.applyAsInt(0, 0));
    }

    /** One for all runs, since defining it takes its time. */
    static void hiddenAndLocked() throws Exception {
        IntBinaryOperator shared = counter(Defined.HIDDEN);
        byTwo(() -> shared.applyAsInt(1, 1), () -> shared.applyAsInt(0, 0));
    }

    private static IntBinaryOperator counter(Class<?> type) throws ReflectiveOperationException {
        return (IntBinaryOperator) type.getDeclaredConstructor().newInstance();
    }

    private static Class<?> defineHidden() throws IllegalAccessException {
        return MethodHandles.lookup().defineHiddenClass(Files.HIDDEN, true).lookupClass();
    }

    private static final class Defined {
        static final Class<?> HIDDEN;

        static {
            try {
                HIDDEN = defineHidden();
            } catch (IllegalAccessException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }

    /** Counts; what is used is the hidden class that is defined from the file of this one. */
    static final class Hidden implements IntBinaryOperator {
        private int value;

        @Override
        public int applyAsInt(int more, int locked) {
            if (locked == 0) {
                value += more;
            } else {
                synchronized (Hidden.class) {
                    value += more;
                }
            }
            return value;
        }
    }

    /** Synchronized methods; the one that reads is controlled but too large to be preempted. */
    static void hugeMethodsApart() throws Throwable {
        Huge huge = Apart.HUGE;
        huge.set.invoke(0);
        byTwo(() -> huge.set.invoke((int) huge.get.invoke() + 1), () -> (int) huge.get.invoke());
    }

    static void hugeMethodInOne() throws Throwable {
        Huge huge = InOne.HUGE;
        huge.set.invoke(0);
        byTwo(() -> huge.increment.invoke(), () -> (int) huge.get.invoke());
    }

    // Their fields are static, and both programs may run at the same time.

    private static final class Apart {
        static final Huge HUGE = new Huge("HugeCounterApart");
    }

    private static final class InOne {
        static final Huge HUGE = new Huge("HugeCounterInOne");
    }

    private static final class Huge {
        final MethodHandle get;
        final MethodHandle set;
        final MethodHandle increment;

        Huge(String name) {
            ClassDesc type = ClassDesc.of(PACKAGE + name);
            ClassDesc number = ConstantDescs.CD_int;
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                Class<?> made = lookup.defineClass(classFile(type, number));
                get = lookup.findStatic(made, "get", MethodType.methodType(int.class));
                set = lookup.findStatic(made, "set", MethodType.methodType(void.class, int.class));
                increment = lookup.findStatic(made, "increment", MethodType.methodType(void.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private static byte[] classFile(ClassDesc type, ClassDesc number) {
            return ClassFile.of()
                    .build(
                            type,
                            made -> {
                                made.withField("value", number, ClassFile.ACC_STATIC);
                                method(
                                        made,
                                        "get",
                                        MethodTypeDesc.of(number),
                                        code -> {
                                            large(code, type)
                                                    .getstatic(type, "value", number)
                                                    .ireturn();
                                        });
                                MethodTypeDesc setter =
                                        MethodTypeDesc.of(ConstantDescs.CD_void, number);
                                method(
                                        made,
                                        "set",
                                        setter,
                                        code -> {
                                            code.iload(0).putstatic(type, "value", number);
                                            code.return_();
                                        });
                                MethodTypeDesc nothing = MethodTypeDesc.of(ConstantDescs.CD_void);
                                method(
                                        made,
                                        "increment",
                                        nothing,
                                        code -> {
                                            large(code, type).getstatic(type, "value", number);
                                            code.iconst_1().iadd().putstatic(type, "value", number);
                                            code.return_();
                                        });
                            });
        }

        private static void method(
                ClassBuilder made,
                String name,
                MethodTypeDesc descriptor,
                Consumer<CodeBuilder> body) {
            int flags = ClassFile.ACC_STATIC | ClassFile.ACC_SYNCHRONIZED;
            made.withMethodBody(name, descriptor, flags, body);
        }

        private static CodeBuilder large(CodeBuilder code, ClassDesc type) {
            for (int i = 0; i < TOO_MANY; i++) {
                code.getstatic(type, "value", ConstantDescs.CD_int).pop();
            }
            return code;
        }
    }

    /**
     * Whoever of the two is first initialises the class, in the first run of a JVM. What is drawn
     * and hashed there is there for all runs.
     */
    static void initialiser(boolean locked) throws Exception {
        OtherMeans shared = new OtherMeans();
        int[] steps = new int[2];
        byTwo(
                () -> {
                    for (Object ignored : Initialised.OBJECTS) {
                        steps[Initialised.NUMBER & 1]++;
                    }
                    if (locked) {
                        shared.incrementLocked();
                    } else {
                        shared.value++;
                    }
                },
                () -> shared.value);
    }

    private static final class Initialised {
        static final int NUMBER;
        static final Set<Object> OBJECTS = new HashSet<>();

        static {
            Random random = new Random();
            NUMBER = random.nextInt();
            for (int i = 0; i < 2 + random.nextInt(3); i++) {
                OBJECTS.add(new Object());
            }
        }
    }

    private synchronized void incrementLocked() {
        value++;
    }

    private static VarHandle handle() throws ReflectiveOperationException {
        return MethodHandles.lookup().findVarHandle(OtherMeans.class, "value", int.class);
    }

    /** Class files, read once. */
    private static final class Files {
        static final byte[] HIDDEN = of(Hidden.class);

        private static byte[] of(Class<?> type) {
            try (InputStream in =
                    type.getResourceAsStream("OtherMeans$" + type.getSimpleName() + ".class")) {
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What may throw anything. */
    private interface Update {
        void run() throws Throwable;
    }

    private interface Result {
        int get() throws Throwable;
    }

    private static void byTwo(Update increment, Result result) throws Exception {
        Thread other = new Thread(() -> unchecked(increment));
        other.start();
        unchecked(increment);
        other.join();
        unchecked(
                () -> {
                    int value = result.get();
                    if (value != 2) {
                        throw new AssertionError("an update was lost: " + value);
                    }
                });
    }

    private static void unchecked(Update update) {
        try {
            update.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("The program does not work.", e);
        }
    }
}
