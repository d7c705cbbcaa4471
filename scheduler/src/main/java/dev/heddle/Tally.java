package dev.heddle;

import dev.heddle.control.Control;
import dev.heddle.kernel.Loop;
import dev.heddle.schedule.Behaviours;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What has been found so far. */
final class Tally {
    final RaceLog races;
    final LockLog locks;
    final Goals goals;
    final LeftBehind left;
    final Shown shown = new Shown();
    final long began = System.nanoTime();
    int schedules;
    int failures;

    /** What was not under control. */
    final Set<String> uncontrolled = new LinkedHashSet<>();

    /** Where coroutines kept their event loops from going on. */
    final Set<String> blocked = new LinkedHashSet<>();

    /** What the schedules did. */
    final Behaviours behaviours = new Behaviours();

    /** What it means that there is no schedule left, in a sentence. */
    String proof = "";

    /** How many schedules were run because they were known to have failed. */
    int triedFirst;

    /** What is to be said of constraints that were given. */
    final List<String> remarks = new ArrayList<>();

    long steps;
    long decisions;
    long outsideEvents;
    @Nullable Failure first;

    /** How long it took until the first was there, in nanoseconds. */
    private long foundAfter;

    /** The run of the first failure, if it can be run again. */
    Shrinking.@Nullable Failed failed;

    @Nullable Divergence divergence;

    /** Set while a schedule is run that was run before; read when that does not come back. */
    volatile boolean repeating;

    Tally(RaceLog races, LockLog locks, Goals goals, LeftBehind left) {
        this.left = left;
        this.races = races;
        this.locks = locks;
        this.goals = goals;
    }

    void add(Failure failure) {
        if (first == null) {
            first = failure;
            foundAfter = System.nanoTime() - began;
        }
        failures = Math.max(failures, 1);
    }

    /** A loop is not used any more: keeps what was noted in its runs. */
    void note(Loop loop) {
        uncontrolled.addAll(loop.uncontrolled().sentences());
        blocked.addAll(loop.turns().blocked().sentences());
    }

    Report report(long nanos) {
        if (first != null && divergence != null) {
            first.diverged(divergence);
        }
        if (first != null) {
            first.outside(List.copyOf(uncontrolled));
            first.blocked(List.copyOf(blocked));
        }
        return new Report(
                        schedules,
                        failures,
                        steps,
                        decisions,
                        outsideEvents,
                        Duration.ofNanos(nanos),
                        new Coverage(
                                behaviours.distinct(),
                                behaviours.chanceOfNew(),
                                behaviours.isEachSeenAgain(),
                                proof),
                        Control.newWarnings(),
                        List.copyOf(uncontrolled),
                        List.copyOf(blocked),
                        races.races(),
                        locks.orders(),
                        first,
                        divergence)
                .with(races.warnings())
                .with(locks.warnings())
                .with(remarks)
                .reached(goals.counts())
                .leftBehind(left.leaks(), left.swallowed())
                .found(first == null ? null : Duration.ofNanos(foundAfter))
                .shownBy(shown);
    }
}
