package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
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
        List<Object> unused = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            Object object = new String("equal");
            Monitor monitor = table.of(object);
            assertThat(monitor.object()).isSameAs(object);
            assertThat(table.of(object)).isSameAs(monitor);
            if (random.nextInt(20) == 0) {
                monitor.owner = owner;
                used.put(object, monitor);
            } else {
                unused.add(object);
            }
        }
        assertThat(used).hasSizeGreaterThan(500);
        used.forEach(
                (object, monitor) -> {
                    assertThat(table.find(object)).isSameAs(monitor);
                    assertThat(table.of(object)).isSameAs(monitor);
                });
        assertThat(table.ownedBy(owner)).hasSameElementsAs(used.values());
        // As many as there is room for, and not all that there ever were.
        assertThat(unused.stream().filter(object -> table.find(object) != null))
                .hasSizeLessThan(4_000);
    }

    @Test
    void knowsWhoOwnsWhat() {
        Fiber owner = new Fiber(null);
        Fiber other = new Fiber(null);
        Monitor first = table.of(new Object());
        Monitor second = table.of(new Object());
        table.of(new Object()).owner = other;
        table.of(new Object());
        assertThat(table.ownedBy(owner)).isEmpty();
        first.owner = owner;
        second.owner = owner;
        assertThat(table.ownedBy(owner)).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void theLastOneIsAtHandUntilAnotherIsAskedFor() {
        Object object = new Object();
        assertThat(table.recent(object)).isNull();
        Monitor monitor = table.of(object);
        assertThat(table.recent(object)).isSameAs(monitor);
        assertThat(table.recent(new Object())).isNull();
        table.of(new Object());
        assertThat(table.recent(object)).isNull();
        assertThat(table.of(object)).isSameAs(monitor);
        table.clear();
        assertThat(table.recent(object)).isNull();
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
