package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Methods near the limit of 64 KB are controlled as far as they still fit when rewritten. */
class HugeMethodsTest {

    private static final String PACKAGE = "dev.heddle.control.";

    /** Has the field that the methods read. */
    private static final ClassDesc SHARED = ClassDesc.of(PACKAGE + "HugeMethodsTest$Shared");

    private static final ClassDesc INT = ConstantDescs.CD_int;

    /** What the methods share. */
    public static final class Shared {
        /** Never written. */
        public static volatile int count;

        private Shared() {}
    }

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    @Test
    @Covers(area = Area.TOOLS, value = "A method of 20 KB that fits when it is rewritten")
    void aLargeMethodIsPreempted() throws Exception {
        Class<?> type = made("Large", 0, code -> reads(code, 3_000));

        assertThat(steps(type)).isGreaterThanOrEqualTo(3_000);
        assertThat(warningsAbout("Large")).isEmpty();
    }

    @Test
    @Covers(
            area = Area.TOOLS,
            value = "A synchronized method too large to be preempted",
            note = "It is controlled but never preempted, with a warning.")
    void aHugeMethodThatIsSynchronizedIsControlled() throws Exception {
        Class<?> type =
                made("HugeSynchronized", ClassFile.ACC_SYNCHRONIZED, code -> reads(code, 7_000));

        Heddle.explorer().schedules(1).explore(() -> call(type, 7)).check();
        assertThat(steps(type)).isLessThan(10);
        assertThat(Modifier.isSynchronized(type.getMethod("work", int.class).getModifiers()))
                .isFalse();
        assertThat(warningsAbout("HugeSynchronized"))
                .containsExactly(
                        "Method dev.heddle.control.HugeSynchronized.work is too large to be"
                                + " preempted; it is controlled all the same.");
    }

    @Test
    @Covers(
            area = Area.TOOLS,
            value = "A synchronized method near 64 KB",
            handling = Handling.REAL,
            note = "It is left as it is, with a warning.")
    void aMethodThatCanNotGrowIsLeftAlone() throws Exception {
        Class<?> type = made("Full", ClassFile.ACC_SYNCHRONIZED, code -> reads(code, 16_000));

        assertThat(call(type, 7)).isEqualTo(7);
        assertThat(steps(type)).isLessThan(10);
        assertThat(warningsAbout("Full"))
                .containsExactly(
                        "Method dev.heddle.control.Full.work is too large to be controlled; it is"
                                + " left as it is.");
    }

    /** A jump over more than 32 KB could only be mended with frames that nobody has computed. */
    @Test
    void aJumpThatBecomesTooFarIsNotWritten() throws Exception {
        Class<?> type =
                made(
                        "Far",
                        0,
                        code -> {
                            Label end = code.newLabel();
                            code.iload(0).ifeq(end);
                            for (int i = 0; i < 7_000; i++) {
                                code.getstatic(SHARED, "count", INT).pop();
                            }
                            code.labelBinding(end).iload(0).ireturn();
                        });

        assertThat(call(type, 7)).isEqualTo(7);
        assertThat(call(type, 0)).isZero();
        Heddle.explorer().schedules(1).explore(() -> call(type, 7)).check();
        assertThat(warningsAbout("Far")).hasSize(1);
    }

    @Test
    void switchesAndHandlersOfALargeMethodStayInPlace() throws Exception {
        int cases = 500;
        Class<?> type = made("Switch", ClassFile.ACC_SYNCHRONIZED, code -> switches(code, cases));

        for (int argument : new int[] {-1, 0, 1, 250, cases - 1, cases}) {
            int expected = argument < 0 || argument >= cases ? -1 : argument * 2;
            Conformance.check(() -> assertThat(call(type, argument)).isEqualTo(expected));
        }
        assertThat(warningsAbout("Switch")).isEmpty();
    }

    /** {@code switch (n) { case 0: try { count; 1 / 0 } catch (...) { return 0 } ... } } */
    private static void switches(CodeBuilder code, int cases) {
        Label otherwise = code.newLabel();
        List<SwitchCase> all = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            all.add(SwitchCase.of(i, code.newLabel()));
        }
        code.iload(0).tableswitch(0, cases - 1, otherwise, all);
        for (int i = 0; i < cases; i++) {
            int result = i * 2;
            code.labelBinding(all.get(i).target());
            code.trying(
                    tried ->
                            tried.getstatic(SHARED, "count", INT)
                                    .pop()
                                    .iconst_1()
                                    .iconst_0()
                                    .idiv()
                                    .ireturn(),
                    caught ->
                            caught.catching(
                                    ClassDesc.of("java.lang.ArithmeticException"),
                                    handler -> handler.pop().loadConstant(result).ireturn()));
        }
        code.labelBinding(otherwise).iconst_m1().ireturn();
    }

    private static void reads(CodeBuilder code, int count) {
        for (int i = 0; i < count; i++) {
            code.getstatic(SHARED, "count", INT).pop();
        }
        code.iload(0).ireturn();
    }

    private static Class<?> made(String name, int flags, Consumer<CodeBuilder> body) {
        String full = PACKAGE + name;
        byte[] classFile =
                ClassFile.of()
                        .build(
                                ClassDesc.of(full),
                                made ->
                                        made.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_SUPER)
                                                .withMethodBody(
                                                        "work",
                                                        MethodTypeDesc.of(INT, INT),
                                                        ClassFile.ACC_PUBLIC
                                                                | ClassFile.ACC_STATIC
                                                                | flags,
                                                        body));
        return FreshClasses.define(full, classFile);
    }

    private static int call(Class<?> type, int argument) throws Exception {
        return (int) type.getMethod("work", int.class).invoke(null, argument);
    }

    private static long steps(Class<?> type) {
        return Heddle.explorer().schedules(1).explore(() -> call(type, 7)).steps();
    }

    private static List<String> warningsAbout(String type) {
        return Control.warnings().stream()
                .filter(text -> text.contains("." + type + "."))
                .distinct()
                .toList();
    }
}
