package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Connection;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Network;
import dev.heddle.async.Runner;
import dev.heddle.async.Server;
import dev.heddle.async.StreamReader;
import dev.heddle.async.StreamWriter;
import dev.heddle.async.Streams;
import dev.heddle.async.Subprocess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** The snippets of streams.md. */
class StreamsTest {

    static void shout(StreamReader reader, StreamWriter writer) throws Exception {
        String line = reader.readLine();
        while (line != null) {
            writer.write(line.toUpperCase() + "\n");
            writer.drain();
            line = reader.readLine();
        }
    }

    static String ask(String host, int port, String question) throws Exception {
        try (Connection connection = Streams.openConnection(host, port)) {
            connection.writer().write(question + "\n");
            connection.writer().drain();
            return connection.reader().readLine();
        }
    }

    static void talks() throws Exception {
        try (Server server = Streams.startServer(StreamsTest::shout, "localhost", 0)) {
            assertThat(ask("localhost", server.port(), "hello")).isEqualTo("HELLO");
        }
    }

    @Test
    void theSameProgramRunsEverywhere() throws Exception {
        Async.run(StreamsTest::talks);
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(StreamsTest::talks);
        }
        Heddle.explorer().schedules(100).explore(() -> Async.run(StreamsTest::talks)).check();
    }

    static void echo(StreamReader reader, StreamWriter writer) throws Exception {
        writer.write(reader.read(1000)); // Wrong: this need not be all of it.
        writer.drain();
    }

    @Test
    void oneReadIsNotOneMessage() {
        Report report =
                Heddle.explore(
                        () ->
                                Async.run(
                                        () -> {
                                            Streams.startServer(StreamsTest::echo, null, 80);
                                            ask("localhost", 80, "hello");
                                        }));
        assertThat(report.failure().orElseThrow().summary()).contains("Connection reset");
    }

    static Server serve() throws Exception {
        return Streams.startServer(StreamsTest::shout, "0.0.0.0", 80);
    }

    static void meets() throws Exception {
        Network network = Network.here();
        network.latency(Duration.ofMillis(20)).jitter(Duration.ofMillis(100)).loss(0.01);
        network.host("example.org", () -> serve()).await();
        assertThat(ask("example.org", 80, "hello")).isEqualTo("HELLO");
        network.partition("localhost", "example.org");
        Duration limit = Duration.ofSeconds(5);
        assertThatThrownBy(() -> Async.waitFor(limit, () -> ask("example.org", 80, "hello")))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    void hostsCanBeCutOff() {
        Heddle.explorer().schedules(100).explore(() -> Async.run(StreamsTest::meets)).check();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void processesAreReal() throws Exception {
        Async.run(
                () -> {
                    Subprocess sort = Subprocess.exec("sort");
                    Subprocess.Output output = sort.communicate("b\na\n".getBytes(UTF_8));
                    assertThat(new String(output.stdout(), UTF_8)).isEqualTo("a\nb\n");
                });
    }
}
