package dev.heddle.junit;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Prover;
import dev.heddle.Report;
import dev.heddle.control.FreshLoaders;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Strategies;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is asked for of a test, as settings of an explorer.
 *
 * @param type the test class, which may have the method from another one
 * @param token the token of the one schedule to run; null to explore
 */
record Settings(Class<?> type, Method method, Asked asked, @Nullable String token) {

    private static final int SHOWN = 20;

    /** How many schedules are tried in which constraints hold, and nothing else is known. */
    private static final int TRIED = 20;

    /** What the schedules are made by in which constraints hold. */
    private static final String CONSTRAINTS = "constraints";

    private static final double USUAL_PROGRESS = 10;

    private static final double NANOS_PER_SECOND = 1e9;

    /** What the test that a context belongs to is to be run with. */
    static Settings of(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        Asked asked = Asked.of(context);
        String token = asked.configuration().get(Setting.REPLAY);
        if (token == null || token.isEmpty()) {
            token =
                    AnnotationSupport.findAnnotation(method, Replay.class)
                            .map(Replay::value)
                            .orElse(null);
        }
        Settings settings = new Settings(context.getRequiredTestClass(), method, asked, token);
        String unknown = Configuration.unknown();
        if (unknown != null) {
            throw settings.unusable(new IllegalArgumentException(unknown));
        }
        return settings;
    }

    /** The class and the name of a method, as they stand in messages. */
    static String nameOf(Method method) {
        // Its simple name is only known to classes that were compiled together.
        String type = method.getDeclaringClass().getName();
        int before = Math.max(type.lastIndexOf('.'), type.lastIndexOf('$'));
        return type.substring(before + 1) + "." + method.getName();
    }

    /** The same, but for the one schedule that a token stands for. */
    Settings replaying(String replayed) {
        return new Settings(type, method, asked, replayed);
    }

