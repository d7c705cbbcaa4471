package dev.heddle.trace;

import dev.heddle.api.Internal;
import dev.heddle.control.Sites;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Frames;
import dev.heddle.kernel.Mark;
import dev.heddle.kernel.Marks;
import dev.heddle.kernel.Monitor;
import dev.heddle.kernel.Order;
import dev.heddle.kernel.Steps;
import dev.heddle.kernel.Turns;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The course a run took: which thread did what, in order, and which values it read and wrote. Keeps
 * the last steps only, since a failure is near the end of the run that has it.
 *
 * <p>What is read is looked at right before the fiber reads it, when nobody else can come in
 * between any more. What is written is looked at when anything happens next: until then nobody else
 * has moved.
 */
@Internal
public final class Course implements Watcher {

    /** More steps than this are of no use to anybody who reads them in a message. */
    static final int MOST_STEPS = 40;

    /** So many of them are the last of all, where the run failed for what was thrown before. */
    private static final int LAST_STEPS = 6;

    /** In how many of the last steps the reason is looked for. */
    private static final int MOST_SEARCHED = 1_000;

    /** How many steps are kept, for who looks at all of them. */
    private static final int MOST_KEPT = 10_000;

    /** Names of the threads by their numbers. */
    private final Map<Long, String> names = new HashMap<>();

    /** Numbers of coroutines: each has a column, whichever thread executes it. */
    private final IdentityHashMap<Object, Long> coroutines = new IdentityHashMap<>();

    /** The last steps, in a ring: the one counted n, from 1, is at n % MOST_KEPT. */
    private final @Nullable Event[] events = new Event[MOST_KEPT];

    private long count;

    /** The last step of each thread but the one that has had the last of all. */
    private final Map<Long, Long> lastSteps = new HashMap<>();

    /** Who did something last; its name is known already. */
    private @Nullable Fiber lastFiber;

    private @Nullable Event last;

    /** What was done last, if it is a write whose value is not known yet. */
    private @Nullable Event writing;

    /** The points that were marked before the first step. */
    private final List<Event> marksBefore = new ArrayList<>();

    /** All points that were marked. */
    private final List<Mark> marks = new ArrayList<>();

    /** Set when the run is over: what happens then is no part of it. */
    private boolean over;

    /** The steps that are kept, once somebody has asked for them. */
    private @Nullable List<Step> told;

    /** Those of them that a message has. */
    private List<Step> inMessage = List.of();

    /** Which of the last steps comes after some that are left out; 0 if there is none. */
    private int leftOut;

    private WentWrong wrong = WentWrong.UNKNOWN;

    private final HeldLocks locks = new HeldLocks();
    private final Edges edges = new Edges();

    /** Objects that the account of the end mentions, by what it calls them. */
    private final Map<String, Object> mentioned = new HashMap<>();

    private final Values values = new Values();

    /** An empty course, to watch one run. */
    public Course() {}

    /** How many steps the run had. */
    public long count() {
        return count;
    }

    /** All points that the program has marked, and the run came to, in order. */
    public List<Mark> marks() {
        return List.copyOf(marks);
    }

    /** Whether more than one thread, or coroutine, did something. */
    public boolean hasSeveralThreads() {
        return names.size() > 1;
    }

    /** The steps of the run that a message has: the last ones, and those before what was thrown. */
    public List<Step> steps() {
        allSteps();
        return inMessage;
    }

    /** The last steps of the run, as many as are kept. */
    public List<Step> allSteps() {
        List<Step> known = told;
        if (known == null) {
            known = tell();
            told = known;
        }
        return known;
    }

    /** The steps that {@link #clauses} are about. */
    public Set<Long> reasonSteps() {
        return reason().steps();
    }

    /**
     * The last step before it was thrown what the run has failed with; 0 if that is not known.
     *
     * @see #ended
     */
    public long lastStepBeforeThrown() {
        List<Event> all = events(MOST_SEARCHED);
        int thrown = wrong.lastBeforeThrown(all);
        return thrown < 0 ? 0 : all.get(thrown).index;
    }

    /** Which step was at this scheduling point of the run; 0 if it is not known. */
    public long stepAt(long point) {
        return events(MOST_KEPT).stream()
                .filter(event -> event.point == point)
                .mapToLong(event -> event.index)
                .findFirst()
                .orElse(0);
    }

