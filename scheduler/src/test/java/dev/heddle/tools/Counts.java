package dev.heddle.tools;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/** Makes the class file of a counter, and has two threads count with it. */
public final class Counts {

    private static final MethodTypeDesc TO_INT = MethodTypeDesc.of(ConstantDescs.CD_int);

    private Counts() {}

    /** A counter with a method that is synchronized and one that is not. */
    public interface Counter {
        /** Counts, one thread at a time. */
        void increment();

        /** Counts without looking left or right. */
        void race();

        /** How often it was counted. */
        int value();
    }

    /** The class file of a {@link Counter} with a public constructor. */
    public static byte[] classFile(String name) {
        ClassDesc type = ClassDesc.of(name);
        return ClassFile.of()
                .build(
                        type,
                        made ->
                                made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                                        .withInterfaceSymbols(
                                                Counter.class.describeConstable().orElseThrow())
                                        .withField("value", ConstantDescs.CD_int, 0)
                                        .withMethodBody(
                                                ConstantDescs.INIT_NAME,
                                                ConstantDescs.MTD_void,
                                                ClassFile.ACC_PUBLIC,
                                                code ->
                                                        code.aload(0)
                                                                .invokespecial(
                                                                        ConstantDescs.CD_Object,
                                                                        ConstantDescs.INIT_NAME,
                                                                        ConstantDescs.MTD_void)
                                                                .return_())
                                        .withMethodBody(
                                                "increment",
                                                ConstantDescs.MTD_void,
                                                ClassFile.ACC_PUBLIC | ClassFile.ACC_SYNCHRONIZED,
                                                code -> addOne(code, type))
                                        .withMethodBody(
                                                "race",
                                                ConstantDescs.MTD_void,
                                                ClassFile.ACC_PUBLIC,
                                                code -> addOne(code, type))
                                        .withMethodBody(
                                                "value",
                                                TO_INT,
                                                ClassFile.ACC_PUBLIC,
                                                code ->
                                                        code.aload(0)
                                                                .getfield(
                                                                        type,
                                                                        "value",
                                                                        ConstantDescs.CD_int)
                                                                .ireturn()));
    }

    private static void addOne(CodeBuilder code, ClassDesc type) {
        code.aload(0)
                .dup()
                .getfield(type, "value", ConstantDescs.CD_int)
                .iconst_1()
                .iadd()
                .putfield(type, "value", ConstantDescs.CD_int)
                .return_();
    }

    /** Two threads count once each; {@code 2} is what must come of it. */
    public static void twice(Runnable count, Counter counter) throws InterruptedException {
        Thread other = new Thread(count);
        other.start();
        count.run();
        other.join();
        if (counter.value() != 2) {
            throw new AssertionError("an update was lost");
        }
    }

    /** Demands that such a counter is controlled: its race is found, its monitor respected. */
    public static void checkControlled(Class<?> type) {
        Verdicts.found(
                "an update was lost",
                () -> {
                    Counter counter = (Counter) type.getConstructor().newInstance();
                    twice(counter::race, counter);
                });
        Verdicts.silent(
                () -> {
                    Counter counter = (Counter) type.getConstructor().newInstance();
                    twice(counter::increment, counter);
                });
    }
}
