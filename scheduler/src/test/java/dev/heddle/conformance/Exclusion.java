package dev.heddle.conformance;

import static dev.heddle.Conformance.awaitState;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;

import java.util.concurrent.atomic.AtomicReference;

/** Asks, from inside a body, whether an operation and a monitor keep each other out. */
final class Exclusion {

    private Exclusion() {}

    /** Something that calls back in the middle. */
    interface WithCallback {
        void run(Runnable callback) throws Exception;
    }

    /** Demands that each operation waits as long as another thread holds the monitor. */
    static void demandWaits(Object lock, Body... operations) throws InterruptedException {
        for (Body operation : operations) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread other = started(operation, failure);
            synchronized (lock) {
                other.start();
                awaitState(other, Thread.State.BLOCKED);
            }
            other.join();
            assertThat(failure.get()).isNull();
        }
    }

    /**
     * Demands that each operation holds the monitor while it calls back, so that neither a
     * synchronized block nor the other operation can come in between.
     */
    static void demandHolds(Object lock, Body other, WithCallback... operations) throws Exception {
        for (WithCallback operation : operations) {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread entering =
                    started(
                            () -> {
                                synchronized (lock) {
                                    lock.notifyAll();
                                }
                            },
                            failure);
            Thread calling = started(other, failure);
            boolean[] calledBack = new boolean[1];
            operation.run(
                    () -> {
                        if (!calledBack[0]) {
                            calledBack[0] = true;
                            entering.start();
                            calling.start();
                            awaitState(entering, Thread.State.BLOCKED);
                            awaitState(calling, Thread.State.BLOCKED);
                        }
                    });
            assertThat(calledBack[0]).isTrue();
            entering.join();
            calling.join();
            assertThat(failure.get()).isNull();
            assertThat(Thread.holdsLock(lock)).isFalse();
        }
    }

    private static Thread started(Body body, AtomicReference<Throwable> failure) {
        return new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (Throwable e) {
                        failure.set(e);
                    }
                });
    }
}
