package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Reflection, method handles and method references are no way around control. */
class ByReferenceTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @Test
    @Covers(
            area = Area.TIME,
            value =
                    "System.nanoTime, currentTimeMillis, Thread.sleep, LockSupport.parkNanos"
                            + " by reflection, a method handle or a method reference")
    void clocks() {
        Conformance.check(ByReferencePrograms::clocks);
        Heddle.explorer().schedules(5).explore(ByReferencePrograms::exactClocks).check();
    }

    @Test
    @Covers(
            area = Area.THREADS,
            value =
                    "Thread.currentThread, onSpinWait by reflection, a method handle or a method"
                            + " reference")
    void currentThread() {
        Conformance.check(ByReferencePrograms::currentThread);
    }

    @Test
    @Covers(
            area = Area.MONITORS,
            value = "Object.wait, notify, notifyAll, Thread.holdsLock by reflection or a handle")
    void monitors() {
        Conformance.check(ByReferencePrograms::monitors);
    }

    @Test
    @Covers(
            area = Area.CHANCE,
            value =
                    "Object.hashCode, System.identityHashCode, Math.random, UUID.randomUUID by"
                            + " reflection, a method handle or a method reference")
    void chance() {
        assertThat(twice(ByReferencePrograms::hashes)).hasSize(1);
        assertThat(twice(ByReferencePrograms::chance)).hasSize(1);
    }

    /** What a program gets in two explorations of one seed; different ones only. */
    private static List<Object> twice(Callable<?> program) {
        List<Object> seen = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Heddle.explorer()
                    .seed(7)
                    .schedules(1)
                    .explore(
                            () -> {
                                Object got = program.call();
                                if (!seen.contains(got)) {
                                    seen.add(got);
                                }
                            })
                    .check();
        }
        return seen;
    }

    @Test
    @Covers(area = Area.POOLS, value = "Runtime.availableProcessors by reflection or a handle")
    void processors() {
        Conformance.check(ByReferencePrograms::processors);
    }

    @Test
    void whatIsToldIsToldByEachWay() {
        Report memory = Heddle.explorer().schedules(2).explore(ByReferencePrograms::freeMemory);
        memory.check();
        assertThat(memory.uncontrolled())
                .anyMatch(
                        one -> one.contains("free memory") && one.contains("ByReferencePrograms"));
        Report collector = Heddle.explorer().schedules(2).explore(ByReferencePrograms::collects);
        collector.check();
        assertThat(collector.uncontrolled())
                .anyMatch(one -> one.contains("collector") && one.contains("ByReferencePrograms"));
    }
}
