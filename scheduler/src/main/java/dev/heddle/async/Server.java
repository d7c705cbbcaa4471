package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;

/**
 * Accepts connections, and has each handled by a task of its own. It does so from {@link
 * Streams#startServer} on until it is closed.
 *
 * <p>When a handler returns, or fails, its connection is closed. What it has failed with is told to
 * the {@link EventLoop#setExceptionHandler exception handler} of the loop.
 *
 * {@snippet :
 *     try (Server server = Streams.startServer(StreamsTest::shout, "localhost", 0)) {
 *         assertThat(ask("localhost", server.port(), "hello")).isEqualTo("HELLO");
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Server implements AutoCloseable {

    /** What listens for connections. */
    interface Ear {
        /** Where it listens. */
        InetSocketAddress address();

        /** Listens no more. */
        void close();
    }

    final EventLoop loop;

    /** The values of context variables for the tasks of its handlers. */
    private final Values values;

    private final Streams.Handler handler;
    private final Waiters closed = new Waiters("the end of a server");
    private final Waiters serving = new Waiters("clients, for ever");

    private @Nullable Ear ear;
    private long held;
    private int connections;
    private int accepted;

    Server(EventLoop loop, Streams.Handler handler) {
        this.loop = loop;
        this.handler = handler;
        this.values = loop.passes.values();
    }

    void listensBy(Ear listening) {
        ear = listening;
        held = loop.holdings().add(this::close);
    }

    /** A client has connected. */
    void accept(Transport transport) {
        if (ear == null) {
            transport.abort(); // It was closed meanwhile.
            return;
        }
        connections++;
        transport.onLost(this::connectionLost);
        Connection connection = transport.connection();
        String name = "client %d of port %d".formatted(++accepted, port());
        Values before = loop.passes.values();
        loop.passes.setValues(values);
        try {
            loop.createTask(name, Action.awaitable(() -> handle(connection)))
                    .addDoneCallback(this::handled);
        } finally {
            loop.passes.setValues(before);
        }
    }

    private void handle(Connection connection) throws Exception {
        try {
            handler.handle(connection.reader(), connection.writer());
        } finally {
            connection.writer().close();
        }
    }

    private void handled(Future<@Nullable Void> task) {
        Throwable failure = task.isCancelled() ? null : task.exception();
        if (failure != null) {
            loop.callExceptionHandler(
                    new ExceptionHandler.Event(
                            "A handler of a server's client has failed.", failure, null, task));
        }
    }

    private void connectionLost() {
        connections--;
        wakeIfClosed();
    }

    private void wakeIfClosed() {
        if (ear == null && connections == 0) {
            closed.wake(Integer.MAX_VALUE);
        }
    }

    /**
     * Where it listens.
     *
     * @throws IllegalStateException if it is closed
     */
    public InetSocketAddress address() {
        Ear listening = ear;
        if (listening == null) {
            throw new IllegalStateException("The server is closed.");
        }
        return listening.address();
    }

    /** The number of the port at which it listens: one that was free if it was started with 0. */
    public int port() {
        return address().getPort();
    }

    /** Whether it accepts connections. */
    public boolean isServing() {
        return ear != null;
    }

    /** Waits until the task is cancelled, or the server closed; then it is closed. */
    public void serveForever() {
        try (this) {
            if (ear != null) {
                pause(serving);
            }
        }
    }

    /** Accepts no more connections. Those there are go on. */
    @Override
    public void close() {
        Ear listening = ear;
        if (listening != null) {
            ear = null;
            loop.holdings().remove(held);
            listening.close();
            serving.wake(Integer.MAX_VALUE);
            wakeIfClosed();
        }
    }

    /** Waits until it is closed, and all its connections are. */
    public void waitClosed() {
        if (ear != null || connections > 0) {
            pause(closed);
        }
    }

    private void pause(Waiters in) {
        Waiter waiter = in.add(loop);
        try {
            waiter.pause();
        } finally {
            in.remove(waiter);
        }
    }

    @Override
    public String toString() {
        Ear listening = ear;
        return listening == null
                ? "a closed server"
                : "a server at " + Transport.text(listening.address());
    }
}
