package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Objects;

/**
 * Connections between programs: asyncio's streams.
 *
 * {@snippet :
 *     try (Connection connection = Streams.openConnection(host, port)) {
 *         connection.writer().write(question + "\n");
 *         connection.writer().drain();
 *         return connection.reader().readLine();
 *     }
 * }
 *
 * <p>On the real clock they are TCP connections. In a run of Heddle, and on an event loop whose
 * time is virtual, the same code connects to servers of the same program, over a {@link Network} in
 * memory.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Streams {

    /** How many bytes a reader keeps, unless it is told otherwise. */
    public static final int LIMIT = 64 * 1024;

    private Streams() {}

    /** What a server does for a client. */
    @FunctionalInterface
    public interface Handler {
        /** Does it, in a task of its own; then the connection is closed. */
        void handle(StreamReader reader, StreamWriter writer) throws Exception;
    }

    /**
     * Connects to a server.
     *
     * @throws java.net.UnknownHostException if there is no such host
     * @throws java.net.ConnectException if nobody listens there, or no answer comes
     */
    public static Connection openConnection(String host, int port) throws IOException {
        return openConnection(host, port, LIMIT);
    }

    /** As above, with another limit for the reader. */
    public static Connection openConnection(String host, int port, int limit) throws IOException {
        checkPort(port, 1);
        checkLimit(limit);
        EventLoop loop = EventLoop.running();
        Network network = Network.of(loop);
        return network == null
                ? SocketTransport.connect(loop, host, port, limit)
                : Dialing.connect(network, loop, host, port, limit);
    }

    /**
     * Starts a server.
     *
     * @param host the address of this host at which it listens; null, or {@code 0.0.0.0}, for all
     * @param port the number of the port; 0 for any that is free
     * @throws java.net.BindException if that is taken, or no address of this host
     */
    public static Server startServer(Handler handler, @Nullable String host, int port)
            throws IOException {
        return startServer(handler, host, port, LIMIT);
    }

    /** As above, with another limit for the readers. */
    public static Server startServer(Handler handler, @Nullable String host, int port, int limit)
            throws IOException {
        Objects.requireNonNull(handler, "A server needs something to do for its clients.");
        checkPort(port, 0);
        checkLimit(limit);
        EventLoop loop = EventLoop.running();
        Server server = new Server(loop, handler);
        Network network = Network.of(loop);
        server.listensBy(
                network == null
                        ? SocketTransport.listen(server, host, port, limit)
                        : network.listen(server, host, port, limit));
        return server;
    }

    private static void checkPort(int port, int least) {
        if (port < least || port > 65_535) {
            throw new IllegalArgumentException(
                    "A port is a number from %d to 65,535, and not %d.".formatted(least, port));
        }
    }

    private static void checkLimit(int limit) {
        if (limit <= 0) {
            throw new IllegalArgumentException(
                    "The limit of a reader is a number of bytes above 0, and not %d."
                            .formatted(limit));
        }
    }
}
