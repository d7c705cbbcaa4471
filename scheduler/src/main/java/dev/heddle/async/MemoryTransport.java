package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.Objects;

/** One end of a connection over the {@link Network} in memory. */
final class MemoryTransport extends Transport {

    private final Network network;

    /** What goes from here to the other end; set once both are there. */
    private @Nullable Link out;

    /** What comes from there. */
    private @Nullable Link in;

    private boolean paused;

    /** Whether what arrives is wanted by nobody any more. */
    private boolean gone;

    private boolean closing;

    MemoryTransport(
            Network network,
            EventLoop loop,
            InetSocketAddress local,
            InetSocketAddress remote,
            int limit) {
        super(loop, text(remote), local, remote, limit, true, true);
        this.network = network;
    }

    /**
     * It is connected to another end.
     *
     * @param from when what it sends can arrive at the earliest
     */
    void joins(MemoryTransport other, long from) {
        Link link = new Link(network, this, other, from);
        out = link;
        other.in = link;
    }

    String host() {
        return local().getHostString();
    }

    private Link out() {
        return Objects.requireNonNull(out);
    }

    @Override
    void send(byte[] data) {
        out().write(data);
    }

    @Override
    void finish() {
        out().finish();
    }

    @Override
    void close() {
        if (Objects.requireNonNull(in).hasUnread()) {
            // What was sent to this end is lost, and the other has to know.
            abort();
            return;
        }
        gone = true;
        closing = true;
        out().finish();
        if (out().isFinished()) {
            lost(null);
        }
    }

    @Override
    void abort() {
        gone = true;
        Link link = out;
        if (link != null && !isLost()) {
            link.reset();
            lost(null);
        }
    }

    @Override
    void pauseReading() {
        paused = true;
    }

    @Override
    void resumeReading() {
        paused = false;
        Objects.requireNonNull(in).resume();
    }

    // --- for links
    // -------------------------------------------------------------------------------

    boolean isPaused() {
        return paused && !gone;
    }

    boolean isGone() {
        return gone;
    }

    /** All that was written has been sent, and the end as well. */
    void finished() {
        if (closing) {
            lost(null);
        }
    }

    /** The other end has reset the connection, or does not answer. */
    void fails(String why) {
        gone = true;
        if (!isLost()) {
            out().stop();
            IOException failure = new SocketException(why);
            lost(failure);
        }
    }

    /** Data has come although nobody wants it: the other end has to know. */
    void refuses() {
        out().reset();
    }
}
