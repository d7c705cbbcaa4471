package dev.heddle.detect;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Locking;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntFunction;

/**
 * Finds locks that the threads of a run take in different orders: a graph of which lock was taken
 * while which other one was held, in which a circle through as many threads is a deadlock that may
 * happen in another run. It is none if a further lock keeps those threads apart, or if something
 * other than a lock orders them: then at no time can each hold what the next one wants.
 *
 * <p>To know the latter takes clocks, which cost something. So nobody keeps any before a circle has
 * been seen: only from the next run on, and then only what has no order is reported.
 *
 * <p>Only a thread that takes a lock while it holds another one costs more than a store into an
 * array.
 */
@Internal
public final class LockOrders implements Locking {

    /** Longer circles are not looked for. */
    private static final int LONGEST = 4;

    /** No more of one run than this. */
    private static final int MOST_EDGES = 4_096;

    private static final int MOST_FOUND = 16;

    /** How far it is looked for one circle. */
    private static final int MOST_VISITS = 2_000;

    /** What a thread holds, innermost last. */
    private static final class Held {
        @Nullable Object[] locks = new Object[4];
        int[] sites = new int[4];
        int count;

        void add(Object lock, int site) {
            if (count == locks.length) {
                locks = Arrays.copyOf(locks, count * 2);
                sites = Arrays.copyOf(sites, count * 2);
            }
            locks[count] = lock;
            sites[count++] = site;
        }

        void remove(Object lock) {
            for (int i = count - 1; i >= 0; i--) {
                if (locks[i] == lock) {
                    int after = --count - i;
                    System.arraycopy(locks, i + 1, locks, i, after);
                    System.arraycopy(sites, i + 1, sites, i, after);
                    locks[count] = null;
                    return;
                }
            }
        }

        void clear() {
            Arrays.fill(locks, 0, count, null);
            count = 0;
        }
    }

    /** A thread took a lock while it held another one. */
    private static final class Edge {
        final int from;
        final int to;
        final int fiber;
        final String thread;
        final int fromSite;
        final int toSite;
        final Class<?> fromType;
        final Class<?> toType;

        /** All it held, by their numbers. */
        final int[] held;

        /** What came before, if somebody keeps clocks. */
        final @Nullable VectorClock clock;

        /** Next of those from the same lock. */
        final @Nullable Edge next;

        Edge(
                int from,
                int to,
                Fiber fiber,
                Held all,
                int at,
                int toSite,
                Object lock,
                int[] held,
                @Nullable VectorClock clock,
                @Nullable Edge next) {
            this.from = from;
            this.to = to;
            this.fiber = fiber.id();
            this.thread = fiber.toString();
            this.fromSite = all.sites[at];
            this.toSite = toSite;
            this.fromType = typeOf(Objects.requireNonNull(all.locks[at]));
            this.toType = typeOf(lock);
            this.held = held;
            this.clock = clock;
            this.next = next;
        }

        boolean is(int other, int by, int since, int at) {
            return to == other && fiber == by && fromSite == since && toSite == at;
        }

        /** Whether there may be a time at which both threads hold what they do here. */
        boolean canMeet(Edge other) {
            if (fiber == other.fiber) {
                return false;
            }
            for (int one : held) {
                for (int two : other.held) {
                    if (one == two) {
                        return false;
                    }
                }
            }
            return !isBefore(other) && !other.isBefore(this);
        }

        private boolean isBefore(Edge other) {
            VectorClock mine = clock;
            VectorClock theirs = other.clock;
            return mine != null && theirs != null && mine.get(fiber) <= theirs.get(fiber);
        }
    }

    private final IntFunction<String> locations;
    private final boolean fails;
    private final LockClocks clocks = new LockClocks();

    /** Whether clocks are kept in the present run. */
    private boolean keepsClocks;

    /** Whether they are to be kept from the next run on. */
    private boolean wantsClocks;

    private final LockNumbers numbers = new LockNumbers();
    private @Nullable Held[] fibers = new Held[16];
    private int known;

    /** By the number of a lock, what was taken while it was held. */
    private @Nullable Edge[] edges = new Edge[64];

    private int edgeCount;

    /** Circles that the run has had. */
    private final List<List<Edge>> found = new ArrayList<>();

    /** The places of circles that were seen, in all runs. */
    private final Set<List<Integer>> seen = new HashSet<>();

    /** The numbers of what a thread holds, while it takes one more. */
    private int[] scratch = new int[16];

    private final List<Edge> path = new ArrayList<>();
    private int visits;
    private boolean gaveUp;

    /**
     * A detector for one run after the other.
     *
     * @param locations where the place with a number is
     * @param fails whether what is found ends the run
     */
    public LockOrders(IntFunction<String> locations, boolean fails) {
        this.locations = locations;
        this.fails = fails;
        this.wantsClocks = fails; // Each run must fail by itself.
    }

    /** Keeps clocks from the next run on; else they are, once a circle has been seen. */
    public void keepClocks() {
        wantsClocks = true;
    }

    /** Who has to be told what comes before what in the next run; null if nobody. */
    public @Nullable Order order() {
        return wantsClocks ? clocks : null;
    }

    /** Whether a circle was seen, and nobody has kept clocks so far. */
    public boolean wantsAnotherRun() {
        return wantsClocks && !keepsClocks;
    }

    /** What was found in the run so far; not to be called in a run. */
    public List<LockOrder> found() {
        return found.stream().map(this::named).toList();
    }

