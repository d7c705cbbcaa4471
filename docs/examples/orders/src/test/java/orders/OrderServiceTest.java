package orders;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.junit.Interleaved;
import dev.heddle.junit.VirtualTime;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class OrderServiceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final ExecutorService executor = Executors.newFixedThreadPool(2);

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Interleaved
    void theLastOneIsSoldOnce() {
        Stock stock = new StockInMemory(Map.of("chair", 1));
        OrderService service = new OrderService(stock, executor, MINUTE);
        CompletableFuture<Boolean> first = service.order("chair", 1);
        CompletableFuture<Boolean> second = service.order("chair", 1);
        assertNotEquals(first.join(), second.join());
        assertEquals(0, stock.left("chair"));
    }

    /** The minute is virtual: this takes none of yours. */
    @Test
    @VirtualTime
    void whoWaitsForTooLongGetsNothing() {
        OrderService service = new OrderService(new ClosedForTheNight(), executor, MINUTE);
        assertFalse(service.order("chair", 1).join());
    }

    @Test
    void hasteSellsItTwice() {
        Report report =
                Heddle.explore(
                        () -> {
                            ExecutorService pool = Executors.newFixedThreadPool(2);
                            OrderService service =
                                    new OrderService(
                                            new HastyStock(Map.of("chair", 1)), pool, MINUTE);
                            CompletableFuture<Boolean> first = service.order("chair", 1);
                            CompletableFuture<Boolean> second = service.order("chair", 1);
                            assertNotEquals(first.join(), second.join());
                            pool.shutdown();
                        });
        assertFalse(report.passed());
    }

    /** A warehouse that answers in the morning. */
    private static final class ClosedForTheNight implements Stock {

        @Override
        public boolean take(String article, int number) {
            try {
                Thread.sleep(Duration.ofHours(8));
                return true;
            } catch (InterruptedException e) {
                return false;
            }
        }

        @Override
        public int left(String article) {
            return 1;
        }
    }
}
