package dev.heddle.flaky;

import dev.heddle.Failure;
import dev.heddle.detect.Race;
import dev.heddle.flaky.Clocks.Clock;
import dev.heddle.flaky.Finding.Place;
import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Finding.Trial;
import dev.heddle.flaky.Replays.Proof;
import dev.heddle.flaky.Runner.Runs;
import dev.heddle.kernel.Ending;
import dev.heddle.trace.Step;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out what decides over the result of one test, by experiments: all sources of chance are
 * held still but one, and the one that makes the result another is the reason. When no source does
 * so by itself, all are varied, and of what then fails the sources are held one by one.
 */
final class Examination {

    /** Runs in which nothing varies: they must all be alike. */
    private static final int STILL = 3;

    /** After how many runs with nothing to decide there is nothing to be varied. */
    private static final int FIRST = 12;

    /** How often each clock is tried. */
    private static final int EACH_CLOCK = 4;

    /** How much time passes while threads can run, around the moments that clocks are tried at. */
    private static final long CLOCK_SLACK = 80;

    /** How many times as long a run may take if the first one has taken too long. */
    private static final int PATIENCE = 2;

    private static final int SHRINKINGS = 500;
    private static final int REPLAYS = 3;
    private static final int FOR_RACES = 20;
    private static final int OTHER_CHANCES = 12;
    private static final int HELD_BACK = 30;

    private static final Pattern PLACE =
            Pattern.compile("([\\w.$]+)\\.[\\w$<>]+\\(([^():]+):(\\d+)\\)");

    private final Runner runner;
    private final Subject subject;
    private Setting still;
    private final int schedules;
    private final long slackMillis;
    private final long began = System.nanoTime();
    private final Duration budget;

    private final List<Trial> trials = new ArrayList<>();
    private final Map<String, String> uncontrolled = new LinkedHashMap<>();
    private final List<String> left = new ArrayList<>();

    /** The run that has left it. */
    private @Nullable Runs leaver;

    /** What was found to decide, with the first failure of each; the most telling one first. */
    private final Map<Verdict, Found> found = new LinkedHashMap<>();

    /**
     * A failure that was found.
     *
     * @param why what makes it fail, as a sentence
     */
    private record Found(Runs runs, String why) {}

    /**
     * An examination.
     *
     * @param schedules how often each source is varied if nothing fails
     * @param slackMillis how slow the machine may be
     * @param budget how much real time it may take
     */
    Examination(
            Runner runner,
            Subject subject,
            Instant now,
            String zone,
            int schedules,
            long slackMillis,
            Duration budget) {
        this.runner = runner;
        this.subject = subject;
        this.still = Setting.still(now, zone);
        this.schedules = schedules;
        this.slackMillis = slackMillis;
        this.budget = budget;
    }

    Finding examine() {
        runner.patience(1);
        // The first initialises what is shared, and takes long for that: it is not counted.
        Runs first = runner.run(subject.id(), still, 1, part(1), 0);
        if (first.isLost()) {
            runner.patience(PATIENCE); // It is the machine that is slow, perhaps.
        }
        Runs calm = runner.run(subject.id(), still, first.isLost() ? 1 : STILL, part(1), 0);
        note(calm);
        if (calm.hasExited()) {
            return finding(
                    Verdict.FAILS_ALWAYS, "It ends the JVM: it calls System.exit or halt.", calm);
        }
        if (calm.isLost()) {
            return finding(
                    Verdict.UNCONTROLLED,
                    "It did not come to its end in the time that a run may take: it waits, or"
                            + " computes, where Heddle has no hold of it. If it only needs longer,"
                            + " give it more, by --run-seconds or heddle.runSeconds.",
                    calm);
        }
        if (calm.body().seen().executed == 0) {
            return nothingExecuted(calm);
        }
        if (calm.failedAlways() && !first.failed()) {
            trials.add(new Trial("nothing", true, calm.count()));
            return finding(
                    Verdict.UNCONTROLLED,
                    "It passed when it was executed first, and failed from then on, although all"
                            + " that Heddle controls was the same: it meets what it has left behind"
                            + " itself, in a file or in a class that is loaded once.",
                    calm);
        }
        boolean differs =
                calm.failed() && (!calm.failedAlways() || calm.report().divergence().isPresent());
        if (differs) {
            trials.add(new Trial("nothing", true, calm.count()));
            return finding(
                    Verdict.UNCONTROLLED,
                    "Its result differs although all that Heddle controls was the same.",
                    calm);
        }
        trials.add(new Trial("nothing", false, calm.count()));
        if (calm.failed() && !passesByOtherChance()) {
            return fails(calm);
        }
        lookForLeaks();
        varySources();
        return judge();
    }

