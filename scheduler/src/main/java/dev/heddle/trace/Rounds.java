package dev.heddle.trace;

import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Wait;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * What the threads of a run that did not end did over and over in its last steps, and who had no
 * share in it. Each thread is looked at by itself, since how they take turns may change while what
 * each of them does repeats.
 */
final class Rounds {

    /** A round with more steps than this is not shown. */
    private static final int LONGEST = 40;

    /** Fewer repetitions may be chance. */
    private static final int FEWEST = 3;

    /** A thread that has been idle for fewer steps than this is not starved. */
    private static final long IDLE = 500;

    /** The last steps of each thread, by its number. */
    private final Map<Long, List<Event>> threads = new LinkedHashMap<>();

    private final int size;

    /** For the last events of a run, in order. */
    Rounds(List<Event> events) {
        size = events.size();
        for (Event event : events) {
            threads.computeIfAbsent(event.number, number -> new ArrayList<>()).add(event);
        }
    }

    /**
     * The rounds that threads made, in lines; none if there are none.
     *
     * @param names the names of threads by their numbers
     * @param told a step, as it is told
     */
    List<String> lines(Map<Long, String> names, Function<Event, Step> told) {
        List<String> lines = new ArrayList<>();
        int whole = 0;
        for (Map.Entry<Long, List<Event>> entry : threads.entrySet()) {
            List<Event> all = entry.getValue();
            int period = period(all);
            if (period == 0) {
                continue;
            }
            int covered = covered(all, period);
            whole += covered == all.size() ? 1 : 0;
            lines.add(
                    "  '%s' repeats %s, %,d times:"
                            .formatted(
                                    names.getOrDefault(entry.getKey(), "?"),
                                    period == 1 ? "this step" : "these %d steps".formatted(period),
                                    covered / period));
            for (Event event : all.subList(all.size() - period, all.size())) {
                Step step = told.apply(event);
                lines.add(("      " + step.action() + "  " + step.place()).stripTrailing());
            }
        }
        if (!lines.isEmpty()) {
            lines.addFirst(title(whole));
        }
        return lines;
    }

    /** What it is called if so many threads did nothing else. */
    private String title(int whole) {
        if (whole < threads.size()) {
            return "What was repeated in the last %,d steps:".formatted(size);
        }
        return whole == 1
                ? "Endless loop: in the last %,d steps nothing was done but this:".formatted(size)
                : "Livelock: in the last %,d steps the threads did nothing but this:"
                        .formatted(size);
    }

    /** The length of the round that a thread's last steps repeat; 0 if there is none. */
    private static int period(List<Event> all) {
        for (int period = 1; period <= LONGEST && period * FEWEST <= all.size(); period++) {
            int covered = covered(all, period);
            if (covered >= period * FEWEST && covered * 2 >= all.size()) {
                return period;
            }
        }
        return 0;
    }

    /** How many of the last steps are repetitions of a round of that length, that included. */
    private static int covered(List<Event> all, int period) {
        int covered = period;
        for (int at = all.size() - 1 - period; at >= 0; at--) {
            if (!isSame(all.get(at), all.get(at + period))) {
                break;
            }
            covered++;
        }
        return covered;
    }

    private static boolean isSame(Event one, Event other) {
        return one.site == other.site
                && Objects.equals(kind(one), kind(other))
                && awaited(one) == awaited(other);
    }

    /** What it is, besides passing a place. */
    private static @Nullable Object kind(Event event) {
        Event.Other other = event.other;
        return other instanceof Event.Other.Waits waits
                ? waits.waiting()
                : other == null ? null : other.getClass();
    }

    /** The very object that is waited for; what coroutines await is known by a text only. */
    private static @Nullable Object awaited(Event event) {
        return event.other instanceof Event.Other.Waits waits && !(waits.on() instanceof String)
                ? waits.on()
                : null;
    }

    /**
     * Sentences about threads that could have gone on, or wanted a lock, and did not get on.
     *
     * @param lastSteps the number of each thread's last step, by its name
     * @param count how many steps the run had
     * @param last the name of the thread that had the last
     */
    List<String> starved(
            List<Standing> standing,
            Map<Long, String> names,
            Map<String, Long> lastSteps,
            long count,
            String last) {
        List<String> sentences = new ArrayList<>();
        for (Standing one : standing) {
            if (one.thread().equals(last) || one.cause() == Cause.CIRCLE || one.timed()) {
                continue;
            }
            long idle = count - lastSteps.getOrDefault(one.thread(), 0L);
            boolean isIdle = idle >= IDLE && idle * 2 >= count;
            if (one.waiting() == Wait.NOTHING && isIdle) {
                sentences.add(
                        idle == count
                                ? "Starved: '%s' could run, and never did.".formatted(one.thread())
                                : "Starved: '%s' could run, and did not in the last %,d steps."
                                        .formatted(one.thread(), idle));
            } else if (wantsALock(one)) {
                int tries = isIdle ? 0 : vainTries(one.thread(), names);
                if (isIdle || tries >= FEWEST) {
                    sentences.add(
                            "Starved: '%s' wants %s, and did not get it in the last %,d steps%s."
                                    .formatted(
                                            one.thread(),
                                            one.on(),
                                            isIdle ? idle : size,
                                            isIdle
                                                    ? ""
                                                    : ", though it was free %,d times"
                                                            .formatted(tries - 1)));
                }
            }
        }
        return sentences;
    }

    private static boolean wantsALock(Standing one) {
        return one.waiting() == Wait.MONITOR
                || (one.waiting() == Wait.UNPARK && !one.heldBy().isEmpty());
    }

    /** How often a thread began to wait for the same thing, if it has done nothing else. */
    private int vainTries(String thread, Map<Long, String> names) {
        for (Map.Entry<Long, List<Event>> entry : threads.entrySet()) {
            List<Event> all = entry.getValue();
            if (thread.equals(names.get(entry.getKey()))) {
                Object wanted = awaited(all.getFirst());
                boolean nothingElse =
                        wanted != null && all.stream().allMatch(one -> awaited(one) == wanted);
                return nothingElse ? all.size() : 0;
            }
        }
        return 0;
    }
}
