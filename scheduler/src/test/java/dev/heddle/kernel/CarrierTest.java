package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Loops run on carriers, of which there are as many as are needed at once. */
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CarrierTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** None of them comes to its end before the last has begun. */
    @Test
    void thereAreAsManyAsAreNeededAtOnce() throws Exception {
        int many = 50;
        CountDownLatch begun = new CountDownLatch(many);
        CountDownLatch ended = new CountDownLatch(many);
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < many; i++) {
            Carrier.execute(
                    carrier -> {
                        threads.add(carrier.thread());
                        begun.countDown();
                        await(begun);
                        ended.countDown();
                    });
        }
        await(ended);
        assertThat(threads)
                .hasSize(many)
                .allMatch(Thread::isDaemon)
                .allMatch(thread -> thread.getName().startsWith("heddle-carrier-"));
    }

    @Test
    void oneThatIsDoneIsUsedAgain() {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 100; i++) {
            CountDownLatch done = new CountDownLatch(1);
            Carrier.execute(
                    carrier -> {
                        assertThat(Thread.currentThread()).isSameAs(carrier.thread());
                        threads.add(carrier.thread());
                        done.countDown();
                    });
            await(done);
            LockSupport.parkNanos(100_000); // It says that it is idle only after this.
        }
        assertThat(threads.size()).isLessThan(50);
    }

    /** Whether it is woken before or after, and whatever else ends a park. */
    @Test
    void sleepsUntilItIsWokenOnceForEachTime() throws Exception {
        CompletableFuture<Carrier> self = new CompletableFuture<>();
        CountDownLatch first = new CountDownLatch(1);
        CountDownLatch second = new CountDownLatch(1);
        Carrier.execute(
                carrier -> {
                    carrier.wake();
                    carrier.sleep();
                    first.countDown();
                    self.complete(carrier);
                    carrier.sleep();
                    second.countDown();
                });
        Carrier carrier = self.get();
        await(first);
        for (int i = 0; i < 20; i++) {
            LockSupport.unpark(carrier.thread());
            Thread.sleep(1);
        }
        assertThat(second.getCount()).isEqualTo(1);
        carrier.wake();
        await(second);
    }

    /** An interrupt was meant for who was on it: it would not let it park any more. */
    @Test
    void forgetsAnInterruptWhenItHasNothingToDo() throws Exception {
        for (int i = 0; i < 5; i++) {
            CompletableFuture<Thread> used = new CompletableFuture<>();
            Carrier.execute(
                    carrier -> {
                        Thread.currentThread().interrupt();
                        used.complete(carrier.thread());
                    });
            Thread thread = used.get();
            while (thread.isInterrupted() || thread.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
        }
    }
}
