package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An interrupt ends a wait for something real as it does on a free JVM, and so does a time-out. */
class OutsideWaitsTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static void check(Body body) {
        Conformance.onRealThreads(body);
        Heddle.explorer().schedules(2).explore(body).check();
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Thread.interrupt in ReferenceQueue.remove, Process.waitFor",
            handling = Handling.REAL)
    void interruptsReachQueuesAndProcesses() {
        check(OutsideWaitsPrograms::queue);
        check(OutsideWaitsPrograms::process);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Thread.interrupt at an interruptible channel, a selector, a socket",
            handling = Handling.REAL)
    void interruptsReachChannels() {
        check(OutsideWaitsPrograms::channel);
        check(OutsideWaitsPrograms::selector);
        check(OutsideWaitsPrograms::socket);
    }

    @Test
    @Covers(
            area = Area.OUTSIDE,
            value = "Time-outs of sockets, selectors and Process.waitFor",
            handling = Handling.REAL,
            note = "over when as much real time and as much virtual time has passed")
    void timeOutsTakeRealTimeAndAsMuchVirtualTime() {
        check(OutsideWaitsPrograms::answersInTime);
        Conformance.onRealThreads(OutsideWaitsPrograms::timesOut);
        Heddle.explorer()
                .schedules(2)
                .explore(
                        () ->
                                // The JDK may take a millisecond to come to the wait.
                                assertThat(OutsideWaitsPrograms.timesOut())
                                        .isBetween(140_000_000L, 150_000_000L)
                                        .matches(passed -> passed % 1_000_000 == 0))
                .check();
    }
}
