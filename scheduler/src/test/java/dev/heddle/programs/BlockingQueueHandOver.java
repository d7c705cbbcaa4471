package dev.heddle.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** A producer and a consumer on a bounded queue of the JDK. */
final class BlockingQueueHandOver {

    private BlockingQueueHandOver() {}

    static void correct() throws InterruptedException {
        BlockingQueue<Integer> queue = new ArrayBlockingQueue<>(2);
        Thread producer =
                new Thread(
                        () -> {
                            try {
                                for (int i = 0; i < 6; i++) {
                                    queue.put(i);
                                }
                            } catch (InterruptedException e) {
                                throw new AssertionError("nobody interrupts the producer", e);
                            }
                        });
        producer.start();
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < 6) {
            taken.add(queue.take());
        }
        producer.join();
        if (!taken.equals(List.of(0, 1, 2, 3, 4, 5))) {
            throw new AssertionError("out of order: " + taken);
        }
    }
}
