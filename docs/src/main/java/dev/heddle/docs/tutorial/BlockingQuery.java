package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

import java.util.List;
import java.util.concurrent.Callable;

/** A query, as a driver of a database makes it, blocks until it has finished. */
final class BlockingQuery {

    private BlockingQuery() {}

    /** Stands for a driver: like JDBC's, it returns when the answer is there. */
    static List<String> selectUsers() throws InterruptedException {
        Thread.sleep(500);
        return List.of("Ada", "Bob");
    }

    static List<String> query(Callable<List<String>> select) throws Exception {
        List<String> data = select.call(); // Blocks until query finishes
        System.out.println("Query completed");
        return data;
    }

    /** Keeps the event loop waiting. */
    static List<String> blocking() throws Exception {
        return Async.run(() -> query(BlockingQuery::selectUsers));
    }

    /** Does not. */
    static List<String> inAThread() throws Exception {
        return Async.run(() -> Async.toThread(() -> query(BlockingQuery::selectUsers)));
    }
}
