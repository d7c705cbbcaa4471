package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** One end of a TCP connection. */
final class SocketTransport extends PipeTransport {

    private static final int BACKLOG = 100;
    private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Socket socket;

    private SocketTransport(EventLoop loop, Socket socket, int limit) throws IOException {
        super(
                loop,
                text((InetSocketAddress) socket.getRemoteSocketAddress()),
                (InetSocketAddress) socket.getLocalSocketAddress(),
                (InetSocketAddress) socket.getRemoteSocketAddress(),
                limit,
                socket.getInputStream(),
                socket.getOutputStream());
        this.socket = socket;
    }

    @Override
    void shutOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    void shut(boolean atOnce) throws IOException {
        if (atOnce) {
            socket.setSoLinger(true, 0);
        }
        socket.close();
    }

    // --- connecting
    // ------------------------------------------------------------------------------

    /** A connection that a thread makes while a task waits; whoever cancels that closes it. */
    private static final class Attempt {
        private @Nullable Socket socket;
        private boolean givenUp;

        /** The next socket to try; null if nobody wants one any more. */
        synchronized @Nullable Socket next() throws IOException {
            if (givenUp) {
                return null;
            }
            Socket fresh = new Socket();
            fresh.setTcpNoDelay(true);
            socket = fresh;
            return fresh;
        }

        synchronized void giveUp() throws IOException {
            givenUp = true;
            if (socket != null) {
                socket.close();
            }
        }
    }

    static Connection connect(EventLoop loop, String host, int port, int limit) throws IOException {
        Waiter waiter = new Waiters("a connection to %s:%d".formatted(host, port)).add(loop);
        Attempt attempt = new Attempt();
        Object[] outcome = {null};
        start(
                "stream-connector",
                () -> {
                    Object made = tryAll(attempt, host, port);
                    boolean posted =
                            Outlet.post(
                                    loop,
                                    () -> {
                                        outcome[0] = made;
                                        if (!waiter.isDone()) {
                                            waiter.setResult(null);
                                        }
                                    });
                    if (!posted) {
                        closeQuietly(attempt::giveUp);
                    }
                });
        try {
            waiter.pause();
        } catch (Throwable cancelled) {
            closeQuietly(attempt::giveUp);
            throw Thrown.again(cancelled);
        }
        if (outcome[0] instanceof IOException failure) {
            throw failure;
        }
        Socket socket = (Socket) outcome[0];
        if (socket == null) {
            throw new IllegalStateException("A connection was neither made nor refused.");
        }
        SocketTransport transport = new SocketTransport(loop, socket, limit);
        transport.begin();
        return transport.connection();
    }

    /** A connection to the first address that takes one, or why none does. */
    private static Object tryAll(Attempt attempt, String host, int port) {
        IOException failure = null;
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                Socket socket = attempt.next();
                if (socket == null) {
                    break;
                }
                try {
                    socket.connect(new InetSocketAddress(address, port));
                    return socket;
                } catch (IOException refused) {
                    socket.close();
                    if (failure != null) {
                        refused.addSuppressed(failure);
                    }
                    failure = refused;
                }
            }
        } catch (IOException unknown) {
            return unknown;
        }
        return failure == null ? new IOException("The attempt to connect was given up.") : failure;
    }

    /** For a socket that nobody will ever use. */
    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            Errors.warn("Closing a socket has failed: " + e);
        }
    }

    // --- listening
    // -------------------------------------------------------------------------------

    static Server.Ear listen(Server server, @Nullable String host, int port, int limit)
            throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.setReuseAddress(true);
            socket.bind(
                    host == null || host.isEmpty()
                            ? new InetSocketAddress(port)
                            : new InetSocketAddress(InetAddress.getByName(host), port),
                    BACKLOG);
        } catch (BindException taken) {
            socket.close();
            BindException said =
                    new BindException("%s: %s:%d".formatted(taken.getMessage(), host, port));
            said.initCause(taken);
            throw said;
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        start("stream-acceptor", () -> acceptAll(server, socket, limit));
        return new Server.Ear() {
            @Override
            public InetSocketAddress address() {
                return (InetSocketAddress) socket.getLocalSocketAddress();
            }

            @Override
            public void close() {
                closeQuietly(socket);
            }
        };
    }

    private static void acceptAll(Server server, ServerSocket socket, int limit) {
        EventLoop loop = server.loop;
        while (!socket.isClosed()) {
            Socket client;
            try {
                client = socket.accept();
                client.setTcpNoDelay(true);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    Outlet.post(loop, () -> failed(loop, e));
                    LockSupport.parkNanos(RETRY_NANOS); // There may be too many files open.
                }
                continue;
            }
            if (!Outlet.post(loop, () -> accepted(server, client, limit))) {
                closeQuietly(client);
                closeQuietly(socket);
            }
        }
    }

    private static void accepted(Server server, Socket client, int limit) {
        SocketTransport transport;
        try {
            transport = new SocketTransport(server.loop, client, limit);
        } catch (IOException gone) {
            closeQuietly(client); // It has left before it was looked at.
            return;
        }
        transport.begin();
        server.accept(transport);
    }

    private static void failed(EventLoop loop, IOException failure) {
        loop.callExceptionHandler(
                new ExceptionHandler.Event(
                        "A server could not accept a connection.", failure, null, null));
    }
}
