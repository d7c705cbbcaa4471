package dev.heddle.streams;

import dev.heddle.Heddle;
import dev.heddle.async.Async;
import dev.heddle.async.Connection;
import dev.heddle.async.Network;
import dev.heddle.async.Server;
import dev.heddle.async.Streams;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Prints the digests of runs of a program in which a network does all it can do. */
final class NetworkDigests {

    private NetworkDigests() {}

    public static void main(String[] arguments) {
        digests(Integer.parseInt(arguments[0])).forEach(System.out::println);
    }

    static List<String> digests(int seeds) {
        List<String> all = new ArrayList<>();
        Heddle.explorer()
                .schedules(seeds)
                .toTheEnd()
                .onDigest(digest -> all.add("%016x".formatted(digest)))
                .explore(() -> Async.run(NetworkDigests::program))
                .check();
        return List.copyOf(all.subList(0, seeds));
    }

    private static void program() throws Exception {
        Network network = Network.here().loss(0.1).jitter(Duration.ofMillis(50));
        Server server =
                network.host(
                                "server",
                                () ->
                                        Streams.startServer(
                                                (reader, writer) -> {
                                                    try {
                                                        writer.write(reader.readLine() + "!\n");
                                                        writer.write(reader.readAll());
                                                        writer.drain();
                                                    } catch (IOException lost) {
                                                        writer.abort();
                                                    }
                                                },
                                                "0.0.0.0",
                                                80))
                        .await();
        Async.loop().callLater(Duration.ofMillis(30), () -> network.partition("a", "server"));
        Async.loop().callLater(Duration.ofMillis(900), () -> network.heal("a", "server"));
        Async.gather(
                        network.host("a", () -> ask("a")),
                        network.host("b", () -> ask("b")),
                        network.host("c", () -> ask("c")))
                .await();
        server.close();
        server.waitClosed();
    }

    private static String ask(String name) throws Exception {
        try (Connection connection = Streams.openConnection("server", 80)) {
            connection.writer().write(name + "\n" + "x".repeat(3000));
            connection.writer().writeEof();
            return Async.waitFor(
                    Duration.ofSeconds(1),
                    () -> connection.reader().readLine() + connection.reader().readAll().length);
        } catch (TimeoutException late) {
            return "late";
        } catch (IOException lost) {
            return "lost";
        }
    }
}