    /** The steps as a table: a column for each thread, a line for each step; empty without any. */
    public List<String> table(int width) {
        List<Step> told = steps();
        return Table.of(told, leftOut, count, width);
    }

    /**
     * What others did where a thread was interrupted, in clauses that may follow on "when"; none if
     * there is nothing to be seen, or too much.
     */
    public List<String> clauses() {
        return reason().clauses();
    }

    private Reason reason() {
        List<Event> all = events(searched());
        int at = wrong.lastThatMattered(all, names);
        if (at >= 0) { // What came later may have passed it on, but was not what it came of.
            Reason reason = new Reason(all.subList(0, at + 1), names);
            if (!reason.clauses().isEmpty()) {
                return reason;
            }
        }
        return new Reason(all, names);
    }

    /** The run has ended so. */
    public void ended(Ending ending) {
        wrong = WentWrong.by(ending);
    }

    /** In how many of the last steps what went wrong is looked for. */
    private int searched() {
        return wrong.mayBeLongAgo() ? MOST_KEPT : MOST_SEARCHED;
    }

    /**
     * What threads did over and over in the last steps, and who got no share in it, in lines; none
     * if nothing was repeated.
     *
     * @param standing the threads that were left when the run ended
     */
    public List<String> rounds(List<Standing> standing) {
        List<Event> kept = Visible.of(events(MOST_SEARCHED));
        Event latest = last;
        if (latest == null) {
            return List.of();
        }
        Rounds rounds = new Rounds(kept);
        List<String> lines =
                new ArrayList<>(rounds.lines(names, event -> step(event, Sources.NONE, List.of())));
        lastSteps.put(latest.number, latest.index);
        Map<String, Long> byName = new HashMap<>();
        lastSteps.forEach((number, step) -> byName.merge(names.get(number), step, Math::max));
        String thread = names.getOrDefault(latest.number, "?");
        lines.addAll(rounds.starved(standing, names, byName, count, thread));
        return lines;
    }

    /** What was done last, and by whom; an empty string if nothing was. */
    String last() {
        Event event = last;
        if (event == null) {
            return "";
        }
        return event.other instanceof Event.Other.Stalls(long nanos)
                ? Words.text(nanos) + " have passed"
                : "'" + names.getOrDefault(event.number, "?") + "' " + Words.action(event);
    }

    /** The last events that are kept, in order. */
    private List<Event> events(int most) {
        List<Event> all = new ArrayList<>();
        for (long n = Math.max(1, count + 1 - most); n <= count; n++) {
            Event event = events[(int) (n % MOST_KEPT)];
            if (event != null) {
                all.add(event);
            }
        }
        return all;
    }

    // --- what happens ---------------------------------------------------------------------------

    @Override
    public Order order() {
        return edges;
    }

    @Override
    public void passes(Fiber fiber, int site) {
        if (over) {
            return;
        }
        boolean hides = !fiber.isMasked();
        if (hides) {
            fiber.mask(); // What is done here is no part of the run.
        }
        try {
            Event event = Event.at(fiber, begin(fiber), numberOf(fiber, null));
            event.point = fiber.loop().steps();
            locks.passes(fiber);
            if (!isInProgram(fiber, site)) {
                event.lookAround();
            }
            add(fiber, event);
            if (event.writes() && !event.isCall()) {
                writing = event;
            } else {
                event.look();
            }
        } finally {
            if (hides) {
                fiber.unmask();
            }
        }
    }

    /** Whether a place is one of the program, or of what it wants to look into. */
    private static boolean isInProgram(Fiber fiber, int site) {
        Sites.Site place = Sites.find(site);
        return place != null
                && (!Frames.isOfTheJdk(place.type())
                        || (place.line() >= 0 && fiber.loop().inside() != 0));
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object on) {
        if (Steps.isStep(wait, on)) {
            // In words at once: whom a coroutine waits for changes.
            add(
                    fiber,
                    new Event.Other.Waits(
                            wait, Steps.isOfCoroutine(wait) ? String.valueOf(on) : on));
        }
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        add(fiber, new Event.Other.Notifies(waiter.toString()));
    }

    @Override
    public void stalls(Fiber fiber, long nanos) {
        add(fiber, new Event.Other.Stalls(nanos));
    }

    @Override
    public void ends(Fiber fiber) {
        if (Steps.isEnd(fiber)) {
            add(fiber, Event.ENDS);
        }
    }

