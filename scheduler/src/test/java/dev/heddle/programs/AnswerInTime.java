package dev.heddle.programs;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** An answer that takes no time on an infinitely fast machine, and somebody who waits for it. */
final class AnswerInTime {

    private AnswerInTime() {}

    /** Broken if the machine can be slower than this. */
    static void within(long millis) throws InterruptedException {
        BlockingQueue<String> answers = new ArrayBlockingQueue<>(1);
        Thread other = new Thread(() -> answers.add("42"), "other");
        other.start();
        String answer = answers.poll(millis, TimeUnit.MILLISECONDS);
        other.join();
        if (answer == null) {
            throw new AssertionError("no answer in time");
        }
    }
}
