package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;
import static dev.heddle.zoo.Cage.together;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** Time-outs that come at the same moment as what they wait for. */
final class Clocks {

    private Clocks() {}

    static void answeredTwice(boolean fixed) throws Exception {
        AtomicInteger answers = new AtomicInteger();
        AtomicBoolean answered = new AtomicBoolean();
        Cage.Step answers10 =
                () -> {
                    Thread.sleep(10);
                    if (fixed ? answered.compareAndSet(false, true) : !answered.get()) {
                        answered.set(true);
                        answers.incrementAndGet();
                    }
                };
        together(answers10, answers10);
        check(answers.get() == 1, "there were two answers");
    }

    static void gaveUpAndGotIt(boolean fixed) throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        AtomicBoolean settled = new AtomicBoolean();
        AtomicInteger paid = new AtomicInteger();
        together(
                () -> {
                    Thread.sleep(10);
                    if (!fixed || settled.compareAndSet(false, true)) {
                        paid.incrementAndGet();
                    }
                    arrived.countDown();
                },
                () -> {
                    if (!arrived.await(10, TimeUnit.MILLISECONDS)
                            && (!fixed || settled.compareAndSet(false, true))) {
                        paid.incrementAndGet();
                    }
                });
        check(paid.get() == 1, "it was paid by both");
    }

    static void renewedTooLate(boolean fixed) throws Exception {
        int[] lease = {10};
        Object lock = new Object();
        together(
                () -> {
                    Thread.sleep(fixed ? 9 : 10);
                    synchronized (lock) {
                        check(lease[0] > 0, "the lease has run out before it was renewed");
                        lease[0] += 10;
                    }
                },
                () -> {
                    Thread.sleep(10);
                    synchronized (lock) {
                        lease[0] -= 10;
                    }
                });
    }
}
