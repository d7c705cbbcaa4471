package dev.heddle.tools;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Calls with a frame of the C library in between, so that a virtual thread can not unmount. */
public final class Pinned {

    private static final MethodHandle QSORT;
    private static final FunctionDescriptor COMPARE =
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);

    static {
        Linker linker = Linker.nativeLinker();
        QSORT =
                linker.downcallHandle(
                        linker.defaultLookup().findOrThrow("qsort"),
                        FunctionDescriptor.ofVoid(
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS));
    }

    private Pinned() {}

    /** Sorts two numbers, and calls this to compare them. */
    public static void call(Runnable called) {
        try (Arena arena = Arena.ofConfined()) {
            MethodHandle compare =
                    MethodHandles.lookup()
                            .findStatic(
                                    Pinned.class,
                                    "compare",
                                    MethodType.methodType(
                                            int.class,
                                            Runnable.class,
                                            MemorySegment.class,
                                            MemorySegment.class))
                            .bindTo(called);
            MemorySegment stub = Linker.nativeLinker().upcallStub(compare, COMPARE, arena);
            MemorySegment numbers = arena.allocateFrom(ValueLayout.JAVA_INT, 2, 1);
            QSORT.invokeExact(numbers, 2L, 4L, stub);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unused") // Called by native code.
    private static int compare(Runnable called, MemorySegment one, MemorySegment other) {
        called.run();
        return 0;
    }
}