    /**
     * Of all sources together more is needed: some failures take the right moment in two of them.
     */
    private int more() {
        return schedules + schedules / 2;
    }

    private int few() {
        return Math.min(FIRST, schedules);
    }

    // --- experiments
    // -----------------------------------------------------------------------------

    /**
     * Varies several sources at a time. If nothing fails then, none of them decides, and none needs
     * to be varied by itself.
     */
    private void varySources() {
        Setting both = still.varyingChance(true).varyingSchedules(true);
        Runs together = varyTogether("chance and schedules", both, few(), part(0.1));
        if (!hasFailed(together) && together.report().decisions() > 0) {
            // If nobody is there to be chosen instead of who runs, that is left to what follows.
            together = varyTogether("chance and schedules", both, schedules, part(0.3));
        }
        if (hasFailed(together)) {
            varyChance();
            varySchedules();
        }
        varyClocks();
        Setting all = both.slack(slackMillis);
        if (!found.containsKey(Verdict.TIME) && !found.containsKey(Verdict.SCHEDULE)) {
            // Schedules are varied here as well, so that after those this would tell nothing new.
            Runs slow = varyTogether("everything", all, more(), part(0.7));
            if (hasFailed(slow)) {
                varySpeed();
            }
            if (found.isEmpty() && hasFailed(together)) {
                varyAll(both, together);
            } else if (found.isEmpty() && hasFailed(slow)) {
                varyAll(all, slow);
            }
        }
    }

    /** Whether that says anything of the test, and not only of real time. */
    private static boolean hasFailed(Runs runs) {
        return runs.failed() && !runs.isLost();
    }

    /** Varies more than one source, up to the first failure. */
    private Runs varyTogether(String what, Setting setting, int count, Duration time) {
        Runs runs = runner.runToFailure(subject.id(), setting, count, time);
        note(runs);
        trials.removeIf(trial -> trial.varied().equals(what)); // The same schedules, but fewer.
        Interval seen = runs.count();
        trials.add(
                new Trial(
                        what,
                        false,
                        runs.isLost() ? new Interval(0, seen.runs() - seen.failed()) : seen));
        return runs;
    }

    private Runs vary(String what, Setting setting, int count, Duration time, int shrinkings) {
        Runs runs = runner.run(subject.id(), setting, count, time, shrinkings);
        note(runs);
        if (!runs.isLost()) {
            trials.add(new Trial(what, runs.failed(), runs.count()));
        }
        return runs;
    }

    /**
     * Whether it passes when chance is held at another number, which is then the one to hold it at.
     */
    private boolean passesByOtherChance() {
        for (int held = 1; held <= OTHER_CHANCES; held++) {
            Setting other = still.holdingChanceAt(held);
            if (!runner.run(subject.id(), other, STILL, part(0.1), 0).failed()) {
                still = other;
                return true;
            }
        }
        return false;
    }

    private void note(Runs runs) {
        for (String sentence : runs.report().uncontrolled()) {
            if (Outward.isOfProgram(sentence)) {
                uncontrolled.putIfAbsent(
                        sentence.replaceFirst(" \\([\\d,]+ times\\)", ""), sentence);
            }
        }
    }

    private void varyChance() {
        Runs runs = vary("chance", still.varyingChance(true), schedules, part(0.2), 0);
        if (hasFailed(runs)) {
            found.put(
                    Verdict.RANDOMNESS,
                    new Found(
                            runs,
                            "What is drawn at random decides: random numbers, hash codes, or the"
                                    + " order of unordered collections; threads and clocks were the"
                                    + " same in all runs."));
        }
    }

    private void varySchedules() {
        Setting setting = still.varyingSchedules(true);
        Runs runs = vary("schedules", setting, schedules, part(0.4), SHRINKINGS);
        if (hasFailed(runs)) {
            found.put(
                    Verdict.SCHEDULE,
                    new Found(
                            runs,
                            "The order in which threads run decides; clocks and random numbers were"
                                    + " the same in all runs."));
        }
    }

