package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;

import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.Connection;
import dev.heddle.async.Server;
import dev.heddle.async.StreamReader;
import dev.heddle.async.StreamWriter;
import dev.heddle.async.Streams;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Streams on the real clock are TCP connections. */
@Timeout(60)
class SocketsTest {

    private static final String HERE = "127.0.0.1";

    private static void echo(StreamReader reader, StreamWriter writer) throws Exception {
        String line = reader.readLine();
        while (line != null) {
            writer.write(line + "!\n");
            writer.drain();
            line = reader.readLine();
        }
    }

    private static String ask(int port, String question) throws Exception {
        try (Connection connection = Streams.openConnection(HERE, port)) {
            connection.writer().write(question + "\n");
            connection.writer().drain();
            return connection.reader().readLine();
        }
    }

    @Test
    void clientsAndAServerOfOneProgramTalk() throws Exception {
        List<String> answers =
                Async.run(
                        () -> {
                            Server server = Streams.startServer(SocketsTest::echo, HERE, 0);
                            int port = server.port();
                            List<String> all =
                                    Async.<String>gather(
                                                    () -> ask(port, "a"),
                                                    () -> ask(port, "b"),
                                                    () -> ask(port, "c"))
                                            .await();
                            server.close();
                            server.waitClosed();
                            return all;
                        });
        assertThat(answers).containsExactly("a!", "b!", "c!");
    }

    @Test
    void muchGoesThroughWithFlowControlAndHalfClose() throws Exception {
        byte[] data = new byte[20_000_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (i * 31 >> 5);
        }
        byte[] back =
                Async.run(
                        () -> {
                            Server server =
                                    Streams.startServer(
                                            (reader, writer) -> {
                                                Async.sleep(Duration.ofMillis(50));
                                                writer.write(reader.readAll());
                                            },
                                            HERE,
                                            0);
                            try (server;
                                    Connection connection =
                                            Streams.openConnection(HERE, server.port())) {
                                StreamWriter writer = connection.writer();
                                writer.write(data);
                                assertThat(writer.bufferSize()).isGreaterThan(1_000_000);
                                writer.drain();
                                assertThat(writer.bufferSize()).isLessThan(1_000_000);
                                writer.writeEof();
                                return connection.reader().readAll();
                            }
                        });
        assertThat(back).isEqualTo(data);
    }

    @Test
    void errorsAreThoseOfTheJdk() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HERE))) {
            free = socket.getLocalPort();
        }
        Async.run(
                () -> {
                    assertThatThrownBy(() -> Streams.openConnection(HERE, free))
                            .isInstanceOf(ConnectException.class);
                    assertThatThrownBy(() -> Streams.openConnection("no such host", 80))
                            .isInstanceOf(UnknownHostException.class);
                    try (Server server = Streams.startServer(SocketsTest::echo, HERE, 0)) {
                        assertThatThrownBy(
                                        () ->
                                                Streams.startServer(
                                                        SocketsTest::echo, HERE, server.port()))
                                .isInstanceOf(BindException.class);
                    }
                });
    }

    @Test
    void aResetIsAnException() throws Exception {
        Async.run(
                () -> {
                    try (Server server =
                            Streams.startServer(
                                    (reader, writer) -> {
                                        reader.readLine();
                                        writer.abort();
                                    },
                                    HERE,
                                    0)) {
                        Connection connection = Streams.openConnection(HERE, server.port());
                        connection.writer().write("go\n");
                        assertThatThrownBy(() -> connection.reader().readLine())
                                .isInstanceOf(SocketException.class);
                        assertThatThrownBy(() -> connection.writer().waitClosed())
                                .isInstanceOf(SocketException.class);
                    }
                });
    }

    @Test
    void aTaskThatReadsCanBeCancelledAndReadAgain() throws Exception {
        Async.run(
                () -> {
                    Server server = Streams.startServer(SocketsTest::echo, HERE, 0);
                    try (server;
                            Connection connection = Streams.openConnection(HERE, server.port())) {
                        Task<String> read = Async.createTask(() -> connection.reader().readLine());
                        Async.sleep(Duration.ofMillis(20));
                        read.cancel();
                        assertThatThrownBy(read::await).isInstanceOf(CancelledError.class);
                        assertThatThrownBy(
                                        () ->
                                                Async.waitFor(
                                                        Duration.ofMillis(20),
                                                        () -> connection.reader().readLine()))
                                .isInstanceOf(TimeoutException.class);
                        connection.writer().write("still there\n");
                        assertThat(connection.reader().readLine()).isEqualTo("still there!");
                    }
                });
    }

    @Test
    void whatIsLeftOpenIsClosedWithTheLoop() throws Exception {
        Socket[] client = {null};
        Async.run(
                () -> {
                    Server server = Streams.startServer(SocketsTest::echo, HERE, 0);
                    Streams.openConnection(HERE, server.port());
                    client[0] = new Socket(HERE, server.port());
                });
        try (Socket socket = client[0]) {
            assertThatThrownBy(
                            () -> {
                                if (socket.getInputStream().read() < 0) {
                                    throw new SocketException("closed");
                                }
                            })
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void noThreadStaysBehind(@TempDir Path folder) throws Exception {
        int[] during = {0};
        Async.run(
                () -> {
                    Server server = Streams.startServer(SocketsTest::echo, HERE, 0);
                    ask(server.port(), "a");
                    Streams.openConnection(HERE, server.port());
                    during[0] = streamThreads(folder.resolve("during"));
                });
        assertThat(during[0]).isGreaterThanOrEqualTo(2);
        int left = streamThreads(folder.resolve("after 0"));
        for (int tries = 1; left > 0 && tries < 500; tries++) {
            Thread.sleep(10); // They have been told to end.
            left = streamThreads(folder.resolve("after " + tries));
        }
        assertThat(left).isZero();
    }

    /** How many threads there are that wait in sockets for an event loop. */
    private static int streamThreads(Path dump) throws Exception {
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                .dumpThreads(
                        dump.toAbsolutePath().toString(),
                        HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
        return (int)
                Files.readAllLines(dump).stream()
                        .filter(line -> line.startsWith("#") && line.contains("\"stream-"))
                        .count();
    }
}
