package dev.heddle.command;

import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.function.Supplier;

/**
 * Where what the program prints goes: on, or nowhere. To the program it is the same, so that a
 * replay that shows it takes the course of a schedule that did not.
 */
final class Sink extends OutputStream {

    private final @Nullable OutputStream on;

    private Sink(@Nullable OutputStream on) {
        this.on = on;
    }

    /**
     * Does the work with the standard streams replaced.
     *
     * @param shown whether what is printed is shown
     */
    static <T> T with(boolean shown, Supplier<T> work) {
        PrintStream out = System.out;
        PrintStream err = System.err;
        System.setOut(new PrintStream(new Sink(shown ? out : null), true));
        System.setErr(new PrintStream(new Sink(shown ? err : null), true));
        try {
            return work.get();
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (on == null) {
            return;
        }
        Fiber fiber = Fiber.current();
        if (fiber != null) {
            fiber.mask(); // What happens in the real stream is no part of the run.
        }
        try {
            on.write(bytes, from, length);
            on.flush();
        } finally {
            if (fiber != null) {
                fiber.unmask();
            }
        }
    }
}
