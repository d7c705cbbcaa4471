package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a program says of its own course: that it has come to a point, or that it wants to go one of
 * several ways. A mark is no scheduling point and leaves no trace in the run: it is made together
 * with the step before it.
 */
@Internal
public final class Marks {

    private final Loop loop;

    /** The marks of the run, in order; null as long as there is none, which is nearly always. */
    private @Nullable List<Mark> made;

    Marks(Loop loop) {
        this.loop = loop;
    }

    void reset() {
        made = null;
    }

    /** The fiber has come to a point of the program. */
    public void make(Fiber fiber, String name) {
        if (loop.ending != null || fiber.isKilled() || fiber.isLooking()) {
            return; // Who only looks, or is unwound, is not on the way.
        }
        List<Mark> all = made;
        if (all == null) {
            all = new ArrayList<>();
            made = all;
        }
        Duration time = Duration.ofNanos(loop.clock().now());
        all.add(new Mark(name, who(fiber), loop.steps(), time));
        Watcher told = loop.watcher();
        if (told != null) {
            told.marks(fiber, name);
        }
    }

    /** The name of the thread, or of the coroutine that it executes. */
    public static String who(Fiber fiber) {
        return fiber.guest() instanceof Turns.Guest guest
                ? guest.nameOf(guest.executes())
                : fiber.toString();
    }

    /** The marks of the run until now, in order. */
    public List<Mark> made() {
        List<Mark> all = made;
        return all == null ? List.of() : List.copyOf(all);
    }

    /** Which of so many ways the fiber goes, from 0 on. */
    public int choose(Fiber fiber, int ways) {
        if (fiber.isLooking()) {
            throw new IllegalStateException(
                    "A condition of a property can not choose: it must not change the run.");
        }
        if (loop.ending != null || fiber.isKilled()) {
            return 0; // What is left is being unwound.
        }
        loop.choices.counts();
        return loop.choices.draw(Chooser.Choice.CHOOSE, ways);
    }
}
