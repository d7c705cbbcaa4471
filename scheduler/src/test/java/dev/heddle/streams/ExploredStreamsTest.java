package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Connection;
import dev.heddle.async.Network;
import dev.heddle.async.Streams;
import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/** What exploring finds in programs that talk over a network, and that it is silent when right. */
class ExploredStreamsTest {

    private static Report explore(int schedules, Body body) {
        return Heddle.explorer().schedules(schedules).strict().explore(body);
    }

    private static String failure(Report report) {
        return report.failure().map(Failure::toString).orElse("none");
    }

    private static void greets(Streams.Handler handler) throws Exception {
        Streams.startServer(handler, "0.0.0.0", 80);
        try (Connection connection = Streams.openConnection("localhost", 80)) {
            connection.writer().write("hello\n");
            connection.writer().drain();
            assertThat(connection.reader().readLine()).isEqualTo("hello");
        }
    }

    @Test
    void oneReadIsNotOneMessage() {
        Body wrong =
                () -> Async.run(() -> greets((reader, writer) -> writer.write(reader.read(100))));
        Report report = explore(1000, wrong);
        // Half of a message is taken for all of it, or the connection is closed with the rest.
        assertThat(failure(report)).containsAnyOf("Connection reset", "but was:");
        String token = report.failure().orElseThrow().token();
        assertThat(failure(Heddle.replay(token, wrong)))
                .containsAnyOf("Connection reset", "but was:");
        explore(
                        1000,
                        () ->
                                Async.run(
                                        () ->
                                                greets(
                                                        (reader, writer) ->
                                                                writer.write(
                                                                        reader.readLine() + "\n"))))
                .check();
    }

    @Test
    void oneMessageIsNotOneRead() {
        Report report =
                explore(
                        1000,
                        () ->
                                Async.run(
                                        () -> {
                                            List<String> messages = new ArrayList<>();
                                            Streams.startServer(
                                                    (reader, writer) -> {
                                                        writer.write("a");
                                                        writer.drain();
                                                        Async.sleep(Duration.ofMillis(2));
                                                        writer.write("b");
                                                    },
                                                    null,
                                                    80);
                                            try (Connection connection =
                                                    Streams.openConnection("localhost", 80)) {
                                                String message =
                                                        new String(connection.reader().read(100));
                                                messages.add(message);
                                            }
                                            assertThat(messages).containsExactly("a");
                                        }));
        assertThat(failure(report)).contains("ab");
    }

    private static void exchange(boolean readsFirst) throws Exception {
        byte[] much = new byte[500_000];
        Streams.startServer(
                (reader, writer) -> {
                    if (readsFirst) {
                        reader.readExactly(much.length);
                    }
                    writer.write(much);
                    writer.drain();
                    reader.readAll();
                },
                null,
                80);
        try (Connection connection = Streams.openConnection("localhost", 80)) {
            connection.writer().write(much);
            connection.writer().drain();
            connection.reader().readExactly(much.length);
        }
    }

    @Test
    void twoThatOnlyWriteAreADeadlock() {
        Report report = explore(100, () -> Async.run(() -> exchange(false)));
        assertThat(failure(report))
                .contains("Deadlock", "awaits room in the buffer to localhost:80");
        explore(20, () -> Async.run(() -> exchange(true))).check();
    }

    private interface Asking {
        String ask(Connection connection) throws Exception;
    }

    private static void throughAPartition(Asking asking) throws Exception {
        Network network = Network.here();
        network.host(
                        "server",
                        () ->
                                Streams.startServer(
                                        (reader, writer) -> {
                                            reader.readLine();
                                            network.partition("localhost", "server");
                                            try {
                                                writer.write("answer\n");
                                                writer.drain();
                                                writer.close();
                                                writer.waitClosed();
                                            } catch (IOException lost) {
                                                // Nobody to tell.
                                            }
                                        },
                                        null,
                                        80))
                .await();
        try (Connection connection = Streams.openConnection("server", 80)) {
            connection.writer().write("question\n");
            assertThat(asking.ask(connection)).isEqualTo("none");
        }
    }

