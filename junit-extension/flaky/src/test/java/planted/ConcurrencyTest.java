package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that get in each other's way. */
class ConcurrencyTest {

    private int counter;
    private Object single;

    @Test
    @Expected("schedule-dependent")
    void incrementsAreLost() throws Exception {
        Thread other = new Thread(() -> counter++);
        other.start();
        counter++;
        other.join();
        assertEquals(2, counter);
    }

    @Test
    @Expected("schedule-dependent")
    void locksAreTakenInTwoOrders() throws Exception {
        ReentrantLock left = new ReentrantLock();
        ReentrantLock right = new ReentrantLock();
        Thread other = new Thread(() -> both(right, left));
        other.start();
        both(left, right);
        other.join();
        assertEquals(2, counter);
    }

    private void both(ReentrantLock first, ReentrantLock second) {
        first.lock();
        second.lock();
        counter++;
        second.unlock();
        first.unlock();
    }

    @Test
    @Expected("schedule-dependent")
    void aSeatIsSoldTwice() throws Exception {
        Map<String, String> sold = new ConcurrentHashMap<>();
        ExecutorService customers = Executors.newFixedThreadPool(2);
        Future<Boolean> ada = customers.submit(() -> buy(sold, "Ada"));
        Future<Boolean> bob = customers.submit(() -> buy(sold, "Bob"));
        boolean twice = ada.get() && bob.get();
        customers.shutdown();
        assertTrue(!twice, "seat 7 was sold twice");
    }

    private static boolean buy(Map<String, String> sold, String customer) {
        if (sold.containsKey("7")) {
            return false;
        }
        sold.put("7", customer);
        return true;
    }

    @Test
    @Expected("schedule-dependent")
    void eventsComeInOneOrder() throws Exception {
        List<String> events = new CopyOnWriteArrayList<>();
        Thread first = new Thread(() -> events.add("first"));
        Thread second = new Thread(() -> events.add("second"));
        first.start();
        second.start();
        first.join();
        second.join();
        assertEquals(List.of("first", "second"), events);
    }

    @Test
    @Expected("schedule-dependent")
    void aSingletonIsMadeTwice() throws Exception {
        Object[] seen = new Object[2];
        Thread other = new Thread(() -> seen[1] = single());
        other.start();
        seen[0] = single();
        other.join();
        assertSame(seen[0], seen[1]);
    }

    private Object single() {
        if (single == null) {
            single = new Object();
        }
        return single;
    }
}
