package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.detect.LockOrder;
import dev.heddle.detect.Race;
import dev.heddle.kernel.Lines;
import dev.heddle.trace.Json;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an exploration has found. Call {@link #check} to fail if it has found anything.
 *
 * {@snippet :
 *     Report report = Heddle.explore(body);
 *     System.out.println(report.schedules() + " schedules in " + report.time());
 *     report.failure().ifPresent(failure -> System.out.println(failure.summary()));
 *     report.check();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class Report {

    private final int schedules;
    private final int failures;
    private final long steps;
    private final long decisions;
    private final long outsideEvents;
    private final Duration time;
    private final Coverage coverage;
    private final List<String> warnings;
    private final List<String> uncontrolled;
    private final List<String> blocked;
    private final List<Race> races;
    private final List<LockOrder> lockOrders;
    private final @Nullable Failure failure;
    private final @Nullable Divergence divergence;

    /** What some schedule is to reach, and how many have. */
    private Map<String, Integer> reached = Map.of();

    private List<String> leaks = List.of();
    private List<String> swallowed = List.of();

    /** How long it took until a schedule had failed; null if none has. */
    private @Nullable Duration foundAfter;

    private Shown shown = new Shown();

    Report(
            int schedules,
            int failures,
            long steps,
            long decisions,
            long outsideEvents,
            Duration time,
            Coverage coverage,
            List<String> warnings,
            List<String> uncontrolled,
            List<String> blocked,
            List<Race> races,
            List<LockOrder> lockOrders,
            @Nullable Failure failure,
            @Nullable Divergence divergence) {
        this.schedules = schedules;
        this.failures = failures;
        this.steps = steps;
        this.decisions = decisions;
        this.outsideEvents = outsideEvents;
        this.time = time;
        this.coverage = coverage;
        this.warnings = warnings;
        this.uncontrolled = uncontrolled;
        this.blocked = blocked;
        this.races = races;
        this.lockOrders = lockOrders;
        this.failure = failure;
        this.divergence = divergence;
    }

    /** The same with more warnings. */
    Report with(List<String> more) {
        List<String> all = new java.util.ArrayList<>(warnings);
        all.addAll(more);
        return new Report(
                        schedules,
                        failures,
                        steps,
                        decisions,
                        outsideEvents,
                        time,
                        coverage,
                        List.copyOf(all),
                        uncontrolled,
                        blocked,
                        races,
                        lockOrders,
                        failure,
                        divergence)
                .reached(reached)
                .leftBehind(leaks, swallowed)
                .shownBy(shown);
    }

    /** Adds what schedules have left behind, and which exceptions nobody has looked at. */
    Report leftBehind(List<String> left, List<String> notLookedAt) {
        leaks = left;
        swallowed = notLookedAt;
        return this;
    }

    /** Adds how long it took until a schedule had failed; null if none has. */
    Report found(@Nullable Duration after) {
        foundAfter = after;
        return this;
    }

    /** Adds which schedules have shown what. */
    Report shownBy(Shown tokens) {
        shown = tokens;
        return this;
    }

    /** Adds what schedules were to reach, and how many have. */
    Report reached(Map<String, Integer> counts) {
        reached = Collections.unmodifiableMap(counts);
        return this;
    }

    /** How many schedules were run. */
    public int schedules() {
        return schedules;
    }

    /** How many of them failed; at most 1 unless the exploration went {@link Explorer#toTheEnd}. */
    public int failures() {
        return failures;
    }

    /** How many scheduling points all runs passed together. */
    public long steps() {
        return steps;
    }

    /** How many times there was something to choose, in all runs together. */
    public long decisions() {
        return decisions;
    }

    /**
     * How many events came from threads that are not under control, such as an unpark by a thread
     * that was there before the run. Runs with such events can not be replayed with certainty.
     */
    public long outsideEvents() {
        return outsideEvents;
    }

    /**
     * Sentences that say which parts of the program could not be brought under control, since last
     * time.
     */
    public List<String> warnings() {
        return warnings;
    }

    /**
     * Sentences that say what the program did that is not under control, and where: what it read
     * from outside, what it waited for that only the outside can give. Such schedules can not be
     * replayed with certainty.
     */
    public List<String> uncontrolled() {
        return uncontrolled;
    }

    /**
     * Sentences that say where a coroutine kept its event loop, and so all other coroutines, from
     * going on: it waited in a way that blocks the thread, as {@link Thread#sleep}, a lock that is
     * taken, or a socket do.
     */
    public List<String> blocked() {
        return blocked;
    }

    /**
     * Sentences that say what schedules have left behind: pools that were not shut down, threads
     * that wait for ever although they are daemons; and where they were made. See {@link
     * Explorer#leaks}.
     */
    public List<String> leaks() {
        return leaks;
    }

    /**
     * Sentences that name exceptions that nobody has looked at: they are kept by futures that were
     * never asked. See {@link Explorer#swallowed}.
     */
    public List<String> swallowed() {
        return swallowed;
    }

    /**
     * The data races that were seen, in all schedules together, each once: accesses to the same
     * memory by two threads, one of them a write, that nothing orders. None of them is a false
     * alarm.
     */
    public List<Race> races() {
        return races;
    }

    /**
     * For each goal that was named by {@link Property#sometimes} or {@link Explorer#sometimes}, how
     * many schedules have reached it.
     */
    public Map<String, Integer> reached() {
        return reached;
    }

    /**
     * The goals that no schedule has reached; empty if a schedule failed, which ends the search.
     */
    public List<String> unreached() {
        return failure != null
                ? List.of()
                : reached.entrySet().stream()
                        .filter(goal -> goal.getValue() == 0)
                        .map(Map.Entry::getKey)
                        .toList();
    }

    /**
     * Locks that were taken in different orders in one run, in all schedules together, each case
     * once: though that run has gone well, another one may end in a deadlock.
     */
    public List<LockOrder> lockOrders() {
        return lockOrders;
    }

    /**
     * The token of the first schedule that had one of the {@link #races}: it need not have failed.
     * Empty for a proof or a replay.
     */
    public Optional<String> tokenOf(Race race) {
        return Optional.ofNullable(shown.by(Shown.key(race)));
    }

    /**
     * The token of the first schedule that had one of the {@link #lockOrders}: it need not have
     * failed. Empty for a proof or a replay.
     */
    public Optional<String> tokenOf(LockOrder order) {
        return Optional.ofNullable(shown.by(Shown.key(order)));
    }

    /**
     * The token of the first schedule that had one of the {@link #leaks}, or of what was {@link
     * #swallowed}: it need not have failed. Empty for a proof or a replay.
     */
    public Optional<String> tokenOf(String left) {
        return Optional.ofNullable(shown.by(Shown.key(left)));
    }

    /** How much of what the program can do the schedules have shown. */
    public Coverage coverage() {
        return coverage;
    }

    /** How much real time it took, with everything: making a failure smaller, and explaining it. */
    public Duration time() {
        return time;
    }

    /** How much real time it took until a schedule had failed; nothing if none has. */
    public Optional<Duration> foundAfter() {
        return Optional.ofNullable(foundAfter);
    }

    /** The first failure. */
    public Optional<Failure> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * Whether schedules depend on those before them: present if the first one was not the same when
     * it was repeated after all the others, or the one that failed when it was repeated at once.
     */
    public Optional<Divergence> divergence() {
        return Optional.ofNullable(divergence);
    }

    /** Whether no schedule failed, and every goal was reached in one. */
    public boolean passed() {
        return failure == null && unreached().isEmpty();
    }

    /**
     * Does nothing if the exploration has {@linkplain #passed passed}.
     *
     * @throws ScheduleFailure with everything that is known of the first failure
     * @throws UnreachedError if there is none, but some goal was not reached
     */
    public void check() {
        if (failure != null) {
            throw failure.toError();
        }
        if (!unreached().isEmpty()) {
            throw new UnreachedError(unreached(), schedules);
        }
    }

    /** Everything that is known, as JSON in one line; {@code docs/report.md} has its schema. */
    public String toJson() {
        return Json.text(Data.of(this));
    }

    @Override
    public String toString() {
        Failure first = failure;
        String outside =
                outsideEvents == 0
                        ? ""
                        : "%n%,d events came from threads that are not under control"
                                .formatted(outsideEvents);
        if (first == null && !uncontrolled.isEmpty()) { // Else the failure says it.
            outside += sentences("Not under control:", uncontrolled);
        }
        if (first == null && !blocked.isEmpty()) {
            outside += sentences("Blocked event loops:", blocked);
        }
        if (first == null && !leaks.isEmpty()) {
            outside += sentences("Left behind:", leaks);
        }
        if (first == null && !swallowed.isEmpty()) {
            outside += sentences("Swallowed exceptions:", swallowed);
        }
        if (!races.isEmpty()) {
            outside += Message.of(races);
        }
        if (!unreached().isEmpty()) {
            outside += "\n" + Message.wrapped(UnreachedError.message(unreached(), schedules));
        }
        for (LockOrder order : lockOrders) {
            if (first != null && first.isCircleOf(order)) {
                continue; // It is told already, as what it comes to.
            }
            outside += "\n" + Message.wrapped(order.toString());
        }
        StringBuilder warned = new StringBuilder();
        warnings.forEach(warning -> warned.append('\n').append(Message.wrapped(warning)));
        String diverged =
                first != null || divergence == null
                        ? ""
                        : "\n" + Message.wrapped(divergence.toString());
        return summary(first) + outside + warned + diverged;
    }

    private static String sentences(String title, List<String> sentences) {
        StringBuilder text = new StringBuilder("\n").append(title);
        for (String sentence : sentences) {
            Lines.wrap(sentence, Message.WIDTH, "  ", "      ")
                    .forEach(line -> text.append('\n').append(line));
        }
        return text.toString();
    }

    private String summary(@Nullable Failure first) {
        return first == null
                ? "%s, none failed (%,d scheduling points, %,d decisions, %,d ms)%n%s"
                        .formatted(count(schedules), steps, decisions, time.toMillis(), coverage)
                : "%s, %,d failed%n%s".formatted(count(schedules), failures, first);
    }

    private static String count(int schedules) {
        return schedules == 1 ? "1 schedule" : "%,d schedules".formatted(schedules);
    }
}
