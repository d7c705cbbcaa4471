package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What comes from the other side of a connection, or from a process: bytes, in the order in which
 * they were sent, with nothing to tell where one message ends and the next begins.
 *
 * <p>Every method waits until there is something, the stream has ended, or the task is cancelled; a
 * cancelled read takes no bytes. If the connection was lost, all of them throw what it was lost by.
 * One task at a time may wait.
 *
 * <p>It keeps up to twice its limit, and what else was sent waits until some of that is read.
 *
 * {@snippet :
 *     String line = reader.readLine();
 *     while (line != null) {
 *         writer.write(line.toUpperCase() + "\n");
 *         writer.drain();
 *         line = reader.readLine();
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class StreamReader {

    private static final byte[] NEW_LINE = {'\n'};

    private final Transport transport;
    private final int limit;
    private final Waiters waiting;

    /** What has come and was not read yet: from begin to end. */
    private byte[] buffer = new byte[256];

    private int begin;
    private int end;

    private boolean ended;
    private boolean paused;
    private @Nullable IOException failure;

    StreamReader(Transport transport, int limit) {
        Touch.mixes();
        this.transport = transport;
        this.limit = limit;
        this.waiting = new Waiters("data from " + transport.peer);
    }

    // --- for the program
    // -------------------------------------------------------------------------

    /**
     * What is there, but not more than so many bytes: any number of them, at least one. Empty at
     * the end of the stream.
     */
    public byte[] read(int most) throws IOException {
        checkNotNegative(most);
        checkFailure();
        if (most > 0) {
            while (begin == end && !ended) {
                waitForMore();
            }
        }
        return take(Math.min(most, end - begin));
    }

    /** All that comes until the end of the stream. */
    public byte[] readAll() throws IOException {
        checkFailure();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (true) {
            all.writeBytes(take(end - begin));
            if (ended && begin == end) {
                return all.toByteArray();
            }
            waitForMore();
        }
    }

    /**
     * Exactly so many bytes.
     *
     * @throws IncompleteReadException if the stream ends before
     */
    public byte[] readExactly(int count) throws IOException {
        checkNotNegative(count);
        checkFailure();
        while (end - begin < count) {
            if (ended) {
                throw new IncompleteReadException(take(end - begin), count);
            }
            waitForMore();
        }
        return take(count);
    }

    /**
     * All up to the next separator, and the separator.
     *
     * @throws IncompleteReadException if the stream ends before
     * @throws LimitOverrunException if more bytes than the limit come before it
     */
    public byte[] readUntil(byte[] separator) throws IOException {
        if (separator.length == 0) {
            throw new IllegalArgumentException("A separator has at least one byte.");
        }
        checkFailure();
        int searched = 0;
        while (true) {
            int found = find(separator, searched);
            if (found >= 0) {
                if (found > limit) {
                    throw new LimitOverrunException(
                            "The separator comes after %,d bytes, and the limit is %,d."
                                    .formatted(found, limit),
                            found);
                }
                return take(found + separator.length);
            }
            searched = Math.max(0, end - begin - separator.length + 1);
            if (searched > limit) {
                throw new LimitOverrunException(
                        "There is no separator in %,d bytes, and the limit is %,d."
                                .formatted(searched, limit),
                        searched);
            }
            if (ended) {
                throw new IncompleteReadException(take(end - begin), -1);
            }
            waitForMore();
        }
    }

    /** As {@link #readUntil(byte[])}, with the UTF-8 bytes of a text. */
    public byte[] readUntil(String separator) throws IOException {
        return readUntil(separator.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The next line of UTF-8 text without the {@code \n}, or {@code \r\n}, at its end; the last one
     * may have none. Null if there is no more.
     *
     * @throws LimitOverrunException if it is longer than the limit
     */
    public @Nullable String readLine() throws IOException {
        byte[] line;
        try {
            line = readUntil(NEW_LINE);
        } catch (IncompleteReadException last) {
            line = last.partial();
            if (line.length == 0) {
                return null;
            }
        }
        int length = line.length;
        if (length > 0 && line[length - 1] == '\n') {
            length--;
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
        }
        return new String(line, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether the stream has ended, and all of it was read. */
    public boolean atEof() {
        return ended && begin == end;
    }

    // --- for the package
    // -------------------------------------------------------------------------

    /** Something has come. */
    void feed(byte[] data) {
        if (ended || failure != null || data.length == 0) {
            return;
        }
        makeRoom(data.length);
        System.arraycopy(data, 0, buffer, end, data.length);
        end += data.length;
        waiting.wakeNext();
        if (!paused && end - begin > 2L * limit) {
            paused = true;
            transport.pauseReading();
        }
    }

    /** The other side sends no more. */
    void feedEnd() {
        ended = true;
        waiting.wakeNext();
    }

    /** The connection has come to its end. */
    void lost(@Nullable IOException why) {
        if (why == null) {
            ended = true;
        } else {
            failure = why;
        }
        waiting.wakeNext();
    }

    /** Throws what the connection was lost by. */
    void checkFailure() throws IOException {
        if (failure != null) {
            throw Transport.again(failure);
        }
    }

    private void waitForMore() throws IOException {
        if (!waiting.isEmpty()) {
            throw new IllegalStateException(
                    "Another task waits for %s already. Let one task read, and give the others what it has read."
                            .formatted(waiting.label()));
        }
        resume();
        Waiter waiter = waiting.add(transport.loop);
        try {
            waiter.pause();
        } finally {
            waiting.remove(waiter);
        }
        checkFailure();
    }

    private byte[] take(int count) {
        byte[] taken = Arrays.copyOfRange(buffer, begin, begin + count);
        begin += count;
        if (begin == end) {
            begin = 0;
            end = 0;
        }
        if (end - begin <= limit) {
            resume();
        }
        return taken;
    }

    private void resume() {
        if (paused) {
            paused = false;
            transport.resumeReading();
        }
    }

    private int find(byte[] separator, int from) {
        for (int at = begin + from; at <= end - separator.length; at++) {
            if (Arrays.equals(buffer, at, at + separator.length, separator, 0, separator.length)) {
                return at - begin;
            }
        }
        return -1;
    }

    private void makeRoom(int count) {
        if (end + count <= buffer.length) {
            return;
        }
        int size = end - begin;
        byte[] target =
                size + count <= buffer.length / 2
                        ? buffer
                        : new byte[Math.max(buffer.length * 2, size + count)];
        System.arraycopy(buffer, begin, target, 0, size);
        buffer = target;
        begin = 0;
        end = size;
    }

    private static void checkNotNegative(int count) {
        if (count < 0) {
            throw new IllegalArgumentException(
                    "%d bytes can not be read. Use readAll() for all there are.".formatted(count));
        }
    }

    @Override
    public String toString() {
        return "a reader with %,d bytes from %s".formatted(end - begin, transport.peer);
    }
}
