package dev.heddle.docs.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Runner;
import dev.heddle.async.Server;
import dev.heddle.async.Streams;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** The same program fetches pages from a server of its own in real and in virtual time. */
@Timeout(60)
class HttpTest {

    private static Http.Response page(String path) {
        Async.sleep(Duration.ofMillis(100));
        return switch (path) {
            case "/short" -> new Http.Response(200, "Hello, Wörld!");
            case "/long" -> new Http.Response(200, "0123456789".repeat(500));
            default -> new Http.Response(404, "There is no " + path);
        };
    }

    private static void fetchesThree() throws Exception {
        try (Server server = Http.serve(HttpTest::page, "localhost", 0)) {
            String site = "http://localhost:" + server.port();
            List<Http.Response> pages =
                    Async.<Http.Response>gather(
                                    () -> Http.fetch(site + "/short"),
                                    () -> Http.fetch(site + "/long"),
                                    () -> Http.fetch(site + "/none"))
                            .await();
            assertThat(pages)
                    .containsExactly(
                            new Http.Response(200, "Hello, Wörld!"),
                            new Http.Response(200, "0123456789".repeat(500)),
                            new Http.Response(404, "There is no /none"));
        }
    }

    @Test
    void onTheRealClock() throws Exception {
        Async.run(HttpTest::fetchesThree);
    }

    @Test
    void inVirtualTimeAllAtOnce() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(HttpTest::fetchesThree);
            assertThat(runner.loop().time()).isBetween(100_000_000L, 110_000_000L);
        }
    }

    @Test
    void howeverTheNetworkCutsAndDelaysIt() {
        Heddle.explorer()
                .schedules(100)
                .strict()
                .explore(() -> Async.run(HttpTest::fetchesThree))
                .check();
    }

    @Test
    void whatIsNoHttpIsSaid() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(
                    () -> {
                        Streams.startServer((in, out) -> out.write("220 mail\r\n"), null, 25);
                        Streams.startServer((in, out) -> in.readLine(), null, 80);
                        assertThatThrownBy(() -> Http.fetch("http://localhost:25/"))
                                .isInstanceOf(IOException.class);
                        assertThatThrownBy(() -> Http.fetch("http://localhost/"))
                                .isInstanceOf(IOException.class);
                    });
        }
    }
}
