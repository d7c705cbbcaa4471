package pipeline;

import dev.heddle.async.Async;
import dev.heddle.async.Queue;
import dev.heddle.async.TaskGroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Pages are fetched by some, and read by others; between them is a queue that holds a few. */
public final class Pipeline {

    private static final String END = "";

    private Pipeline() {}

    public static void main(String[] args) throws Exception {
        System.out.println(Async.run(() -> words(List.of("a b", "c", "d e f"), 2)));
    }

    /** All words of all pages, in whatever order they were read. */
    public static List<String> words(List<String> pages, int readers) throws Exception {
        Queue<String> fetched = new Queue<>(2);
        List<String> words = new ArrayList<>();
        try (TaskGroup group = Async.taskGroup()) {
            group.createTask(() -> fetch(pages, fetched, readers));
            for (int i = 0; i < readers; i++) {
                group.createTask(() -> read(fetched, words));
            }
            group.join();
        }
        return words;
    }

    private static void fetch(List<String> pages, Queue<String> fetched, int readers)
            throws Exception {
        for (String page : pages) {
            Async.sleep(Duration.ofSeconds(1)); // What a server takes to answer.
            fetched.put(page);
        }
        for (int i = 0; i < readers; i++) {
            fetched.put(END);
        }
    }

    /** Between two waits a coroutine is alone, so the list that all write to needs no lock. */
    private static void read(Queue<String> fetched, List<String> words) throws Exception {
        for (String page = fetched.get(); !page.equals(END); page = fetched.get()) {
            words.addAll(List.of(page.split(" ")));
            Async.sleep(Duration.ofMillis(100));
        }
    }
}
