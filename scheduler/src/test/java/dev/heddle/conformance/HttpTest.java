package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The client and the server of the JDK ask which of their threads calls: they must be told. */
class HttpTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static void check(Body body) {
        Conformance.onRealThreads(body);
        Heddle.explorer().schedules(5).explore(body).check();
    }

    private static HttpServer serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.start();
        return server;
    }

    private static HttpRequest.Builder request(HttpServer server) {
        String host = server.getAddress().getAddress().getHostAddress();
        return HttpRequest.newBuilder(
                URI.create("http://" + host + ":" + server.getAddress().getPort() + "/"));
    }

    /** Those of {@code java.net.http} are evaluated with {@code -ea}, as those of the program. */
    @Test
    void theAssertionsOfTheJdkHold() {
        assertThat(
                        FreshJvm.lines(
                                List.of("-ea", "-XX:TieredStopAtLevel=1"),
                                HttpMain.class,
                                List.of()))
                .last()
                .isEqualTo("passed");
    }

    @Test
    void whatDependsOnAnAnswerIsNotExecutedByTheThreadThatSelects() {
        check(
                () -> {
                    HttpServer server =
                            serve(
                                    exchange -> {
                                        exchange.sendResponseHeaders(204, -1);
                                        exchange.close();
                                    });
                    try (HttpClient client = HttpClient.newHttpClient()) {
                        String thread =
                                client.sendAsync(request(server).build(), BodyHandlers.discarding())
                                        .thenApply(answer -> Thread.currentThread().getName())
                                        .get();
                        assertThat(thread).doesNotContain("SelectorManager");
                    } finally {
                        server.stop(0);
                    }
                });
    }

    @Test
    void aRequestThatIsNotAnsweredTimesOut() {
        check(
                () -> {
                    CountDownLatch over = new CountDownLatch(1);
                    HttpServer server =
                            serve(
                                    exchange -> {
                                        try {
                                            over.await();
                                        } catch (InterruptedException e) {
                                            throw new IOException(e);
                                        }
                                    });
                    try (HttpClient client = HttpClient.newHttpClient()) {
                        HttpRequest impatient =
                                request(server).timeout(Duration.ofMillis(150)).build();
                        long began = System.nanoTime();
                        assertThatThrownBy(() -> client.send(impatient, BodyHandlers.discarding()))
                                .isInstanceOf(HttpTimeoutException.class);
                        assertThat(Duration.ofNanos(System.nanoTime() - began))
                                .isBetween(Duration.ofMillis(140), Duration.ofSeconds(10));
                    } finally {
                        over.countDown();
                        server.stop(0);
                    }
                });
    }

    /** The thread that dispatches must not wait for itself. */
    @Test
    void aServerIsStoppedByItsOwnThread() {
        check(
                () -> {
                    CountDownLatch stopped = new CountDownLatch(1);
                    HttpServer[] server = new HttpServer[1];
                    server[0] =
                            serve(
                                    exchange -> {
                                        exchange.sendResponseHeaders(204, -1);
                                        exchange.close();
                                        server[0].stop(0);
                                        stopped.countDown();
                                    });
                    try (HttpClient client = HttpClient.newHttpClient()) {
                        client.send(request(server[0]).build(), BodyHandlers.discarding());
                    }
                    stopped.await();
                });
    }
}
