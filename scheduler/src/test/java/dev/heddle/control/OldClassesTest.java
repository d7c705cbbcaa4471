package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Class files that no compiler of today makes: old versions. */
class OldClassesTest {

    private static final String NAME = "dev.heddle.control.Made";
    private static final ClassDesc TYPE = ClassDesc.of(NAME);
    private static final MethodTypeDesc INT_TO_INT =
            MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int);

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @ParameterizedTest
    @ValueSource(ints = {46, 47, 48, 49, 50, 51})
    void aSynchronizedMethodOfAnOldClassIsControlled(int version) throws Exception {
        Class<?> made = made(version, ClassFile.ACC_SYNCHRONIZED, OldClassesTest::countDown);

        assertThat(call(made, 5)).isEqualTo(-1);
        assertThat(callInRun(made, 5)).isEqualTo(-1);
        assertThat(warningsAbout("Made")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {46, 48, 49, 50, 51})
    void anOldClassIsPreempted(int version) {
        Class<?> made = made(version, 0, OldClassesTest::countDown);

        long steps = Heddle.explorer().schedules(1).explore(() -> call(made, 5)).steps();

        assertThat(steps).isGreaterThanOrEqualTo(10);
    }

    private static Class<?> made(int version, int flags, Consumer<CodeBuilder> body) {
        return FreshClasses.define(NAME, classFile(TYPE, version, flags, body));
    }

    private static byte[] classFile(
            ClassDesc type, int version, int flags, Consumer<CodeBuilder> body) {
        ClassFile.StackMapsOption frames =
                version >= ClassFile.JAVA_7_VERSION
                        ? ClassFile.StackMapsOption.GENERATE_STACK_MAPS
                        : ClassFile.StackMapsOption.DROP_STACK_MAPS;
        return ClassFile.of(frames)
                .build(
                        type,
                        made ->
                                made.withVersion(version, 0)
                                        .withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                                        .withField(
                                                "count",
                                                ConstantDescs.CD_int,
                                                ClassFile.ACC_STATIC | ClassFile.ACC_PUBLIC)
                                        .withMethodBody(
                                                "work",
                                                INT_TO_INT,
                                                ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | flags,
                                                body));
    }

    /** {@code do count++ while (parameter-- > 0); return parameter;} */
    private static void countDown(CodeBuilder code) {
        var begin = code.newBoundLabel();
        code.getstatic(TYPE, "count", ConstantDescs.CD_int)
                .iconst_1()
                .iadd()
                .putstatic(TYPE, "count", ConstantDescs.CD_int)
                .iload(0)
                .iinc(0, -1)
                .ifgt(begin)
                .iload(0)
                .ireturn();
    }

    private static int call(Class<?> made, int argument) throws Exception {
        return (int) made.getMethod("work", int.class).invoke(null, argument);
    }

    private static int callInRun(Class<?> made, int argument) {
        List<Integer> results = new ArrayList<>();
        Heddle.explorer().schedules(1).explore(() -> results.add(call(made, argument))).check();
        return results.getFirst();
    }

    private static List<String> warningsAbout(String type) {
        return Control.warnings().stream().filter(text -> text.contains(type)).toList();
    }
}
