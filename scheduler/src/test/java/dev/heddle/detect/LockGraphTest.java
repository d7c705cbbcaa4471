package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.kernel.Actor;
import dev.heddle.kernel.Fiber;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** What locks are taken within which others, as a detector is told, without a program. */
class LockGraphTest {

    private static final int EDGES = 4_096;

    private final LockOrders orders = new LockOrders(site -> "at " + site, false);
    private final List<Fiber> fibers = new ArrayList<>();
    private final Object a = new Object();
    private final Object b = new Object();
    private final Object gate = new Object();

    @BeforeEach
    void beginWithClocks() {
        for (int id = 0; id < 100; id++) {
            fibers.add(Actor.numbered(id));
        }
        orders.keepClocks(); // Nobody tells the clocks anything, so nothing is ordered.
        orders.begins(null);
    }

    private @Nullable Throwable take(LockOrders of, int fiber, int site, Object lock) {
        return of.takes(Actor.at(fibers.get(fiber), site), lock);
    }

    /** Takes one lock after the other, each at a place of its own, and then releases them. */
    private void nest(int fiber, int site, Object... locks) {
        for (int i = 0; i < locks.length; i++) {
            assertThat(take(orders, fiber, site + i, locks[i])).isNull();
        }
        for (Object lock : locks) {
            orders.releases(fibers.get(fiber), lock);
        }
    }

    private static Object[] locks(int count) {
        Object[] locks = new Object[count];
        for (int i = 0; i < count; i++) {
            locks[i] = new Object();
        }
        return locks;
    }

    @Test
    void bothOrdersAreOne() {
        nest(1, 10, a, b);
        assertThat(orders.found()).isEmpty();
        nest(2, 20, b, a);
        LockOrder found = orders.found().getFirst();
        assertThat(orders.found()).hasSize(1);
        assertThat(found.steps())
                .containsExactly(
                        new LockOrder.Step(
                                "thread #2",
                                "java.lang.Object #1",
                                "at 20",
                                "java.lang.Object #2",
                                "at 21"),
                        new LockOrder.Step(
                                "thread #1",
                                "java.lang.Object #2",
                                "at 10",
                                "java.lang.Object #1",
                                "at 11"));
        // Once is enough, in the next run as well.
        nest(2, 20, b, a);
        assertThat(orders.found()).hasSize(1);
        orders.begins(null);
        assertThat(orders.found()).isEmpty();
        nest(1, 10, a, b);
        nest(2, 20, b, a);
        assertThat(orders.found()).isEmpty();
        orders.begins(null);
        nest(2, 20, b, a);
        nest(1, 10, a, b);
        assertThat(orders.found()).as("whoever was first").isEmpty();
        nest(3, 30, b, a);
        assertThat(orders.found()).hasSize(1);
    }

    @Test
    void whatALockIsCalled() {
        Class<?> type = String.class;
        Object sync = new ReentrantLock().newCondition(); // Nested in the lock's own class.
        nest(1, 10, type, sync);
        nest(2, 20, sync, type);
        assertThat(orders.found().getFirst().steps())
                .extracting(LockOrder.Step::holds)
                .containsExactly(
                        "java.util.concurrent.locks.AbstractQueuedSynchronizer #1",
                        "java.lang.String #2");
    }

    @Test
    void eachRunMustFailByItself() {
        LockOrders strict = new LockOrders(site -> "at " + site, true);
        assertThat(strict.order()).isNotNull();
        for (int run = 0; run < 3; run++) {
            strict.begins(null);
            assertThat(strict.wantsAnotherRun()).isFalse();
            assertThat(take(strict, 1, 10, a)).isNull();
            assertThat(take(strict, 1, 11, b)).isNull();
            assertThat(take(strict, 2, 20, b)).isNull();
            assertThat(take(strict, 2, 21, a)).isInstanceOf(LockOrderError.class);
            // One is enough.
            assertThat(take(strict, 3, 30, b)).isNull();
            assertThat(take(strict, 3, 31, a)).isNull();
            assertThat(strict.found()).hasSize(1);
        }
    }

    @Test
    void clocksAreKeptOnceSomethingWasSeen() {
        LockOrders quiet = new LockOrders(site -> "at " + site, false);
        quiet.begins(null);
        assertThat(quiet.order()).isNull();
        take(quiet, 1, 10, a);
        take(quiet, 1, 11, b);
        assertThat(quiet.wantsAnotherRun()).isFalse();
        take(quiet, 2, 20, b);
        take(quiet, 2, 21, a);
        assertThat(quiet.wantsAnotherRun()).isTrue();
        assertThat(quiet.found()).isEmpty();
        assertThat(quiet.order()).isNotNull();
        quiet.begins(null);
        assertThat(quiet.wantsAnotherRun()).isFalse();
        take(quiet, 1, 10, a);
        take(quiet, 1, 11, b);
        take(quiet, 2, 20, b);
        take(quiet, 2, 21, a);
        assertThat(quiet.found()).hasSize(1);
    }

