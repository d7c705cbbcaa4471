package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Failure;
import dev.heddle.Heddle;
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
}
