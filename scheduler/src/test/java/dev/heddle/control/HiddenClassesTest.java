package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.tools.Counts;
import dev.heddle.tools.Counts.Counter;
import dev.heddle.tools.Verdicts;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.util.List;

/** Hidden classes, which the JVM shows to no agent, are under control nevertheless. */
class HiddenClassesTest {

    private static final String NAME = "dev.heddle.control.HiddenMade";
    private static final ClassDesc TYPE = ClassDesc.of(NAME);

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Lookup.defineHiddenClass")
    void isControlled() throws Exception {
        Class<?> type =
                MethodHandles.lookup()
                        .defineHiddenClass(Counts.classFile(NAME), true)
                        .lookupClass();

        assertThat(type.isHidden()).isTrue();
        Counts.checkControlled(type);
    }

    @Test
    @Covers(area = Area.TOOLS, value = "Lookup.defineHiddenClassWithClassData")
    void isControlledWithClassDataToo() throws Exception {
        Class<?> type =
                MethodHandles.lookup()
                        .defineHiddenClassWithClassData(
                                Counts.classFile(NAME), List.of("data"), true)
                        .lookupClass();

        Counts.checkControlled(type);
    }

    @Test
    void isControlledIfItIsDefinedInTheRun() {
        Verdicts.found(
                "an update was lost",
                () -> {
                    Counter counter =
                            (Counter)
                                    MethodHandles.lookup()
                                            .defineHiddenClass(Counts.classFile(NAME), true)
                                            .lookupClass()
                                            .getConstructor()
                                            .newInstance();
                    Counts.twice(counter::race, counter);
                });
    }

    @Test
    void aStaticSynchronizedMethodTakesTheMonitorOfTheHiddenClass() throws Exception {
        byte[] classFile =
                ClassFile.of()
                        .build(
                                TYPE,
                                made ->
                                        made.withMethodBody(
                                                "holds",
                                                MethodTypeDesc.ofDescriptor("(Ljava/lang/Class;)Z"),
                                                ClassFile.ACC_PUBLIC
                                                        | ClassFile.ACC_STATIC
                                                        | ClassFile.ACC_SYNCHRONIZED,
                                                code ->
                                                        code.aload(0)
                                                                .invokestatic(
                                                                        ClassDesc.of(
                                                                                "java.lang.Thread"),
                                                                        "holdsLock",
                                                                        MethodTypeDesc.ofDescriptor(
                                                                                "(Ljava/lang/Object;)Z"))
                                                                .ireturn()));
        Class<?> type = MethodHandles.lookup().defineHiddenClass(classFile, true).lookupClass();
        Method holds = type.getMethod("holds", Class.class);

        Conformance.check(() -> assertThat(holds.invoke(null, type)).isEqualTo(true));
    }

    @Test
    void aBrokenClassFileIsRefusedByTheJvmAsEver() {
        assertThatThrownBy(() -> MethodHandles.lookup().defineHiddenClass(new byte[20], true))
                .isInstanceOf(ClassFormatError.class);
        assertThatThrownBy(() -> MethodHandles.lookup().defineHiddenClass(null, true))
                .isInstanceOf(NullPointerException.class);
    }
}
