package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;

/** Members of classes that are not public, as the kernel uses them of the JDK. */
class MembersTest {

    private static final String NAME = "dev.heddle.kernel.MembersTest$Target";

    /** Stands for a class of the JDK. */
    private static final class Target {
        private final String name;
        private int count;

        private Target(String name) {
            this.name = name;
        }

        private String twice(int times) {
            count = times;
            return name + times;
        }

        private void set(int to) {
            count = to;
        }
    }

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void methodsConstructorsAndFields() throws Throwable {
        Members members = Members.of(NAME);
        assertThat(members.type()).isEqualTo(Target.class);
        MethodHandle makes =
                members.constructor(
                        MethodType.methodType(Object.class, String.class), String.class);
        Object made = (Object) makes.invokeExact("a");
        MethodHandle twice =
                members.method(
                        MethodType.methodType(Object.class, Object.class, int.class),
                        "twice",
                        int.class);
        assertThat((Object) twice.invokeExact(made, 2)).isEqualTo("a2");
        VarHandle count = members.field("count");
        assertThat((int) count.get((Target) made)).isEqualTo(2);
        count.set((Target) made, 5);
        MethodHandle reads =
                members.getter(MethodType.methodType(int.class, Object.class), "count");
        assertThat((int) reads.invokeExact(made)).isEqualTo(5);
        MethodHandle renames =
                members.finalField(
                        MethodType.methodType(void.class, Object.class, String.class), "name");
        renames.invokeExact(made, "b");
        assertThat((Object) twice.invokeExact(made, 1)).isEqualTo("b1");
    }

    @Test
    void aMethodAsARunnable() throws Throwable {
        Members members = Members.of(NAME);
        MethodHandle makes =
                members.asRunnable(
                        MethodType.methodType(Runnable.class, Object.class, int.class),
                        "set",
                        int.class);
        Target target = new Target("a");
        Runnable runs = (Runnable) makes.invokeExact((Object) target, 9);
        assertThat(target.count).isZero();
        runs.run();
        assertThat(target.count).isEqualTo(9);
    }

    @Test
    void whatIsNotThere() {
        assertThatThrownBy(() -> Members.of("no.such.Class"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> Members.of(NAME).field("other"))
                .isInstanceOf(NoSuchFieldException.class);
    }
}