    /** What is marked belongs to the last step, whoever has made it; it is none of its own. */
    @Override
    public void marks(Fiber fiber, String name) {
        if (over) {
            return;
        }
        boolean hides = !fiber.isMasked();
        if (hides) {
            fiber.mask();
        }
        try {
            settle();
            Event mark = Event.of(count, numberOf(fiber, null), new Event.Other.Marks(name));
            mark.lookAround();
            mark.time = fiber.loop().clock().now();
            names.putIfAbsent(mark.number, fiber.toString());
            Duration time = Duration.ofNanos(fiber.loop().clock().now());
            marks.add(new Mark(name, Marks.who(fiber), fiber.loop().steps(), time));
            Event before = last;
            List<Event> all = before == null ? marksBefore : before.marks;
            if (all == null) {
                all = new ArrayList<>();
                Objects.requireNonNull(before).marks = all;
            }
            all.add(mark);
        } finally {
            if (hides) {
                fiber.unmask();
            }
        }
    }

    @Override
    public void mentions(Object object, String text) {
        mentioned.putIfAbsent(text, object);
    }

    @Override
    public void over() {
        if (!over) {
            settle();
            over = true;
        }
    }

    private void add(Fiber fiber, Event.Other other) {
        if (over) {
            return;
        }
        boolean hides = !fiber.isMasked();
        if (hides) {
            fiber.mask();
        }
        try {
            Event event = Event.of(begin(fiber), numberOf(fiber, other), other);
            if (other instanceof Event.Other.Waits || other instanceof Event.Other.Notifies) {
                event.lookAround(); // Of all else, the fiber need not be who executes this.
            }
            add(fiber, event);
        } finally {
            if (hides) {
                fiber.unmask();
            }
        }
    }

    /** The number of the step that a fiber does next; what the last one has written is there. */
    private long begin(Fiber fiber) {
        settle();
        Fiber before = lastFiber;
        Event left = last;
        if (before != null
                && before != fiber
                && left != null
                && left.other == null
                && before.waiting() == Wait.NOTHING) {
            left.pending = Event.at(before, left.index, left.number);
        }
        return ++count;
    }

    private void settle() {
        Event event = writing;
        if (event != null) {
            writing = null;
            event.look();
        }
    }

    private void add(Fiber fiber, Event event) {
        if (fiber != lastFiber || last == null || event.number != last.number) {
            names.putIfAbsent(event.number, fiber.toString());
            if (last != null) {
                lastSteps.put(last.number, last.index);
            }
        }
        event.time = fiber.loop().clock().now();
        event.held = held(fiber);
        edges.does(fiber, event);
        lastFiber = fiber;
        last = event;
        events[(int) (event.index % MOST_KEPT)] = event;
    }

    private List<Object> held(Fiber fiber) {
        List<Object> monitors = locks.monitors(fiber);
        List<Object> others = locks.others(fiber);
        if (monitors.isEmpty() || others.isEmpty()) {
            return monitors.isEmpty() ? others : monitors;
        }
        List<Object> all = new ArrayList<>(monitors);
        all.addAll(others);
        return all;
    }

    private long numberOf(Fiber fiber, Event.@Nullable Other other) {
        return fiber.guest() instanceof Turns.Guest guest
                ? coroutine(fiber, guest, other)
                : (long) fiber.id() << Integer.SIZE;
    }

    /** The number of the coroutine that is executed, or that begins to wait. */
    private long coroutine(Fiber fiber, Turns.Guest guest, Event.@Nullable Other other) {
        boolean waits =
                other instanceof Event.Other.Waits waiting
                        && Steps.isOfCoroutine(waiting.waiting());
        Object suspended = waits ? guest.suspends() : null;
        Object executed = suspended == null ? guest.executes() : suspended;
        Long known = coroutines.get(executed);
        if (known == null) {
            known = ((long) fiber.id() << Integer.SIZE) + coroutines.size() + 1;
            coroutines.put(executed, known);
            names.put(known, guest.nameOf(executed));
        }
        return known;
    }

    // --- in words -------------------------------------------------------------------------------