    /** What is going to happen, in a few words. */
    String describe() {
        if (token != null) {
            String text = token.strip();
            return "replay of " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text);
        }
        try {
            if (asked.isProof()) {
                return ProofSettings.describe(asked);
            }
            return "%,d schedules (%s)".formatted(schedules(), strategy());
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    /** What visits every interleaving. */
    Prover prover() {
        try {
            return ProofSettings.prover(explorer(), asked);
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
    }

    /** Whether a proof goes on where it has stopped the last time. */
    boolean resumes() {
        try {
            return ProofSettings.resumes(asked);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    /** Explores or replays, whatever was saved. */
    Report run(Body body) {
        Explorer explorer = explorer();
        return token == null ? explorer.explore(body) : explorer.replay(token, body);
    }

    /** Runs some schedules in which these constraints hold. */
    Optional<Report> onlyUnder(String constraints, Body body) {
        Report report = explorer().schedules(TRIED).constraints(constraints).explore(body);
        return Optional.of(report)
                .filter(
                        one ->
                                one.failure()
                                        .filter(failure -> failure.strategy().equals(CONSTRAINTS))
                                        .isPresent());
    }

    /** Lets schedules be tried first in which these constraints hold, as well as those kept. */
    void constrain(Explorer explorer, String constraints) {
        String kept = KeptConstraints.of(method);
        if (kept == null) {
            explorer.constraints(constraints);
        } else {
            explorer.constraints(kept, constraints);
        }
    }

    /** How many schedules there are at the most. */
    int most() {
        return schedules();
    }

    /** How often something is said about a test that takes long, in nanoseconds; 0 for never. */
    long progressNanos() {
        String seconds = asked.configuration().get(Setting.PROGRESS);
        try {
            double number = seconds == null ? USUAL_PROGRESS : Double.parseDouble(seconds);
            if (number >= 0) { // Neither is what is no number.
                return (long) (number * NANOS_PER_SECOND);
            }
            throw new NumberFormatException(seconds);
        } catch (NumberFormatException e) {
            throw unusable(
                    new IllegalArgumentException(
                            "%s%s must be a number of seconds, or 0, but is '%s'."
                                    .formatted(Setting.PREFIX, Setting.PROGRESS, seconds),
                            e));
        }
    }

    /**
     * Runs one schedule of which nothing is kept: frameworks make much when they are first used, so
     * that the first schedule would be unlike all others.
     */
    void warmUp(Body body) {
        Explorer explorer = explorer();
        if (token == null) {
            explorer.schedules(1)
                    .strategy("fifo")
                    .shrink(0)
                    .constraints()
                    .races(Check.OFF)
                    .lockOrders(Check.OFF)
                    .explore(body);
        }
    }

    /** What is done anew for each schedule. */
    PerSchedule perSchedule() {
        try {
            return asked.constant("perSchedule", Interleaved::perSchedule, PerSchedule.INSTANCE);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    /** Whether schedules have classes for themselves. */
    boolean hasFreshClasses() {
        return asked.texts("freshClasses", Interleaved::freshClasses).length > 0;
    }

    /** How much virtual time a run may take; null if as much as it likes. */
    @Nullable Duration virtualTimeLimit() {
        try {
            long millis =
                    asked.number(
                            "virtualTimeLimitMillis",
                            Interleaved::virtualTimeLimitMillis,
                            Interleaved.UNSAID);
            if (millis == Interleaved.UNSAID) {
                return null;
            }
            if (millis < 1) {
                throw new IllegalArgumentException(
                        "The limit of virtual time must be positive, but is %,d ms."
                                .formatted(millis));
            }
            return Duration.ofMillis(millis);
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    /**
     * The loaders of classes that every schedule has for itself; null if schedules share all.
     *
     * @param classes the test class, after those it is nested in
     */
    @Nullable FreshLoaders freshLoaders(List<Class<?>> classes) {
        String[] fresh = asked.texts("freshClasses", Interleaved::freshClasses);
        if (asked.isProof() || fresh.length == 0) {
            return null;
        }
        Class<?> test = classes.getLast();
        Set<String> names = new LinkedHashSet<>(List.of(fresh));
        names.add(FreshLoaders.around(test));
        try {
            FreshLoaders loaders = FreshLoaders.of(test.getClassLoader(), names);
            classes.forEach(loaders::checkFresh);
            return loaders;
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
    }

    private int schedules() {
        return asked.count("schedules", Interleaved::schedules, 1_000);
    }

    private String strategy() {
        return asked.text("strategy", Interleaved::strategy, Strategies.USUAL);
    }

    /** An explorer with these settings. */
    Explorer explorer() {
        try {
            Explorer explorer = asked.isProof() ? proving() : exploring();
            return explorer.replayedBy(text -> ReplayLines.of(type, method, text));
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
    }

    /** Of every interleaving: what else is left to chance, or moved, is none of its settings. */
    private Explorer proving() {
        Explorer explorer = Heddle.explorer().stepLimit(ProofSettings.steps(asked));
        look(explorer);
        check(explorer);
        return explorer.lockOrders(Check.OFF); // Every deadlock is visited.
    }

    private Explorer exploring() {
        Explorer explorer = Heddle.explorer();
        explore(explorer);
        look(explorer);
        limit(explorer);
        check(explorer);
        String kept = KeptConstraints.of(method);
        return kept == null ? explorer : explorer.constraints(kept);
    }

    /** Which schedules are run. */
    private void explore(Explorer explorer) {
        explorer.schedules(schedules())
                .strategy(strategy())
                .spuriousWakeups(asked.flag("spuriousWakeups", Interleaved::spuriousWakeups, true))
                .timerSlack(
                        Duration.ofMillis(
                                asked.number("timerSlackMillis", Interleaved::timerSlackMillis, 0)))
                .instrument(asked.texts("instrument", Interleaved::instrument));
        Long seed = asked.seed();
        if (seed != null) {
            explorer.seed(seed);
        } else {
            String configured = asked.configuration().get("seed");
            if (configured != null) {
                explorer.seed(Explorer.seedOf(configured));
            }
        }
        if (asked.flag("manualTime", Interleaved::manualTime, false)) {
            explorer.manualTime();
        }
    }

    /** What the world looks like in a schedule, how long it may take, and what it should reach. */
    private void look(Explorer explorer) {
        explorer.processors(
                        asked.count(
                                "processors", Interleaved::processors, World.DEFAULT.processors()))
                .timeLimit(
                        Duration.ofMillis(
                                asked.number(
                                        "timeLimitMillis",
                                        Interleaved::timeLimitMillis,
                                        Limits.DEFAULT.time().toMillis())))
                .shrink(asked.count("shrink", Interleaved::shrink, 2_000))
                .sometimes(asked.texts(Interleaved::sometimes));
        String epoch = asked.text("epoch", Interleaved::epoch, "");
        if (!epoch.isEmpty()) {
            explorer.epoch(epoch(epoch));
        }
    }

    /** How long the schedules may be, and all of them together may take. */
    private void limit(Explorer explorer) {
        explorer.stepLimit(
                asked.number("stepLimit", Interleaved::stepLimit, Limits.DEFAULT.steps()));
        long within = asked.number("withinMillis", Interleaved::withinMillis, Interleaved.UNSAID);
        if (within != Interleaved.UNSAID) {
            explorer.within(Duration.ofMillis(within));
        }
    }

    /** What is a failure. */
    private void check(Explorer explorer) {
        explorer.races(asked.constant("races", Interleaved::races, Check.REPORT))
                .allowRaces(asked.texts("allowRaces", Interleaved::allowRaces))
                .lockOrders(asked.constant("lockOrders", Interleaved::lockOrders, Check.REPORT))
                .leaks(asked.constant("leaks", Interleaved::leaks, Check.REPORT))
                .swallowed(asked.constant("swallowed", Interleaved::swallowed, Check.REPORT));
        if (asked.flag("strict", Interleaved::strict, false)) {
            explorer.strict();
        }
        if (asked.flag("allowLeaks", Interleaved::allowLeaks, false)) {
            explorer.allowLeaks();
        }
    }

    private static Instant epoch(String text) {
        try {
            return Instant.parse(text.strip());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "The epoch must be a point in time such as 2026-03-29T00:59:59Z, but is '%s'."
                            .formatted(text),
                    e);
        }
    }

    /** Says that the settings of the test make no sense. */
    ExtensionConfigurationException unusable(RuntimeException e) {
        return new ExtensionConfigurationException(
                "%s of %s can not be used as it is: %s%s"
                        .formatted(
                                Kinds.annotationOf(method),
                                nameOf(method),
                                e.getMessage(),
                                asked.configuration().used()),
                e);
    }
}
