package dev.heddle.docs.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The tutorials' programs with threads: the race is found, and the lock helps. */
@ResourceLock(Resources.SYSTEM_OUT)
class ThreadingTest {

    private static final int TIMES = 3;

    private static String printed(Body program) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            program.run();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    private static void inVirtualTime(Body program, String prints, Duration takes) {
        long[] took = {0};
        String printed =
                printed(
                        () ->
                                Heddle.explorer()
                                        .strategy("fifo")
                                        .explore(
                                                () -> {
                                                    long begin = System.nanoTime();
                                                    program.run();
                                                    took[0] = System.nanoTime() - begin;
                                                })
                                        .check());
        assertThat(printed).isEqualTo(prints);
        assertThat(Duration.ofNanos(took[0])).isEqualTo(takes);
        printed(() -> Heddle.explorer().schedules(50).explore(program).check());
    }

    @Test
    void threadsFetchInParallel() {
        inVirtualTime(TwoThreads::main, "Data fetched\nData fetched\n", Duration.ofSeconds(2));
    }

    @Test
    void whatBlocksRunsInAThread() {
        inVirtualTime(InAThread::main, "CPU-intensive task done\n", Duration.ofSeconds(2));
    }

    @Test
    void theRaceIsFound() {
        assertThat(failure(TIMES)).contains("writes counter", "RacyCounter.java:");
    }

    private static String failure(int times) {
        Report report =
                Heddle.explorer()
                        .schedules(1_000)
                        .explore(() -> assertThat(RacyCounter.count(times)).isEqualTo(2 * times));
        return report.failure().orElseThrow().toString();
    }

    /** How the race comes about, as it is told. */
    static String foundInRacyCounter() {
        String told = failure(1);
        int begin = told.indexOf("How it came about");
        return told.substring(begin, told.indexOf("\nSchedule ", begin));
    }

    @Test
    void theLockHelps() {
        Heddle.explorer()
                .schedules(1_000)
                .explore(() -> assertThat(LockedCounter.count(TIMES)).isEqualTo(2 * TIMES))
                .check();
        assertThat(printed(LockedCounter::main)).isEqualTo("Final Counter: 200000\n");
    }

    @Test
    void anyNumberCanComeOutWithoutIt() {
        assertThat(printed(RacyCounter::main)).matches("Final Counter: \\d{4,6}\n");
    }

    static List<String> blockedByAFile() throws IOException {
        Path folder = Files.createTempDirectory("tutorial");
        Path file = folder.resolve("data.txt");
        try {
            Files.writeString(file, "content");
            return blocked(() -> BlockingFile.blocking(file)).stream()
                    .map(sentence -> sentence.replace(file.toString(), "data.txt"))
                    .toList();
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }

    static List<String> blocked(Body program) {
        Report[] report = {null};
        printed(() -> report[0] = Heddle.explorer().strategy("fifo").explore(program));
        report[0].check();
        return report[0].blocked();
    }

    @Test
    void readingAFileIsNamedUnlessItIsDoneInAThread(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("data.txt"), "content");
        assertThat(printed(() -> assertThat(BlockingFile.inAThread(file)).isEqualTo("content")))
                .isEqualTo("File read completed\n");
        assertThat(blocked(() -> BlockingFile.inAThread(file))).isEmpty();
        assertThat(blocked(() -> BlockingFile.blocking(file)))
                .singleElement()
                .asString()
                .contains("data.txt", "BlockingFile.read(BlockingFile.java:", "Async.toThread");
    }

    @Test
    void aQueryIsNamedUnlessItIsMadeInAThread() {
        inVirtualTime(BlockingQuery::inAThread, "Query completed\n", Duration.ofMillis(500));
        assertThat(blocked(BlockingQuery::inAThread)).isEmpty();
        assertThat(blocked(BlockingQuery::blocking))
                .singleElement()
                .asString()
                .contains("BlockingQuery.selectUsers(BlockingQuery.java:");
    }

    /** On the real clock, from a server in this program. */
    @Test
    void aRequestIsMadeInAThreadOrAwaited() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] text = "Example Domain".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, text.length);
                    exchange.getResponseBody().write(text);
                    exchange.close();
                });
        server.start();
        InetSocketAddress at = server.getAddress();
        URI address = URI.create("http://%s:%d/".formatted(at.getHostString(), at.getPort()));
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(printed(() -> BlockingRequest.inAThread(client, address)))
                    .isEqualTo("Example Domain\n");
            assertThat(printed(() -> BlockingRequest.awaited(client, address)))
                    .isEqualTo("Example Domain\n");
        } finally {
            server.stop(0);
        }
    }
}
