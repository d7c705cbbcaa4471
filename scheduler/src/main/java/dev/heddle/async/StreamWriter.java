package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/**
 * Sends to the other side of a connection, or to a process. Writing never waits: what can not be
 * sent at once is kept. So {@link #drain} after writing, which waits while too much is kept.
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
public final class StreamWriter {

    private static final int HIGH = 64 * 1024;

    private final Transport transport;
    private final Waiters draining;
    private final Waiters closed;

    private int high = HIGH;
    private int low = HIGH / 4;

    /** How many bytes were written and not sent yet. */
    private long kept;

    /** Whether that were more than {@link #high}, and not as few as {@link #low} since. */
    private boolean full;

    private boolean finished;
    private boolean closing;
    private @Nullable IOException failure;

    StreamWriter(Transport transport) {
        Touch.mixes();
        this.transport = transport;
        this.draining = new Waiters("room in the buffer to " + transport.peer);
        this.closed = new Waiters("the end of the connection to " + transport.peer);
    }

    /**
     * Sends bytes, now or later. If the connection was lost they are dropped, and {@link #drain}
     * says so.
     *
     * @throws IllegalStateException after {@link #writeEof} or {@link #close}
     */
    public void write(byte[] data) {
        if (finished || closing) {
            throw new IllegalStateException(
                    "Nothing can be written to %s after %s."
                            .formatted(transport.peer, closing ? "close()" : "writeEof()"));
        }
        if (data.length == 0 || transport.isLost()) {
            return;
        }
        kept += data.length;
        transport.send(data.clone());
        if (kept > high) {
            full = true;
        }
    }

    /** As above, the UTF-8 bytes of a text. */
    public void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Waits, if too much is kept, until enough of that was sent.
     *
     * @throws IOException if the connection was lost
     */
    public void drain() throws IOException {
        StreamReader reader = transport.reader;
        if (reader != null) {
            reader.checkFailure();
        }
        if (closing) {
            transport.loop.awaiting("the end of a connection").suspendOnce();
        }
        checkNotLost();
        if (full) {
            pause(draining);
            checkNotLost();
        }
    }

    /** Says to the other side that there is no more; what it sends can still be read. */
    public void writeEof() {
        if (!finished && !closing && !transport.isLost()) {
            transport.finish();
        }
        finished = true;
    }

    /**
     * Closes the connection once all that was written has been sent, and does not wait for that.
     * Nothing is received any more.
     */
    public void close() {
        if (!closing) {
            closing = true;
            if (!transport.isLost()) {
                transport.close();
            }
        }
    }

    /** Closes the connection at once; the other side sees that it was reset. */
    public void abort() {
        closing = true;
        if (!transport.isLost()) {
            transport.abort();
        }
    }

    /** Whether it is, or is being, closed. */
    public boolean isClosing() {
        return closing || transport.isLost();
    }

    /**
     * Waits until the connection is closed, by either side.
     *
     * @throws IOException if it was lost
     */
    public void waitClosed() throws IOException {
        if (!transport.isLost()) {
            pause(closed);
        }
        if (failure != null) {
            throw Transport.again(failure);
        }
    }

    /** How many bytes were written and not sent yet. */
    public long bufferSize() {
        return kept;
    }

    /**
     * Sets when {@link #drain} waits: from more than {@code highest} bytes kept, until there are
     * {@code lowest} or fewer.
     */
    public void setBufferLimits(int highest, int lowest) {
        if (lowest < 0 || highest < lowest) {
            throw new IllegalArgumentException(
                    "The limits of a buffer are 0 <= lowest <= highest, and not %d and %d."
                            .formatted(lowest, highest));
        }
        high = highest;
        low = lowest;
        full = kept > high;
        if (!full) {
            draining.wake(Integer.MAX_VALUE);
        }
    }

    /** Who is on the other side. */
    public InetSocketAddress peerAddress() {
        return transport.remote();
    }

    /** Who this side is. */
    public InetSocketAddress localAddress() {
        return transport.local();
    }

    // --- for the package
    // -------------------------------------------------------------------------

    /** So many bytes are kept no longer. */
    void sent(long count) {
        if (transport.isLost()) {
            return;
        }
        kept -= count;
        if (full && kept <= low) {
            full = false;
            draining.wake(Integer.MAX_VALUE);
        }
    }

    /** The connection has come to its end. */
    void lost(@Nullable IOException why) {
        failure = why;
        kept = 0;
        full = false;
        draining.wake(Integer.MAX_VALUE);
        closed.wake(Integer.MAX_VALUE);
    }

    private void checkNotLost() throws IOException {
        if (failure != null) {
            throw Transport.again(failure);
        }
        if (transport.isLost()) {
            throw new SocketException("The connection to %s is closed.".formatted(transport.peer));
        }
    }

    private void pause(Waiters in) {
        Waiter waiter = in.add(transport.loop);
        try {
            waiter.pause();
        } finally {
            in.remove(waiter);
        }
    }

    @Override
    public String toString() {
        return "a writer to %s that keeps %,d bytes".formatted(transport.peer, kept);
    }
}
