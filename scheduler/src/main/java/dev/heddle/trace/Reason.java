package dev.heddle.trace;

import dev.heddle.control.Sites;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Steps;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;

/**
 * Puts into words what it was about the order of the steps of a run that failed: what others did
 * while a thread could have gone on, and what that had to do with it. A run that was made smaller
 * has only those interruptions that it needs in order to fail, so what is said is why.
 *
 * <p>For each interruption it looks at what the interrupted thread did to some place in memory
 * before, what others did to the same place meanwhile, and what it does to that place afterwards.
 */
final class Reason {

    /** With more interruptions than this a sentence says nothing any more. */
    private static final int MOST_CLAUSES = 3;

    /** How far back the beginning of something that was interrupted is looked for, in steps. */
    private static final int FARTHEST = 60;

    private final List<Event> events;
    private final Map<Long, String> names;

    Reason(List<Event> events, Map<Long, String> names) {
        this.events = events;
        this.names = names;
    }

    /**
     * A thread was made to wait, or began to, and others went on.
     *
     * @param from the index of the last event before
     * @param to the index of its first event afterwards; the number of events if there is none
     * @param next what it does next, if that is known
     */
    private record Gap(long number, int from, int to, @Nullable Event next) {}

    /**
     * What is to be said about a gap.
     *
     * @param worth how much it says; 0 if it only says that there is one
     * @param about the events that it names
     */
    private record Clause(int worth, String text, List<Event> about) {}

    /** What happens where a thread is interrupted; each may follow on "when". */
    List<String> clauses() {
        return chosen().map(Clause::text).distinct().limit(MOST_CLAUSES).toList();
    }

    /** The steps that those clauses are about. */
    Set<Long> steps() {
        Set<String> told = new HashSet<>(clauses());
        Set<Long> steps = new TreeSet<>();
        chosen().filter(clause -> told.contains(clause.text))
                .flatMap(clause -> clause.about.stream())
                .forEach(event -> steps.add(event.index));
        return steps;
    }