    private void varyClocks() {
        Setting here = still.slack(CLOCK_SLACK);
        Runs now = runner.run(subject.id(), here, EACH_CLOCK * 2, part(0.1), 0);
        if (now.failed()) {
            return; // It is not the moment that decides, but how fast the machine is.
        }
        Interval sum = new Interval(0, 0);
        List<String> failing = new ArrayList<>();
        Runs first = null;
        long end = System.nanoTime() + part(0.4).toNanos();
        for (Clock clock : Clocks.around(still.epoch(), still.zone())) {
            Duration time = Duration.ofNanos(end - System.nanoTime());
            if (!time.isPositive()) {
                break; // What is left of the time is for what comes after.
            }
            Setting setting = here.at(clock.begin(), clock.zone());
            Runs runs =
                    runner.run(
                            subject.id(),
                            setting,
                            clock.name().startsWith("right before") ? EACH_CLOCK : 1,
                            time,
                            0);
            note(runs);
            if (runs.isLost()) {
                continue;
            }
            sum = sum.and(runs.count());
            if (runs.failed()) {
                failing.add(clock.toString());
                first = first == null ? runs : first;
            }
        }
        trials.add(new Trial("clocks", first != null, sum));
        if (first != null) {
            found.put(
                    Verdict.TIME,
                    new Found(
                            first,
                            "The date, the time of day or the time zone decides. It fails "
                                    + some(failing)
                                    + "."));
        }
    }

    private static String some(List<String> clocks) {
        int shown = Math.min(4, clocks.size());
        String text = String.join("; ", clocks.subList(0, shown));
        int more = clocks.size() - shown;
        return "at " + text + (more == 0 ? "" : "; and at %d other clocks".formatted(more));
    }

    private void varySpeed() {
        Setting setting = still.varyingSchedules(true).slack(slackMillis);
        Runs runs = vary("speed", setting, schedules, part(0.5), SHRINKINGS);
        if (hasFailed(runs)) {
            found.put(
                    Verdict.TIME,
                    new Found(
                            runs,
                            ("How long things take decides: it fails on a machine that is slow at"
                                 + " the wrong moment, by up to %d ms, and in no schedule in which"
                                 + " time passed only when all threads waited.")
                                    .formatted(slackMillis)));
        }
    }

    /**
     * It fails when several sources are varied, and not when one is: they have to come together, or
     * it is rare.
     */
    private void varyAll(Setting all, Runs first) {
        int enough = (int) Math.max(schedules, first.count().runs());
        Runs again = vary("all of these", all, enough, part(1), SHRINKINGS);
        Runs runs = hasFailed(again) ? again : first; // If there was no time left for the first.
        int count =
                Math.max(
                        HELD_BACK,
                        (int) Math.min(1000, 4 * runs.count().runs() / runs.count().failed()));
        Duration each = Duration.ofSeconds(2);
        boolean schedule =
                !runner.run(subject.id(), all.varyingSchedules(false), count, each, 0).failed();
        boolean time = !runner.run(subject.id(), all.slack(0), count, each, 0).failed();
        boolean chance =
                !runner.run(subject.id(), all.varyingChance(false), count, each, 0).failed();
        String needed =
                String.join(
                        " and ",
                        java.util.stream.Stream.of(
                                        schedule ? "the order of threads" : "",
                                        time ? "the speed of the machine" : "",
                                        chance ? "what is drawn at random" : "")
                                .filter(part -> !part.isEmpty())
                                .toList());
        Verdict verdict =
                chance && !schedule && !time
                        ? Verdict.RANDOMNESS
                        : time && !schedule
                                ? Verdict.TIME
                                : schedule ? Verdict.SCHEDULE : Verdict.RANDOMNESS;
        found.put(
                verdict,
                new Found(
                        runs,
                        needed.isEmpty()
                                ? "It is rare, and no single source could be told to decide."
                                : "It takes "
                                        + needed
                                        + ": with that held, none of %d runs failed."
                                                .formatted(count)));
    }

    private void lookForLeaks() {
        Runs runs = runner.runToTheEnd(subject.id(), still, part(0.3));
        note(runs);
        left.addAll(runs.left());
        leaver = runs;
    }

    // --- verdicts
    // --------------------------------------------------------------------------------

    private Finding nothingExecuted(Runs calm) {
        Failure failure = calm.failure();
        if (failure != null) {
            if (failure.kind() == Ending.Kind.FAILED) {
                return fails(calm);
            }
            trials.add(new Trial("nothing", true, calm.count()));
            return failure.kind() == Ending.Kind.STEP_LIMIT
                    ? finding(
                            Verdict.UNCONTROLLED,
                            "It takes more than a million steps, which is more than a run may"
                                    + " have.",
                            calm)
                    : fails(calm);
        }
        String why = calm.body().seen().whySkipped;
        return finding(
                Verdict.SKIPPED,
                why.isEmpty() ? "It executes no test." : "JUnit skips it: " + why,
                null);
    }

