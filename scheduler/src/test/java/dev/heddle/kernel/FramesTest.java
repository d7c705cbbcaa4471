package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FramesTest {

    @Test
    void callsAreLinkedBeforeAnybodyElseGoesOn() {
        assertThat(Frames.isLoadingClass(stack("java.lang.invoke.MethodHandleNatives", "resolve")))
                .isFalse();
        assertThat(
                        Frames.isLoadingClass(
                                stack("java.lang.invoke.MethodHandleNatives", "linkCallSite")))
                .isTrue();
        assertThat(Frames.isLoadingClass(stack("example.Chain", "linkCallSite"))).isFalse();
        assertThat(Frames.isLoadingClass(stack("example.Loader", "loadClass"))).isTrue();
    }

    private static StackTraceElement[] stack(String type, String method) {
        return new StackTraceElement[] {
            new StackTraceElement("java.lang.Object", "clone", "Object.java", -2),
            new StackTraceElement(type, method, null, 1),
            new StackTraceElement("example.Main", "main", "Main.java", 1)
        };
    }
}
