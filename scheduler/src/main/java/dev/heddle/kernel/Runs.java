package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * The runs that are going on in this JVM, so that threads outside them can find the fiber behind a
 * thread they hold.
 */
@Internal
public final class Runs {

    private static volatile Loop[] going = {};

    /** How many loops never came back from a run: their fibers still need the hooks. */
    private static int abandoned;

    /** Told when the first run begins and when the last one has ended; set once by the agent. */
    private static volatile @Nullable Listener listener;

    private Runs() {}

    /** Is told how many runs are going on. */
    public interface Listener {
        /** Called whenever a run begins or ends. */
        void runsGoing(int count);
    }

    /** Sets who is told of beginning and ending runs. */
    public static void listen(Listener toTell) {
        listener = toTell;
    }

    /** The fiber that carries a virtual thread, in a run that is going on or is over, or null. */
    public static @Nullable Fiber carrying(Thread virtual) {
        return Fiber.carrying(virtual);
    }

    /** Whether any run is going on. */
    public static boolean anyGoing() {
        return going.length != 0;
    }

    /** The fiber behind a thread in any run that is going on, or null. */
    public static @Nullable Fiber fiberOf(Thread thread) {
        Fiber asking = Fiber.current();
        if (asking != null) {
            // Nearly always the answer; and the only one for a thread that two loops know.
            Fiber fiber = asking.loop.roster().fiberOf(thread);
            if (fiber != null) {
                return fiber;
            }
        }
        for (Loop loop : going) {
            Fiber fiber = loop.roster().fiberOf(thread);
            if (fiber != null) {
                return fiber;
            }
        }
        return null;
    }

    /**
     * A loop does not come back from its run: whoever asks from outside must not find its fibers.
     */
    static synchronized void abandon(Loop loop) {
        abandoned++;
        end(loop);
    }

    static synchronized void begin(Loop loop) {
        Loop[] more = Arrays.copyOf(going, going.length + 1);
        more[going.length] = loop;
        going = more;
        tell(more.length + abandoned);
    }

    static synchronized void end(Loop loop) {
        going = Arrays.stream(going).filter(other -> other != loop).toArray(Loop[]::new);
        tell(going.length + abandoned);
    }

    private static void tell(int count) {
        Listener told = listener;
        if (told != null) {
            told.runsGoing(count);
        }
    }
}
