package orders;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Each call of the map is safe, and the two of them are not. */
public final class HastyStock implements Stock {

    private final Map<String, Integer> left;

    public HastyStock(Map<String, Integer> left) {
        this.left = new ConcurrentHashMap<>(left);
    }

    @Override
    public boolean take(String article, int number) {
        int there = left.getOrDefault(article, 0);
        if (there < number) {
            return false;
        }
        left.put(article, there - number);
        return true;
    }

    @Override
    public int left(String article) {
        return left.getOrDefault(article, 0);
    }
}
