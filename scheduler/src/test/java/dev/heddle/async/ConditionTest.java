package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Events, and conditions: who is woken, in which order, and who holds the lock then. */
class ConditionTest {

    private Condition condition = new Condition();
    private Crew crew = new Crew();

    private void inOrder(Action main) throws Exception {
        Grounds.inOrder(
                () -> {
                    condition = new Condition();
                    crew = new Crew();
                    main.run();
                });
    }

    private void await(String names) {
        crew.beginAndLog(
                names,
                _ -> {
                    try (Lock.Held _ = condition.hold()) {
                        condition.await();
                        assertThat(condition.isLocked()).isTrue();
                    }
                });
    }

    private void notify(int count) {
        try (Lock.Held _ = condition.hold()) {
            condition.notify(count);
        }
    }

    @Test
    void anEventWakesAllInTheOrderOfComing() throws Exception {
        inOrder(
                () -> {
                    Event event = new Event();
                    Crew waiting = new Crew();
                    waiting.beginAndLog("abc", _ -> event.await());
                    waiting.cancel("b");
                    event.set();
                    event.set();
                    event.clear(); // That holds nobody back who was woken.
                    assertThat(event.isSet()).isFalse();
                    waiting.beginAndLog("d", _ -> event.await());
                    Crew.settle();
                    assertThat(waiting.log).containsExactly("b CancelledError", "a", "c");
                    event.set();
                    Crew.settle();
                    assertThat(waiting.log).endsWith("d");
                    event.await(); // It happened: nobody else runs.
                    assertThat(event.isSet()).isTrue();
                });
    }

    @Test
    void theFirstAreNotifiedAndTheOthersWait() throws Exception {
        inOrder(
                () -> {
                    await("abcd");
                    notify(0);
                    Crew.settle();
                    assertThat(crew.log).isEmpty();
                    notify(2);
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a", "b");
                    try (Lock.Held _ = condition.hold()) {
                        condition.notifyOne();
                        condition.notifyEverybody();
                        Crew.settle();
                        assertThat(crew.log).hasSize(2); // They need the lock.
                    }
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a", "b", "c", "d");
                });
    }

    @Test
    void oneThatIsCancelledHasTheLockAgainAndWakesAnother() throws Exception {
        inOrder(
                () -> {
                    await("abcd");
                    crew.cancel("a"); // It could have been notified: nobody knows any more.
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a CancelledError", "b");
                    condition.acquire();
                    condition.notifyOne();
                    Async.yield();
                    crew.cancel("c"); // It was notified, and waits for the lock.
                    Crew.settle();
                    assertThat(crew.log).hasSize(2);
                    condition.release();
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly("a CancelledError", "b", "c CancelledError", "d");
                    assertThat(condition.isLocked()).isFalse();
                });
    }

    @Test
    void whatIsAwaitedIsLookedAtAgain() throws Exception {
        inOrder(
                () -> {
                    int[] stock = {0};
                    Task<Void> buyer =
                            Async.createTask(
                                    () -> {
                                        condition.acquire();
                                        condition.awaitUntil(() -> stock[0] == 2);
                                        stock[0] = 0;
                                        condition.release();
                                    });
                    Async.yield();
                    for (int i = 1; i <= 2; i++) {
                        assertThat(buyer.isDone()).isFalse();
                        stock[0] = i;
                        notify(1);
                        Crew.settle();
                    }
                    assertThat(buyer.isDone()).isTrue();
                    assertThat(stock[0]).isZero();
                });
    }

    @Test
    void theLockCanBeShared() throws Exception {
        inOrder(
                () -> {
                    Condition other = new Condition(condition.lock());
                    other.acquire();
                    assertThat(condition.isLocked()).isTrue();
                    condition.release();
                });
    }

    @Test
    void withoutTheLockItIsRefused() throws Exception {
        inOrder(
                () -> {
                    Action[] all = {
                        condition::await, condition::notifyOne, condition::notifyEverybody
                    };
                    for (Action refused : all) {
                        assertThatThrownBy(refused::run)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageContaining("Nobody holds the lock");
                    }
                    assertThatThrownBy(condition::release)
                            .isInstanceOf(IllegalStateException.class);
                });
    }
}
