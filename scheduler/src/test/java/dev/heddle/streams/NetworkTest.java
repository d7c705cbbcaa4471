package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Connection;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Network;
import dev.heddle.async.Runner;
import dev.heddle.async.Server;
import dev.heddle.async.Streams;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Hosts, ports, latency, loss and partitions of the network in memory. */
class NetworkTest {

    private static void run(Action body) throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(body);
        }
    }

    private static double seconds() {
        return Async.loop().time() / 1e9;
    }

    private static Server echo(Network network, String host) throws Exception {
        return network.host(
                        host,
                        () ->
                                Streams.startServer(
                                        (reader, writer) -> {
                                            byte[] data = reader.read(1000);
                                            while (data.length > 0) {
                                                writer.write(data);
                                                writer.drain();
                                                data = reader.read(1000);
                                            }
                                        },
                                        "0.0.0.0",
                                        80))
                .await();
    }

    @Test
    void everyWayTakesTheLatency() throws Exception {
        run(
                () -> {
                    Network.here().latency(Duration.ofMillis(100));
                    echo(Network.here(), "server");
                    Connection connection = Streams.openConnection("server", 80);
                    assertThat(seconds()).isEqualTo(0.2);
                    connection.writer().write("x");
                    connection.reader().readExactly(1);
                    assertThat(seconds()).isEqualTo(0.4);
                    assertThat(connection.writer().peerAddress().getHostString())
                            .isEqualTo("server");
                    assertThat(connection.writer().localAddress().getHostString())
                            .isEqualTo("localhost");
                });
    }

    @Test
    void whoeverIsNotThereCanNotBeReached() throws Exception {
        run(
                () -> {
                    assertThatThrownBy(() -> Streams.openConnection("localhost", 80))
                            .isInstanceOf(ConnectException.class)
                            .hasMessage("Connection refused");
                    assertThatThrownBy(() -> Streams.openConnection("nowhere", 80))
                            .isInstanceOf(UnknownHostException.class)
                            .hasMessageStartingWith("nowhere: ");
                    Server server = echo(Network.here(), "server");
                    assertThatThrownBy(() -> Streams.openConnection("localhost", 80))
                            .isInstanceOf(ConnectException.class);
                    server.close();
                    assertThat(server.isServing()).isFalse();
                    assertThatThrownBy(() -> Streams.openConnection("server", 80))
                            .isInstanceOf(ConnectException.class);
                });
    }

    @Test
    void aPortBelongsToOneServer() throws Exception {
        run(
                () -> {
                    Network network = Network.here();
                    Server server = echo(network, "server");
                    assertThatThrownBy(() -> echo(network, "server"))
                            .isInstanceOf(BindException.class)
                            .hasMessageStartingWith("Address already in use");
                    echo(network, "other");
                    server.close();
                    echo(network, "server");
                    Server any = Streams.startServer((reader, writer) -> {}, "localhost", 0);
                    Server another = Streams.startServer((reader, writer) -> {}, "127.0.0.1", 0);
                    assertThat(any.port()).isGreaterThan(1024).isNotEqualTo(another.port());
                    assertThatThrownBy(
                                    () -> Streams.startServer((reader, writer) -> {}, "other", 81))
                            .isInstanceOf(BindException.class)
                            .hasMessageContaining(
                                    "'other' is not an address of the host 'localhost'");
                });
    }

    @Test
    void aHostCallsItselfLocalhost() throws Exception {
        run(
                () -> {
                    Network network = Network.here();
                    echo(network, "server");
                    network.host(
                                    "server",
                                    () -> {
                                        assertThat(network.hostHere()).isEqualTo("server");
                                        Streams.openConnection("localhost", 80).close();
                                        Task<String> task = Async.createTask(network::hostHere);
                                        assertThat(task.await()).isEqualTo("server");
                                    })
                            .await();
                    assertThat(network.hostHere()).isEqualTo("localhost");
                });
    }

    @Test
    void whatIsLostIsSentAgain() throws Exception {
        run(
                () -> {
                    Network network = Network.here().loss(0.3).seed(42);
                    echo(network, "server");
                    byte[] data = new byte[50_000];
                    for (int i = 0; i < data.length; i++) {
                        data[i] = (byte) (i * 31 >> 4);
                    }
                    try (Connection connection = Streams.openConnection("server", 80)) {
                        connection.writer().write(data);
                        connection.writer().writeEof();
                        assertThat(connection.reader().readAll()).isEqualTo(data);
                    }
                    assertThat(seconds()).isGreaterThan(0.2);
                });
    }

    @Test
    void connectingThroughAPartitionTimesOut() throws Exception {
        run(
                () -> {
                    Network network = Network.here();
                    echo(network, "server");
                    network.partition("localhost", "server");
                    assertThatThrownBy(() -> Streams.openConnection("server", 80))
                            .isInstanceOf(ConnectException.class)
                            .hasMessage("Connection timed out");
                    assertThat(seconds()).isEqualTo(127);
                    assertThatThrownBy(
                                    () ->
                                            Async.timeout(
                                                    Duration.ofSeconds(2),
                                                    timeout ->
                                                            Streams.openConnection("server", 80)))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(seconds()).isEqualTo(129);
                });
    }

    @Test
    void aPartitionThatHealsDelaysOnly() throws Exception {
        run(
                () -> {
                    Network network = Network.here();
                    echo(network, "server");
                    Connection connection = Streams.openConnection("server", 80);
                    network.partition("server", "localhost");
                    Async.loop()
                            .callLater(
                                    Duration.ofSeconds(60),
                                    () -> network.heal("localhost", "server"));
                    connection.writer().write("late");
                    assertThat(new String(connection.reader().readExactly(4))).isEqualTo("late");
                    assertThat(seconds()).isBetween(60.0, 120.0);
                });
    }

    @Test
    void aPartitionThatDoesNotHealEndsConnectionsThatSend() throws Exception {
        run(
                () -> {
                    Network network = Network.here();
                    echo(network, "server");
                    Connection connection = Streams.openConnection("server", 80);
                    network.partition("server", "localhost");
                    connection.writer().write("never");
                    assertThatThrownBy(() -> connection.reader().read(5))
                            .isInstanceOf(SocketException.class)
                            .hasMessage("Connection timed out");
                    assertThat(seconds()).isBetween(800.0, 1000.0);
                });
    }

    @Test
    void aTimeOutWhileConnectingLeavesNothing() throws Exception {
        run(
                () -> {
                    Network network = Network.here().latency(Duration.ofSeconds(1));
                    Server server = echo(network, "server");
                    Async.loop().setExceptionHandler((loop, event) -> {}); // The handler is reset.
                    assertThatThrownBy(
                                    () ->
                                            Async.waitFor(
                                                    Duration.ofMillis(1500),
                                                    () -> Streams.openConnection("server", 80)))
                            .isInstanceOf(TimeoutException.class);
                    server.close();
                    server.waitClosed();
                    assertThat(seconds()).isLessThan(3);
                });
    }

    @Test
    void serveForeverEndsWithTheTask() throws Exception {
        run(
                () -> {
                    Server server = echo(Network.here(), "localhost");
                    Task<?> serving = Async.createTask(server::serveForever);
                    Streams.openConnection("localhost", 80).close();
                    assertThat(serving.isDone()).isFalse();
                    serving.cancel();
                    server.waitClosed();
                    assertThat(server.isServing()).isFalse();
                    assertThat(serving.isCancelled()).isTrue();
                });
    }

    @Test
    void badSettingsAreRefused() throws Exception {
        run(
                () -> {
                    Network network = Network.here();
                    assertThatThrownBy(() -> network.latency(Duration.ofMillis(-1)))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> network.jitter(Duration.ofMillis(-1)))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> network.window(0))
                            .isInstanceOf(IllegalArgumentException.class);
                    for (double loss : new double[] {-0.1, 1, Double.NaN}) {
                        assertThatThrownBy(() -> network.loss(loss))
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                    assertThatThrownBy(() -> network.partition("a", "A"))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> network.host("127.0.0.1", () -> {}))
                            .isInstanceOf(IllegalArgumentException.class);
                });
        assertThatThrownBy(() -> Async.run(() -> Network.here()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("real clock");
    }
}
