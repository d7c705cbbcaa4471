package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Connection;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Future;
import dev.heddle.async.Runner;
import dev.heddle.async.Server;
import dev.heddle.async.StreamWriter;
import dev.heddle.async.Streams;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Flow control, and the ways in which a connection ends. */
class StreamWriterTest {

    private static final Duration LONG = Duration.ofSeconds(1);

    private static void run(Action body) throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(body);
        }
    }

    @Test
    void drainWaitsForAReaderThatIsSlow() throws Exception {
        run(
                () -> {
                    Future<Object> read = Async.loop().createFuture();
                    Streams.startServer(
                            (reader, writer) -> {
                                read.await();
                                writer.write("" + reader.readAll().length);
                            },
                            null,
                            80);
                    try (Connection connection = Streams.openConnection("localhost", 80)) {
                        StreamWriter writer = connection.writer();
                        writer.write(new byte[1_000_000]);
                        Task<?> drain = Async.createTask(writer::drain);
                        Async.sleep(LONG);
                        assertThat(drain.isDone()).isFalse();
                        assertThat(writer.bufferSize()).isGreaterThan(700_000);
                        read.setResult("now");
                        drain.await();
                        assertThat(writer.bufferSize()).isLessThanOrEqualTo(16 * 1024);
                        writer.writeEof();
                        assertThat(connection.reader().readLine()).isEqualTo("1000000");
                    }
                });
    }

    @Test
    void theLimitsOfTheBufferCanBeSet() throws Exception {
        run(
                () -> {
                    Streams.startServer((reader, writer) -> reader.readAll(), null, 80);
                    try (Connection connection = Streams.openConnection("localhost", 80)) {
                        StreamWriter writer = connection.writer();
                        writer.setBufferLimits(2_000_000, 0);
                        writer.write(new byte[1_000_000]);
                        long before = Async.loop().time();
                        writer.drain();
                        assertThat(Async.loop().time()).isEqualTo(before);
                        writer.setBufferLimits(0, 0);
                        writer.drain();
                        assertThat(writer.bufferSize()).isZero();
                        assertThatThrownBy(() -> writer.setBufferLimits(1, 2))
                                .isInstanceOf(IllegalArgumentException.class);
                        assertThatThrownBy(() -> writer.setBufferLimits(1, -1))
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                });
    }

    @Test
    void afterHalfACloseTheOtherHalfWorks() throws Exception {
        run(
                () -> {
                    Streams.startServer(
                            (reader, writer) -> writer.write(reader.readAll()), null, 80);
                    try (Connection connection = Streams.openConnection("localhost", 80)) {
                        connection.writer().write("there and ");
                        connection.writer().write("back");
                        connection.writer().writeEof();
                        assertThat(connection.reader().readLine()).isEqualTo("there and back");
                        assertThatThrownBy(() -> connection.writer().write("more"))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage(
                                        "Nothing can be written to localhost:80 after writeEof().");
                    }
                });
    }

    @Test
    void nothingCanBeWrittenAfterClose() throws Exception {
        run(
                () -> {
                    Streams.startServer((reader, writer) -> reader.readAll(), null, 80);
                    Connection connection = Streams.openConnection("localhost", 80);
                    assertThat(connection.writer().isClosing()).isFalse();
                    connection.close();
                    assertThat(connection.writer().isClosing()).isTrue();
                    assertThatThrownBy(() -> connection.writer().write("more"))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageEndingWith("after close().");
                    assertThatThrownBy(() -> connection.writer().drain())
                            .isInstanceOf(SocketException.class);
                    assertThat(connection.reader().read(1)).isEmpty();
                });
    }

    @Test
    void whatWasWrittenArrivesAlthoughTheConnectionIsClosed() throws Exception {
        run(
                () -> {
                    Future<Integer> length = Async.loop().createFuture();
                    Streams.startServer(
                            (reader, writer) -> length.setResult(reader.readAll().length),
                            null,
                            80);
                    try (Connection connection = Streams.openConnection("localhost", 80)) {
                        connection.writer().write(new byte[1_000_000]);
                    }
                    assertThat(length.await()).isEqualTo(1_000_000);
                });
    }

    @Test
    void anAbortIsAResetForTheOtherSide() throws Exception {
        run(
                () -> {
                    List<String> seen = new ArrayList<>();
                    Server server =
                            Streams.startServer(
                                    (reader, writer) -> {
                                        assertThatThrownBy(reader::readAll)
                                                .isInstanceOf(SocketException.class)
                                                .hasMessage("Connection reset");
                                        assertThatThrownBy(writer::drain)
                                                .isInstanceOf(SocketException.class);
                                        assertThatThrownBy(writer::waitClosed)
                                                .isInstanceOf(SocketException.class);
                                        writer.write("dropped");
                                        seen.add("reset");
                                    },
                                    null,
                                    80);
                    Connection connection = Streams.openConnection("localhost", 80);
                    connection.writer().abort();
                    connection.writer().waitClosed();
                    server.close();
                    server.waitClosed();
                    assertThat(seen).containsExactly("reset");
                });
    }

    @Test
    void whoWritesToSomebodyWhoHasLeftIsReset() throws Exception {
        run(
                () -> {
                    Streams.startServer((reader, writer) -> {}, null, 80);
                    Connection connection = Streams.openConnection("localhost", 80);
                    assertThat(connection.reader().readAll()).isEmpty();
                    connection.writer().write("anybody there?");
                    connection.writer().drain();
                    Async.sleep(LONG);
                    assertThatThrownBy(() -> connection.writer().drain())
                            .isInstanceOf(SocketException.class)
                            .hasMessage("Connection reset");
                    assertThatThrownBy(connection::close).isInstanceOf(SocketException.class);
                });
    }

    @Test
    void aTryWithResourcesShowsALossOnce() throws Exception {
        run(
                () -> {
                    Streams.startServer((reader, writer) -> writer.abort(), null, 80);
                    assertThatThrownBy(
                                    () -> {
                                        try (Connection connection =
                                                Streams.openConnection("localhost", 80)) {
                                            connection.reader().readAll();
                                        }
                                    })
                            .isInstanceOf(SocketException.class)
                            .hasMessage("Connection reset")
                            .satisfies(thrown -> assertThat(thrown.getSuppressed()).hasSize(1));
                });
    }

    @Test
    void aHandlerThatFailsIsToldOfAndItsConnectionClosed() throws Exception {
        run(
                () -> {
                    List<String> told = new ArrayList<>();
                    Async.loop().setExceptionHandler((loop, event) -> told.add(event.toString()));
                    Server server =
                            Streams.startServer(
                                    (reader, writer) -> {
                                        throw new IllegalArgumentException("no");
                                    },
                                    null,
                                    80);
                    try (Connection connection = Streams.openConnection("localhost", 80)) {
                        assertThat(connection.reader().readAll()).isEmpty();
                    }
                    assertThat(told).hasSize(1);
                    assertThat(told.getFirst())
                            .contains("A handler of a server's client has failed.", "no");
                    server.close();
                });
    }
}
