package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.Random;
import java.util.zip.Deflater;

/** A thread that takes long, and is in native methods much of the time, does not wait for it. */
class SuspectsTest {

    private static final long LONG_NANOS = 400_000_000;

    /** Of many depths, so that it is never seen twice at one place. */
    private static final int DEPTHS = 900;

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
