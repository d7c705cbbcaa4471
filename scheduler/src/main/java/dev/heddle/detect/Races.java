package dev.heddle.detect;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Places;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;

/**
 * Finds the data races of a run: each pair of conflicting accesses between which there is no order
 * is one, whatever the schedule has made of it.
 *
 * <p>Vector clocks, with the shortcuts of FastTrack (Flanagan and Freund, 2009): of most places it
 * suffices to know the last write and the last read, as the fiber's number and its clock. All state
 * is kept in arrays that are used again, so a run allocates nothing.
 */
@Internal
public final class Races implements Order {

    /** In runs with more fibers than this, clocks would need more memory than they are worth. */
    public static final int MOST_FIBERS = 2_048;

    /** No more of one run than this: who has one race has it in each iteration. */
    private static final int MOST_RACES = 64;

    /** Stands for more than one reader, whose clocks are in a vector. */
    private static final long SHARED = -1;

    /** How it begins what is done at the place of a call. */
    private static final String CALLS = "calls ";

    private final IntFunction<String> siteNames;
    private final IntFunction<String> locations;

    /** Whether a race ends the run. */
    private final boolean fails;

    private final Allowed allowed;
    private final Holders holders;

    /** What was allowed, or not, in this run and those before. */
    private final Map<Pair, Boolean> asked = new HashMap<>();

    private final Frozen frozen = new Frozen();
    private final Contents contents = new Contents();
    private final FiberClocks clocks = new FiberClocks();

    /** The names of fibers by their numbers, which outlive them. */
    private String[] names = new String[16];

    // For each place, by its number: when it was written last, and by whom, as a number and a
    // clock; 0 if never. The same for reads. And the steps and sites, for reports.
    private long[] writes = new long[256];
    private long[] reads = new long[256];
    private int[] writeSites = new int[256];
    private int[] readSites = new int[256];
    private long[] writeSteps = new long[256];
    private long[] readSteps = new long[256];

    /** For each place that several have read, when each of them has, and where. */
    private @Nullable Readers[] readers = new Readers[256];

    /** Those of earlier runs and places, to be used again. */
    private final ArrayDeque<Readers> spare = new ArrayDeque<>();

    /** Up to where these are in use. */
    private int touched;

    private final @Nullable Sighting[] found = new Sighting[MOST_RACES];
    private int count;

    private @Nullable Loop loop;

    /**
     * A detector for one run after the other.
     *
     * @param siteNames what is done at the place with a number
     * @param locations where that is
     * @param fails whether a race ends the run
     * @param allowed whether a race between these places is one that the program may have; asked in
     *     a run
     */
    public Races(
            IntFunction<String> siteNames,
            IntFunction<String> locations,
            boolean fails,
            Allowed allowed) {
        this.fails = fails;
        this.allowed = allowed;
        this.holders = new Holders(allowed);
        this.siteNames = siteNames;
        this.locations = locations;
    }

    /** Tells which races are harmless. */
    public interface Allowed {

        /** Whether any are. */
        boolean isAny();

        /** Whether a class of this name may have a field that is allowed. */
        boolean mayHold(String type);

        /** Whether those of the elements of an array are that is held by this field. */
        boolean isHolder(Class<?> type, String field);

        /**
         * Whether a race is.
         *
         * @param type the class of the object that is accessed
         * @param site the number of the place of one access
         * @param other that of the other
         */
        boolean between(Class<?> type, int site, int other);
    }

    /** How many races the run has had so far. */
    public int count() {
        return count;
    }

    /** One of them; not to be called in a run. */
    public Race get(int index) {
        return named(Objects.requireNonNull(found[index]));
    }

    /** Whether the run had too many fibers to look for races. */
    public boolean hasGivenUp() {
        return clocks.hasGivenUp();
    }

    // --- what is told ---------------------------------------------------------------------------