    private List<Step> tell() {
        settle();
        List<Event> kept = events(MOST_KEPT);
        List<Event> visible = Visible.of(kept);
        List<Event> shown = withMarks(kept, visible);
        Set<String> types = new HashSet<>();
        for (Event event : shown) {
            Sites.Site place = event.place();
            if (place != null) {
                types.add(place.type());
            }
        }
        for (Event event : kept) {
            if (event.object != null) {
                values.meets(event.object);
            }
        }
        // The account of the end has been made already: its numbers hold here too.
        mentioned.forEach((text, object) -> values.reserve(object, numberIn(text)));
        Sources sources = Sources.of(types);
        int searched = searched();
        List<Event> last =
                shown.stream().dropWhile(event -> event.index <= count - searched).toList();
        // Objects are numbered as they are named: first those that stand in a message.
        List<Event> first = shown(last, MOST_STEPS);
        first.forEach(this::nameAll);
        IdentityHashMap<Event, List<Edges.Edge>> after = Edges.among(kept, visible);
        IdentityHashMap<Event, Step> steps = new IdentityHashMap<>();
        for (Event event : shown) {
            steps.put(event, step(event, sources, after.getOrDefault(event, List.of())));
        }
        inMessage = first.stream().map(steps::get).map(Objects::requireNonNull).toList();
        return shown.stream().map(steps::get).map(Objects::requireNonNull).toList();
    }

    /** Gives numbers to the objects that a step is about. */
    private void nameAll(Event event) {
        step(event, Sources.NONE, List.of());
    }

    /** What is of interest, and what was marked, in order. */
    private List<Event> withMarks(List<Event> events, List<Event> visible) {
        if (marks.isEmpty()) {
            return visible;
        }
        Set<Event> told = Collections.newSetFromMap(new IdentityHashMap<>());
        told.addAll(visible);
        List<Event> all = new ArrayList<>(count <= MOST_KEPT ? marksBefore : List.of());
        for (Event event : events) {
            if (told.contains(event)) {
                all.add(event);
            }
            List<Event> after = event.marks;
            if (after != null) {
                all.addAll(after);
            }
        }
        return all;
    }

    /** The last ones; if it had gone wrong before them, those up to there too. */
    private List<Event> shown(List<Event> all, int most) {
        int at = wrong.lastThatMattered(all, names);
        int end = all.size() - most;
        if (at < 0 || at >= end) {
            return all.subList(Math.max(0, end), all.size());
        }
        int from = Math.max(0, at + 1 - (most - LAST_STEPS));
        List<Event> shown = new ArrayList<>(all.subList(from, at + 1));
        shown.addAll(all.subList(all.size() - LAST_STEPS, all.size()));
        leftOut = at + 1 - from;
        return shown;
    }

    private static int numberIn(String text) {
        return Integer.parseInt(text.substring(text.lastIndexOf('#') + 1));
    }

    private Step step(Event event, Sources sources, List<Edges.Edge> after) {
        String thread = names.getOrDefault(event.number, "?");
        Sites.Site place = event.place();
        String action =
                event.other instanceof Event.Other.Waits(Wait wait, Object on)
                        ? event.isIdle() && wait == Wait.UNPARK
                                ? "waits for a task"
                                : on == null && wait == Wait.UNPARK
                                        ? Words.within(event.call())
                                        : Words.waiting(wait, on, on == null ? "" : nameOf(on))
                        : Words.action(event);
        String mark = event.other instanceof Event.Other.Marks marks ? marks.name() : "";
        if (place == null) {
            return new Step(
                    event.index,
                    event.number,
                    thread,
                    action,
                    "",
                    "",
                    "",
                    "",
                    -1,
                    "",
                    mark,
                    Duration.ofNanos(event.time),
                    event.other instanceof Event.Other.Waits,
                    event.pending != null,
                    held(event, sources),
                    told(after));
        }
        Object accessed = event.object;
        return new Step(
                event.index,
                event.number,
                thread,
                action,
                accessed == null || event.isOfTheJdk() ? "" : values.name(accessed),
                values.text(event.value),
                place.location(),
                place.file(),
                place.line(),
                sources.line(place.type(), place.file(), place.line()),
                mark,
                Duration.ofNanos(event.time),
                event.other instanceof Event.Other.Waits,
                event.pending != null,
                held(event, sources),
                told(after));
    }

    /** By their names, since what they are found by is their hash codes. */
    private List<String> held(Event event, Sources sources) {
        return sources == Sources.NONE // Only what is done gives numbers.
                ? List.of()
                : event.held.stream().map(values::name).sorted().toList();
    }

    private static List<Step.After> told(List<Edges.Edge> after) {
        return after.stream().map(edge -> new Step.After(edge.index(), edge.through())).toList();
    }

    private String nameOf(Object on) {
        return values.name(on instanceof Monitor monitor ? monitor.object() : on);
    }
}
