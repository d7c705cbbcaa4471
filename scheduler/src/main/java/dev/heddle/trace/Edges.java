package dev.heddle.trace;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Places;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which step of a thread comes before which step of another, and through what: the happens-before
 * order of a run, as arrows between its steps. It takes only steps that are numbered, and keeps
 * nothing of them but the numbers.
 */
final class Edges implements Order {

    /** What is acquired of one thread in one step is one edge; of more threads than this, none. */
    private static final int MOST_OF_A_STEP = 16;

    /** With more threads no edge is left out because others say the same. */
    private static final int MOST_THREADS = 200;

    /** All of an object by whatever orders accesses to it. */
    private static final int ANY = 0;

    /**
     * A step of another thread comes before.
     *
     * @param number the number of that thread
     * @param index which step of the run it was
     * @param through what orders the two
     */
    record Edge(long number, long index, String through) {}

    /** The last step of each fiber, by the fiber's number. */
    private @Nullable Event[] last = new Event[16];

    /** What comes before the next step of a fiber, by the fiber's number. */
    private final Map<Integer, List<Edge>> waiting = new HashMap<>();

    /** Who has released something at a place last, by the number of the place. */
    private final Map<Integer, Edge> released = new HashMap<>();

    private @Nullable Loop loop;

    /** Set when something was missed; from then on there are no edges. */
    private boolean gaveUp;

    Edges() {}

    /** A fiber does what is a step. */
    void does(Fiber fiber, Event event) {
        int id = fiber.id();
        if (id < 0) {
            return;
        }
        if (id >= last.length) {
            last = Arrays.copyOf(last, Math.max(id + 1, last.length * 2));
        }
        last[id] = event;
        List<Edge> before = waiting.remove(id);
        if (before != null) {
            before.forEach(edge -> add(event.after(), edge, event.number));
        }
        if (event.other == Event.ENDS) {
            // It has been released already, before this was told.
            orders(fiber, fiber.thread(), THREAD, Access.WRITES);
        }
    }

    private @Nullable Event lastOf(Fiber fiber) {
        int id = fiber.id();
        return gaveUp || id < 0 || id >= last.length ? null : last[id];
    }

    /** All that a fiber has done comes before what others do who acquire it; null if nothing. */
    private @Nullable Edge release(Fiber fiber, String through) {
        Event event = lastOf(fiber);
        return event == null ? null : new Edge(event.number, event.index, through);
    }

    /**
     * What another thread has released comes before what this fiber does in the step that it is at,
     * or, if that is not known, in its next one.
     */
    private void acquire(Fiber fiber, @Nullable Edge edge, boolean now) {
        if (edge == null || gaveUp || fiber.id() < 0) {
            return;
        }
        Event event = lastOf(fiber);
        if (now && event != null && edge.index < event.index) {
            add(event.after(), edge, event.number);
        } else {
            add(waiting.computeIfAbsent(fiber.id(), key -> new ArrayList<>()), edge, -1);
        }
    }

    /** Whether the fiber is in what its last step has begun, and has not just done it. */
    private boolean isInCall(Fiber fiber, int member) {
        Event event = lastOf(fiber);
        return member != THREAD
                && event != null
                && (event.access & (Access.CALL | Access.MONITOR)) != 0;
    }

    private static void add(List<Edge> edges, Edge edge, long number) {
        if (edge.number == number) {
            return;
        }
        for (int i = 0; i < edges.size(); i++) {
            Edge known = edges.get(i);
            if (known.number == edge.number) {
                if (known.index < edge.index) {
                    edges.set(i, edge);
                }
                return;
            }
        }
        if (edges.size() < MOST_OF_A_STEP) {
            edges.add(edge);
        }
    }

    // --- what is told ---------------------------------------------------------------------------

    @Override
    public void begins(Loop of) {
        loop = of;
        Arrays.fill(last, null);
        waiting.clear();
        released.clear();
        gaveUp = false;
    }

    @Override
    public void starts(@Nullable Fiber by, Fiber fiber) {
        if (by != null) {
            acquire(fiber, release(by, "start"), false);
        }
    }

    @Override
    public void precedes(Fiber first, Fiber waits) {
        acquire(waits, release(first, "wake"), false);
    }

    @Override
    public void follows(Fiber fiber) {
        // Of all others at once, by who moves time: as arrows that would say nothing.
    }

