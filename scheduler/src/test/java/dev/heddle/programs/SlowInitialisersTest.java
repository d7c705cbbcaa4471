package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.control.Control;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SlowInitialisersTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @Test
    void othersGoOnWhileAnInitialiserWaits() {
        Heddle.explorer().schedules(100).explore(SlowInitialisers::correct).check();
    }

    @Test
    void runsWithPinnedThreadsAreDeterministicToo() {
        assertThat(Recording.ofSeeds(50, SlowInitialisers::correct))
                .isEqualTo(Recording.ofSeeds(50, SlowInitialisers::correct))
                .extracting(Recording::kind)
                .containsOnly(Ending.Kind.FINISHED);
    }

    @Test
    void anInitialiserThatWaitsForEverIsADeadlock() {
        Failure failure = Heddle.explore(SlowInitialisers::broken).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.standing())
                .filteredOn(one -> one.thread().equals("initialising"))
                .singleElement()
                .satisfies(
                        one ->
                                assertThat(one.stack())
                                        .extracting(StackTraceElement::getMethodName)
                                        .contains("await", "<clinit>"));
        Heddle.explorer().schedules(10).explore(SlowInitialisers::correct).check();
    }

    @Test
    @Covers(
            area = Area.MONITORS,
            value = "A class initialiser that waits while others need its class")
    void aThreadThatNeedsAClassWaitsForItsInitialiser() {
        Report report = Heddle.explorer().schedules(20).explore(SlowInitialisers::shared);
        report.check();
        // The JVM makes it wait, so when it goes on is not the loop's to decide.
        assertThat(report.uncontrolled()).anyMatch(one -> one.contains("waits for something real"));
    }

    @Test
    @Covers(
            area = Area.MONITORS,
            value = "A deadlock of class initialisers",
            note = "found where the schedule comes to it; to look for it, use freshClasses")
    void initialisersThatNeedEachOtherAreADeadlock() {
        Failure failure = Heddle.explore(SlowInitialisers::deadlocked).failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.toString())
                .contains("'first' waits for a class that another thread is initialising")
                .contains("'second' waits for a class that another thread is initialising")
                .contains("SlowInitialisers$Left.<clinit>", "SlowInitialisers$Right.<clinit>");
        Heddle.explorer().schedules(10).explore(SlowInitialisers::correct).check();
    }
}
