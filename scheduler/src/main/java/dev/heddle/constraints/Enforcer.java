package dev.heddle.constraints;

import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.kernel.Wait;
import dev.heddle.kernel.Watcher;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Makes a run in which constraints hold: a thread is kept from doing something until another has
 * done what is to come first. All else is left to one of two ways: each thread runs as far as it
 * goes, or chance decides. It must be the {@link Watcher} of the run as well.
 */
@Internal
public final class Enforcer implements Strategy, Watcher {

    private final Constraints constraints;

    /** Whether chance decides what is not constrained. */
    private final boolean free;

    private SplittableRandom random = new SplittableRandom(0);

    // By what is done: the orders that wait for it, and those that keep from it.
    private final Map<Moment, List<Constraint.Order>> byFirst = new HashMap<>();
    private final Map<Moment, List<Constraint.Order>> byThen = new HashMap<>();
    private final Map<Question, String> outcomes = new HashMap<>();

    /** Threads that stand before what they said at their last scheduling point. */
    private final Set<Integer> standing = new HashSet<>();

    private final Set<Constraint.Order> met = new HashSet<>();

    /** Orders that could not be kept: the second thing was done first. */
    private final Set<Constraint.Order> broken = new HashSet<>();

    private final Names names = new Names();
    private final Questions questions = new Questions(names);
    private final List<Fiber> candidates = new ArrayList<>();

    private Enforcer(Constraints constraints, boolean free) {
        this.constraints = constraints;
        this.free = free;
        for (Constraint constraint : constraints.list()) {
            switch (constraint) {
                case Constraint.Order order -> {
                    byFirst.computeIfAbsent(key(order.first()), key -> new ArrayList<>())
                            .add(order);
                    byThen.computeIfAbsent(key(order.then()), key -> new ArrayList<>()).add(order);
                }
                case Constraint.Outcome outcome ->
                        outcomes.put(
                                new Question(outcome.thread(), outcome.choice(), outcome.time()),
                                outcome.outcome());
            }
        }
    }

    /** One that lets each thread run as far as it goes. */
    public static Enforcer inTurn(Constraints constraints) {
        return new Enforcer(constraints, false);
    }

    /** One that leaves to chance what is not constrained. */
    public static Enforcer atRandom(Constraints constraints) {
        return new Enforcer(constraints, true);
    }

    /** The line is a hint, and no part of what is done. */
    private static Moment key(Moment moment) {
        return moment.line() == -1
                ? moment
                : new Moment(moment.thread(), moment.action(), moment.where(), moment.time(), -1);
    }

    /** Whether the last run has come to all of it, in this order. */
    public boolean isKept() {
        return unmet().isEmpty();
    }

    /** Sentences about constraints that the last run did not keep, and why. */
    public List<String> unmet() {
        List<String> all = new ArrayList<>();
        for (Constraint constraint : constraints.list()) {
            if (constraint instanceof Constraint.Order order
                    && !(met.contains(order) && isDone(order.then()))) {
                all.add(why(order));
            }
        }
        return all;
    }

    private String why(Constraint.Order order) {
        if (!isDone(order.first())) {
            return missing(order.first());
        }
        if (!isDone(order.then())) {
            return missing(order.then());
        }
        return "It was not possible that "
                + order.first().inWords()
                + " before "
                + order.then().inWords()
                + ".";
    }

    private boolean isDone(Moment moment) {
        return names.times(moment.kind()) >= moment.time();
    }

    private String missing(Moment moment) {
        if (!names.knows(moment.thread())) {
            return "No thread '%s' has done anything.".formatted(moment.thread());
        }
        int times = names.times(moment.kind());
        return times == 0
                ? "It is not seen any more that " + moment.inWords() + "."
                : "It is seen only %s, and not %s, that '%s' %s in %s."
                        .formatted(
                                times(times),
                                times(moment.time()),
                                moment.thread(),
                                moment.action(),
                                moment.where());
    }

    private static String times(int count) {
        return count == 1 ? "once" : count == 2 ? "twice" : "%,d times".formatted(count);
    }

    // --- the strategy
    // -----------------------------------------------------------------------------

    @Override
    public String name() {
        return "constraints";
    }

    @Override
    public void begin(long seed) {
        random = new SplittableRandom(seed);
        names.clear();
        standing.clear();
        met.clear();
        broken.clear();
        questions.clear();
    }

    @Override
    public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
        Fiber going = yielding ? null : current;
        if (going != null) {
            standing.add(going.id());
        }
        candidates.clear();
        for (Fiber fiber = runnable.oldest(); fiber != null; fiber = runnable.after(fiber)) {
            if (!isHeld(fiber) && !(yielding && fiber == current)) {
                candidates.add(fiber);
            }
        }
        if (candidates.isEmpty()) { // Whoever goes on breaks a constraint.
            return going != null ? going : runnable.oldest();
        }
        if (free) {
            return candidates.get(random.nextInt(candidates.size()));
        }
        return going != null && candidates.contains(going) ? going : candidates.getFirst();
    }

    /** Whether a thread stands before something that is to be done later. */
    private boolean isHeld(Fiber fiber) {
        Moment next = standing.contains(fiber.id()) ? names.next(fiber) : null;
        List<Constraint.Order> orders = next == null ? null : byThen.get(key(next));
        if (orders == null) {
            return false;
        }
        for (Constraint.Order order : orders) {
            if (!met.contains(order) && !broken.contains(order)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public Fiber pick(Choice choice, Fibers among) {
        String wanted = outcome(choice);
        for (Fiber fiber = among.oldest();
                wanted != null && fiber != null;
                fiber = among.after(fiber)) {
            if (names.of(fiber).equals(wanted)) {
                return fiber;
            }
        }
        return free ? among.get(random.nextInt(among.size())) : among.oldest();
    }

    @Override
    public boolean happens(Choice choice) {
        return "1".equals(outcome(choice));
    }

    @Override
    public int draw(Choice choice, int bound) {
        String wanted = outcome(choice);
        if (wanted != null) {
            List<String> candidates = Names.candidates(choice, bound);
            if (candidates.contains(wanted)) {
                return candidates.indexOf(wanted);
            }
            if (wanted.matches("\\d{1,9}")) {
                return Math.min(Integer.parseInt(wanted), bound - 1);
            }
        }
        return free && isLeftToChance(choice) ? random.nextInt(bound) : 0;
    }

    /** Whether a number drawn for this is any, and not usually 0. */
    static boolean isLeftToChance(Choice choice) {
        return choice == Choice.READY || choice == Choice.CHANCE || choice == Choice.CHOOSE;
    }

    private @Nullable String outcome(Choice choice) {
        return outcomes.isEmpty() ? null : outcomes.get(questions.next(choice));
    }

    // --- the watcher
    // ------------------------------------------------------------------------------

    @Override
    public void passes(Fiber fiber, int site) {
        standing.remove(fiber.id());
        Moment moment = names.next(fiber);
        if (moment == null) {
            return;
        }
        names.passed(moment);
        Moment key = key(moment);
        for (Constraint.Order order : byThen.getOrDefault(key, List.of())) {
            if (!met.contains(order)) {
                broken.add(order);
            }
        }
        for (Constraint.Order order : byFirst.getOrDefault(key, List.of())) {
            if (!broken.contains(order)) {
                met.add(order);
            }
        }
    }

    @Override
    public void waits(Fiber fiber, Wait wait, @Nullable Object on) {
        standing.remove(fiber.id());
    }

    @Override
    public void ends(Fiber fiber) {
        standing.remove(fiber.id());
    }
}