    @Override
    public void freezes(Fiber fiber, Object object) {
        // Orders what is reached through final fields, and not one step before another.
    }

    @Override
    public void givesUp() {
        gaveUp = true;
        waiting.clear();
    }

    @Override
    public @Nullable Throwable accesses(
            Fiber fiber, int site, Object object, int member, int access, int place) {
        if ((access & Access.ORDERS) != 0) {
            if ((access & Access.READS) != 0) {
                order(fiber, object, ANY, Access.READS, true);
            }
            order(fiber, object, member, access, true);
        }
        return null;
    }

    @Override
    public void orders(Fiber fiber, Object object, int member, int access) {
        order(fiber, object, member, access, isInCall(fiber, member));
    }

    private void order(Fiber fiber, Object object, int member, int access, boolean now) {
        Loop of = loop;
        int place = gaveUp || of == null ? -1 : of.places().of(object, member, Places.ORDER);
        if (place < 0) {
            gaveUp = true;
            return;
        }
        if ((access & Access.READS) != 0) {
            acquire(fiber, released.get(place), now);
        }
        if ((access & Access.WRITES) != 0) {
            Edge edge = release(fiber, through(object, member));
            if (edge != null) {
                released.put(place, edge);
            }
        }
    }

    private static String through(Object object, int member) {
        return switch (member) {
            case MONITOR -> "monitor";
            case THREAD -> object instanceof Thread ? "end" : "permit";
            default -> "memory";
        };
    }

    // --- what is shown --------------------------------------------------------------------------

    /** The steps of one thread that are shown. */
    private static final class Lane {

        final int column;
        final List<Event> steps = new ArrayList<>();

        /** Of steps that are not shown; the next one that is has them. */
        final List<Edge> carried = new ArrayList<>();

        /** Up to which step of each thread it is known to come after. */
        long[] known = new long[0];

        Lane(int column) {
            this.column = column;
        }

        /** The last one up to that step; null if there is none. */
        @Nullable Event upTo(long index) {
            int from = 0;
            int to = steps.size();
            while (from < to) {
                int middle = (from + to) >>> 1;
                if (steps.get(middle).index <= index) {
                    from = middle + 1;
                } else {
                    to = middle;
                }
            }
            return from == 0 ? null : steps.get(from - 1);
        }
    }

    /**
     * The edges between steps that are shown: each leads from the last one before it and to the
     * next one after it. What follows from others is left out.
     *
     * @param all the events, in order
     * @param shown those of them that are shown, in order
     */
    static IdentityHashMap<Event, List<Edge>> among(List<Event> all, List<Event> shown) {
        Map<Long, Lane> lanes = new HashMap<>();
        for (Event event : all) {
            lanes.computeIfAbsent(event.number, number -> new Lane(lanes.size()));
        }
        boolean reduces = lanes.size() <= MOST_THREADS;
        IdentityHashMap<Event, long[]> knownAt = new IdentityHashMap<>();
        IdentityHashMap<Event, List<Edge>> edges = new IdentityHashMap<>();
        int next = 0;
        for (Event event : all) {
            Lane lane = lanes.get(event.number);
            if (lane == null) {
                continue;
            }
            event.edges().forEach(edge -> add(lane.carried, edge, event.number));
            if (next == shown.size() || shown.get(next) != event) {
                continue;
            }
            next++;
            long[] known = Arrays.copyOf(lane.known, reduces ? lanes.size() : 0);
            List<Edge> kept = new ArrayList<>();
            // The latest first: it may say what the others say.
            lane.carried.sort(Comparator.comparingLong(Edge::index).reversed());
            for (Edge edge : lane.carried) {
                Lane from = lanes.get(edge.number);
                Event source = from == null ? null : from.upTo(edge.index);
                if (from == null || source == null) {
                    continue; // It is so long ago that it was not kept.
                }
                if (reduces && known[from.column] >= source.index) {
                    continue;
                }
                kept.add(new Edge(edge.number, source.index, edge.through));
                long[] theirs = knownAt.getOrDefault(source, new long[0]);
                for (int i = 0; i < theirs.length; i++) {
                    known[i] = Math.max(known[i], theirs[i]);
                }
            }
            lane.carried.clear();
            if (reduces) {
                known[lane.column] = event.index;
                knownAt.put(event, known);
            }
            lane.known = known;
            lane.steps.add(event);
            if (!kept.isEmpty()) {
                edges.put(event, kept);
            }
        }
        return edges;
    }
}
