package dev.heddle.accesses;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/** Every form in which bytecode accesses memory, with operands of one slot and of two. */
final class Forms extends Inherited {

    private int number;
    private long wide;
    private double exact;
    private Object object = "object";
    private volatile int shared;
    private final int unmade;

    static int total;
    static long wideTotal;

    final byte[] bytes = new byte[3];
    final char[] chars = new char[3];
    final short[] shorts = new short[3];
    final int[] ints = new int[3];
    final long[] longs = new long[3];
    final float[] floats = new float[3];
    final double[] doubles = new double[3];
    final boolean[] booleans = new boolean[3];
    final Object[] objects = new Object[3];

    final AtomicInteger atomic = new AtomicInteger();
    final ConcurrentHashMap<String, String> map = new ConcurrentHashMap<>();

    Forms(int argument) {
        int before = argument + new int[] {argument}[0];
        unmade = before;
        super(new Inherited(before).first);
        number = argument;
    }

    /** What is computed with all of them: the same under control as outside. */
    String all() {
        number += 3;
        wide += 1L << 40;
        exact = exact * 2 + number;
        object = object + "!";
        shared++;
        total += 2;
        wideTotal -= 1L << 33;
        first = first + unmade;
        common += 5;
        for (int i = 0; i < 3; i++) {
            bytes[i] += (byte) i;
            chars[i] = (char) ('a' + i);
            shorts[i] = (short) (bytes[i] * 2);
            ints[i] += shorts[i] + i;
            longs[i] += (long) ints[i] << 35;
            floats[i] += 1.5f * i;
            doubles[i] = doubles[i] + floats[i] / 3;
            booleans[i] = !booleans[i];
            objects[i] = objects[(i + 2) % 3] + ":" + i;
        }
        atomic.incrementAndGet();
        atomic.compareAndSet(1, 7);
        atomic.accumulateAndGet(4, Math::max);
        map.put("key", "value");
        map.merge("key", "more", String::concat);
        map.replace("key", "valuemore", "all");
        map.computeIfAbsent("other", key -> key + wide);
        IntSupplier next = atomic::incrementAndGet;
        int reduced =
                map.reduceValuesToInt(1, String::length, next.getAsInt(), Integer::sum)
                        + Boolean.compare(map.replace("key", "all", "none"), false);
        return number
                + " "
                + wide
                + " "
                + exact
                + " "
                + object
                + " "
                + shared
                + " "
                + unmade
                + " "
                + first
                + " "
                + text(bytes)
                + text(chars)
                + text(shorts)
                + text(ints)
                + text(longs)
                + text(floats)
                + text(doubles)
                + text(booleans)
                + text(objects)
                + atomic.get()
                + map.get("key")
                + map.get("other")
                + reduced;
    }

    private static String text(Object array) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < 3; i++) {
            out.append(java.lang.reflect.Array.get(array, i)).append(' ');
        }
        return out.append("] ").toString();
    }
}
