package dev.heddle.accesses;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Accesses what it has in one way after the other, and knows it again. */
final class AccessProgram {

    private int a;
    private long b;
    private volatile int v;
    private static int c;

    private final Inherited derived = new Forms(1);
    private final int[] array = new int[3];
    private final AtomicInteger atomic = new AtomicInteger();
    private final Map<String, String> map = new HashMap<>();

    void fields() {
        a++;
        b = 2;
        c = 3;
        v++;
    }

    void inherited() {
        Forms same = (Forms) derived;
        same.first = 1;
        derived.first = 2;
        Forms.common = 3;
        Inherited.common = 4;
    }

    void elements() {
        array[2] = array[1];
    }

    void calls() {
        atomic.get();
        atomic.compareAndSet(0, 1);
        map.put("a", "b");
    }

    void monitor() {
        synchronized (this) {
            a = 1;
        }
    }

    /** Reads a, then writes b. */
    void readsAndWrites() {
        b = a;
    }

    /** Something that another thread has to do. */
    void beside() {
        atomic.incrementAndGet();
    }

    /** What a fiber is about to do, in words. */
    String text(Fiber fiber) {
        Object object = fiber.accessed();
        int access = fiber.access();
        String name =
                object == this
                        ? "object"
                        : object == derived
                                ? "object"
                                : object == array
                                        ? "array"
                                        : object == atomic
                                                ? "atomic"
                                                : object == map
                                                        ? "map"
                                                        : object instanceof Class ? "class" : "?";
        StringBuilder text = new StringBuilder(name);
        append(text, access, Access.READS, " READS");
        append(text, access, Access.WRITES, " WRITES");
        append(text, access, Access.ORDERS, " ORDERS");
        append(text, access, Access.ELEMENT, " ELEMENT " + fiber.member());
        append(text, access, Access.CALL, " CALL");
        append(text, access, Access.MONITOR, " MONITOR");
        if ((access & (Access.ELEMENT | Access.CALL | Access.MONITOR)) == 0) {
            text.append(' ').append(field(fiber.member()));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, int access, int bit, String word) {
        if ((access & bit) != 0) {
            text.append(word);
        }
    }

    private static String field(int member) {
        for (String name : new String[] {"a", "b", "c", "v"}) {
            if (member
                    == 31 * AccessProgram.class.getName().replace('.', '/').hashCode()
                            + name.hashCode()) {
                return name;
            }
        }
        return Integer.toString(member);
    }
}
