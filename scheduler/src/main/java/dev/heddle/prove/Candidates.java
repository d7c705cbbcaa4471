package dev.heddle.prove;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Monitor;
import dev.heddle.kernel.Resources;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;

/**
 * Who goes on. First those whose step nobody can notice; then who is settled by the path; then
 * anybody whose step need not be left out and who would not have to wait. If nobody is left, those
 * who would wait do.
 */
final class Candidates {

    private final Trace trace;
    private final Path search;
    private final @Nullable Bounded bounded;
    private final Threads threads;
    private final Findings findings;
    private final Spins spins;

    /** Who can make a step at the point that the run is at. */
    private int[] options = new int[8];

    Candidates(Trace trace, Path search, Threads threads, Findings findings, Spins spins) {
        this.trace = trace;
        this.search = search;
        this.bounded = search instanceof Bounded within ? within : null;
        this.threads = threads;
        this.findings = findings;
        this.spins = spins;
    }

    Fiber choose(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (isEager(fiber) && !(yielding && fiber == current)) {
                return fiber;
            }
        }
        Node node = search.at(trace.count(), trace.objects.count());
        if (node.fiber != Trace.NONE) {
            Fiber settled = threads.fibers[node.fiber];
            if (settled != null && runnable.contains(settled)) {
                return settled;
            }
            // Before it can go on others come in vain, or do what nobody notices.
        }
        if (bounded != null) {
            Fiber chosen = within(bounded, node, runnable, current, yielding);
            if (chosen != null) {
                return chosen;
            }
        } else if (current != null
                && !yielding
                && !node.isAsleep(threads.numberOf(current))
                && isEnabled(current)) {
            return current;
        }
        Fiber best = null;
        Fiber sleeping = null;
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber == current && yielding && runnable.size() > 1) {
                continue;
            }
            if (isEnabled(fiber)) {
                if (node.isAsleep(threads.numberOf(fiber))) {
                    sleeping = fiber;
                } else if (best == null || threads.numberOf(fiber) < threads.numberOf(best)) {
                    best = fiber;
                }
            }
        }
        if (best != null) {
            return best;
        }
        if (sleeping != null) {
            return sleeping;
        }
        Fiber last = null;
        for (int i = 0; i < runnable.size(); i++) {
            if (Resources.endsTheRun(runnable.get(i))) {
                last = runnable.get(i);
            }
        }
        if (last != null) {
            Fiber waiting = inVain(runnable, last);
            return waiting == null ? last : waiting;
        }
        return current != null && !yielding ? current : other(runnable, current);
    }

    /**
     * Who would have to wait, and was not let come to it: a daemon, which could have come before
     * who has what it waits for. Null if there is none. Who spins would do so for ever.
     */
    private @Nullable Fiber inVain(Fibers runnable, Fiber last) {
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (fiber != last && !spins.isIdle(fiber, threads.numberOf(fiber))) {
                return fiber;
            }
        }
        return null;
    }

    /** Who goes on, if preemptions are counted; null if all who are there would have to wait. */
    private @Nullable Fiber within(
            Bounded bounded,
            Node node,
            Fibers runnable,
            @Nullable Fiber current,
            boolean yielding) {
        int before = trace.count() == 0 ? Trace.NONE : trace.fiber(trace.count() - 1);
        int goesOn = Trace.NONE;
        int count = 0;
        if (options.length < runnable.size()) {
            options = new int[runnable.size() * 2];
        }
        for (int i = 0; i < runnable.size(); i++) {
            Fiber fiber = runnable.get(i);
            if (!isEnabled(fiber) || (fiber == current && yielding && runnable.size() > 1)) {
                continue;
            }
            int number = threads.numberOf(fiber);
            options[count++] = number;
            if (number == before) {
                goesOn = number;
            }
        }
        if (count == 0) {
            return null;
        }
        Arrays.sort(options, 0, count);
        return threads.fibers[bounded.choose(node, goesOn, options, count)];
    }

    private static Fiber other(Fibers runnable, @Nullable Fiber current) {
        for (int i = 0; i < runnable.size(); i++) {
            if (runnable.get(i) != current) {
                return runnable.get(i);
            }
        }
        return runnable.get(0);
    }

    /** Whether what a fiber does next is nothing that others could notice. */
    boolean isEager(Fiber fiber) {
        if (threads.isNew[threads.numberOf(fiber)]) {
            return !findings.startsAreEvents;
        }
        return switch (fiber.waiting()) {
            case NOTHING ->
                    fiber.access() == Access.ALONE
                            && !findings.endsAreEvents
                            && !Resources.endsTheRun(fiber);
            case THREAD, TIME -> !findings.startsAreEvents;
            default -> false;
        };
    }

    /** Whether a fiber would not have to wait at once. */
    private boolean isEnabled(Fiber fiber) {
        if (spins.isIdle(fiber, threads.numberOf(fiber))) {
            return false;
        }
        switch (fiber.waiting()) {
            case NOTHING -> {
                if (threads.isNew[threads.numberOf(fiber)]) {
                    return true;
                }
                if (Resources.endsTheRun(fiber)) {
                    return false; // What daemons could do yet would be seen by nobody.
                }
            }
            case MONITOR, NOTIFICATION -> {
                return !(fiber.waitingFor() instanceof Monitor monitor) || monitor.owner() == null;
            }
            case UNPARK -> {
                if (findings.waitsAreEvents || Resources.isTooLate(fiber)) {
                    return true;
                }
                Object on = threads.parkedFor[threads.numberOf(fiber)];
                Object sync = on == null ? null : Resources.syncOf(on);
                return sync == null || Resources.isFree(sync, fiber);
            }
            default -> {
                return true;
            }
        }
        int access = fiber.access();
        Object object = fiber.accessed();
        if (object == null) {
            return access != Access.UNKNOWN
                    || Sort.of(fiber.site()) != Sort.PARK
                    || Resources.hasPermit(fiber);
        }
        if ((access & Access.MONITOR) != 0) {
            Fiber owner = Resources.holder(fiber.loop(), object);
            return owner == null || owner == fiber;
        }
        if ((access & Access.CALL) != 0
                && Sort.of(fiber.site()) == Sort.TAKE
                && !findings.waitsAreEvents) {
            Object sync = Resources.syncOf(object);
            boolean isCondition = sync != null && !Accesses.isOwner(object);
            return sync == null || isCondition || Resources.isFree(sync, fiber);
        }
        return true;
    }
}
