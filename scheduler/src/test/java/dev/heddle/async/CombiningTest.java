package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;
import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;

/** gather, wait, asCompleted, shield and waitFor. */
class CombiningTest {

    private static <T> Awaitable<T> after(int seconds, T value) {
        return () -> {
            Async.sleep(SECOND.multipliedBy(seconds));
            return value;
        };
    }

    private static <T> Awaitable<T> failing(int seconds, Exception failure) {
        return () -> {
            Async.sleep(SECOND.multipliedBy(seconds));
            throw failure;
        };
    }

    @Test
    void gatherGivesResultsInTheOrderOfItsArguments() throws Exception {
        inAnyOrder(
                () -> {
                    Future<List<String>> both = Async.gather(after(2, "a"), after(1, "b"));
                    assertThat(both.await()).containsExactly("a", "b");
                    assertThat(Async.loop().time()).isEqualTo(2 * SECOND.toNanos());
                });
    }

    @Test
    void gatherOfNothingIsDone() throws Exception {
        inAnyOrder(() -> assertThat(Async.gather(List.of()).result()).isEmpty());
    }

    @Test
    void theFirstFailureEndsAGatheringAndTheOthersGoOn() throws Exception {
        inAnyOrder(
                () -> {
                    IOException failure = new IOException();
                    Task<String> other = Async.createTask(after(2, "b"));
                    Future<List<Object>> both = Async.gather(failing(1, failure), other);
                    assertThatThrownBy(both::await).isSameAs(failure);
                    assertThat(other.isDone()).isFalse();
                    assertThat(other.await()).isEqualTo("b");
                });
    }

    @Test
    void gatherOutcomesTakesFailuresForResults() throws Exception {
        inAnyOrder(
                () -> {
                    IOException failure = new IOException();
                    Task<String> cancelled = Async.createTask(after(5, "c"));
                    Async.loop().callLater(SECOND, cancelled::cancel);
                    List<Outcome<String>> all =
                            Async.<String>gatherOutcomes(
                                            after(1, "a"), failing(1, failure), cancelled)
                                    .await();
                    assertThat(all.get(0).get()).isEqualTo("a");
                    assertThat(all.get(1).failure()).isSameAs(failure);
                    assertThatThrownBy(all.get(1)::get).isSameAs(failure);
                    assertThat(all.get(2).failure()).isInstanceOf(CancelledError.class);
                    assertThat(all.get(2).isSuccess()).isFalse();
                });
    }

    @Test
    void cancellingAGatheringCancelsAll() throws Exception {
        inOrder(
                () -> {
                    Task<String> one = Async.createTask(after(1, "a"));
                    Task<String> two = Async.createTask(after(1, "b"));
                    Future<List<String>> both = Async.gather(one, two);
                    Async.yield();
                    assertThat(both.cancel()).isTrue();
                    assertThatThrownBy(both::await).isInstanceOf(CancelledError.class);
                    Async.yield();
                    Async.yield();
                    assertThat(one.isCancelled() && two.isCancelled()).isTrue();
                    assertThat(both.cancel()).isFalse();
                });
    }

    @Test
    void aTaskThatIsGivenTwiceRunsOnceAndALambdaTwice() throws Exception {
        inAnyOrder(
                () -> {
                    int[] runs = {0, 0, 0};
                    Task<Integer> task = Async.createTask(() -> ++runs[0]);
                    Coroutine<Integer> coroutine = Coroutine.of("once", () -> ++runs[1]);
                    Awaitable<Integer> lambda = () -> ++runs[2];
                    List<Integer> all =
                            Async.gather(task, task, coroutine, coroutine, lambda, lambda).await();
                    assertThat(all.subList(0, 4)).containsOnly(1);
                    assertThat(all.subList(4, 6)).containsExactlyInAnyOrder(1, 2);
                });
    }

