package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.SplittableRandom;

class MonitorTableTest {

    /** A fiber looks into the JDK, which must have been opened. */
    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    private final MonitorTable table = new MonitorTable();

    /** Equal objects have monitors of their own, however often the table has been filled up. */
    @Test
    void keepsTheMonitorsInUseAndNoOthersForEver() {
        SplittableRandom random = new SplittableRandom(1);
        Fiber owner = new Fiber(null);
        Map<Object, Monitor> used = new IdentityHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            Object object = new String("equal");
            Monitor monitor = table.of(object);
            assertThat(monitor.object()).isSameAs(object);
            assertThat(table.of(object)).isSameAs(monitor);
            if (random.nextInt(20) == 0) {
                monitor.owner = owner;
                used.put(object, monitor);
            }
        }
        assertThat(used).hasSizeGreaterThan(500);
        used.forEach(
                (object, monitor) -> {
                    assertThat(table.find(object)).isSameAs(monitor);
                    assertThat(table.of(object)).isSameAs(monitor);
                });
    }

    @Test
    void aMonitorWithAWaiterOrAnEntrantOrAnHeirIsInUse() {
        Object[] objects = {new Object(), new Object(), new Object()};
        Monitor waited = table.of(objects[0]);
        Monitor wanted = table.of(objects[1]);
        Monitor inherited = table.of(objects[2]);
        waited.waiters.add(new Fiber(null));
        wanted.entrants.add(new Fiber(null));
        inherited.heirs = 1;
        for (int i = 0; i < 1_000; i++) {
            table.of(new Object());
        }
        assertThat(table.find(objects[0])).isSameAs(waited);
        assertThat(table.find(objects[1])).isSameAs(wanted);
        assertThat(table.find(objects[2])).isSameAs(inherited);
    }

    @Test
    void anObjectNobodyHasLockedHasNone() {
        assertThat(table.find(new Object())).isNull();
        Object locked = new Object();
        table.of(locked);
        table.clear();
        assertThat(table.find(locked)).isNull();
    }
}
