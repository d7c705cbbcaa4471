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

    private static final StackTraceElement OURS = frame("dev.heddle.kernel.Loop", "point");
    private static final StackTraceElement OURS_TOO = frame("dev.heddle.detect.Races", "look");
    private static final StackTraceElement LOCK =
            frame("java.util.concurrent.locks.ReentrantLock$Sync", "lock");
    private static final StackTraceElement PARK =
            frame("java.util.concurrent.locks.LockSupport", "park");
    private static final StackTraceElement PROGRAM = frame("example.Account", "pay");
    private static final StackTraceElement MAIN = frame("example.Main", "main");

    private static StackTraceElement frame(String type, String method) {
        return new StackTraceElement(type, method, "File.java", 7);
    }

    private static StackTraceElement[] of(StackTraceElement... frames) {
        return frames;
    }

    @Test
    void whoIsInTheToolAndWhoIsNot() {
        assertThat(Frames.isInTool(of(LOCK, OURS, PROGRAM))).isTrue();
        assertThat(Frames.isInTool(of(LOCK, PROGRAM, OURS))).isFalse();
        assertThat(Frames.isInTool(of(LOCK, PARK))).isFalse();
        assertThat(Frames.isOurs(OURS)).isTrue();
        assertThat(Frames.isOurs(OURS_TOO)).isTrue();
        assertThat(Frames.isOurs(frame("dev.heddle.detect.RacesTest", "run"))).isFalse();
        assertThat(Frames.isOfTheProgram(PROGRAM)).isTrue();
        assertThat(Frames.isOfTheProgram(OURS)).isFalse();
        assertThat(Frames.isOfTheProgram(LOCK)).isFalse();
    }

    @Test
    void modulesTellMoreThanNames() {
        StackTraceElement named =
                new StackTraceElement(null, "java.base", "25", "odd.Name", "run", null, 1);
        StackTraceElement tool =
                new StackTraceElement(null, "jdk.jfr", "25", "odd.Name", "run", null, 1);
        StackTraceElement own =
                new StackTraceElement(null, "my.module", "1", "java.util.Mine", "run", null, 1);
        assertThat(Frames.isOfTheProgram(named)).isFalse();
        assertThat(Frames.isOfTheProgram(tool)).isFalse();
        assertThat(Frames.isOfTheProgram(own)).isTrue();
        assertThat(Frames.isOfTheJdk("sun.misc.Unsafe")).isTrue();
        assertThat(Frames.isOfTheJdk("sunny.Day")).isFalse();
    }

    @Test
    void theProgramsOwnPlaceIsTheInnermostOfItsFrames() {
        assertThat(Frames.callSite(of(OURS, LOCK, PROGRAM, MAIN))).isEqualTo(PROGRAM.toString());
        assertThat(Frames.callSite(of(OURS, LOCK, PARK))).isEqualTo(LOCK.toString());
        assertThat(Frames.callSite(of(OURS, OURS_TOO))).isEqualTo("an unknown place");
        assertThat(Frames.callSite(of())).isEqualTo("an unknown place");
    }

    @Test
    void whatOfTheJdkTheProgramHasCalled() {
        assertThat(Frames.jdkCall(of(OURS, PARK, LOCK, PROGRAM)))
                .isEqualTo("ReentrantLock.Sync.lock");
        assertThat(Frames.jdkCall(of(PARK, OURS, PROGRAM, LOCK))).isEqualTo("LockSupport.park");
        assertThat(Frames.jdkCall(of(OURS, PROGRAM))).isEmpty();
        assertThat(Frames.jdkCall(of(PARK, LOCK))).as("nobody's call").isEmpty();
    }

    @Test
    void workersThatWaitForTasks() {
        String pool = "java.util.concurrent.ThreadPoolExecutor";
        String fork = "java.util.concurrent.ForkJoinPool";
        assertThat(Frames.isIdleWorker(frame(pool, "getTask"))).isTrue();
        assertThat(Frames.isIdleWorker(frame(pool, "awaitWork"))).isFalse();
        assertThat(Frames.isIdleWorker(frame(fork, "awaitWork"))).isTrue();
        assertThat(Frames.isIdleWorker(frame(fork, "getTask"))).isFalse();
        assertThat(Frames.isOfAFramework(frame("org.junit.Runner", "run"))).isTrue();
        assertThat(Frames.isOfAFramework(PROGRAM)).isFalse();
    }

    /** On top, in between, and at the bottom. */
    @Test
    void whatIsOursIsLeftOut() {
        StackTraceElement leaves = frame("java.lang.VirtualThread", "yieldContinuation");
        StackTraceElement enter = frame("jdk.internal.vm.Continuation", "enter");
        StackTraceElement looks = frame("java.lang.Thread", "getStackTrace");
        StackTraceElement runs = frame("java.lang.Thread", "run");
        StackTraceElement called = frame("java.lang.reflect.Method", "invoke");
        assertThat(Frames.trim(of(looks, enter, leaves, OURS, PARK, PROGRAM, OURS, runs, called)))
                .containsExactly(PARK, PROGRAM);
        // It is the program that has called these.
        assertThat(Frames.trim(of(PROGRAM, looks, leaves, runs, MAIN)))
                .containsExactly(PROGRAM, looks, leaves, runs, MAIN);
        assertThat(Frames.trim(of(PROGRAM, OURS, MAIN, runs))).containsExactly(PROGRAM, MAIN);
        assertThat(Frames.trim(of(OURS, PROGRAM, MAIN, runs))).containsExactly(PROGRAM, MAIN, runs);
        assertThat(Frames.trim(of(OURS, runs))).containsExactly(runs);
        assertThat(Frames.trim(of(OURS))).isEmpty();
        assertThat(Frames.trimOwn(of(looks, OURS, PROGRAM))).containsExactly(looks, PROGRAM);
    }

    @Test
    void exceptionsAreTrimmedWithTheirCauses() {
        IllegalStateException cause = new IllegalStateException();
        cause.setStackTrace(of(OURS, PROGRAM));
        IllegalArgumentException thrown = new IllegalArgumentException(cause);
        thrown.setStackTrace(of(OURS, LOCK, PROGRAM));
        cause.initCause(thrown); // Each is the cause of the other.
        Frames.trimAll(thrown);
        assertThat(thrown.getStackTrace()).containsExactly(LOCK, PROGRAM);
        assertThat(cause.getStackTrace()).containsExactly(PROGRAM);
        RuntimeException alone = new RuntimeException();
        alone.setStackTrace(of(OURS, MAIN));
        assertThat(Frames.trim(alone)).isSameAs(alone);
        assertThat(alone.getStackTrace()).containsExactly(MAIN);
    }

    private static StackTraceElement[] stack(String type, String method) {
        return new StackTraceElement[] {
            new StackTraceElement("java.lang.Object", "clone", "Object.java", -2),
            new StackTraceElement(type, method, null, 1),
            new StackTraceElement("example.Main", "main", "Main.java", 1)
        };
    }
}