    /** It fails when nothing varies; perhaps it would pass if something did. */
    private Finding fails(Runs calm) {
        int few = Math.max(FIRST, schedules / 5);
        boolean chance = passes("chance", still.varyingChance(true), few, 0.3);
        boolean schedule = passes("schedules", still.varyingSchedules(true), few, 0.4);
        List<String> good = new ArrayList<>();
        for (Clock clock : Clocks.around(still.epoch(), still.zone())) {
            Duration time = part(0.3);
            if (!time.isPositive()) {
                break;
            }
            Runs runs = runner.run(subject.id(), still.at(clock.begin(), clock.zone()), 1, time, 0);
            if (!runs.failed()) {
                good.add(clock.toString());
            }
        }
        boolean speed = passes("speed", still.varyingSchedules(true).slack(slackMillis), few, 0.5);
        if (chance) {
            found.put(
                    Verdict.RANDOMNESS,
                    new Found(
                            calm,
                            "What is drawn at random decides: it passes with other numbers, hash"
                                    + " codes or orders of sets."));
        }
        if (schedule) {
            found.put(
                    Verdict.SCHEDULE,
                    new Found(
                            calm,
                            "The order in which threads run decides: it passes in other orders."));
        }
        if (!good.isEmpty()) {
            found.put(
                    Verdict.TIME,
                    new Found(
                            calm,
                            "The date, the time of day or the time zone decides. It fails now, and"
                                    + " passes "
                                    + some(good)
                                    + "."));
        } else if (speed && !schedule) {
            found.put(
                    Verdict.TIME,
                    new Found(
                            calm,
                            "How long things take decides: it passes if time passes while threads"
                                    + " run."));
        }
        if (!found.isEmpty()) {
            return judge();
        }
        Failure failure = calm.failure();
        Throwable cause = failure == null ? null : failure.cause().orElse(null);
        if (Outward.isOfOutside(cause) && !uncontrolled.isEmpty()) {
            return finding(
                    Verdict.UNCONTROLLED,
                    "It fails by what comes from outside: a file, the network or a process.",
                    calm);
        }
        if (runner.passesUncontrolled(subject.id(), still)) {
            return finding(
                    Verdict.UNCONTROLLED,
                    "It fails under control, and passes without: it depends on something that is"
                            + " different there, such as threads of another owner.",
                    calm);
        }
        return finding(Verdict.FAILS_ALWAYS, "It failed in every run, whatever was varied.", calm);
    }

    private boolean passes(String what, Setting setting, int count, double share) {
        Runs runs = runner.run(subject.id(), setting, count, part(share), 0);
        note(runs);
        trials.add(new Trial(what, !runs.failedAlways(), runs.count()));
        return !runs.failedAlways();
    }

    private Finding judge() {
        if (found.isEmpty()) {
            if (!left.isEmpty()) {
                return leaking();
            }
            if (uncontrolled.values().stream().anyMatch(Outward::isChanging)) {
                return finding(
                        Verdict.UNCONTROLLED,
                        "It has not failed, but what it asks for outside can be another thing"
                                + " each time, and Heddle has no hold of that.",
                        null);
            }
            return finding(
                    Verdict.NOT_REPRODUCED,
                    "It has not failed in %,d runs."
                            .formatted(
                                    trials.stream().mapToLong(trial -> trial.count().runs()).sum()),
                    null);
        }
        Map.Entry<Verdict, Found> first = found.entrySet().iterator().next();
        for (Map.Entry<Verdict, Found> entry : found.entrySet()) {
            double rate = entry.getValue().runs.count().rate();
            if (rate > first.getValue().runs.count().rate()) {
                first = entry;
            }
        }
        return finding(first.getKey(), first.getValue().why, first.getValue().runs);
    }

