package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class EndingTest {

    @Test
    void oneWayOfEndingIsAsItShouldBe() {
        for (Ending.Kind kind : Ending.Kind.values()) {
            Ending ending = new Ending(kind, null, null, 0, List.of());
            assertThat(ending.isFinished()).as("%s", kind).isEqualTo(kind == Ending.Kind.FINISHED);
        }
    }

    @Test
    void whoWaitsWithALimitIsTimed() {
        assertThat(standing(null).timed()).isFalse();
        assertThat(standing(Duration.ZERO).timed()).isTrue();
    }

    private static Ending.Standing standing(Duration left) {
        return new Ending.Standing("a", Wait.TIME, "", "", Cause.NONE, "", left, false, List.of());
    }

    /** What a thread of the system has taken goes on as it works, and not while it waits. */
    @Test
    void aThreadThatWorksTakesTime() {
        Thread thread = Thread.currentThread();
        long before = Processor.timeOf(thread);
        long until = System.nanoTime() + 20_000_000;
        while (System.nanoTime() < until) {
            Thread.onSpinWait();
        }
        assertThat(Processor.timeOf(thread)).isGreaterThan(before);
        assertThat(Processor.timeOf(new Thread(() -> {}))).as("not started").isZero();
    }

    @Test
    void whatIsToldIsASentence() {
        RemainsError error = new RemainsError("A thread was left.");
        assertThat(error).hasMessage("A thread was left.");
        assertThat(error.likeness()).isEqualTo("A thread was left.");
        assertThat(error).hasToString("dev.heddle.kernel.RemainsError: A thread was left.");
    }
}
