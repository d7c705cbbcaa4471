package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** What is read of the state of the JDK's futures, locks, semaphores and latches. */
class InsideJdkTest {

    private final IllegalStateException thrown = new IllegalStateException();

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private static <T> CompletableFuture<T> failed(Throwable thrown) {
        return CompletableFuture.failedFuture(thrown);
    }

    @Test
    void outcomesOfStages() {
        CompletableFuture<Object> open = new CompletableFuture<>();
        assertThat(Outcomes.of(open)).isNull();
        assertThat(Outcomes.isThere(open)).isFalse();
        assertThat(Outcomes.isFailure(open)).isFalse();
        CompletableFuture<Object> done = CompletableFuture.completedFuture("a");
        assertThat(Outcomes.of(done)).isEqualTo("a");
        assertThat(Outcomes.isThere(done)).isTrue();
        assertThat(Outcomes.isFailure(done)).isFalse();
        assertThat(Outcomes.thrownOf(Outcomes.of(done))).isNull();
        CompletableFuture<Object> nothing = CompletableFuture.completedFuture(null);
        assertThat(Outcomes.isThere(nothing)).isTrue();
        assertThat(Outcomes.isFailure(nothing)).isFalse();
        assertThat(Outcomes.isFailure(failed(thrown))).isTrue();
        assertThat(Outcomes.thrownOf(Outcomes.of(failed(thrown)))).isSameAs(thrown);
    }

    @Test
    void outcomesOfTasks() {
        FutureTask<String> passes = new FutureTask<>(() -> "a");
        FutureTask<String> fails =
                new FutureTask<>(
                        () -> {
                            throw thrown;
                        });
        FutureTask<String> cancelled = new FutureTask<>(() -> "a");
        assertThat(Outcomes.isFailure(passes)).as("not begun").isFalse();
        passes.run();
        fails.run();
        cancelled.cancel(false);
        assertThat(Outcomes.isFailure(passes)).isFalse();
        assertThat(Outcomes.isFailure(fails)).isTrue();
        assertThat(Outcomes.isFailure(cancelled)).isFalse();
        ForkJoinTask<String> forked = ForkJoinTask.adapt(() -> "a");
        assertThat(Outcomes.isThere(forked)).isFalse();
        forked.invoke();
        assertThat(Outcomes.isThere(forked)).isTrue();
        assertThat(Outcomes.isThere("no future")).isFalse();
    }

    @Test
    void whoWaitsForAStage() {
        CompletableFuture<String> alone = new CompletableFuture<>();
        assertThat(Outcomes.arePassedOn(alone)).isFalse();
        alone.thenApply(String::length);
        assertThat(Outcomes.arePassedOn(alone)).isTrue();
        // The JDK itself waits for it, to take back its timer.
        CompletableFuture<String> timed =
                new CompletableFuture<String>().orTimeout(1, TimeUnit.HOURS);
        assertThat(Outcomes.arePassedOn(timed)).isFalse();
        timed.thenApply(String::length);
        assertThat(Outcomes.arePassedOn(timed)).isTrue();
        timed.complete("a");
    }

    @Test
    void allThatDependsOnAStage() {
        CompletableFuture<String> first = new CompletableFuture<>();
        CompletableFuture<String> other = new CompletableFuture<>();
        assertThat(waits(first)).isEmpty();
        CompletableFuture<Integer> next = first.thenApply(String::length);
        assertThat(waits(first)).containsExactly("UniApply");
        next.thenAccept(length -> {});
        next.thenRun(() -> {});
        assertThat(waits(first)).containsExactlyInAnyOrder("UniApply", "UniAccept", "UniRun");
        // Where one of two is enough, what comes after may come without this one.
        first.applyToEither(other, String::length).thenRun(() -> {});
        assertThat(waits(first))
                .containsExactlyInAnyOrder("UniApply", "UniAccept", "UniRun", "OrApply");
        assertThat(waits("no stage")).isEmpty();
    }

    private static List<String> waits(Object future) {
        List<String> found = new ArrayList<>();
        Outcomes.forEachThatWaits(future, one -> found.add(one.getClass().getSimpleName()));
        return found;
    }

    @Test
    void whatThreadsWaitOn() {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        Semaphore semaphore = new Semaphore(2);
        CountDownLatch latch = new CountDownLatch(1);
        Object ofLock = Resources.syncOf(lock);
        Object ofSemaphore = Resources.syncOf(semaphore);
        Object ofLatch = Resources.syncOf(latch);
        for (Object sync : List.of(ofLock, ofSemaphore, ofLatch)) {
            assertThat(Resources.isSync(sync)).isTrue();
            assertThat(Resources.syncOf(sync)).isSameAs(sync);
        }
        assertThat(Resources.syncOf(condition)).isSameAs(ofLock);
        // The lock of another class.
        Condition foreign = new ReentrantReadWriteLock().writeLock().newCondition();
        assertThat(Resources.syncOf(foreign)).isNull();
        assertThat(Resources.syncOf("anything else")).isNull();
        assertThat(Resources.isSync("anything else")).isFalse();
        assertThat(Resources.isLock(ofLock)).isTrue();
        assertThat(Resources.isLock(ofLatch)).isFalse();
        assertThat(Resources.isLatch(ofLatch)).isTrue();
        assertThat(Resources.isLatch(ofSemaphore)).isFalse();
        assertThat(Resources.permits(semaphore)).isEqualTo(2);
        assertThat(Resources.state(ofSemaphore)).isEqualTo(2);
        assertThat(Resources.state(ofLatch)).isEqualTo(1);
    }

    @Test
    void whoWouldGetIt() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Semaphore semaphore = new Semaphore(1);
        CountDownLatch latch = new CountDownLatch(1);
        Object ofLock = Resources.syncOf(lock);
        Object ofSemaphore = Resources.syncOf(semaphore);
        Object ofLatch = Resources.syncOf(latch);
        assertThat(Resources.isFree(ofLock, null)).isTrue();
        assertThat(Resources.isFree(ofSemaphore, null)).isTrue();
        assertThat(Resources.isFree(ofLatch, null)).isFalse();
        lock.lock();
        semaphore.acquire();
        latch.countDown();
        assertThat(Resources.isFree(ofLock, null)).isFalse();
        assertThat(Resources.isFree(ofSemaphore, null)).isFalse();
        assertThat(Resources.isFree(ofLatch, null)).isTrue();
        lock.unlock();
        assertThat(Resources.isFree(ofLock, null)).isTrue();
    }
}
