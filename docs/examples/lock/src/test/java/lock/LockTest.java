package lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Network;
import dev.heddle.async.Server;
import dev.heddle.async.Streams;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Two clients of which one may take longer than its lease, on a network that delays and loses. */
class LockTest {

    @Interleaved(schedules = 500)
    void noOldLeaseWritesAfterANewOne() throws Exception {
        twoClients(new Storage(true));
    }

    @Test
    void withoutAFenceOneDoes() {
        Report report = Heddle.explore(() -> twoClients(new Storage(false)));
        assertFalse(report.passed());
    }

    private static void twoClients(Storage storage) throws Exception {
        Async.run(
                () -> {
                    Network network = Network.here();
                    network.latency(Duration.ofMillis(20)).jitter(Duration.ofSeconds(2)).loss(0.1);
                    network.host("locks", () -> listen()).await();
                    Client client = new Client("locks", storage);
                    Async.gather(
                                    () -> client.work(Duration.ofSeconds(11)),
                                    () -> client.work(Duration.ofMillis(500)))
                            .await();
                });
        List<Long> writes = storage.writes();
        assertEquals(writes.stream().sorted().toList(), writes, "an old lease came last");
    }

    private static Server listen() throws Exception {
        return Streams.startServer(new LockServer()::serve, "0.0.0.0", 7000);
    }
}
