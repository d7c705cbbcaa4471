package dev.heddle.trace;

import dev.heddle.control.Sites;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Monitor;
import dev.heddle.kernel.Turns;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The course a run took: which thread did what, in order. Keeps the last steps only, since a
 * failure is near the end of the run that has it.
 */
public final class Course implements Watcher {

    /** More steps than this are of no use to anybody who reads them in a message. */
    private static final int MOST_STEPS = 40;

    /** With more threads than this a column for each is not readable any more. */
    private static final int MOST_COLUMNS = 8;

    private static final int WIDEST_NAME = 16;

    /**
     * A step of a run.
     *
     * @param number a number that the thread has in the run, or the coroutine, if it executes one
     * @param thread the name of the thread, or of the coroutine
     * @param action what it did
     * @param place where, like the line of a stack trace, or an empty string
     */
    public record Step(long number, String thread, String action, String place) {}

    /** What it did instead of passing a scheduling point. */
    private sealed interface Other {
        record Waits(Wait waiting, @Nullable Object on) implements Other {}

        record Notifies(String waiter) implements Other {}

        record Stalls(long nanos) implements Other {}

        record Ends() implements Other {}
    }

    private static final Other ENDS = new Other.Ends();

    /** Names of the threads by their numbers. */
    private final Map<Long, String> names = new HashMap<>();

    /** Numbers of coroutines: each has a column, whichever thread executes it. */
    private final IdentityHashMap<Object, Long> coroutines = new IdentityHashMap<>();

    /** The number of the last thread that did something, whose name is known already. */
    private long lastNumber = -1;

    // The last steps, in a ring: the step counted n is at n % MOST_STEPS.
    private final long[] numbers = new long[MOST_STEPS];
    private final int[] sites = new int[MOST_STEPS];
    private final @Nullable Other[] others = new Other[MOST_STEPS];
    private long count;

    /** An empty course, to watch one run. */
    public Course() {}

    /** The last steps of the run. */
    public List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        for (long n = Math.max(0, count - MOST_STEPS); n < count; n++) {
            steps.add(step((int) (n % MOST_STEPS)));
        }
        return steps;
    }

    private Step step(int at) {
        String name = names.getOrDefault(numbers[at], "?");
        return switch (others[at]) {
            case Other.Waits(Wait wait, Object on) ->
                    new Step(numbers[at], name, waiting(wait, on), "");
            case Other.Notifies(String waiter) ->
                    new Step(numbers[at], name, "notifies '" + waiter + "'", "");
            case Other.Stalls(long nanos) ->
                    new Step(numbers[at], name, "time passes: " + text(nanos), "");
            case Other.Ends ends -> new Step(numbers[at], name, "ends", "");
            case null -> {
                Sites.Site place = Sites.find(sites[at]);
                yield place == null
                        ? new Step(numbers[at], name, "lets others go first", "")
                        : new Step(numbers[at], name, place.action(), place.location());
            }
        };
    }

    @Override
    public void passes(Fiber fiber, int site) {
        add(fiber, site, null);
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object on) {
        if (on == null && (wait == Wait.TURN || wait == Wait.EVENT)) {
            return; // It has nothing to do: that is no step of the program.
        }
        boolean coroutine = wait == Wait.TURN || wait == Wait.EVENT;
        // In words at once: whom a coroutine waits for changes.
        add(fiber, 0, new Other.Waits(wait, coroutine ? String.valueOf(on) : on));
    }

    @Override
    public void notifies(Fiber fiber, Fiber waiter) {
        add(fiber, 0, new Other.Notifies(waiter.toString()));
    }

    @Override
    public void stalls(Fiber fiber, long nanos) {
        add(fiber, 0, new Other.Stalls(nanos));
    }

    @Override
    public void ends(Fiber fiber) {
        if (fiber.guest() != null) {
            return; // Coroutines have come to their end before, and need no thread any more.
        }
        add(fiber, 0, ENDS);
    }

    private void add(Fiber fiber, int site, @Nullable Other other) {
        long number =
                fiber.guest() instanceof Turns.Guest guest
                        ? coroutine(fiber, guest, other)
                        : (long) fiber.id() << Integer.SIZE;
        if (number != lastNumber) {
            names.putIfAbsent(number, fiber.toString());
            lastNumber = number;
        }
        int at = (int) (count++ % MOST_STEPS);
        numbers[at] = number;
        sites[at] = site;
        others[at] = other;
    }

    /** The number of the coroutine that is executed, or that begins to wait. */
    private long coroutine(Fiber fiber, Turns.Guest guest, @Nullable Other other) {
        boolean waits =
                other instanceof Other.Waits waiting
                        && (waiting.waiting() == Wait.TURN || waiting.waiting() == Wait.EVENT);
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

    private static String text(long nanos) {
        return Duration.ofNanos(nanos).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private static String waiting(Wait wait, @Nullable Object on) {
        String what = on == null ? "" : " " + simpleName(on);
        return switch (wait) {
            case NOTHING -> "goes on";
            case MONITOR -> "waits to enter" + what;
            case NOTIFICATION -> "waits to be notified" + what;
            case UNPARK -> "parks" + what;
            case TIME -> "sleeps";
            case THREAD -> "joins '" + on + "'";
            case OUTSIDE -> "waits for something outside the run";
            case OTHERS -> "moves time";
            case CLASS -> "waits for the initialiser of " + on;
            case INITIALISER -> "waits for a class that another thread is initialising";
            case TURN, EVENT -> "awaits " + on;
        };
    }

    private static String simpleName(Object on) {
        Object named = on instanceof Monitor monitor ? monitor.object() : on;
        String name = named.getClass().getName();
        return name.substring(name.lastIndexOf('.') + 1).replace('$', '.');
    }

    /** The steps as a table: a column for each thread, a line for each step. */
    public String render() {
        List<Step> steps = steps();
        if (steps.isEmpty()) {
            return "";
        }
        // A column is known by the thread's number, since two threads may have one name.
        SortedMap<Long, String> columns = new TreeMap<>();
        int widest = 0;
        for (Step step : steps) {
            columns.put(step.number(), step.thread());
            widest = Math.max(widest, step.action().length());
        }
        boolean table = columns.size() <= MOST_COLUMNS;
        List<String> lines = new ArrayList<>();
        String which =
                count > steps.size()
                        ? "the last %d of %,d steps".formatted(steps.size(), count)
                        : "all %d steps".formatted(count);
        lines.add("How it came about, " + which + ":");
        if (table) {
            lines.add("  " + header(columns));
        }
        for (Step step : steps) {
            String who = table ? marks(columns, step.number()) : "'" + step.thread() + "' ";
            String action = (step.action() + " ".repeat(widest)).substring(0, widest);
            lines.add(("  " + who + action + "  " + step.place()).stripTrailing());
        }
        return String.join("\n", lines);
    }

    private static String header(SortedMap<Long, String> columns) {
        StringBuilder line = new StringBuilder();
        for (String thread : columns.values()) {
            line.append(shortened(thread)).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static String marks(SortedMap<Long, String> columns, long number) {
        StringBuilder line = new StringBuilder();
        columns.forEach(
                (column, name) -> {
                    String mark = column == number ? "*" : "|";
                    line.append(mark).append(" ".repeat(shortened(name).length() + 1));
                });
        return line.toString();
    }

    private static String shortened(String name) {
        return name.length() <= WIDEST_NAME ? name : name.substring(0, WIDEST_NAME - 1) + "~";
    }
}
