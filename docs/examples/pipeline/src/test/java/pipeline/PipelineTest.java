package pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Queue;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class PipelineTest {

    @Interleaved
    void everyWordIsReadOnce() throws Exception {
        List<String> words = Async.run(() -> Pipeline.words(List.of("a b", "c", "d e f"), 2));
        assertEquals(List.of("a", "b", "c", "d", "e", "f"), words.stream().sorted().toList());
    }

    /** Three pages, a second each; the time is virtual. */
    @Interleaved(strategy = "fifo", schedules = 1)
    void itTakesAsLongAsTheServer() throws Exception {
        long before = System.nanoTime();
        Async.run(() -> Pipeline.words(List.of("a", "b", "c"), 2));
        assertEquals(3, Duration.ofNanos(System.nanoTime() - before).toSeconds());
    }

    /** One end for two readers: the second waits for ever, and the message says for what. */
    @Test
    void aReaderThatIsNotTold() {
        Report report =
                Heddle.explore(
                        () ->
                                Async.run(
                                        () -> {
                                            Queue<String> queue = new Queue<>();
                                            var first = Async.createTask(queue::get);
                                            var second = Async.createTask(queue::get);
                                            queue.put("end");
                                            first.await();
                                            return second.await();
                                        }));
        assertTrue(report.failure().orElseThrow().toString().contains("Queue"), report.toString());
    }
}
