package dev.heddle.kernel;

import org.jspecify.annotations.Nullable;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The monitors of the JVM that a fiber holds besides the loop's: those of {@code synchronized}
 * methods that can not lose that modifier any more, since their class was loaded before the agent
 * came, and those of objects of the JDK that threads outside a run may share.
 *
 * <p>A fiber can not give them up when it leaves its carrier, and no other fiber may wait for one:
 * the JVM would decide who gets it, and when. So none ever has to wait. The JVM knows the owner of
 * a monitor by the {@linkplain Jdk#setThreadId id} of the thread, and all fibers of a loop have the
 * same one. To the JVM a monitor belongs to the loop as a whole, and a second fiber only enters it
 * once more; among the fibers it is the loop's own monitor of the same object that keeps one out
 * while the other is in.
 *
 * <p>That holds for <em>inflated</em> monitors. One that nobody has ever waited for is marked as
 * owned by being on a list of the OS thread, which a fiber takes with it when it leaves. So those
 * are inflated first.
 */
final class RealMonitors {

    private static final VarHandle ELEMENT = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final int SMALLEST = 8;

    /** The monitors, each as often as it was entered, the innermost last. */
    @Nullable Object[] held = new Object[SMALLEST];

    /** How many are held. The innermost is left by making it one less, without any call. */
    int count;

    /** How many of them, from the first on, are known to be inflated; more, if some were left. */
    private int inflated;

    void entered(Object object) {
        if (count == held.length) {
            held = Arrays.copyOf(held, count * 2);
        }
        inflated = Math.min(inflated, count);
        held[count++] = object;
    }

    /** The monitor entered last, or null. */
    @Nullable Object innermost() {
        return count == 0 ? null : held[count - 1];
    }

    /**
     * Makes the JVM write the owner of each into the monitor itself, so that the other fibers of
     * the loop can enter it.
     *
     * @param loops an object that only fibers of this loop lock
     */
    void inflate(Object loops) {
        while (inflated < count) {
            // Volatile, so that no compiler can know that it is the object of an enclosing lock
            // and leave ours out.
            Object object = (Object) ELEMENT.getVolatile(held, inflated);
            inflate(object, loops);
            inflated++;
        }
    }

    /**
     * A monitor is inflated when it is entered again while another one was entered later: the
     * thread's list can count entries only of the last.
     */
    private static void inflate(Object object, Object loops) {
        synchronized (loops) {
            enterAndLeave(object);
        }
    }

    private static void enterAndLeave(Object object) {
        synchronized (object) {
            // That was it.
        }
    }

    void clear() {
        Arrays.fill(held, 0, count, null);
        count = 0;
        inflated = 0;
    }
}