    @Override
    public void begins(Loop of) {
        loop = of;
        Arrays.fill(writes, 0, touched, 0);
        Arrays.fill(reads, 0, touched, 0);
        for (int place = 0; place < touched; place++) {
            Readers used = readers[place];
            if (used != null) {
                used.clear();
                spare.push(used);
                readers[place] = null;
            }
        }
        Arrays.fill(found, 0, count, null);
        touched = 0;
        frozen.reset();
        holders.reset();
        clocks.begin(of);
        count = 0;
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        clocks.start(by, fiber);
        if (clocks.hasGivenUp()) {
            return;
        }
        int id = fiber.id();
        if (id >= names.length) {
            names = Arrays.copyOf(names, Math.max(id + 1, names.length * 2));
        }
        names[id] = fiber.toString();
    }

    @Override
    public void handsOver(Fiber first, Fiber waiting) {
        clocks.handOver(first.id(), waiting.id());
    }

    @Override
    public void leavesTurns(Fiber fiber) {
        clocks.leaveTurns(fiber.id());
    }

    @Override
    public void follows(Fiber fiber) {
        clocks.follow(fiber);
    }

    @Override
    public void freezes(Fiber fiber, Object object) {
        VectorClock clock = clocks.of(fiber);
        if (clock != null) {
            frozen.add(object, Stamp.of(fiber.id(), clock));
            clock.tick(fiber.id()); // What it writes from now on is not covered.
        }
    }

    @Override
    public void givesUp() {
        clocks.giveUp();
    }

    @Override
    public void precedes(Fiber first, Fiber waiting) {
        clocks.precede(first, waiting);
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        clocks.order(fiber, object, member, access);
    }

