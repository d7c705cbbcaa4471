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
import java.util.concurrent.TimeoutException;

/** Limits of time, as the resource of a try and with a lambda. */
class TimeoutTest {

    private static final Duration LONG = SECOND.multipliedBy(9);

    @Test
    void aBlockThatTakesTooLongEndsWithATimeoutException() throws Exception {
        inAnyOrder(
                () -> {
                    Timeout[] used = new Timeout[1];
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout timeout = Async.timeout(SECOND)) {
                                            used[0] = timeout;
                                            Async.sleep(LONG);
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class)
                            .hasCauseInstanceOf(CancelledError.class);
                    assertThat(used[0].isExpired()).isTrue();
                    assertThat(Async.currentTask().cancelling()).isZero();
                    assertThat(Async.loop().time()).isEqualTo(SECOND.toNanos());
                    Async.sleep(SECOND); // Nothing is left of it.
                });
    }

    @Test
    void soDoesALambda() throws Exception {
        inAnyOrder(
                () -> {
                    List<Throwable> inside = new ArrayList<>();
                    assertThatThrownBy(
                                    () ->
                                            Async.timeout(
                                                    SECOND,
                                                    _ -> {
                                                        try {
                                                            Async.sleep(LONG);
                                                        } catch (Throwable thrown) {
                                                            inside.add(thrown);
                                                            throw thrown;
                                                        }
                                                        return "never";
                                                    }))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(inside).singleElement().isInstanceOf(CancelledError.class);
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void aBlockThatIsInTimeIsLeftAlone() throws Exception {
        inAnyOrder(
                () -> {
                    try (Timeout timeout = Async.timeout(SECOND)) {
                        Async.yield();
                        assertThat(timeout.when()).isEqualTo(SECOND.toNanos());
                        assertThat(timeout.isExpired()).isFalse();
                    }
                    assertThat(Async.<String>timeout(SECOND, _ -> "done")).isEqualTo("done");
                    Async.sleep(LONG);
                });
    }

    @Test
    void ofNestedOnesTheOuterMayEndTheInner() throws Exception {
        inOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    try (Timeout outer = Async.timeout(SECOND)) {
                        try (Timeout inner = Async.timeout(LONG)) {
                            Async.sleep(LONG);
                            log.add("slept in " + inner + outer);
                        } finally {
                            log.add("left");
                        }
                    } catch (TimeoutException timeIsUp) {
                        log.add("time is up");
                    }
                    assertThat(log).containsExactly("left", "time is up");
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void anInnerOneThatIsCaughtLeavesTheOuterAlone() throws Exception {
        inOrder(
                () -> {
                    try (Timeout outer = Async.timeout(LONG)) {
                        try (Timeout inner = Async.timeout(SECOND)) {
                            Async.sleep(LONG);
                            assertThat(inner.isExpired()).isTrue();
                        } catch (TimeoutException timeIsUp) {
                            assertThat(outer.isExpired()).isFalse();
                        }
                        Async.sleep(SECOND);
                    }
                    assertThat(Async.loop().time()).isEqualTo(2 * SECOND.toNanos());
                });
    }

    @Test
    void anOuterBlockEndsAnInnerLambdaAndTheOtherWayRound() throws Exception {
        inOrder(
                () -> {
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND)) {
                                            Async.timeout(
                                                    LONG,
                                                    _ -> {
                                                        Async.sleep(LONG);
                                                        return null;
                                                    });
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class);
                    assertThatThrownBy(
                                    () ->
                                            Async.timeout(
                                                    SECOND,
                                                    _ -> {
                                                        try (Timeout _ = Async.timeout(LONG)) {
                                                            Async.sleep(LONG);
                                                        }
                                                        return null;
                                                    }))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void aCancellationFromOutsideStaysOne() throws Exception {
        inOrder(
                () -> {
                    for (boolean lambda : new boolean[] {true, false}) {
                        Task<Void> task =
                                Async.createTask(
                                        () -> {
                                            if (lambda) {
                                                Async.timeout(LONG, _ -> sleepLong());
                                            } else {
                                                try (Timeout _ = Async.timeout(LONG)) {
                                                    sleepLong();
                                                }
                                            }
                                        });
                        Async.yield();
                        task.cancel();
                        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                        assertThat(task.isCancelled()).isTrue();
                    }
                });
    }

    private static Object sleepLong() {
        Async.sleep(LONG);
        return "slept";
    }

    @Test
    void expiryAndACancellationFromOutsideAtOnceAreACancellation() throws Exception {
        inOrder(
                () -> {
                    for (boolean lambda : new boolean[] {true, false}) {
                        Task<Void> task =
                                Async.createTask(
                                        () -> {
                                            if (lambda) {
                                                Async.timeout(SECOND, _ -> sleepLong());
                                            } else {
                                                try (Timeout _ = Async.timeout(SECOND)) {
                                                    sleepLong();
                                                }
                                            }
                                        });
                        Async.yield();
                        Async.loop().callLater(SECOND, task::cancel);
                        assertThatThrownBy(task::await).isInstanceOf(CancelledError.class);
                    }
                });
    }

    @Test
    void whatTheBlockSwallowsIsNoTimeout() throws Exception {
        inOrder(
                () -> {
                    for (boolean lambda : new boolean[] {true, false}) {
                        if (lambda) {
                            String result = Async.timeout(SECOND, _ -> swallow());
                            assertThat(result).isEqualTo("swallowed");
                        } else {
                            try (Timeout timeout = Async.timeout(SECOND)) {
                                assertThat(swallow()).isEqualTo("swallowed");
                                assertThat(timeout.isExpired()).isTrue();
                            }
                        }
                        assertThat(Async.currentTask().cancelling()).isZero();
                    }
                });
    }

    private static String swallow() {
        try {
            Async.sleep(LONG);
        } catch (Throwable cancelled) {
            return "swallowed";
        }
        return "slept";
    }

    @Test
    void anotherFailureOfTheBlockPassesThrough() throws Exception {
        inAnyOrder(
                () -> {
                    IOException failure = new IOException();
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND)) {
                                            try {
                                                Async.sleep(LONG);
                                            } finally {
                                                fail(failure);
                                            }
                                        }
                                    })
                            .isSameAs(failure);
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    private static void fail(IOException failure) throws IOException {
        throw failure;
    }

    @Test
    void aLimitCanBeMovedUntilItIsReached() throws Exception {
        inAnyOrder(
                () -> {
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout timeout = Async.timeout(SECOND)) {
                                            timeout.reschedule(SECOND.multipliedBy(3));
                                            Async.sleep(SECOND.multipliedBy(2));
                                            timeout.reschedule(null);
                                            Async.sleep(LONG);
                                            timeout.reschedule(SECOND);
                                            Async.sleep(LONG);
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class);
                    assertThat(Async.loop().time()).isEqualTo(12 * SECOND.toNanos());
                });
    }

    @Test
    void aLimitThatIsReachedOrLeftCanNotBeMoved() throws Exception {
        inAnyOrder(
                () -> {
                    Timeout timeout = Async.timeout(SECOND);
                    assertThat(swallow()).isEqualTo("swallowed");
                    assertThatThrownBy(() -> timeout.reschedule(LONG))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("EXPIRING");
                    timeout.close();
                    assertThatThrownBy(() -> timeout.reschedule(LONG))
                            .isInstanceOf(IllegalStateException.class);
                });
    }

    @Test
    void noTimeAtAllEndsTheFirstWaitAndNothingElse() throws Exception {
        inAnyOrder(
                () -> {
                    assertThat(Async.<String>timeout(Duration.ZERO, _ -> "no wait"))
                            .isEqualTo("no wait");
                    assertThatThrownBy(() -> Async.timeout(Duration.ZERO, _ -> sleepLong()))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(Async.loop().time()).isZero();
                });
    }

    @Test
    void aLimitCanBeAPointInTime() throws Exception {
        inAnyOrder(
                () -> {
                    Async.sleep(SECOND);
                    long when = 3 * SECOND.toNanos();
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout timeout = Async.timeoutAt(when)) {
                                            assertThat(timeout.when()).isEqualTo(when);
                                            Async.sleep(LONG);
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class);
                    assertThat(Async.loop().time()).isEqualTo(when);
                    assertThatThrownBy(() -> Async.timeoutAt(2 * when, _ -> sleepLong()))
                            .isInstanceOf(TimeoutException.class);
                    assertThat(Async.loop().time()).isEqualTo(2 * when);
                    try (Timeout never = Async.timeoutAt(Long.MAX_VALUE)) {
                        assertThat(never.when()).isEqualTo(Long.MAX_VALUE);
                        sleepLong();
                    }
                });
    }

    @Test
    void aPointInThePastEndsTheFirstWaitAndNothingElse() throws Exception {
        inAnyOrder(
                () -> {
                    Async.sleep(SECOND);
                    for (long when : new long[] {SECOND.toNanos(), 1, 0, -1, Long.MIN_VALUE}) {
                        assertThat(Async.<String>timeoutAt(when, _ -> "no wait"))
                                .isEqualTo("no wait");
                        assertThatThrownBy(() -> Async.timeoutAt(when, _ -> sleepLong()))
                                .isInstanceOf(TimeoutException.class);
                    }
                    assertThat(Async.loop().time()).isEqualTo(SECOND.toNanos());
                });
    }

    @Test
    void aLimitCanBeMovedToAPointInTime() throws Exception {
        inAnyOrder(
                () -> {
                    long when = 4 * SECOND.toNanos();
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout timeout = Async.timeout(SECOND)) {
                                            timeout.rescheduleAt(Long.MAX_VALUE);
                                            Async.sleep(SECOND.multipliedBy(2));
                                            timeout.rescheduleAt(when);
                                            assertThat(timeout.when()).isEqualTo(when);
                                            Async.sleep(LONG);
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class);
                    assertThat(Async.loop().time()).isEqualTo(when);
                    try (Timeout timeout = Async.timeout(LONG)) {
                        timeout.rescheduleAt(when); // That is now.
                        assertThatThrownBy(TimeoutTest::sleepLong)
                                .isInstanceOf(TimeoutException.class);
                    } catch (TimeoutException timeIsUp) {
                        assertThat(timeIsUp).hasMessageContaining("Time was up");
                    }
                    assertThat(Async.loop().time()).isEqualTo(when);
                });
    }

    /** On the real clock, too, the limit is the point that was given, and not one near by. */
    @Test
    void aPointInRealTimeIsKeptAsItIs() throws Exception {
        for (EventLoop loop : Grounds.own(false)) {
            try (Runner runner = new Runner(loop)) {
                runner.run(
                        () -> {
                            long when = Async.loop().time() + 5_000_000;
                            assertThatThrownBy(
                                            () -> {
                                                try (Timeout timeout = Async.timeoutAt(when)) {
                                                    assertThat(timeout.when()).isEqualTo(when);
                                                    new Event().await();
                                                }
                                            })
                                    .isInstanceOf(TimeoutException.class);
                            assertThat(Async.loop().time()).isGreaterThanOrEqualTo(when);
                        });
            }
        }
    }

    @Test
    void anInnerLimitEndsItsBlockAlthoughTheBodyHasCaughtThatTheOuterOneWasUp() throws Exception {
        inAnyOrder(
                () -> {
                    List<String> log = new ArrayList<>();
                    Async.timeout(
                            SECOND,
                            outer -> {
                                try {
                                    Async.sleep(LONG);
                                } catch (CancelledError e) {
                                    log.add("outer");
                                }
                                try (Timeout _ = Async.timeout(SECOND)) {
                                    Async.sleep(LONG);
                                } catch (TimeoutException e) {
                                    log.add("inner");
                                }
                                assertThat(outer.isExpired()).isTrue();
                                return null;
                            });
                    assertThat(log).containsExactly("outer", "inner");
                    assertThat(Async.loop().time()).isEqualTo(2 * SECOND.toNanos());
                    assertThat(Async.currentTask().cancelling()).isZero();
                });
    }

    @Test
    void whatWasCancelledAlreadyEndsALateBlockAsTheOthersDo() throws Exception {
        inAnyOrder(
                () -> {
                    Future<String> cancelled = Async.loop().createFuture();
                    cancelled.cancel();
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND)) {
                                            assertThatThrownBy(cancelled::await)
                                                    .isInstanceOf(CancelledError.class);
                                            try {
                                                Async.sleep(LONG);
                                            } finally {
                                                cancelled.await();
                                            }
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class)
                            .hasCauseInstanceOf(CancelledError.class);
                    assertThatThrownBy(
                                    () -> {
                                        try (Timeout _ = Async.timeout(SECOND)) {
                                            try {
                                                Async.sleep(LONG);
                                            } finally {
                                                Async.waitFor(Duration.ZERO, cancelled);
                                            }
                                        }
                                    })
                            .isInstanceOf(TimeoutException.class)
                            .hasCauseInstanceOf(CancelledError.class);
                    assertThatThrownBy(cancelled::await).isInstanceOf(CancelledError.class);
                });
    }
}
