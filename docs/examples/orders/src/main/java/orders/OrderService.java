package orders;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Takes orders. Its parts come by the constructor, so Spring needs no more than {@code @Service} on
 * it, and a test nothing but {@code new}.
 */
public final class OrderService {

    private final Stock stock;
    private final Executor executor;
    private final Duration limit;

    public OrderService(Stock stock, Executor executor, Duration limit) {
        this.stock = stock;
        this.executor = executor;
        this.limit = limit;
    }

    /**
     * Whether the order could be taken; it could not be if the warehouse does not answer in time.
     */
    public CompletableFuture<Boolean> order(String article, int number) {
        return CompletableFuture.supplyAsync(() -> stock.take(article, number), executor)
                .completeOnTimeout(false, limit.toSeconds(), TimeUnit.SECONDS);
    }
}
