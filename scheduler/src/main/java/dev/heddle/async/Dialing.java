package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;

/**
 * A task connects to a server over the network in memory: it asks, and asks again if that gets
 * lost, after one second, two, four and so on, as Linux does, until it gives up after 127.
 */
final class Dialing {

    private static final long FIRST_WAIT = Duration.ofSeconds(1).toNanos();
    private static final int MOST_ATTEMPTS = 7;

    private final Network network;
    private final EventLoop loop;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final int limit;
    private final Waiter waiter;

    private int attempts;
    private @Nullable MemoryTransport client;
    private boolean givenUp;
    private @Nullable IOException failure;

    private Dialing(
            Network network,
            EventLoop loop,
            InetSocketAddress local,
            InetSocketAddress remote,
            int limit) {
        this.network = network;
        this.loop = loop;
        this.local = local;
        this.remote = remote;
        this.limit = limit;
        this.waiter = new Waiters("a connection to " + Transport.text(remote)).add(loop);
    }

    static Connection connect(Network network, EventLoop loop, String name, int port, int limit)
            throws IOException {
        String here = network.hostHere();
        String host = network.resolve(name, here);
        return new Dialing(
                        network,
                        loop,
                        network.newAddress(here),
                        InetSocketAddress.createUnresolved(host, port),
                        limit)
                .connect();
    }

    private Connection connect() throws IOException {
        ask();
        try {
            waiter.pause();
        } catch (Throwable cancelled) {
            givenUp = true;
            MemoryTransport made = client;
            if (made != null) {
                made.abort();
            }
            throw Thrown.again(cancelled);
        }
        MemoryTransport made = client;
        IOException why = failure;
        if (why != null || made == null) {
            throw Objects.requireNonNull(why);
        }
        return made.connection();
    }

    private void ask() {
        if (givenUp) {
            return;
        }
        if (isCut() || network.loses()) {
            tryAgain(this::ask);
        } else {
            after(network.delay(), this::arrives);
        }
    }

    /** The question is there. */
    private void arrives() {
        if (givenUp) {
            return;
        }
        Network.Listener listener = network.listener(remote.getHostString(), remote.getPort());
        if (listener == null) {
            after(network.delay(), () -> fail(new ConnectException("Connection refused")));
            return;
        }
        long now = loop.time();
        long answered = now + network.delay();
        MemoryTransport mine = new MemoryTransport(network, loop, local, remote, limit);
        Server server = listener.server;
        MemoryTransport theirs =
                new MemoryTransport(network, server.loop, remote, local, listener.limit);
        mine.joins(theirs, now);
        theirs.joins(mine, answered);
        client = mine;
        if (server.loop == loop) {
            server.accept(theirs);
        } else {
            server.loop.callSoonThreadsafe(() -> server.accept(theirs));
        }
        loop.callAt(answered, this::answered);
    }

    private void answered() {
        if (givenUp) {
            return;
        }
        if (isCut()) {
            tryAgain(this::answered);
        } else if (!waiter.isDone()) {
            waiter.setResult(null);
        }
    }

    private void tryAgain(Runnable attempt) {
        long wait = FIRST_WAIT << attempts++;
        if (attempts == MOST_ATTEMPTS) {
            after(wait, () -> fail(new ConnectException("Connection timed out")));
        } else {
            after(wait, attempt);
        }
    }

    private void fail(IOException why) {
        MemoryTransport made = client;
        if (made != null) {
            made.abort();
        }
        failure = why;
        if (!waiter.isDone()) {
            waiter.setResult(null);
        }
    }

    private boolean isCut() {
        return network.isCut(local.getHostString(), remote.getHostString());
    }

    private void after(long nanos, Runnable callback) {
        loop.callAt(loop.time() + nanos, callback);
    }
}
