package dev.heddle.programs;

import java.util.Vector;

/**
 * Objects of the JDK whose synchronized methods call those of another one, or call the program back
 * in the middle.
 */
final class TwoBuffers {

    private TwoBuffers() {}

    /** Each holds one buffer when it asks for the other. */
    static void broken() throws InterruptedException {
        StringBuffer one = new StringBuffer("one");
        StringBuffer two = new StringBuffer("two");
        Thread other = new Thread(() -> one.append(two));
        other.start();
        two.append(one);
        other.join();
    }

    /** Nobody holds one while asking for the other, but others wait while somebody counts. */
    static void correct() throws InterruptedException {
        Vector<Integer> numbers = new Vector<>();
        int[] inside = new int[1];
        Runnable work =
                () -> {
                    numbers.add(1);
                    numbers.forEach(
                            each -> {
                                if (++inside[0] != 1) {
                                    throw new AssertionError("two are inside at once");
                                }
                                Thread.yield();
                                inside[0]--;
                            });
                    synchronized (numbers) {
                        numbers.add(numbers.size());
                    }
                };
        Thread platform = new Thread(work);
        Thread virtual = Thread.ofVirtual().start(work);
        platform.start();
        work.run();
        platform.join();
        virtual.join();
        if (numbers.size() != 6) {
            throw new AssertionError("an element was lost: " + numbers);
        }
    }
}
