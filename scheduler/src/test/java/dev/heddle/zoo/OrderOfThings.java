package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;
import static dev.heddle.zoo.Cage.together;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** What must come first does not always. */
final class OrderOfThings {

    private int value;
    private boolean ready;
    private OrderOfThings part;

    private OrderOfThings() {}

    static void usedBeforeItIsMade(boolean fixed) throws Exception {
        OrderOfThings all = new OrderOfThings();
        CountDownLatch made = new CountDownLatch(1);
        together(
                () -> {
                    all.part = new OrderOfThings();
                    made.countDown();
                },
                () -> {
                    if (fixed) {
                        made.await();
                    }
                    check(all.part != null, "it is used before it is made");
                });
    }

    static void seenHalfBuilt(boolean fixed) throws Exception {
        OrderOfThings all = new OrderOfThings();
        together(
                () -> {
                    OrderOfThings made = new OrderOfThings();
                    if (fixed) {
                        made.value = 7;
                        all.part = made;
                    } else {
                        all.part = made;
                        made.value = 7;
                    }
                },
                () -> {
                    OrderOfThings seen = all.part;
                    check(seen == null || seen.value == 7, "it is seen half-built");
                });
    }

    static void countedDownTooEarly(boolean fixed) throws Exception {
        OrderOfThings all = new OrderOfThings();
        CountDownLatch done = new CountDownLatch(1);
        together(
                () -> {
                    if (!fixed) {
                        done.countDown();
                    }
                    all.value = 7;
                    done.countDown();
                },
                () -> {
                    done.await();
                    check(all.value == 7, "it is not done yet");
                });
    }

    static void flagBeforeValue(boolean fixed) throws Exception {
        OrderOfThings all = new OrderOfThings();
        Cage.Step asks =
                () -> {
                    if (fixed) {
                        synchronized (all) {
                            all.initialise();
                        }
                    } else {
                        all.initialise();
                    }
                    check(all.value == 7, "another one is still at it");
                };
        together(asks, asks);
    }

    private void initialise() {
        if (!ready) {
            ready = true;
            value = 7;
        }
    }

    static void shutDownTooEarly(boolean fixed) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(1);
        CountDownLatch handedIn = new CountDownLatch(1);
        together(
                () -> {
                    try {
                        pool.execute(() -> {});
                    } catch (RejectedExecutionException e) {
                        throw new AssertionError("the pool is closed already", e);
                    } finally {
                        handedIn.countDown();
                    }
                },
                () -> {
                    if (fixed) {
                        handedIn.await();
                    }
                    pool.shutdown();
                });
    }
}