    @Test
    void waitComesBackWhenOneIsDone() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> slow = Async.createTask(after(2, "a"));
                    Task<String> fast = Async.createTask(after(1, "b"));
                    Waited<String> waited =
                            Async.wait(List.of(slow, fast), null, Waited.Until.FIRST_COMPLETED);
                    assertThat(waited.done()).containsExactly(fast);
                    assertThat(waited.pending()).containsExactly(slow);
                    assertThat(Async.wait(List.of(slow, fast)).pending()).isEmpty();
                });
    }

    @Test
    void waitComesBackWhenOneHasFailed() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> fast = Async.createTask(after(1, "a"));
                    Task<String> failing = Async.createTask(failing(2, new IOException()));
                    Task<String> slow = Async.createTask(after(3, "c"));
                    Waited<String> waited =
                            Async.wait(
                                    List.of(fast, failing, slow),
                                    null,
                                    Waited.Until.FIRST_EXCEPTION);
                    assertThat(waited.done()).containsExactly(fast, failing);
                    assertThat(waited.pending()).containsExactly(slow);
                    assertThat(failing.exception()).isInstanceOf(IOException.class);
                    slow.await();
                });
    }

    @Test
    void aLimitOfWaitThrowsAndCancelsNothing() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> slow = Async.createTask(after(2, "a"));
                    Waited<String> waited =
                            Async.wait(List.of(slow), SECOND, Waited.Until.ALL_COMPLETED);
                    assertThat(waited.pending()).containsExactly(slow);
                    assertThat(slow.await()).isEqualTo("a");
                });
    }

    @Test
    void asCompletedGoesThroughThemAsTheyAreDone() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> all = new ArrayList<>();
                    for (Awaitable<String> next :
                            Async.<String>asCompleted(
                                    after(3, "c"), after(1, "a"), after(2, "b"))) {
                        all.add(next.await());
                    }
                    assertThat(all).containsExactly("a", "b", "c");
                });
    }

    @Test
    void asCompletedThrowsForWhatIsMissing() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> slow = Async.createTask(after(9, "b"));
                    List<String> all = new ArrayList<>();
                    assertThatThrownBy(
                                    () -> {
                                        for (Awaitable<String> next :
                                                Async.<String>asCompleted(
                                                        List.of(after(1, "a"), slow),
                                                        SECOND.multipliedBy(2))) {
                                            all.add(next.await());
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class);
                    assertThat(all).containsExactly("a");
                    assertThat(slow.isDone()).isFalse();
                    slow.cancel();
                });
    }

    @Test
    void whatIsShieldedGoesOnWhenItsWaiterIsCancelled() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> inner = Async.createTask(after(1, "a"));
                    Task<String> outer = Async.createTask(() -> Async.shield(inner).await());
                    Async.yield();
                    outer.cancel();
                    assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
                    assertThat(inner.await()).isEqualTo("a");
                });
    }

    @Test
    void whatIsShieldedCanBeCancelledItself() throws Exception {
        inOrder(
                () -> {
                    Task<String> inner = Async.createTask(after(1, "a"));
                    Future<String> outer = Async.shield(inner);
                    Async.yield();
                    inner.cancel();
                    assertThatThrownBy(outer::await).isInstanceOf(CancelledError.class);
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void waitForGivesTheResultInTheCallingTask() throws Exception {
        inAnyOrder(
                () -> {
                    Task<?> me = Async.currentTask();
                    assertThat(Async.<Task<?>>waitFor(SECOND, Async::currentTask)).isSameAs(me);
                    assertThat(Async.<Task<?>>waitFor(null, Async::currentTask)).isSameAs(me);
                });
    }

    @Test
    void waitForCancelsWhatTakesTooLong() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> slow = Async.createTask(after(2, "a"));
                    assertThatThrownBy(() -> Async.waitFor(SECOND, slow))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(slow.isCancelled()).isTrue();
                    assertThat(Async.currentTask().cancelling()).isZero();
                    assertThat(Async.loop().time()).isEqualTo(SECOND.toNanos());
                });
    }

    @Test
    void waitForWithoutTimeGivesOnlyWhatIsDone() throws Exception {
        inAnyOrder(
                () -> {
                    int[] runs = {0};
                    Future<String> done = Async.loop().createFuture();
                    done.setResult("done");
                    assertThat(Async.waitFor(Duration.ZERO, done)).isEqualTo("done");
                    assertThatThrownBy(() -> Async.waitFor(Duration.ZERO, () -> ++runs[0]))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(runs).containsExactly(0);
                });
    }

    @Test
    void waitForLetsWhatIsShieldedGoOn() throws Exception {
        inAnyOrder(
                () -> {
                    Task<String> slow = Async.createTask(after(2, "a"));
                    assertThatThrownBy(() -> Async.waitFor(SECOND, Async.shield(slow)))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(slow.await()).isEqualTo("a");
                });
    }

    @Test
    void whatIsOfAnotherLoopOrNothingIsRefused() throws Exception {
        Future<String> foreign = EventLoop.createVirtual().createFuture();
        inOrder(
                () -> {
                    Action[] all = {
                        () -> Async.gather(foreign),
                        () -> Async.gatherOutcomes(foreign),
                        () -> Async.shield(foreign),
                        () -> Async.wait(List.of(foreign)),
                        () -> Async.asCompleted(foreign),
                        () -> Async.waitFor(Duration.ZERO, foreign),
                        () -> Async.loop().createTask(foreign),
                        () -> Async.wait(List.of()),
                    };
                    for (Action refused : all) {
                        assertThatThrownBy(refused::run)
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                    assertThatThrownBy(() -> Async.waitFor(SECOND, foreign))
                            .isInstanceOf(IllegalStateException.class);
                    assertThat(Async.asCompleted().iterator().hasNext()).isFalse();
                    assertThatThrownBy(() -> Async.asCompleted().iterator().next())
                            .isInstanceOf(NoSuchElementException.class);
                });
    }

    @Test
    void timesThatAreTooLongOrNegativeAreNoAccident() throws Exception {
        inOrder(
                () -> {
                    Duration most = Duration.ofNanos(Long.MAX_VALUE);
                    Async.sleep(SECOND);
                    Task<Void> sleeps = Async.createTask(() -> Async.sleep(most));
                    assertThatThrownBy(() -> Async.waitFor(SECOND, sleeps))
                            .isInstanceOf(TimeoutException.class);
                    Async.waitFor(most, after(1, "a"));
                    Async.sleep(SECOND.negated());
                    assertThat(Async.loop().time()).isEqualTo(3 * SECOND.toNanos());
                    assertThatThrownBy(() -> Async.sleep(Duration.ofSeconds(Long.MAX_VALUE)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("292 years");
                });
    }
}
