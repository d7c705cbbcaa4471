package orders;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Each article is changed in one step. */
public final class StockInMemory implements Stock {

    private final Map<String, Integer> left;

    public StockInMemory(Map<String, Integer> left) {
        this.left = new ConcurrentHashMap<>(left);
    }

    @Override
    public boolean take(String article, int number) {
        boolean[] taken = {false};
        left.computeIfPresent(
                article,
                (name, there) -> {
                    taken[0] = there >= number;
                    return taken[0] ? there - number : there;
                });
        return taken[0];
    }

    @Override
    public int left(String article) {
        return left.getOrDefault(article, 0);
    }
}
