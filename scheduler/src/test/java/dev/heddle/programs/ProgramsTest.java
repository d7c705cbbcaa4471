package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;
import dev.heddle.schedule.Token;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

/** Exploring finds what is broken, says what it is, and is silent where nothing is. */
class ProgramsTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @ParameterizedTest
    @EnumSource
    void brokenOnesAreFoundAndCorrectOnesPass(Programs program) {
        Report report = program.explorer().explore(program.body());
        if (program.isBroken()) {
            assertThat(report.passed()).isFalse();
            Failure failure = report.failure().orElseThrow();
            assertThat(failure.kind()).as(failure.toString()).isEqualTo(program.finds());
            assertThat(failure.summary()).contains(program.says());
            assertThat(failure.toString()).contains(failure.token());
        } else {
            report.check();
            assertThat(report.schedules()).isEqualTo(1_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFailureIsSeenAgainByItsToken(Programs program) {
        if (!program.isBroken()) {
            return;
        }
        List<Long> digests = new ArrayList<>();
        Failure failure =
                program.explorer()
                        .onDigest(digests::add)
                        .explore(program.body())
                        .failure()
                        .orElseThrow();
        List<Long> found = new ArrayList<>();
        program.explorer().onDigest(found::add).replay(failure.foundToken(), program.body());
        assertThat(found).containsExactly(digests.getLast());
        long digest = Token.parse(failure.token()).digest();
        for (int i = 0; i < 3; i++) {
            List<Long> replayed = new ArrayList<>();
            Failure again =
                    program.explorer()
                            .onDigest(replayed::add)
                            .replay(failure.token(), program.body())
                            .failure()
                            .orElseThrow();
            assertThat(replayed).containsExactly(digest);
            assertThat(again.kind()).isEqualTo(failure.kind());
            assertThat(again.summary()).isEqualTo(failure.summary());
            assertThat(again.standing()).isEqualTo(failure.standing());
            assertThat(again.token()).isEqualTo(failure.token());
        }
    }

    @Test
    void aDeadlockOfMonitorsNamesWhoWaitsForWhatHeldByWhom() {
        Failure failure = failureOf(Programs.MONITORS_CROSSED);
        String me = Thread.currentThread().getName();
        assertThat(failure.standing()).extracting(Standing::thread).containsExactly(me, "other");
        assertThat(failure.standing()).extracting(Standing::waiting).containsOnly(Wait.MONITOR);
        assertThat(failure.standing()).extracting(Standing::heldBy).containsExactly("other", me);
        assertThat(failure.standing())
                .extracting(Standing::on)
                .doesNotHaveDuplicates()
                .allMatch(on -> on.startsWith(TwoMonitors.class.getName() + "$Fork #"));
        assertStacks(failure, TwoMonitors.class);
    }

    @Test
    void aDeadlockOfLocksNamesWhoWaitsForWhatHeldByWhom() {
        Failure failure = failureOf(Programs.LOCKS_CROSSED);
        String me = Thread.currentThread().getName();
        assertThat(failure.standing()).extracting(Standing::thread).containsExactly(me, "other");
        assertThat(failure.standing()).extracting(Standing::waiting).containsOnly(Wait.UNPARK);
        assertThat(failure.standing()).extracting(Standing::heldBy).containsExactly("other", me);
        assertThat(failure.standing())
                .extracting(Standing::on)
                .doesNotHaveDuplicates()
                .allMatch(on -> on.startsWith("java.util.concurrent.locks.ReentrantLock"));
        assertStacks(failure, TwoLocks.class);
    }

    /** Each thread's stack is its own: both stand in eat, but only the body's came by broken. */
    private static void assertStacks(Failure failure, Class<?> program) {
        List<StackTraceElement> mine = failure.standing().get(0).stack();
        List<StackTraceElement> others = failure.standing().get(1).stack();
        assertThat(methods(mine, program)).startsWith("eat", "broken");
        assertThat(methods(others, program)).startsWith("eat").doesNotContain("broken");
        assertThat(failure.toString()).contains("held by 'other'").contains(".eat(");
        assertThat(failure.toString()).doesNotContain("dev.heddle.kernel.Loop");
    }

    private static List<String> methods(List<StackTraceElement> stack, Class<?> of) {
        return stack.stream()
                .filter(frame -> frame.getClassName().equals(of.getName()))
                .map(StackTraceElement::getMethodName)
                .toList();
    }

    @Test
    void aLostNotificationIsAWaitThatNobodyEnds() {
        Failure failure = failureOf(Programs.NOTIFY_LOST);
        assertThat(failure.standing())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.waiting()).isEqualTo(Wait.NOTIFICATION);
                            assertThat(one.on()).isEqualTo("java.lang.Object #1");
                            assertThat(one.timed()).isFalse();
                        });
    }

    @Test
    void aWaitWithoutALoopPassesWhereNoWaitEndsForNoReason() {
        Explorer explorer = Heddle.explorer().spuriousWakeups(false).schedules(2_000);
        explorer.explore(Programs.WAIT_WITHOUT_LOOP.body()).check();
    }

    @Test
    void aBufferThatLooksOnceIsBrokenEvenWhereNoWaitEndsForNoReason() {
        Report report =
                Heddle.explorer().spuriousWakeups(false).explore(Programs.BUFFER_LOOKS_ONCE.body());
        assertThat(report.failure().orElseThrow().summary()).contains("NoSuchElementException");
    }

    @Test
    void aLeakedThreadIsNamedWithItsStack() {
        Failure failure = failureOf(Programs.LEAKED_THREAD);
        assertThat(failure.schedule()).isEqualTo(1);
        assertThat(failure.standing())
                .singleElement()
                .satisfies(
                        one -> {
                            assertThat(one.thread()).isEqualTo("forgotten");
                            assertThat(one.daemon()).isFalse();
                            assertThat(methods(one.stack(), LeakedThread.class))
                                    .contains("waitForEver");
                        });
    }

    @Test
    void allowedLeaksPassAndLeaveNothingForTheNextRun() {
        Report report = Heddle.explorer().allowLeaks().explore(Programs.LEAKED_THREAD.body());
        report.check();
        assertThat(report.schedules()).isEqualTo(1_000);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("forgotten");
    }

    /**
     * The counter loses an update only if both threads read before either writes. Each read and
     * each write is a point with a coin toss between two threads while both run, so by simple
     * counting that is far more than one run in ten: 200 runs without it have a chance below
     * 0.9^200, one in a thousand million.
     */
    @Test
    void aLostUpdateIsCommon() {
        Report report =
                Heddle.explorer().schedules(200).toTheEnd().explore(Programs.RACY_COUNTER.body());
        assertThat(report.schedules()).isEqualTo(200);
        assertThat(report.failures()).isBetween(20, 180);
    }

    @Test
    void everySeedOfADeadlockEndsAsADeadlockOrFinishes() {
        assertThat(Recording.ofSeeds(500, Programs.MONITORS_CROSSED.body()))
                .extracting(Recording::kind)
                .contains(Ending.Kind.DEADLOCK, Ending.Kind.FINISHED)
                .containsOnly(Ending.Kind.DEADLOCK, Ending.Kind.FINISHED);
    }

    private static Failure failureOf(Programs program) {
        return Heddle.explore(program.body()).failure().orElseThrow();
    }
}
