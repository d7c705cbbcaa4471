package dev.heddle.async;

import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.io.IOException;

/** A lock: one at a time, in the order of coming, whoever is cancelled. */
class LockTest {

    @Test
    void oneHasItAtATime() throws Exception {
        inAnyOrder(
                () -> {
                    Lock lock = new Lock();
                    Crew crew = new Crew();
                    int[] inside = {0, 0};
                    crew.begin(
                            "abcd",
                            _ -> {
                                try (Lock.Held _ = lock.hold()) {
                                    inside[0]++;
                                    Async.yield();
                                    inside[1] = Math.max(inside[1], inside[0]--);
                                }
                            });
                    crew.join();
                    assertThat(inside).containsExactly(0, 1);
                    assertThat(lock.isLocked()).isFalse();
                });
    }

    @Test
    void whoWaitsGetsItInTheOrderOfComing() throws Exception {
        inOrder(
                () -> {
                    Lock lock = new Lock();
                    Crew crew = new Crew();
                    lock.acquire();
                    crew.beginAndLog("abc", _ -> lock.acquire());
                    lock.release(); // Any task may, and only the first goes on.
                    assertThat(lock.isLocked()).isFalse();
                    crew.beginAndLog("d", _ -> lock.acquire()); // It has to wait behind them.
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a");
                    for (int i = 0; i < 3; i++) {
                        lock.release();
                        Crew.settle();
                    }
                    assertThat(crew.log).containsExactly("a", "b", "c", "d");
                });
    }

    @Test
    void oneThatIsCancelledHandsItOn() throws Exception {
        inOrder(
                () -> {
                    Lock lock = new Lock();
                    Crew crew = new Crew();
                    lock.acquire();
                    crew.beginAndLog("abc", _ -> lock.acquire());
                    crew.cancel("a"); // While it waits,
                    lock.release();
                    crew.cancel("b"); // or when it is about to be woken.
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly("a CancelledError", "b CancelledError", "c");
                });
    }

    @Test
    void onlyThoseWhoStillWaitComeFirst() throws Exception {
        inOrder(
                () -> {
                    Lock lock = new Lock();
                    Crew crew = new Crew();
                    lock.acquire();
                    crew.beginAndLog("ab", _ -> lock.acquire());
                    crew.cancel("a");
                    crew.cancel("b");
                    lock.release();
                    lock.acquire();
                    assertThat(crew.log).isEmpty(); // There was nothing to wait for.
                    Crew.settle();
                    assertThat(crew.log).hasSize(2);
                    assertThat(lock.isLocked()).isTrue();
                });
    }

    @Test
    void itIsFreeAfterAFailure() throws Exception {
        inOrder(
                () -> {
                    Lock lock = new Lock();
                    assertThatThrownBy(
                                    () -> {
                                        try (Lock.Held _ = lock.hold()) {
                                            throw new IOException();
                                        }
                                    })
                            .isInstanceOf(IOException.class);
                    assertThat(lock.isLocked()).isFalse();
                });
    }

    @Test
    void whatIsFreeCanNotBeReleasedAndNobodyEntersTwice() throws Exception {
        inOrder(
                () -> {
                    Lock lock = new Lock();
                    assertThatThrownBy(lock::release)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("not acquired");
                    lock.acquire();
                    Task<Void> again = Async.createTask(lock::acquire);
                    Crew.settle();
                    assertThat(again.isDone()).isFalse();
                    lock.release();
                    again.await();
                });
    }

    @Test
    void itIsForTheTasksOfOneLoop() throws Exception {
        Lock lock = new Lock();
        EventLoop other = EventLoop.createVirtual();
        try (Runner runner = new Runner(other)) {
            runner.run(
                    () -> {
                        lock.acquire();
                        Async.createTask(lock::acquire);
                        Async.yield();
                    });
            try (Runner mine = new Runner(EventLoop.createVirtual())) {
                assertThatThrownBy(() -> mine.run(lock::acquire))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("another event loop");
            }
        }
        assertThatThrownBy(lock::acquire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("No event loop runs this code");
    }
}
