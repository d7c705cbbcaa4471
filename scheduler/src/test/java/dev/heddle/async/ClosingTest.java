package dev.heddle.async;

import static dev.heddle.async.Grounds.SECOND;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A loop that is closed while tasks are pending ends them, and keeps no thread. */
class ClosingTest {

    private static final Duration LONG = SECOND.multipliedBy(9);

    private final List<String> log = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    /** Runs a coroutine that leaves tasks behind, and closes the loop as it is. */
    private void leave(EventLoop loop, Action main) throws Exception {
        log.clear();
        told.clear();
        loop.setExceptionHandler((_, event) -> told.add(event.toString()));
        loop.runUntilComplete(Action.awaitable(main));
        loop.close();
    }

    private void logEnd(String name, Action wait) throws Exception {
        try {
            wait.run();
        } finally {
            log.add(name);
        }
    }

    @Test
    void whatIsPendingIsToldAndUnwoundInTheOrderOfCreation() throws Exception {
        inOrder(
                loop -> {
                    List<Task<?>> left = new ArrayList<>();
                    leave(
                            loop,
                            () -> {
                                for (String name : List.of("a", "b", "c")) {
                                    left.add(
                                            Async.createTask(
                                                    name,
                                                    () -> logEnd(name, () -> Async.sleep(LONG))));
                                }
                                left.add(Async.createTask("no step", () -> log.add("begun")));
                                left.getLast().cancel();
                                Async.sleep(SECOND);
                                // In the last pass of all:
                                loop.callSoon(() -> loop.createTask("new", () -> log.add("begun")));
                            });
                    assertThat(log).containsExactly("a", "b", "c");
                    assertThat(told).hasSize(4).allMatch(one -> one.contains("still pending"));
                    assertThat(told.get(0)).contains("'a'");
                    assertThat(told.get(3)).contains("'new'");
                    assertThat(left.get(0).isDone()).isFalse();
                    assertThat(left.get(3).isCancelled()).isTrue();
                });
    }

    @Test
    void noThreadStays() throws Exception {
        for (EventLoop loop : List.of(EventLoop.create(), EventLoop.createVirtual())) {
            List<Thread> threads = new ArrayList<>();
            Action waits =
                    () -> {
                        threads.add(Thread.currentThread());
                        new Event().await();
                    };
            leave(
                    loop,
                    () -> {
                        Async.createTask(waits);
                        loop.setEager(true);
                        Async.createTask(waits);
                        Async.yield();
                    });
            assertThat(threads).hasSize(2);
            for (Thread thread : threads) {
                assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
            }
        }
    }

    /** Its lock is free then, but nobody takes it any more. */
    @Test
    void whatOneDoesAtItsEndWakesNobody() throws Exception {
        inOrder(
                loop -> {
                    Lock lock = new Lock();
                    leave(
                            loop,
                            () -> {
                                Async.createTask(
                                        () -> {
                                            try (Lock.Held _ = lock.hold()) {
                                                logEnd("holder", () -> new Event().await());
                                            }
                                        });
                                Async.createTask(() -> logEnd("other", lock::acquire));
                                Async.yield();
                            });
                    assertThat(log).containsExactly("holder", "other");
                    assertThat(lock.isLocked()).isFalse();
                });
    }

    @Test
    void groupsAndTimeOutsLetItPass() throws Exception {
        inOrder(
                loop -> {
                    leave(
                            loop,
                            () -> {
                                Async.createTask(
                                        () ->
                                                logEnd(
                                                        "group",
                                                        () -> {
                                                            try (TaskGroup group =
                                                                    Async.taskGroup()) {
                                                                group.createTask(() -> nested());
                                                                group.join();
                                                            }
                                                        }));
                                Async.yield();
                                Async.yield();
                            });
                    assertThat(log).containsExactly("group", "nested");
                    assertThat(told).hasSize(3).allMatch(one -> one.contains("still pending"));
                });
    }

    private void nested() throws Exception {
        logEnd("nested", () -> Async.timeout(LONG, _ -> Async.gather(new Event()::await).await()));
    }

    @Test
    void whatItFailsWithThenIsTold() throws Exception {
        inOrder(
                loop -> {
                    leave(
                            loop,
                            () -> {
                                Async.createTask("late", () -> sleepAtTheEnd());
                                Async.yield();
                            });
                    assertThat(told).hasSize(2);
                    assertThat(told.get(1)).contains("never retrieved", "'late'", "is closed");
                });
    }

    private static void sleepAtTheEnd() {
        try {
            Async.sleep(LONG);
        } finally {
            Async.sleep(LONG);
        }
    }

    @Test
    void whoCatchesItMayReturnButNotWaitForEver() throws Exception {
        inOrder(
                loop -> {
                    List<Task<?>> left = new ArrayList<>();
                    leave(
                            loop,
                            () -> {
                                left.add(Async.createTask("obeys", () -> catchUpTo(1)));
                                left.add(Async.createTask("resists", () -> catchUpTo(1_000)));
                                Async.yield();
                            });
                    assertThat(left.get(0).result()).isEqualTo(1);
                    assertThat(left.get(1).isDone()).isFalse();
                    assertThat(told.getLast()).contains("does not end", "'resists'");
                });
    }

    private static int catchUpTo(int most) {
        int caught = 0;
        while (caught < most) {
            try {
                new Event().await();
            } catch (Throwable thrown) {
                caught++;
            }
        }
        return caught;
    }

    @Test
    void aCoroutineCanCloseAnotherLoop() throws Exception {
        inOrder(
                loop -> {
                    EventLoop[] inner = {null};
                    Thread other =
                            new Thread(
                                    () -> {
                                        inner[0] = EventLoop.create();
                                        inner[0].setExceptionHandler((_, _) -> {});
                                        inner[0].callSoon(inner[0]::stop);
                                        inner[0].createTask(Action.awaitable(ClosingTest::nothing));
                                        inner[0].runForever();
                                    });
                    other.start();
                    other.join();
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () -> {
                                    inner[0].close();
                                    Async.sleep(SECOND); // It still runs on its own loop.
                                    log.add("done");
                                });
                    }
                    assertThat(log).contains("done");
                });
    }

    private static void nothing() {
        new Event().await();
    }

    @Test
    void aLoopThatRunsCanNotBeClosed() throws Exception {
        inOrder(
                loop -> {
                    try (Runner runner = new Runner(loop)) {
                        runner.run(
                                () ->
                                        assertThatThrownBy(loop::close)
                                                .isInstanceOf(IllegalStateException.class)
                                                .hasMessageContaining("running"));
                    }
                    loop.close(); // Again: there is nothing to do.
                });
    }
}
