package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The words for how threads stand, and which of them are named; no program is needed for that. */
class WaitsTextTest {

    /** A thread that was left, as it is described piece by piece. */
    private record Left(
            String thread,
            Wait waiting,
            String on,
            String heldBy,
            Cause cause,
            String detail,
            @Nullable Duration left,
            boolean daemon) {

        static Left of(String thread, Wait waiting, String on) {
            return new Left(thread, waiting, on, "", Cause.NONE, "", null, false);
        }

        Left heldBy(String holder) {
            return new Left(thread, waiting, on, holder, cause, detail, left, daemon);
        }

        Left because(Cause why) {
            return new Left(thread, waiting, on, heldBy, why, detail, left, daemon);
        }

        Left detail(String state) {
            return new Left(thread, waiting, on, heldBy, cause, state, left, daemon);
        }

        Left another(Duration time) {
            return new Left(thread, waiting, on, heldBy, cause, detail, time, daemon);
        }

        Left asDaemon() {
            return new Left(thread, waiting, on, heldBy, cause, detail, left, true);
        }

        Standing standing() {
            return new Standing(
                    thread, waiting, on, heldBy, cause, detail, left, daemon, List.of());
        }

        String words() {
            return Waits.words(standing());
        }
    }

    private static Ending ended(@Nullable String thread, Left... left) {
        List<Standing> standing = new ArrayList<>();
        for (Left one : left) {
            standing.add(one.standing());
        }
        return new Ending(Ending.Kind.DEADLOCK, null, thread, 0, standing);
    }

    private static Left waits(String thread, Cause cause) {
        return Left.of(thread, Wait.UNPARK, "a latch").because(cause);
    }

    private static Left joins(String thread, String other) {
        return Left.of(thread, Wait.THREAD, "thread '" + other + "'").because(Cause.CIRCLE);
    }

    @Test
    void eachWaitHasItsWords() {
        assertThat(Left.of("a", Wait.NOTHING, "").words()).isEqualTo("can run");
        assertThat(Left.of("a", Wait.TIME, "").words()).isEqualTo("sleeps");
        assertThat(Left.of("a", Wait.MONITOR, "X").words())
                .isEqualTo("waits to enter the monitor of X");
        assertThat(Left.of("a", Wait.MONITOR, "X").heldBy("b").words())
                .isEqualTo("waits to enter the monitor of X, held by 'b'");
        assertThat(Left.of("a", Wait.NOTIFICATION, "X").words())
                .isEqualTo("waits to be notified on X");
        assertThat(Left.of("a", Wait.THREAD, "thread 'b'").words()).isEqualTo("joins thread 'b'");
        assertThat(Left.of("a", Wait.OUTSIDE, "").words())
                .isEqualTo("waits for something outside the run");
        assertThat(Left.of("a", Wait.OTHERS, "").words())
                .isEqualTo("waits for the others, moving time");
        assertThat(Left.of("a", Wait.CLASS, "class X").words())
                .isEqualTo("waits for class X to be initialised");
        assertThat(Left.of("a", Wait.CLASS, "class X").heldBy("b").words())
                .isEqualTo("waits for class X to be initialised, which 'b' is doing");
        assertThat(Left.of("a", Wait.INITIALISER, "").words())
                .isEqualTo("waits for a class that another thread is initialising");
        assertThat(Left.of("a", Wait.TURN, "").words()).isEqualTo("runs an event loop");
        assertThat(Left.of("a", Wait.EVENT, "task 'b'").words()).isEqualTo("awaits task 'b'");
    }

    @Test
    void whoIsParkedSaysForWhat() {
        Left parked = Left.of("a", Wait.UNPARK, "X");
        Left nowhere = Left.of("a", Wait.UNPARK, "");
        assertThat(nowhere.words()).isEqualTo("is parked");
        assertThat(parked.words()).isEqualTo("waits for X");
        assertThat(parked.heldBy("b").words()).isEqualTo("waits for X, held by 'b'");
        // The detail says by whom already.
        assertThat(parked.heldBy("b").detail("which 'b' holds").words())
                .isEqualTo("waits for X, which 'b' holds");
        assertThat(parked.because(Cause.QUEUE_NEVER_FILLED).words())
                .isEqualTo("waits for an element of X, which is empty");
        assertThat(parked.because(Cause.QUEUE_NEVER_EMPTIED).words())
                .isEqualTo("waits for room in X, which is full");
        assertThat(parked.because(Cause.NO_PARTNER).words()).isEqualTo("waits for a partner at X");
        assertThat(parked.because(Cause.POOL_NEVER_ENDS).words()).isEqualTo("waits for X to end");
        assertThat(nowhere.because(Cause.POOL_NEVER_ENDS).words())
                .isEqualTo("waits for its threads to end");
        assertThat(parked.because(Cause.POOL_NEVER_SHUT_DOWN).words())
                .isEqualTo("waits for a task of its pool, which was not shut down");
        assertThat(parked.because(Cause.LOST_WAKE_UP).words())
                .isEqualTo("waits to be signalled on X");
        assertThat(parked.because(Cause.NEVER_NOTIFIED).words())
                .isEqualTo("waits to be signalled on X");
    }

