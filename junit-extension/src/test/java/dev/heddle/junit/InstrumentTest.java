package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** What a test asks to be preempted inside the JDK is, for that test, and nonsense is refused. */
class InstrumentTest {

    @Test
    void findsWhatGoesWrongInsideTheJdk() {
        assertThat(Results.failureOf(Subject.class, "addsToAListThatIsNotShared"))
                .hasMessageContaining("expected: <2> but was: <1>")
                .hasMessageContaining("addsToAListThatIsNotShared' -Dheddle.replay=heddle1-");
    }

    @Test
    void doesNotFindItUnlessItIsAskedTo() {
        Results.of(Subject.class, "addsWithoutALookInside")
                .testEvents()
                .assertStatistics(events -> events.succeeded(1).failed(0));
    }

    @Test
    void findsNothingWhereNothingIsWrong() {
        Results.of(Subject.class, "addsToASynchronizedList")
                .testEvents()
                .assertStatistics(events -> events.succeeded(1).failed(0));
    }

    @Test
    void nonsenseIsRefused() {
        assertThat(Results.failureOf(Subject.class, "asksForTheMachinery"))
                .hasMessageContaining("'java.lang' can not be instrumented.");
        assertThat(Results.failureOf(Subject.class, "asksForNoPackage"))
                .hasMessageContaining("'com.example' can not be instrumented.")
                .hasMessageContaining("It is no package of the JDK");
    }

    /** Executed by the tests above; the class is not named like a test, so nothing else does. */
    static class Subject {

        @Interleaved(instrument = "java.util")
        void addsToAListThatIsNotShared() throws InterruptedException {
            addByTwo(new ArrayList<>());
        }

        @Interleaved
        void addsWithoutALookInside() throws InterruptedException {
            addByTwo(new ArrayList<>());
        }

        @Interleaved(instrument = "java.util", schedules = 200)
        void addsToASynchronizedList() throws InterruptedException {
            addByTwo(Collections.synchronizedList(new ArrayList<>()));
        }

        @Interleaved(instrument = "java.lang")
        void asksForTheMachinery() {}

        @Interleaved(instrument = {"java.util", "com.example"})
        void asksForNoPackage() {}

        private static void addByTwo(List<String> list) throws InterruptedException {
            Thread other = new Thread(() -> list.add("other"), "other");
            other.start();
            list.add("main");
            other.join();
            assertEquals(2, list.size());
        }
    }
}
