package dev.heddle.detect;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Places;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * What each fiber of a run knows of what the others have done: by who has started whom, and by what
 * was released and acquired. All of it is used again in the next run.
 */
final class FiberClocks {

    /** A member of each object: all that orders it but is not known by the name of a field. */
    private static final int ANY = 0;

    /** Another one: all volatile fields that are written by their names. */
    private static final int NAMED = -3;

    private final Clocks clocks = new Clocks();
    private final Releases releases = new Releases(clocks);

    /** What each fiber knows, by its number. */
    private @Nullable VectorClock[] fibers = new VectorClock[16];

    private int known;
    private @Nullable Loop loop;

    /** Whether anything was released under {@link #NAMED}; in locks alone nothing is. */
    private boolean named;

    /** Whether the run has too many fibers, or places. */
    private boolean gaveUp;

    /** What a fiber knows; null if nobody looks. */
    @Nullable VectorClock of(Fiber fiber) {
        return of(fiber.id());
    }

    @Nullable VectorClock of(int id) {
        return gaveUp || id < 0 || id >= known ? null : fibers[id];
    }

    /** How many fibers the run has had. */
    int known() {
        return known;
    }

    boolean hasGivenUp() {
        return gaveUp;
    }

    void giveUp() {
        gaveUp = true;
    }

    /** A run begins: forgets the one before. */
    void begin(Loop run) {
        loop = run;
        reset();
    }

    void reset() {
        Arrays.fill(fibers, 0, known, null);
        releases.reset();
        clocks.reset();
        known = 0;
        named = false;
        gaveUp = false;
    }

    /** A fiber begins, and comes after what its starter has done, if a fiber has started it. */
    void start(@Nullable Fiber by, Fiber fiber) {
        start(by == null ? -1 : by.id(), fiber.id());
    }

    void start(int by, int id) {
        if (id >= Races.MOST_FIBERS) {
            gaveUp = true;
        }
        if (gaveUp) {
            return;
        }
        if (id >= fibers.length) {
            fibers = Arrays.copyOf(fibers, Math.max(id + 1, fibers.length * 2));
        }
        VectorClock clock = clocks.next();
        fibers[id] = clock;
        known = Math.max(known, id + 1);
        VectorClock parent = of(by);
        if (parent != null) {
            clock.join(parent);
            parent.tick(by);
        }
        clock.set(id, clock.get(id) + 1);
    }

    /** What the first has done comes before what the one that waits does next. */
    void precede(Fiber first, Fiber waiting) {
        if (waiting.waiting() == Wait.TURN) {
            leaveTurns(waiting.id()); // Those that share its clock have noticed nothing.
        }
        precede(first.id(), waiting.id());
    }

    void precede(int first, int waiting) {
        VectorClock theirs = of(first);
        VectorClock clock = of(waiting);
        if (theirs != null && clock != null) {
            clock.joinAs(waiting, theirs);
            theirs.tick(first);
        }
    }

    /**
     * As above, and the first does nothing more before it is handed over to in turn. Then it will
     * know all that the others do, so they can share a clock: what it says of one that does not go
     * on, nobody looks at.
     */
    void handOver(int first, int waiting) {
        VectorClock clock = of(first);
        VectorClock theirs = of(waiting);
        if (clock != null && theirs != null) {
            if (theirs != clock) {
                clock.replaces(theirs);
                fibers[waiting] = clock;
            }
            clock.goesTo(waiting);
        }
    }

    /** The fiber that goes on, of those that share a clock, has one of its own from now on. */
    void leaveTurns(int fiber) {
        VectorClock clock = of(fiber);
        if (clock != null) {
            VectorClock own = clocks.next();
            own.replaces(clock);
            own.goesTo(fiber);
            fibers[fiber] = own;
        }
    }

    /** What all have done comes before what this one does next. */
    void follow(Fiber fiber) {
        VectorClock clock = of(fiber);
        for (int id = 0; id < known && clock != null; id++) {
            VectorClock theirs = fibers[id];
            if (theirs != null && theirs != clock) {
                clock.join(theirs);
                theirs.tick(id);
            }
        }
    }

    /**
     * As below, for a volatile field that is known by its name. Others reach it without that, by a
     * handle, an updater or {@code Unsafe}: what they write is released under {@link #ANY}, and
     * what they read is acquired under {@link #NAMED} as well, where all fields that are known by
     * their names release.
     */
    void orderByName(Fiber fiber, Object object, int member, int access) {
        if ((access & Access.READS) != 0) {
            orderAt(fiber, object, ANY, Access.READS);
        }
        orderAt(fiber, object, member, access);
        if ((access & Access.WRITES) != 0) {
            orderAt(fiber, object, NAMED, Access.WRITES);
            named = true;
        }
    }

    /** Who reads acquires what was released there, and who writes releases. */
    void order(Fiber fiber, Object object, int member, int access) {
        if (named && member == ANY && (access & Access.READS) != 0) {
            orderAt(fiber, object, NAMED, Access.READS);
        }
        orderAt(fiber, object, member, access);
    }

    private void orderAt(Fiber fiber, Object object, int member, int access) {
        VectorClock clock = of(fiber);
        Loop run = loop;
        if (clock == null || run == null) {
            return;
        }
        int place = run.places().of(object, member, Places.ORDER);
        if (place < 0) {
            gaveUp = true;
            return;
        }
        if ((access & Access.READS) != 0) {
            releases.acquire(place, clock);
        }
        if ((access & Access.WRITES) != 0) {
            releases.release(place, fiber.id(), clock);
        }
    }
}
