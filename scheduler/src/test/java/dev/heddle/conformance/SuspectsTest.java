package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;

/** A thread that takes long, and is in native methods much of the time, does not wait for it. */
class SuspectsTest {

    private static final long LONG_NANOS = 400_000_000;

    /** Of many depths, so that it is never seen twice at one place. */
    private static final int DEPTHS = 900;

    private static final int SORTED = 8 << 20;
    private static final long ALL_NOT_ZERO = 0x0101_0101_0101_0101L;

    /** Linked when Heddle is there: what was linked before is not told. */
    private static final class Library {

        static final Linker LINKER = Linker.nativeLinker();
        static final MemorySegment STRCMP = LINKER.defaultLookup().findOrThrow("strcmp");
        static final MethodHandle QSORT =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("qsort"),
                        FunctionDescriptor.ofVoid(
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.ADDRESS));
        static final MethodHandle POLL =
                LINKER.downcallHandle(
                        LINKER.defaultLookup().findOrThrow("poll"),
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.ADDRESS,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));
    }

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void whoComputesForLongIsWaitedFor() {
        int times = oftenEnough();
        Report report = withAnother(() -> compute(times));
        report.check();
        assertThat(report.uncontrolled()).isEmpty();
        assertThat(report.outsideEvents()).isZero();
    }

    @Test
    void whoComputesInNativeCodeIsWaitedFor() {
        byte[] input = new byte[24 << 20];
        new Random(1).nextBytes(input);
        byte[] output = new byte[input.length * 2];
        long began = System.nanoTime();
        deflate(input, output);
        assertThat(System.nanoTime() - began).isGreaterThan(LONG_NANOS);
        Report report = withAnother(() -> deflate(input, output));
        report.check();
        assertThat(report.uncontrolled()).isEmpty();
        assertThat(report.outsideEvents()).isZero();
    }

    /** No frame of the stack is one of a native method while a foreign function is called. */
    @Test
    void whoComputesInForeignFunctionIsWaitedFor() {
        try (Arena arena = Arena.ofShared()) {
            long[] numbers = new Random(1).longs(SORTED).map(one -> one | ALL_NOT_ZERO).toArray();
            MemorySegment texts = arena.allocateFrom(ValueLayout.JAVA_LONG, numbers);
            MemorySegment again = arena.allocateFrom(ValueLayout.JAVA_LONG, numbers);
            for (long i = 1; i < SORTED; i += 2) { // Each second one ends a text of 15 bytes.
                texts.setAtIndex(ValueLayout.JAVA_LONG, i, 0);
                again.setAtIndex(ValueLayout.JAVA_LONG, i, 0);
            }
            long began = System.nanoTime();
            sort(texts);
            assertThat(System.nanoTime() - began).isGreaterThan(LONG_NANOS);
            Report report = withAnother(() -> sort(again));
            report.check();
            assertThat(report.uncontrolled())
                    .singleElement()
                    .asString()
                    .contains("calls a native function");
            assertThat(report.outsideEvents()).isZero();
        }
    }

    @Test
    void whoWaitsInForeignFunctionLetsTheOthersGoOn() {
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .strategy("fifo")
                        .explore(
                                () -> {
                                    Thread waits =
                                            new Thread(
                                                    () -> {
                                                        poll(500);
                                                        order.add("waited");
                                                    });
                                    waits.start();
                                    Thread other = new Thread(() -> order.add("other"));
                                    other.start();
                                    waits.join();
                                    other.join();
                                });
        report.check();
        assertThat(order).containsExactly("other", "waited");
        assertThat(report.outsideEvents()).isPositive();
        assertThat(report.uncontrolled()).anyMatch(one -> one.contains("native function"));
    }

    /** Waits for nothing, for so long. */
    private static void poll(int millis) {
        try {
            int ready = (int) Library.POLL.invokeExact(MemorySegment.NULL, 0L, millis);
            assertThat(ready).isZero();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sorts texts of 16 bytes, by a function of the C library. */
    private static void sort(MemorySegment texts) {
        try {
            Library.QSORT.invokeExact(texts, texts.byteSize() / 16, 16L, Library.STRCMP);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /** One call of a native method, for long. */
    private static void deflate(byte[] input, byte[] output) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(input);
        deflater.finish();
        deflater.deflate(output);
        deflater.end();
    }

    private static Report withAnother(Body body) {
        return Heddle.explorer()
                .schedules(1)
                .strategy("fifo")
                .explore(
                        () -> {
                            Thread other = new Thread(() -> {});
                            other.start();
                            body.run();
                            other.join();
                        });
    }

    /** Fills in stack traces, natively, and comes to no scheduling point. */
    private static void compute(int times) {
        for (int i = 0; i < times; i++) {
            throwAt((int) (i * 7_919L % DEPTHS));
        }
    }

    /** How often that must be done to take long; outside a run, where clocks are real. */
    private static int oftenEnough() {
        long end = System.nanoTime() + LONG_NANOS;
        int times = 0;
        while (System.nanoTime() < end) {
            compute(100);
            times += 100;
        }
        return times;
    }

    private static Throwable throwAt(int depth) {
        return depth == 0 ? new Throwable() : throwAt(depth - 1);
    }
}
