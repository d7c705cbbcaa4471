package dev.heddle.async;

import dev.heddle.api.API;

import java.io.EOFException;

/** A stream has ended before all was there that was to be read. */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class IncompleteReadException extends EOFException {

    private static final long serialVersionUID = 1L;

    private final byte[] partial;
    private final int expected;

    IncompleteReadException(byte[] partial, int expected) {
        super(
                expected < 0
                        ? "The stream has ended after %,d bytes without the separator."
                                .formatted(partial.length)
                        : "The stream has ended after %,d of %,d bytes."
                                .formatted(partial.length, expected));
        this.partial = partial;
        this.expected = expected;
    }

    /** What was there; it has been read. */
    public byte[] partial() {
        return partial.clone();
    }

    /** How many bytes were to be read; -1 if up to a separator. */
    public int expected() {
        return expected;
    }
}
