package dev.heddle.constraints;

import dev.heddle.control.Sites;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Turns;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the threads of a run, and what they do, are called. Threads of one name are told apart by
 * which of them has done something first.
 */
final class Names {

    private final Map<Integer, String> threads = new HashMap<>();
    private final Map<String, Integer> namesakes = new HashMap<>();
    private final Map<Moment.Kind, Integer> times = new HashMap<>();

    /** Who has last done something. */
    private String last = "";

    /** What the fiber's thread, or the coroutine that it executes, is called. */
    String of(Fiber fiber) {
        if (fiber.guest() instanceof Turns.Guest guest) {
            return guest.nameOf(guest.executes());
        }
        return threads.computeIfAbsent(fiber.id(), id -> distinct(fiber.toString()));
    }

    /**
     * What the numbers of a choice stand for that is being made: coroutines, by their names, of
     * which those that are equal are told apart by their order; none if they are just numbers.
     */
    static List<String> candidates(Choice choice, int bound) {
        Turns turns = choice == Choice.READY ? Turns.here() : null;
        if (turns == null) {
            return List.of();
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < bound; i++) {
            String name = turns.candidate(i);
            int before = Collections.frequency(names, name);
            names.add(before == 0 ? name : name + " (" + (before + 1) + ")");
        }
        return names;
    }

    private String distinct(String name) {
        int before = namesakes.merge(name, 1, Integer::sum);
        return before == 1 ? name : name + " (" + before + ")";
    }

    /** What the thread that runs is called, or the one that did last. */
    String acting() {
        Fiber current = Fiber.current();
        return current == null || current.id() < 0 ? last : of(current);
    }

    /** What a fiber is about to do at the scheduling point where it is; null if it has no name. */
    @Nullable Moment next(Fiber fiber) {
        Sites.Site site = Sites.find(fiber.site());
        if (site == null) {
            return null;
        }
        Moment.Kind kind = Moment.kindOf(of(fiber), site);
        int time = times.getOrDefault(kind, 0) + 1;
        return new Moment(kind.thread(), kind.action(), kind.where(), time, site.line());
    }

    /** A fiber has passed that point. */
    void passed(Moment moment) {
        last = moment.thread();
        times.put(moment.kind(), moment.time());
    }

    /** How many times something was done. */
    int times(Moment.Kind kind) {
        return times.getOrDefault(kind, 0);
    }

    /** Whether a thread of this name has done anything. */
    boolean knows(String thread) {
        return times.keySet().stream().anyMatch(kind -> kind.thread().equals(thread));
    }

    void clear() {
        threads.clear();
        namesakes.clear();
        times.clear();
        last = "";
    }
}