    private Finding leaking() {
        Runs runs = java.util.Objects.requireNonNull(leaver);
        Failure failure = runs.failure();
        Failure leak = failure != null && failure.kind() == Ending.Kind.LEAK ? failure : null;
        List<String> more = new ArrayList<>(left);
        if (leak != null) {
            more.remove(leak.summary());
            more.add(0, leak.toString());
        }
        Shown shown =
                new Shown(
                        Shown.LEFT,
                        Replays.summary(left),
                        String.join("\n", more),
                        Code.ofWhatIsLeft(subject.id(), runs.setting()).text(),
                        0,
                        0,
                        false,
                        leak == null ? List.of() : places(runs, leak));
        return finding(Verdict.LEAKING, "It passes, but leaves something behind.")
                .withFailure(shown)
                .proven(prove(shown), "");
    }

    private Finding finding(Verdict verdict, String why, @Nullable Runs runs) {
        Finding finding = finding(verdict, why);
        Failure failure = runs == null ? null : runs.failure();
        if (runs == null || failure == null) {
            return finding;
        }
        Code code = new Code(subject.id(), runs.setting(), failure.token());
        Shown shown = shown(code, runs, failure);
        return verdict == Verdict.UNCONTROLLED
                ? finding.withFailure(shown)
                : finding.withFailure(shown).proven(prove(shown), "");
    }

    private Finding finding(Verdict verdict, String why) {
        List<Verdict> also = new ArrayList<>(found.keySet());
        also.remove(verdict);
        if (!left.isEmpty() && verdict != Verdict.LEAKING) {
            also.add(Verdict.LEAKING);
        }
        return new Finding(
                subject,
                verdict,
                why,
                also,
                List.copyOf(trials),
                null,
                List.copyOf(uncontrolled.values()),
                List.copyOf(left),
                List.of(),
                seconds());
    }

    private Proof prove(Shown shown) {
        return Replays.prove(runner, Code.parse(shown.code()), shown.summary(), REPLAYS);
    }

    /** How it fails after other tests in the same run; null if it does not. */
    @Nullable Shown after(List<String> before) {
        Runs runs = runner.runAfter(before, subject.id(), still, part(1));
        Failure failure = runs.failure();
        if (failure == null) {
            return null;
        }
        Shown shown = shown(new Code(subject.id(), before, still, failure.token()), runs, failure);
        Proof proof = prove(shown);
        return proof.refutes() ? null : shown.replayed(proof);
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }

    private Shown shown(Code code, Runs runs, Failure failure) {
        return new Shown(
                failure.kind().name(),
                failure.summary(),
                failure.toString(),
                code.text(),
                0,
                0,
                false,
                places(runs, failure));
    }

    /** The lines of a race, or else those where threads were interrupted, or where it threw. */
    private List<Place> places(Runs runs, Failure failure) {
        Map<String, Place> places = new LinkedHashMap<>();
        List<Race> races =
                runs.setting().schedules()
                        ? runner.runForRaces(
                                        subject.id(),
                                        runs.setting(),
                                        FOR_RACES,
                                        Duration.ofSeconds(2))
                                .report()
                                .races()
                        : List.of();
        for (Race race : races) {
            add(race.first().location(), race.first().action() + " " + race.what(), places);
            add(race.second().location(), race.second().action() + " " + race.what(), places);
        }
        Step before = null;
        for (Step step : failure.steps()) {
            if (before != null && before.number() != step.number() && !before.file().isEmpty()) {
                add(before.place(), before.action(), places);
                add(step.place(), step.action(), places);
            }
            before = step;
        }
        failure.cause()
                .ifPresent(
                        cause -> {
                            TreeSet<String> own = new TreeSet<>(List.of(outermost(subject.type())));
                            for (StackTraceElement frame : cause.getStackTrace()) {
                                if (own.contains(outermost(frame.getClassName()))) {
                                    add(frame.toString(), failure.summary(), places);
                                    break;
                                }
                            }
                        });
        return places.values().stream().limit(10).toList();
    }

    private static String outermost(String type) {
        int nested = type.indexOf('$', 1);
        return nested < 0 ? type : type.substring(0, nested);
    }

    private static void add(String place, String what, Map<String, Place> places) {
        Matcher matcher = PLACE.matcher(place);
        if (matcher.find()) {
            places.putIfAbsent(
                    matcher.group(2) + ":" + matcher.group(3),
                    new Place(
                            matcher.group(1).replaceFirst("^.*/", ""),
                            matcher.group(2),
                            Integer.parseInt(matcher.group(3)),
                            what));
        }
    }

    /** So much of the time that is left. */
    private Duration part(double share) {
        long remaining = budget.toNanos() - (System.nanoTime() - began);
        return Duration.ofNanos(Math.max(0, (long) (remaining * share)));
    }
}
