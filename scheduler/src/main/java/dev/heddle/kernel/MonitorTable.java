package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * The monitors of a run by the identity of their objects. Monitors nobody uses are dropped whenever
 * the table is full, so that a long run does not keep every object alive that it ever locked.
 */
final class MonitorTable {

    private static final int SMALLEST = 64;

    private @Nullable Monitor[] buckets = new Monitor[SMALLEST];
    private int size;

    /** The monitor that was asked for last: most programs enter and leave the same one. */
    private @Nullable Monitor last;

    Monitor of(Object object) {
        Monitor recent = last;
        if (recent != null && recent.object == object) {
            return recent;
        }
        int bucket = bucket(object, buckets.length);
        Monitor monitor = buckets[bucket];
        while (monitor != null && monitor.object != object) {
            monitor = monitor.next;
        }
        if (monitor == null) {
            monitor = add(object);
        }
        last = monitor;
        return monitor;
    }

    /** The monitor that was asked for last if it is that of the object, else null. */
    @Nullable Monitor recent(Object object) {
        Monitor recent = last;
        return recent != null && recent.object == object ? recent : null;
    }

    /** The monitor of the object if it is in use, else null. */
    @Nullable Monitor find(Object object) {
        if (MarkWord.isFree(object)) {
            return null; // It was never in the table, and must not get the JVM's hash code now.
        }
        Monitor monitor = buckets[bucket(object, buckets.length)];
        while (monitor != null && monitor.object != object) {
            monitor = monitor.next;
        }
        return monitor;
    }

    /** The monitors that a fiber holds, in the order in which it is to be told. */
    List<Monitor> ownedBy(Fiber fiber) {
        List<Monitor> owned = new ArrayList<>();
        for (Monitor chain : buckets) {
            for (Monitor m = chain; m != null; m = m.next) {
                if (m.owner == fiber) {
                    owned.add(m);
                }
            }
        }
        return owned;
    }

    void clear() {
        if (buckets.length > SMALLEST) {
            buckets = new Monitor[SMALLEST];
        } else if (size > 0) {
            java.util.Arrays.fill(buckets, null);
        }
        size = 0;
        last = null;
    }

    private Monitor add(Object object) {
        if (size >= buckets.length) {
            rehash();
        }
        Monitor monitor = new Monitor(object);
        insert(buckets, monitor);
        size++;
        return monitor;
    }

    private void rehash() {
        int used = 0;
        for (Monitor chain : buckets) {
            for (Monitor m = chain; m != null; m = m.next) {
                if (!m.isIdle()) {
                    used++;
                }
            }
        }
        @Nullable Monitor[] larger =
                new Monitor[used > buckets.length / 2 ? buckets.length * 2 : buckets.length];
        for (Monitor chain : buckets) {
            Monitor m = chain;
            while (m != null) {
                Monitor following = m.next;
                if (!m.isIdle()) {
                    insert(larger, m);
                }
                m = following;
            }
        }
        buckets = larger;
        size = used;
        last = null;
    }

    private static void insert(@Nullable Monitor[] into, Monitor monitor) {
        int bucket = bucket(monitor.object, into.length);
        monitor.next = into[bucket];
        into[bucket] = monitor;
    }

    private static int bucket(Object object, int buckets) {
        int hash = System.identityHashCode(object);
        return (hash ^ (hash >>> 12)) & (buckets - 1);
    }
}
