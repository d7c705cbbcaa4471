package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** What is known of a fiber, by itself and in a run. */
class FiberTest {

    private final Fiber fiber = Actor.numbered(3);

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @Test
    void hooksLeaveAloneWhoIsMaskedOrInitialises() {
        assertThat(fiber.isQuiet()).isFalse();
        fiber.mask();
        assertThat(fiber.isMasked()).isTrue();
        assertThat(fiber.isQuiet()).isTrue();
        assertThat(fiber.isInitialising()).isFalse();
        fiber.beginInitialising(7);
        fiber.unmask();
        assertThat(fiber.isMasked()).isFalse();
        assertThat(fiber.isInitialising()).isTrue();
        assertThat(fiber.isQuiet()).isTrue();
        fiber.endInitialising();
        assertThat(fiber.isInitialising()).isFalse();
        assertThat(fiber.isQuiet()).isFalse();
    }

    @Test
    void initialisersAreWithinEachOther() {
        assertThat(fiber.initialiser()).isNull();
        fiber.beginInitialising(7);
        Initialiser outer = fiber.initialiser();
        fiber.beginInitialising(8);
        assertThat(fiber.initialiser()).isNotSameAs(outer).isNotNull();
        fiber.endInitialising();
        assertThat(fiber.initialiser()).isSameAs(outer);
        assertThat(fiber.isInitialising()).isTrue();
        fiber.endInitialising();
        assertThat(fiber.initialiser()).isNull();
        fiber.endInitialising(); // The run that it began in is over.
        assertThat(fiber.initialiser()).isNull();
    }

    @Test
    void whoIsKilledIsNothingElse() {
        fiber.kill();
        assertThat(fiber.isKilled()).isTrue();
        assertThat(fiber.isQuiet()).isTrue();
        assertThat(fiber.isMasked()).isFalse();
        assertThat(fiber.isLooking()).isFalse();
        assertThat(fiber.isInitialising()).isFalse();
    }

    @Test
    void callsAreCounted() {
        assertThat(fiber.isInHook()).isFalse();
        fiber.beginHook();
        fiber.beginHook();
        fiber.endHook();
        assertThat(fiber.isInHook()).isTrue();
        fiber.endHook();
        assertThat(fiber.isInHook()).isFalse();
        fiber.beginLockTry();
        fiber.beginLockTry();
        fiber.endLockTry();
        assertThat(fiber.triesLock()).isTrue();
        fiber.endLockTry();
        assertThat(fiber.triesLock()).isFalse();
        fiber.beginOutsideCall();
        fiber.beginOutsideCall();
        fiber.endOutsideCall();
        assertThat(fiber.outsideCalls).isEqualTo(1);
    }

    @Test
    void whatItHasNotYetIsAskedForInVain() {
        assertThatThrownBy(fiber::thread).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(fiber::carrying).isInstanceOf(IllegalStateException.class);
        assertThat(fiber).hasToString("thread #3");
        assertThat(fiber.hasTimer()).isFalse();
        assertThat(fiber.waiting()).isEqualTo(Wait.NOTHING);
        assertThat(fiber.waitingFor()).isNull();
    }

    @Test
    void goesByTheNameOfItsThread() {
        Thread thread = new Thread(() -> {}, "named");
        fiber.prepare(thread, null);
        assertThat(fiber.thread()).isSameAs(thread);
        assertThat(fiber).hasToString("named");
        fiber.prepare(Thread.ofVirtual().unstarted(() -> {}), null);
        assertThat(fiber).hasToString("thread #3");
    }

    /** Nothing of what it was before. */
    @Test
    void isAsNewWhenItIsPrepared() {
        fiber.kill();
        fiber.beginHook();
        fiber.beginLockTry();
        fiber.beginOutsideCall();
        fiber.setGuest("guest");
        fiber.setPolling(true);
        fiber.permit = true;
        fiber.finished = true;
        fiber.unwindings = 9;
        fiber.nesting = 2;
        fiber.site = 5;
        fiber.prepare(new Thread(() -> {}), null);
        assertThat(fiber.isKilled()).isFalse();
        assertThat(fiber.isInHook()).isFalse();
        assertThat(fiber.triesLock()).isFalse();
        assertThat(fiber.outsideCalls).isZero();
        assertThat(fiber.guest()).isNull();
        assertThat(fiber.polls).isFalse();
        assertThat(fiber.permit).isFalse();
        assertThat(fiber.finished).isFalse();
        assertThat(fiber.unwindings).isZero();
        assertThat(fiber.nesting).isZero();
        assertThat(fiber.site()).isZero();
    }

    @Test
    void outsideOfRunsThereIsNone() {
        assertThat(Fiber.current()).isNull();
        assertThat(Fiber.currentOutOfTurn()).isNull();
        Thread self = Thread.currentThread();
        assertThat(Fiber.carrying(self)).isNull();
        assertThat(Fiber.knownAs(self)).isSameAs(self);
        assertThat(Fiber.threadId(self, 12_345)).isEqualTo(12_345);
    }

    @Test
    void inARunItIsWhoExecutesTheProgram() {
        List<Object> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .explore(
                        () -> {
                            Fiber body = Fiber.current();
                            assertThat(body.id()).isZero();
                            assertThat(body.starter()).isEqualTo(-1);
                            assertThat(body.thread()).isSameAs(Thread.currentThread());
                            assertThat(Fiber.knownAs(body.carrying())).isSameAs(body.thread());
                            assertThat(Fiber.currentOutOfTurn()).isSameAs(body);
                            assertThat(Thread.currentThread().threadId()).isEqualTo(1);
                            body.mask();
                            seen.add(Fiber.current() == null);
                            seen.add(Fiber.currentOutOfTurn() == null);
                            body.unmask();
                            Thread virtual =
                                    Thread.ofVirtual()
                                            .start(
                                                    () -> {
                                                        Fiber it = Fiber.current();
                                                        seen.add(it.starter());
                                                        seen.add(it.id());
                                                        seen.add(it.isVirtual());
                                                        seen.add(it.thread() == it.carrying());
                                                    });
                            long id = virtual.threadId();
                            virtual.join();
                            assertThat(virtual.threadId()).isEqualTo(id).isNotEqualTo(1);
                        })
                .check();
        assertThat(seen).containsExactly(true, true, 0, 1, true, true);
    }
}
