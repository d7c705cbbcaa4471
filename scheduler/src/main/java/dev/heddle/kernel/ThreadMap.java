package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Fibers by the thread the program knows them by. Written by the loop only, read by any thread: a
 * reader that races with a write sees the fiber or does not, but never another one's.
 */
final class ThreadMap {

    private static final int SMALLEST = 32;
    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Fiber[].class);

    /**
     * Open addressing with linear probing, at most half full; the place follows from the id of the
     * thread, which two threads of different runs may share. Replaced as a whole when it grows.
     */
    private volatile @Nullable Fiber[] table = new Fiber[SMALLEST];

    private int size;

    @Nullable Fiber get(Thread thread) {
        @Nullable Fiber[] current = table;
        int mask = current.length - 1;
        for (int i = hash(thread) & mask; ; i = (i + 1) & mask) {
            Fiber fiber = (Fiber) ELEMENT.getAcquire(current, i);
            if (fiber == null || fiber.thread() == thread) {
                return fiber;
            }
        }
    }

    void put(Fiber fiber) {
        if (2 * (size + 1) > table.length) {
            grow();
        }
        insert(table, fiber);
        size++;
    }

    void remove(Fiber leaving) {
        @Nullable Fiber[] current = table;
        int mask = current.length - 1;
        int hole = hash(leaving.thread()) & mask;
        while (true) {
            Fiber fiber = current[hole];
            if (fiber == null) {
                return;
            }
            if (fiber == leaving) {
                break;
            }
            hole = (hole + 1) & mask;
        }
        size--;
        // Close the gap: move back what would no longer be found behind it.
        for (int i = (hole + 1) & mask; current[i] != null; i = (i + 1) & mask) {
            Fiber fiber = current[i];
            int home = hash(fiber.thread()) & mask;
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                ELEMENT.setRelease(current, hole, fiber);
                hole = i;
            }
        }
        ELEMENT.setRelease(current, hole, (Fiber) null);
    }

    void clear() {
        if (table.length > SMALLEST) {
            table = new Fiber[SMALLEST];
        } else if (size > 0) {
            java.util.Arrays.fill(table, null);
        }
        size = 0;
    }

    private void grow() {
        @Nullable Fiber[] larger = new Fiber[table.length * 2];
        for (Fiber fiber : table) {
            if (fiber != null) {
                insert(larger, fiber);
            }
        }
        table = larger;
    }

    private static void insert(@Nullable Fiber[] into, Fiber fiber) {
        int mask = into.length - 1;
        int i = hash(fiber.thread()) & mask;
        while (into[i] != null) {
            i = (i + 1) & mask;
        }
        ELEMENT.setRelease(into, i, fiber);
    }

    private static int hash(Thread thread) {
        return (int) ((Jdk.threadId(thread) * 0x9E3779B97F4A7C15L) >>> 40);
    }
}