    /** Whether not all of the run could be looked at. */
    public boolean hasGivenUp() {
        return gaveUp || clocks.hasGivenUp();
    }

    @Override
    public void begins(Loop loop) {
        keepsClocks = wantsClocks;
        for (int id = 0; id < known; id++) {
            Held held = fibers[id];
            if (held != null) {
                held.clear();
            }
        }
        Arrays.fill(edges, 0, Math.min(edges.length, numbers.count()), null);
        numbers.reset();
        found.clear();
        known = 0;
        edgeCount = 0;
        gaveUp = false;
    }

    @Override
    public void givesUp() {
        gaveUp = true;
    }

    @Override
    public @Nullable Throwable takes(Fiber fiber, Object lock) {
        Held held = heldBy(fiber.id());
        int site = fiber.site();
        if (held.count > 0 && !gaveUp && !fiber.triesLock()) {
            int before = found.size();
            nests(fiber, held, lock, site);
            held.add(lock, site);
            if (fails && found.size() > before) {
                List<Edge> circle = found.get(before);
                return new LockOrderError(() -> named(circle));
            }
            return null;
        }
        held.add(lock, site);
        return null;
    }

    @Override
    public void releases(Fiber fiber, Object lock) {
        heldBy(fiber.id()).remove(lock);
    }

    private Held heldBy(int id) {
        if (id >= fibers.length) {
            fibers = Arrays.copyOf(fibers, Math.max(id + 1, fibers.length * 2));
        }
        known = Math.max(known, id + 1);
        Held held = fibers[id];
        if (held == null) {
            held = new Held();
            fibers[id] = held;
        }
        return held;
    }

    /** A thread takes a lock while it holds others. */
    private void nests(Fiber fiber, Held held, Object lock, int site) {
        int to = number(lock);
        int count = held.count;
        if (count > scratch.length) {
            scratch = new int[count * 2];
        }
        for (int i = 0; i < count; i++) {
            scratch[i] = number(Objects.requireNonNull(held.locks[i]));
        }
        VectorClock clock = keepsClocks ? clocks.of(fiber) : null;
        for (int i = 0; i < count; i++) {
            int from = scratch[i];
            if (from != to && !isKnown(from, to, fiber.id(), held.sites[i], site, count, clock)) {
                if (edgeCount == MOST_EDGES) {
                    gaveUp = true;
                    return;
                }
                Edge edge =
                        new Edge(
                                from,
                                to,
                                fiber,
                                held,
                                i,
                                site,
                                lock,
                                Arrays.copyOf(scratch, count),
                                clock == null ? null : clock.copy(),
                                edges[from]);
                edges[from] = edge;
                edgeCount++;
                path.add(edge);
                visits = 0;
                goesOn(edge);
                path.clear();
            }
        }
    }

    private boolean isKnown(
            int from, int to, int by, int since, int at, int count, @Nullable VectorClock clock) {
        for (Edge edge = edges[from]; edge != null; edge = edge.next) {
            if (edge.is(to, by, since, at)
                    && Arrays.equals(edge.held, 0, edge.held.length, scratch, 0, count)) {
                VectorClock then = edge.clock;
                if (clock == null || then == null || then.get(by) == clock.get(by)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Looks for ways from the end of the path back to its beginning. */
    private void goesOn(Edge last) {
        if (found.size() == MOST_FOUND) {
            return;
        }
        Edge first = path.getFirst();
        for (Edge edge = edges[last.to]; edge != null; edge = edge.next) {
            if (++visits > MOST_VISITS || !canFollow(edge)) {
                continue;
            }
            path.add(edge);
            if (edge.to == first.from) {
                closes();
            } else if (path.size() < LONGEST) {
                goesOn(edge);
            }
            path.removeLast();
        }
    }

    private boolean canFollow(Edge edge) {
        for (Edge one : path) {
            if (!edge.canMeet(one)) {
                return false;
            }
        }
        return true;
    }

    private void closes() {
        if (!keepsClocks) {
            wantsClocks = true;
            return;
        }
        List<Integer> places = new ArrayList<>();
        for (Edge edge : path) {
            places.add(31 * edge.fromSite + edge.toSite);
        }
        places.sort(null);
        if (fails ? found.isEmpty() : seen.add(places)) {
            found.add(List.copyOf(path));
        }
    }

    private int number(Object lock) {
        int number = numbers.of(lock);
        if (number >= edges.length) {
            edges = Arrays.copyOf(edges, edges.length * 2);
        }
        return number;
    }

    // --- what is found --------------------------------------------------------------------------

    private static Class<?> typeOf(Object lock) {
        if (lock instanceof Class<?> type) {
            return type;
        }
        Class<?> type = lock.getClass();
        return type.getName().startsWith("java.util.concurrent.locks.") ? type.getNestHost() : type;
    }

    private LockOrder named(List<Edge> circle) {
        List<Integer> order = new ArrayList<>();
        circle.forEach(edge -> order.add(edge.from));
        return new LockOrder(
                circle.stream()
                        .map(
                                edge ->
                                        new LockOrder.Step(
                                                edge.thread,
                                                name(edge.fromType, order.indexOf(edge.from)),
                                                locations.apply(edge.fromSite),
                                                name(edge.toType, order.indexOf(edge.to)),
                                                locations.apply(edge.toSite)))
                        .toList());
    }

    private static String name(Class<?> type, int index) {
        return type.getTypeName() + " #" + (index + 1);
    }
}