    @Test
    void timeLeftAndDaemonsAreToldAfterIt() {
        Left sleeps = Left.of("a", Wait.TIME, "").another(Duration.ofMinutes(90));
        assertThat(sleeps.words()).isEqualTo("sleeps, for another 1h30m");
        assertThat(sleeps.asDaemon().words()).isEqualTo("sleeps, for another 1h30m (daemon)");
        // A coroutine is none, whatever the thread of its loop is.
        assertThat(Left.of("a", Wait.TURN, "X").asDaemon().words()).isEqualTo("awaits X");
        assertThat(Left.of("a", Wait.EVENT, "X").asDaemon().words()).isEqualTo("awaits X");
    }

    @Test
    void whatEachCauseIsCalled() {
        for (Cause cause : Cause.values()) {
            String because = Waits.because(ended(null, waits("a", cause)));
            if (cause == Cause.NONE || cause == Cause.THREAD_NEVER_ENDS) {
                assertThat(because).as("%s", cause).isEmpty();
            } else {
                assertThat(because)
                        .as("%s", cause)
                        .matches(" [A-Z][a-z -]+: 'a' (waits|is parked).*\\.");
            }
        }
        assertThat(Waits.because(ended(null, waits("a", Cause.LATCH_NEVER_COUNTED_DOWN))))
                .isEqualTo(" Latch never counted down: 'a' waits for a latch.");
        assertThat(Waits.because(ended(null, waits("a", Cause.NO_PERMIT))))
                .isEqualTo(" Permit never released: 'a' waits for a latch.");
    }

    @Test
    void whoWaitsForOneOfTheOthersIsNoCause() {
        Left first = waits("first", Cause.NO_PERMIT);
        Left held = waits("second", Cause.LOCK_HELD).heldBy("first");
        assertThat(Waits.because(ended(null, held, first)))
                .isEqualTo(" Permit never released: 'first' waits for a latch.");
        // Somebody who has ended is none of the others.
        assertThat(Waits.because(ended(null, held.heldBy("gone"))))
                .isEqualTo(" Lock never free: 'second' waits for a latch, held by 'gone'.");
        Left task =
                Left.of("second", Wait.TURN, "tasks 'x' and task 'first'")
                        .because(Cause.COROUTINE_NEVER_RESUMED);
        assertThat(Waits.because(ended(null, task, first)))
                .isEqualTo(" Permit never released: 'first' waits for a latch.");
        assertThat(Waits.because(ended(null, task)))
                .isEqualTo(" Never resumed: 'second' awaits tasks 'x' and task 'first'.");
    }

    @Test
    void oneCauseIsNamedWithThoseThatHaveIt() {
        Left first = waits("a", Cause.NO_PERMIT);
        Left second = waits("b", Cause.LATCH_NEVER_COUNTED_DOWN);
        Left third = waits("c", Cause.NO_PERMIT);
        assertThat(Waits.because(ended(null, first, second, third)))
                .isEqualTo(" Permit never released: 'a' waits for a latch; 'c' waits for a latch.");
        // A daemon is named only if nobody else is left, and being parked if nothing else is known.
        assertThat(Waits.because(ended(null, first.asDaemon(), second)))
                .isEqualTo(" Latch never counted down: 'b' waits for a latch.");
        assertThat(Waits.because(ended(null, first.asDaemon())))
                .isEqualTo(" Permit never released: 'a' waits for a latch (daemon).");
        assertThat(Waits.because(ended(null, waits("a", Cause.NEVER_UNPARKED), second)))
                .isEqualTo(" Latch never counted down: 'b' waits for a latch.");
        assertThat(Waits.because(ended(null, waits("a", Cause.NEVER_UNPARKED))))
                .isEqualTo(" Never unparked: 'a' waits for a latch.");
        assertThat(Waits.because(ended(null))).isEmpty();
    }