    @Override
    public @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place) {
        int before = count;
        look(fiber, site, object, member, access, place);
        if (!fails || count == before) {
            return null;
        }
        Sighting seen = Objects.requireNonNull(found[before]);
        return new DataRaceError(() -> named(seen));
    }

    private void look(Fiber fiber, int site, Object object, int member, int access, int place) {
        VectorClock clock = clocks.of(fiber);
        if (clock == null) {
            return;
        }
        if ((access & Access.ORDERS) != 0) {
            clocks.orderByName(fiber, object, member, access);
            return;
        }
        int kind = Places.FIELD;
        boolean isWrite = (access & Access.WRITES) != 0;
        if ((access & Access.CALL) != 0) {
            if (!contents.areUnsynchronized(object)) {
                return;
            }
            kind = Places.CONTENTS;
            isWrite = (access & Access.CHANGES) != 0;
        } else if ((access & Access.ELEMENT) != 0) {
            kind = Places.ELEMENT;
        }
        if (!hasRoomFor(place)) {
            return;
        }
        if (isWrite) {
            writes(fiber, clock, site, object, place, kind);
        } else {
            reads(fiber, clock, site, object, place, kind);
        }
    }

    private void reads(
            Fiber fiber, VectorClock clock, int site, Object object, int place, int kind) {
        int id = fiber.id();
        long now = Stamp.of(id, clock);
        long before = reads[place];
        if (before == now) {
            return; // Read since it has last released something.
        }
        long written = writes[place];
        if (Stamp.isUnordered(written, id, clock)) {
            race(fiber, site, object, kind, place, written, false);
        }
        if (before == 0 || (before != SHARED && !Stamp.isUnordered(before, id, clock))) {
            reads[place] = now;
        } else {
            Readers all = readers[place];
            if (all == null) {
                all = spare.isEmpty() ? new Readers() : spare.pop();
                readers[place] = all;
            }
            if (before != SHARED) {
                all.clear();
                all.add(
                        Stamp.fiberOf(before),
                        Stamp.timeOf(before),
                        readSites[place],
                        readSteps[place]);
                reads[place] = SHARED;
            }
            all.add(id, clock.get(id), site, step());
        }
        readSites[place] = site;
        readSteps[place] = step();
    }

    private void writes(
            Fiber fiber, VectorClock clock, int site, Object object, int place, int kind) {
        int id = fiber.id();
        long now = Stamp.of(id, clock);
        long written = writes[place];
        if (written == now && reads[place] == 0) {
            return;
        }
        if (Stamp.isUnordered(written, id, clock)) {
            race(fiber, site, object, kind, place, written, false);
        }
        long read = reads[place];
        if (read == SHARED) {
            Readers all = readers[place];
            for (int other = 0; all != null && other < clocks.known(); other++) {
                if (other != id && all.time(other) > clock.get(other)) {
                    long stamp = Stamp.of(other, all.time(other));
                    readSites[place] = all.site(other);
                    readSteps[place] = all.step(other);
                    race(fiber, site, object, kind, place, stamp, true);
                    break;
                }
            }
        } else if (Stamp.isUnordered(read, id, clock)) {
            race(fiber, site, object, kind, place, read, true);
        }
        writes[place] = now;
        reads[place] = 0;
        writeSites[place] = site;
        writeSteps[place] = step();
    }

    // --- places ---------------------------------------------------------------------------------

    /** Makes the tables as long as it takes; gives up if the run has too many places. */
    private boolean hasRoomFor(int place) {
        if (place < 0) {
            clocks.giveUp();
            return false;
        }
        if (place >= writes.length) {
            int size = Math.max(writes.length * 2, Integer.highestOneBit(place) * 2);
            long[] all = Arrays.copyOf(writes, size);
            reads = Arrays.copyOf(reads, size);
            writeSites = Arrays.copyOf(writeSites, size);
            readSites = Arrays.copyOf(readSites, size);
            writeSteps = Arrays.copyOf(writeSteps, size);
            readSteps = Arrays.copyOf(readSteps, size);
            readers = Arrays.copyOf(readers, size);
            writes = all; // Last: there may be no room on the stack for another call.
        }
        touched = Math.max(touched, place + 1);
        return true;
    }

    private long step() {
        Loop of = loop;
        return of == null ? 0 : of.steps();
    }

    // --- what is found --------------------------------------------------------------------------

    private void race(
            Fiber fiber, int site, Object object, int kind, int place, long other, boolean read) {
        int otherSite = read ? readSites[place] : writeSites[place];
        for (int i = 0; i < count; i++) {
            Sighting known = found[i];
            if (known != null && known.site == site && known.otherSite == otherSite) {
                return;
            }
        }
        if (count == MOST_RACES) {
            return;
        }
        Class<?> type = object instanceof Class<?> named ? named : object.getClass();
        Loop of = loop;
        if (isAllowed(type, otherSite, site)
                || (type.isArray() && of != null && holders.hold(object, of.places(), frozen))) {
            return;
        }
        if (!read && frozen.leadTo(object, other)) {
            return;
        }
        found[count++] =
                new Sighting(
                        type,
                        kind,
                        names[Stamp.fiberOf(other)],
                        otherSite,
                        read ? readSteps[place] : writeSteps[place],
                        fiber.toString(),
                        site,
                        step());
    }

    /** Whether such a race is one that the program may have; who has it, has it in each run. */
    private boolean isAllowed(Class<?> type, int site, int other) {
        return allowed.isAny()
                && asked.computeIfAbsent(
                        new Pair(type.getName(), site, other),
                        pair -> allowed.between(type, site, other));
    }

    /** Two places where objects of a class are accessed; by name, since classes come and go. */
    private record Pair(String type, int site, int other) {}

    /**
     * A race, as it was seen. What its places are called is looked up later: many loops share the
     * names, and a fiber must not wait for another loop.
     */
    private record Sighting(
            Class<?> type,
            int kind,
            String otherThread,
            int otherSite,
            long otherStep,
            String thread,
            int site,
            long step) {}

    private Race named(Sighting seen) {
        return new Race(
                describe(seen),
                access(seen.otherThread, seen.otherSite, seen.otherStep),
                access(seen.thread, seen.site, seen.step));
    }

    private Race.Access access(String thread, int site, long step) {
        return new Race.Access(thread, siteNames.apply(site), locations.apply(site), site, step);
    }

    private String describe(Sighting seen) {
        String name = seen.type.getTypeName();
        return switch (seen.kind) {
            case Places.FIELD -> fieldOf(name, seen);
            case Places.ELEMENT -> "an element of " + name;
            default -> "the contents of a " + name;
        };
    }

    private String fieldOf(String type, Sighting seen) {
        String action = siteNames.apply(seen.site);
        if (action.startsWith(CALLS)) {
            action = siteNames.apply(seen.otherSite); // By a handle, which does not say its name.
        }
        return action.startsWith(CALLS)
                ? "a field of a " + type
                : type + "." + action.substring(action.indexOf(' ') + 1);
    }
}