    @Test
    void whatWasReleasedIsNotHeld() {
        Object[] six = locks(6);
        for (int i = 0; i < six.length; i++) {
            take(orders, 1, 10 + i, six[i]);
        }
        orders.releases(fibers.get(1), six[2]);
        orders.releases(fibers.get(1), six[0]);
        orders.releases(fibers.get(1), new Object()); // One that it does not hold.
        take(orders, 1, 20, a);
        nest(2, 30, a, six[2]);
        nest(2, 40, a, six[0]);
        assertThat(orders.found()).isEmpty();
        nest(2, 50, a, six[1]);
        nest(2, 60, a, six[5]);
        assertThat(orders.found()).hasSize(2);
        assertThat(orders.found())
                .extracting(order -> order.steps().getLast().holdsSince())
                .containsExactly("at 11", "at 15");
    }

    /** A thread may have ended with a lock; the next run's thread of that number has none. */
    @Test
    void nothingIsHeldWhenARunBegins() {
        take(orders, 1, 10, a);
        orders.begins(null);
        take(orders, 1, 11, b);
        nest(2, 20, b, a);
        assertThat(orders.found()).isEmpty();
        orders.begins(null);
        nest(2, 20, b, a);
        orders.begins(null);
        nest(1, 30, a, b);
        assertThat(orders.found()).as("of two runs").isEmpty();
    }

    @Test
    void aLockTakenAgainIsOne() {
        nest(1, 10, a, a, b);
        nest(2, 20, a, a);
        assertThat(orders.found()).isEmpty();
        nest(2, 20, b, b, a);
        assertThat(orders.found()).isNotEmpty();
    }

    @Test
    void oneThreadDoesNotMeetItself() {
        nest(1, 10, a, b);
        nest(1, 20, b, a);
        assertThat(orders.found()).isEmpty();
    }

    @Test
    void aFurtherLockKeepsThemApartAsLongAsItIsHeld() {
        nest(1, 10, gate, a, b);
        nest(2, 20, gate, b, a);
        assertThat(orders.found()).isEmpty();
        // The same two places, without it.
        take(orders, 1, 11, a);
        take(orders, 1, 12, b);
        assertThat(orders.found()).hasSize(1);
    }

    @Test
    void circlesOfFourAreFoundAndNoLongerOnes() {
        Object[] five = locks(5);
        for (int i = 0; i < 5; i++) {
            nest(i, 10 * i, five[i], five[(i + 1) % 5]);
        }
        assertThat(orders.found()).isEmpty();
        nest(7, 70, five[3], five[0]);
        assertThat(orders.found()).hasSize(1);
        assertThat(orders.found().getFirst().steps()).hasSize(4);
    }

    @Test
    void notMoreThanSomeOfARunAreKept() {
        for (int i = 0; i < 20; i++) {
            Object[] two = locks(2);
            nest(1, 10, two);
            nest(2, 100 + 10 * i, two[1], two[0]);
        }
        assertThat(orders.found()).hasSize(16);
        assertThat(orders.hasGivenUp()).isFalse();
    }

    @Test
    void tooManyOrdersOfOneRun() {
        take(orders, 1, 10, gate);
        for (int i = 0; i < EDGES; i++) {
            Object lock = new Object();
            take(orders, 1, 11, lock);
            orders.releases(fibers.get(1), lock);
        }
        assertThat(orders.hasGivenUp()).isFalse();
        take(orders, 1, 11, a);
        assertThat(orders.hasGivenUp()).isTrue();
        take(orders, 2, 20, a);
        take(orders, 2, 21, gate);
        assertThat(orders.found()).as("nobody looks any more").isEmpty();
        orders.begins(null);
        assertThat(orders.hasGivenUp()).isFalse();
        orders.givesUp();
        assertThat(orders.hasGivenUp()).isTrue();
    }

    @Test
    void whatIsKnownIsNotCountedAgain() {
        for (int i = 0; i < 2 * EDGES; i++) {
            nest(1, 10, gate, a, b);
        }
        assertThat(orders.hasGivenUp()).isFalse();
        nest(2, 20, b, a);
        assertThat(orders.found()).hasSize(1);
    }

    @Test
    void manyThreadsAndManyLocks() {
        Object[] many = locks(40);
        nest(99, 100, many);
        assertThat(orders.found()).isEmpty();
        nest(3, 10, many[39], many[38]);
        nest(4, 20, many[1], many[0]);
        assertThat(orders.found()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(orders.found())
                .allMatch(order -> order.steps().getLast().thread().equals("thread #99"));
    }
}
