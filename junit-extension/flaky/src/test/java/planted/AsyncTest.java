package planted;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Results that are not waited for, or not for long enough. */
class AsyncTest {

    private volatile String loaded;

    @Test
    @Expected("time-dependent")
    void sleepsAndHopes() throws Exception {
        List<String> done = new CopyOnWriteArrayList<>();
        Thread worker = new Thread(() -> done.add("done"));
        worker.start();
        Thread.sleep(100);
        assertEquals(List.of("done"), done);
        worker.join();
    }

    @Test
    @Expected("schedule-dependent")
    void doesNotWaitAtAll() throws Exception {
        AtomicReference<String> result = new AtomicReference<>();
        Thread worker = new Thread(() -> result.set("loaded"));
        worker.start();
        Thread.yield();
        assertNotNull(result.get());
        worker.join();
    }

    @Test
    @Expected("time-dependent")
    void waitsTooShortly() throws Exception {
        BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);
        Thread worker = new Thread(() -> answers.add("42"));
        worker.start();
        String answer = answers.poll(10, TimeUnit.MILLISECONDS);
        worker.join();
        assertEquals("42", answer);
    }

    @Test
    @Expected("time-dependent")
    void asksAFutureTooSoon() throws Exception {
        CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> "42");
        Thread.sleep(20);
        assertTrue(answer.isDone());
    }

    @Test
    @Expected("schedule-dependent")
    void checksAnotherThreadsField() throws Exception {
        Thread loader =
                new Thread(
                        () -> {
                            loaded = "half";
                            loaded = "whole";
                        });
        loader.start();
        while (loaded == null) {
            Thread.onSpinWait();
        }
        String seen = loaded;
        loader.join();
        assertEquals("whole", seen);
    }
}