    @Test
    void notMoreThanThreeAreReadInOneSentence() {
        Left[] three = {
            waits("a", Cause.NO_PERMIT), waits("b", Cause.NO_PERMIT), waits("c", Cause.NO_PERMIT)
        };
        assertThat(Waits.because(ended(null, three)))
                .endsWith("; 'b' waits for a latch; 'c' waits for a latch.");
        Left[] five = new Left[5];
        for (int i = 0; i < five.length; i++) {
            five[i] = waits("t" + i, Cause.NO_PERMIT);
        }
        assertThat(Waits.because(ended(null, five)))
                .endsWith("; 't2' waits for a latch; and 2 more.");
    }

    @Test
    void aCircleIsReadInItsOrder() {
        Left away = joins("z", "a");
        Ending ending = ended(null, away, joins("b", "c"), joins("a", "b"), joins("c", "b"));
        assertThat(Waits.summary(ending))
                .isEqualTo("Deadlock: 'b' joins thread 'c'; 'c' joins thread 'b'.");
        // Whom one waits for may have a name that more than one has.
        assertThat(Waits.summary(ended(null, joins("a", "b"), joins("b", "c"))))
                .isEqualTo("Deadlock: 'a' joins thread 'b'; 'b' joins thread 'c'.");
        // Only who waits for a thread's end waits for the one that is named like that.
        Left parked = Left.of("b", Wait.UNPARK, "thread 'a'").because(Cause.CIRCLE);
        assertThat(Waits.summary(ended(null, parked, joins("a", "b"))))
                .isEqualTo("Deadlock: 'b' waits for thread 'a'; 'a' joins thread 'b'.");
    }

    @Test
    void othersMayGoOn() {
        Left can = Left.of("x", Wait.NOTHING, "");
        Left sleeps = Left.of("x", Wait.TIME, "").another(Duration.ofSeconds(1));
        String circle = "Deadlock: 'a' joins thread 'b'; 'b' joins thread 'a'.";
        for (Left other : List.of(can, sleeps)) {
            assertThat(Waits.summary(ended(null, joins("a", "b"), joins("b", "a"), other)))
                    .isEqualTo(circle + " Others can go on.");
            assertThat(Waits.summary(ended("x", joins("a", "b"), joins("b", "a"), other)))
                    .isEqualTo(
                            circle
                                    + " Others can go on, and have gone on for more than 3,000"
                                    + " steps, but none has ended that by an interrupt.");
            assertThat(Waits.summary(ended(null, waits("a", Cause.NO_PERMIT), other)))
                    .isEqualTo(
                            "Deadlock: Permit never released: 'a' waits for a latch. Others can go"
                                    + " on.");
            assertThat(Waits.summary(ended(null, Left.of("a", Wait.UNPARK, ""), other)))
                    .isEqualTo("Deadlock: no thread can go on, and no timer is set.");
        }
        assertThat(Waits.summary(ended(null, waits("a", Cause.NO_PERMIT))))
                .isEqualTo(
                        "Deadlock: no thread can go on, and no timer is set. Permit never released:"
                                + " 'a' waits for a latch.");
        assertThat(Waits.summary(ended(null, Left.of("a", Wait.INITIALISER, ""))))
                .startsWith("Deadlock of class initialisers: no thread");
        assertThat(Waits.summary(ended(null, Left.of("a", Wait.CLASS, "class X"))))
                .startsWith("Deadlock of class initialisers: no thread");
    }

    @Test
    void aLimitMayHaveEndedTheRunFirst() {
        assertThat(Waits.besides(ended(null, joins("a", "b"), joins("b", "a"))))
                .isEqualTo(
                        " 'a' joins thread 'b'; 'b' joins thread 'a'. They wait for each other, and"
                                + " only an interrupt could have ended that.");
        for (Wait wait : List.of(Wait.TURN, Wait.EVENT)) {
            Left task = Left.of("a", wait, "task 'b'").heldBy("b").because(Cause.CIRCLE);
            assertThat(Waits.besides(ended(null, task, joins("b", "a"))))
                    .endsWith(" and only cancelling one of them could have ended that.");
        }
        Left waits = waits("a", Cause.NO_PERMIT);
        Left can = Left.of("x", Wait.NOTHING, "");
        assertThat(Waits.besides(ended(null, waits, can.asDaemon())))
                .isEqualTo(
                        " Only daemons could go on. Permit never released: 'a' waits for a latch.");
        // Who could go on might have ended it; and of daemons alone nobody waits for the end.
        assertThat(Waits.besides(ended(null, waits, can))).isEmpty();
        assertThat(Waits.besides(ended(null, waits.asDaemon(), can.asDaemon()))).isEmpty();
        assertThat(Waits.besides(ended(null, Left.of("a", Wait.UNPARK, ""), can.asDaemon())))
                .isEmpty();
    }
}