    @Test
    void aClientWithoutATimeOutWaitsForEver() {
        Report report =
                explore(
                        100,
                        () ->
                                Async.run(
                                        () ->
                                                throughAPartition(
                                                        connection ->
                                                                connection.reader().readLine())));
        assertThat(failure(report)).contains("Deadlock", "awaits data from server:80");
        explore(
                        100,
                        () ->
                                Async.run(
                                        () ->
                                                throughAPartition(
                                                        connection -> {
                                                            try {
                                                                return Async.waitFor(
                                                                        Duration.ofSeconds(5),
                                                                        () ->
                                                                                connection
                                                                                        .reader()
                                                                                        .readLine());
                                                            } catch (TimeoutException late) {
                                                                return "none";
                                                            }
                                                        })))
                .check();
    }

    @Test
    void twoEventLoopsOfARunTalk() {
        explore(
                        300,
                        () -> {
                            AtomicReference<Throwable> failed = new AtomicReference<>();
                            Thread server =
                                    new Thread(
                                            () -> {
                                                try {
                                                    Async.run(ExploredStreamsTest::serveOne);
                                                } catch (Exception e) {
                                                    failed.set(e);
                                                }
                                            });
                            server.start();
                            Async.run(
                                    () -> {
                                        try (Connection connection = connectPatiently()) {
                                            connection.writer().write("over\n");
                                            assertThat(connection.reader().readLine())
                                                    .isEqualTo("over");
                                        }
                                    });
                            server.join();
                            assertThat(failed.get()).isNull();
                        })
                .check();
    }

    private static void serveOne() throws Exception {
        var done = Async.loop().<Boolean>createFuture();
        try (var server =
                Streams.startServer(
                        (reader, writer) -> {
                            writer.write(reader.readLine() + "\n");
                            done.setResult(true);
                        },
                        null,
                        80)) {
            done.await();
            server.close();
            server.waitClosed();
        }
    }

    private static Connection connectPatiently() throws Exception {
        while (true) {
            try {
                return Streams.openConnection("localhost", 80);
            } catch (java.net.ConnectException notYet) {
                Async.sleep(Duration.ofSeconds(1));
            }
        }
    }

    @Test
    void aSocketOfTheJdkIsTold() {
        Body real =
                () ->
                        Async.run(
                                () -> {
                                    try (ServerSocket socket = new ServerSocket(0)) {
                                        assertThat(socket.isBound()).isTrue();
                                    }
                                });
        Report report = Heddle.explorer().schedules(3).explore(real);
        assertThat(report.uncontrolled())
                .anyMatch(sentence -> sentence.contains("listens at"))
                .anyMatch(sentence -> sentence.contains("at dev.heddle.streams."));
        assertThat(failure(explore(3, real)))
                .containsIgnoringWhitespaces("listens at", "the run is strict");
    }

    @Test
    void equalSeedsGiveEqualRunsInAnotherJvmToo() {
        List<String> here = NetworkDigests.digests(30);
        assertThat(here).hasSize(30).doesNotHaveDuplicates();
        assertThat(NetworkDigests.digests(30)).isEqualTo(here);
        assertThat(FreshJvm.lines(List.of(), NetworkDigests.class, List.of("30"))).isEqualTo(here);
    }

    @Test
    void inOrderNothingIsSplitOrLate() {
        List<String> seen = new ArrayList<>();
        Heddle.explorer()
                .strategy("fifo")
                .schedules(1)
                .strict()
                .explore(
                        () ->
                                Async.run(
                                        () -> {
                                            Network.here().loss(0.9).latency(Duration.ofMillis(10));
                                            long begin = Async.loop().time();
                                            greets(
                                                    (reader, writer) ->
                                                            writer.write(reader.read(100)));
                                            seen.add("" + (Async.loop().time() - begin));
                                        }))
                .check();
        assertThat(seen.getFirst()).isEqualTo("40000000");
    }
}
