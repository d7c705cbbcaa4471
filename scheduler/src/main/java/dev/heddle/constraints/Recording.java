package dev.heddle.constraints;

import dev.heddle.kernel.Access;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Writes down a run: what each thread did, in order, and the choices that were not the usual ones.
 * All constraints that may matter are taken from that.
 */
final class Recording implements Strategy, Watcher {

    /** In longer runs, what is further back than this is not looked at. */
    private static final int MOST_STEPS = 2_000;

    private final Strategy source;
    private final Names names = new Names();
    private final List<Step> steps = new ArrayList<>();
    private final List<Constraint> outcomes = new ArrayList<>();
    private final Questions questions = new Questions(names);

    /** Something that was done; the object is kept, for as long as this is. */
    private record Step(int fiber, Moment moment, @Nullable Object object, int member, int access) {

        /** Whether it would, if the object of another run were this one's. */
        boolean conflictsAlike(Step other) {
            boolean same =
                    (object == null || other.object == null)
                            ? object == other.object
                            : object.getClass() == other.object.getClass();
            return same
                    && conflicts(
                            new Step(
                                    other.fiber, other.moment, object, other.member, other.access));
        }

        boolean conflicts(Step other) {
            if (access == Access.ALONE || other.access == Access.ALONE) {
                return false;
            }
            if (access == Access.UNKNOWN || other.access == Access.UNKNOWN) {
                return access == other.access;
            }
            int place = Access.ELEMENT | Access.CALL | Access.MONITOR;
            boolean changes = ((access | other.access) & (Access.WRITES | Access.MONITOR)) != 0;
            return changes
                    && (access & place) == (other.access & place)
                    && member == other.member
                    && object == other.object;
        }
    }

    /** One that lets another strategy choose. */
    Recording(Strategy source) {
        this.source = source;
    }

    /** The choices that are not about who goes on, without those that nobody makes by chance. */
    List<Constraint> outcomes() {
        return outcomes;
    }

    /** All orders of two steps that can not be swapped without changing what they do. */
    List<Constraint> conflicts() {
        Set<Constraint> all = new LinkedHashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            Step then = steps.get(i);
            Set<Integer> seen = new LinkedHashSet<>();
            for (int j = i - 1; j >= 0; j--) {
                Step first = steps.get(j);
                if (first.fiber != then.fiber
                        && !seen.contains(first.fiber)
                        && first.conflicts(then)) {
                    seen.add(first.fiber);
                    add(all, first, then);
                }
            }
        }
        return List.copyOf(all);
    }

    /**
     * All orders of something that was done here, and something that another thread does in other
     * runs, but has not come to in this one, where it would have mattered.
     */
    List<Constraint> conflictsWith(Recording other) {
        Set<Moment> done = new HashSet<>();
        steps.forEach(step -> done.add(step.moment));
        Set<Constraint> all = new LinkedHashSet<>();
        Set<String> seen = new HashSet<>();
        for (Step then : other.steps) {
            if (done.contains(then.moment)) {
                continue;
            }
            for (int i = steps.size() - 1; i >= 0; i--) {
                Step first = steps.get(i);
                if (first.conflictsAlike(then)
                        && seen.add(first.moment.thread() + '\n' + then.moment)) {
                    add(all, first, then);
                }
            }
        }
        return List.copyOf(all);
    }

    /** For each time that another thread went on: what came last before, and then first. */
    List<Constraint> switches() {
        Set<Constraint> all = new LinkedHashSet<>();
        for (int i = 1; i < steps.size(); i++) {
            if (steps.get(i - 1).fiber != steps.get(i).fiber) {
                add(all, steps.get(i - 1), steps.get(i));
            }
        }
        return List.copyOf(all);
    }

    /** One thread, or coroutine, alone is in order anyway. */
    private static void add(Set<Constraint> all, Step first, Step then) {
        if (!first.moment.thread().equals(then.moment.thread())) {
            all.add(new Constraint.Order(first.moment, then.moment));
        }
    }

    // --- the strategy
    // -----------------------------------------------------------------------------

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void begin(long seed) {
        names.clear();
        steps.clear();
        outcomes.clear();
        questions.clear();
        source.begin(seed);
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        return source.next(runnable, current, yielding);
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        Fiber picked = source.pick(choice, among);
        note(choice, names.of(picked));
        return picked;
    }

    @Override
    public boolean happens(Choice choice) {
        boolean answer = source.happens(choice);
        note(choice, answer ? "1" : null);
        return answer;
    }

    @Override
    public int draw(Choice choice, int bound) {
        int drawn = source.draw(choice, bound);
        boolean usual = drawn == 0 && !Enforcer.isLeftToChance(choice);
        List<String> candidates = usual ? List.of() : Names.candidates(choice, bound);
        String outcome = candidates.isEmpty() ? Integer.toString(drawn) : candidates.get(drawn);
        note(choice, usual ? null : outcome);
        return drawn;
    }

    private void note(Choice choice, @Nullable String outcome) {
        Question asked = questions.next(choice);
        if (outcome != null) {
            outcomes.add(new Constraint.Outcome(asked.thread(), choice, asked.time(), outcome));
        }
    }

    // --- the watcher
    // ------------------------------------------------------------------------------

    @Override
    public void passes(Fiber fiber, int site) {
        Moment moment = names.next(fiber);
        if (moment == null) {
            return;
        }
        names.passed(moment);
        if (steps.size() == MOST_STEPS) {
            steps.removeFirst();
        }
        steps.add(new Step(fiber.id(), moment, fiber.accessed(), fiber.member(), fiber.access()));
    }
}
