package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;

/**
 * What carries the bytes of a {@link StreamReader} and a {@link StreamWriter}: one end of a
 * connection, or of a pipe. All methods are called by code that its loop runs.
 */
abstract class Transport {

    final EventLoop loop;

    /** Where what arrives is put; null if nothing can. */
    final @Nullable StreamReader reader;

    /** What is sent by; null if nothing can be. */
    final @Nullable StreamWriter writer;

    /** Where it goes to, in words. */
    final String peer;

    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final long held;

    /** Called once it is lost; set by a server. */
    private @Nullable Runnable onLost;

    private boolean lost;

    Transport(
            EventLoop loop,
            String peer,
            InetSocketAddress local,
            InetSocketAddress remote,
            int limit,
            boolean reads,
            boolean writes) {
        this.loop = loop;
        this.peer = peer;
        this.local = local;
        this.remote = remote;
        this.reader = reads ? new StreamReader(this, limit) : null;
        this.writer = writes ? new StreamWriter(this) : null;
        this.held = loop.holdings().add(this::abort);
    }

    /** A host and a port as people write them. */
    static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /**
     * A new exception for each that is told of a failure: a {@code try} with resources that catches
     * it twice could not add one to itself.
     */
    static IOException again(IOException failure) {
        IOException again =
                failure instanceof SocketException
                        ? new SocketException(failure.getMessage())
                        : new IOException(failure.getMessage());
        again.initCause(failure);
        return again;
    }

    final InetSocketAddress local() {
        return local;
    }

    final InetSocketAddress remote() {
        return remote;
    }

    final Connection connection() {
        if (reader == null || writer == null) {
            throw new IllegalStateException("A pipe goes one way, and is no connection.");
        }
        return new Connection(reader, writer);
    }

    /** Whether nothing can be sent or received any more. */
    final boolean isLost() {
        return lost;
    }

    final void onLost(Runnable callback) {
        onLost = callback;
    }

    /** It has come to its end: after {@link #close}, or because of a failure. */
    final void lost(@Nullable IOException failure) {
        if (lost) {
            return;
        }
        lost = true;
        loop.holdings().remove(held);
        if (reader != null) {
            reader.lost(failure);
        }
        if (writer != null) {
            writer.lost(failure);
        }
        Runnable told = onLost;
        if (told != null) {
            told.run();
        }
    }

    /** Sends this after what is still to be sent; {@link StreamWriter#sent} says when it is. */
    abstract void send(byte[] data);

    /** Says, after all of that, that there is no more. */
    abstract void finish();

    /** Receives no more, and ends after all of that. */
    abstract void close();

    /** Ends at once; what was not sent never is. */
    abstract void abort();

    /** The reader has more than it wants. */
    abstract void pauseReading();

    /** It can take more again. */
    abstract void resumeReading();
}
