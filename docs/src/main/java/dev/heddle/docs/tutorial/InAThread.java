package dev.heddle.docs.tutorial;

import dev.heddle.async.Async;

/** What blocks runs in a thread, and a coroutine waits for it. */
final class InAThread {

    private InAThread() {}

    static void blockingTask() throws InterruptedException {
        Thread.sleep(2_000);
        System.out.println("CPU-intensive task done");
    }

    static void main() throws Exception {
        Async.run(() -> Async.toThread(InAThread::blockingTask));
    }
}