    private Stream<Clause> chosen() {
        List<Gap> interruptions = new ArrayList<>();
        List<Gap> waits = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            Event pending = event.pending;
            if (pending != null && !pending.action().isEmpty()) {
                interruptions.add(gap(i, pending));
            } else if (event.other instanceof Event.Other.Waits(Wait wait, Object on)
                    && Steps.isOfCoroutine(wait)) {
                waits.add(gap(i, null));
            }
        }
        List<Clause> all =
                new ArrayList<>(
                        interruptions.stream()
                                .map(this::clause)
                                .filter(clause -> !clause.text.isEmpty())
                                .toList());
        Clause wait =
                waits.stream()
                        .map(this::clause)
                        .filter(clause -> clause.worth > 0)
                        .max(Comparator.comparingInt(Clause::worth))
                        .orElse(null);
        if (wait != null && all.stream().allMatch(clause -> clause.worth < wait.worth)) {
            all.clear();
            all.add(wait);
        }
        // In a run that was not made smaller there may be many: those that say most.
        int least =
                all.size() <= MOST_CLAUSES
                        ? 0
                        : all.stream().mapToInt(Clause::worth).max().orElse(0);
        return all.stream().filter(clause -> clause.worth >= least);
    }

    private Gap gap(int from, @Nullable Event pending) {
        long number = events.get(from).number;
        int to = from + 1;
        while (to < events.size() && events.get(to).number != number) {
            to++;
        }
        return new Gap(number, from, to, pending);
    }

    // --- what one gap is about ------------------------------------------------------------------

    private Clause clause(Gap gap) {
        Clause between = between(gap);
        if (between != null) {
            return between;
        }
        Event next = gap.next;
        Clause ordered = next == null ? null : ordered(gap, next);
        if (ordered != null && next != null && !(next.object instanceof Lock)) {
            return ordered;
        }
        Clause stale = stale(gap);
        if (stale != null) {
            return stale;
        }
        if (ordered != null) {
            return ordered;
        }
        String then = next == null ? "" : action(next);
        if (next == null || then.isEmpty() || gap.to == gap.from + 1) {
            return new Clause(0, "", List.of());
        }
        return new Clause(
                0,
                "%s is preempted before it %s%s, and %s first"
                        .formatted(who(next), then, where(next), others(gap)),
                about(gap));
    }

    /** These, and what the thread does right after the gap. */
    private List<Event> about(Gap gap, Event... named) {
        List<Event> all = new ArrayList<>(List.of(named));
        if (gap.next != null && gap.to < events.size()) {
            all.add(events.get(gap.to));
        }
        return all;
    }

    /** Others did something before the thread does what it was about to. */
    private @Nullable Clause ordered(Gap gap, Event next) {
        Event first = lastConflict(gap, next);
        return first == null
                ? null
                : new Clause(
                        2,
                        "%s before %s %s%s"
                                .formatted(does(first), who(next), again(next, first), where(next)),
                        about(gap, first));
    }

    /** Others did something between two accesses of the thread that should have been one. */
    private @Nullable Clause between(Gap gap) {
        Set<Event> tried = new HashSet<>();
        for (int i = gap.from, seen = 0; i >= 0 && seen < FARTHEST; i--) {
            Event before = events.get(i);
            if (before.number != gap.number) {
                continue;
            }
            seen++;
            if (before.object == null
                    || before.object instanceof Lock // What a lock keeps apart is something else.
                    || !tried.add(before)
                    || isNothing(before)) {
                continue;
            }
            Event after = after(gap, before);
            if (after == null) {
                continue;
            }
            Event meanwhile = meanwhile(gap, before, after);
            if (meanwhile != null) {
                String sameLine = where(before).equals(where(after)) ? "" : where(before);
                return new Clause(
                        4,
                        "%s between %s%s and %s of %s%s"
                                .formatted(
                                        does(meanwhile),
                                        noun(before),
                                        sameLine,
                                        noun(after),
                                        who(before),
                                        where(after)),
                        // What it never came to is no step.
                        after == gap.next
                                ? about(gap, before, meanwhile)
                                : List.of(before, meanwhile, after));
            }
        }
        return null;
    }

    /** What the thread does to the same place after the gap. */
    private @Nullable Event after(Gap gap, Event before) {
        for (int i = gap.to, seen = 0; i < events.size() && seen < FARTHEST; i++) {
            Event event = events.get(i);
            if (event.number == gap.number) {
                seen++;
                if (event.isAt(before)) {
                    return event;
                }
            }
        }
        Event next = gap.next; // It may never have come to it.
        return next != null && next.isAt(before) ? next : null;
    }

    /**
     * What others did that can not be moved before the first of two accesses or after the other.
     */
    private @Nullable Event meanwhile(Gap gap, Event before, Event after) {
        for (int i = Math.min(gap.to, events.size()) - 1; i > gap.from; i--) {
            Event event = events.get(i);
            if (event.number == gap.number || !event.isAt(before) || isNothing(event)) {
                continue;
            }
            // A call may both read and write; then what it writes is what matters.
            boolean breaks =
                    event.writes()
                            ? before.reads() || after.reads()
                            : before.writes() && after.writes() && event.reads();
            if (breaks) {
                return event;
            }
        }
        return null;
    }

    private @Nullable Event lastConflict(Gap gap, Event with) {
        for (int i = Math.min(gap.to, events.size()) - 1; i > gap.from; i--) {
            Event event = events.get(i);
            if (event.number != gap.number && event.conflictsWith(with) && !isNothing(event)) {
                return event;
            }
        }
        return null;
    }

    /** Others changed what the thread has read and does not read again. */
    private @Nullable Clause stale(Gap gap) {
        Event next = gap.next;
        for (int i = gap.from, seen = 0; i >= 0 && seen < FARTHEST; i--) {
            Event before = events.get(i);
            if (before.number != gap.number) {
                continue;
            }
            seen++;
            if (isNothing(before)) {
                continue;
            }
            Event changed = lastConflict(gap, before);
            // What others have read matters if the failure came of it, before the thread went on.
            if (changed != null && (before.reads() ? changed.writes() : gap.to == events.size())) {
                String then = next == null ? "" : action(next);
                return new Clause(
                        3,
                        "%s after %s of %s%s%s"
                                .formatted(
                                        does(changed),
                                        noun(before),
                                        who(before),
                                        where(before),
                                        then.isEmpty() || next == null
                                                ? ""
                                                : ", before "
                                                        + who(next)
                                                        + " "
                                                        + then
                                                        + where(next)),
                        about(gap, changed, before));
            }
        }
        return null;
    }

    // --- words ----------------------------------------------------------------------------------

    /** Whether it enters a monitor, or a call only gives a part of an object that never changes. */
    private static boolean isNothing(Event event) {
        if ((event.access & Access.MONITOR) != 0) {
            return true;
        }
        String action = event.isCall() ? event.action() : "";
        return action.endsWith(".readLock")
                || action.endsWith(".writeLock")
                || action.endsWith(".newCondition");
    }

    private String who(Event event) {
        return "'" + names.getOrDefault(event.number, "?") + "'";
    }

    /** Those who go on meanwhile: one by its name, several by their number. */
    private String others(Gap gap) {
        Set<Long> others = new HashSet<>();
        String one = "";
        for (int i = gap.from + 1; i < gap.to; i++) {
            others.add(events.get(i).number);
            one = who(events.get(i));
        }
        return others.size() == 1 ? one + " runs" : others.size() + " other threads run";
    }

    private String does(Event event) {
        return who(event) + " " + action(event) + where(event);
    }

    /** As in the table, with the name of a field set off. */
    private static String action(Event event) {
        String action = event.action().isEmpty() ? "" : Words.action(event);
        if (event.isField() && action.indexOf(' ') > 0) {
            int space = action.indexOf(' ');
            return action.substring(0, space) + " `" + action.substring(space + 1) + "`";
        }
        return action;
    }

    /** What it does to what was named just before. */
    private static String again(Event event, Event before) {
        if (event.isField() && event.field().equals(before.field())) {
            return event.writes() ? "writes it" : "reads it";
        }
        return action(event);
    }

    private static String noun(Event event) {
        if (event.isCall()) {
            return "the call of " + action(event).replaceFirst("^calls ", "");
        }
        return event.writes() ? "the write" : "the read";
    }

    private static String where(Event event) {
        Sites.Site place = event.place();
        return place == null || place.file().isEmpty() || place.line() < 0
                ? ""
                : " (" + place.file() + ":" + place.line() + ")";
    }
}
