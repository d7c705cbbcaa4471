package dev.heddle.junit;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.Report;
import dev.heddle.control.FreshLoaders;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the annotations of a test method ask for.
 *
 * @param exhaustive what says that every interleaving is to be visited; if it is there, it counts
 *     in place of {@code interleaved}
 * @param token the token of the one schedule to run; null to explore
 */
record Settings(
        Method method,
        Interleaved interleaved,
        @Nullable Exhaustive exhaustive,
        @Nullable String token) {

    private static final int SHOWN = 20;

    static Settings of(Method method) {
        Interleaved interleaved =
                AnnotationSupport.findAnnotation(method, Interleaved.class).orElseThrow();
        String token =
                AnnotationSupport.findAnnotation(method, Replay.class)
                        .map(Replay::value)
                        .orElse(null);
        Exhaustive exhaustive =
                AnnotationSupport.findAnnotation(method, Exhaustive.class).orElse(null);
        return new Settings(method, interleaved, exhaustive, token);
    }

    /** The class and the name of a method, as they stand in messages. */
    static String nameOf(Method method) {
        // Its simple name is only known to classes that were compiled together.
        String type = method.getDeclaringClass().getName();
        int before = Math.max(type.lastIndexOf('.'), type.lastIndexOf('$'));
        return type.substring(before + 1) + "." + method.getName();
    }

    /** What is going to happen, in a few words. */
    String describe() {
        if (token != null) {
            String text = token.strip();
            return "replay of " + (text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text);
        }
        if (exhaustive != null) {
            return exhaustive.schedules() == Long.MAX_VALUE
                    ? "every interleaving"
                    : "every interleaving (at most %,d)".formatted(exhaustive.schedules());
        }
        return "%,d schedules (%s)".formatted(interleaved.schedules(), interleaved.strategy());
    }

    /** Visits every interleaving. */
    Proof prove(Exhaustive asked, Body body) {
        Prover prover;
        try {
            prover =
                    explorer(asked)
                            .prover()
                            .schedules(asked.schedules())
                            .within(Duration.ofMillis(asked.withinMillis()));
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
        return (asked.allowIncomplete() ? prover.allowIncomplete() : prover).prove(body);
    }

    /** Explores or replays. */
    Report run(Body body) {
        Explorer explorer = explorer();
        return token == null ? explorer.explore(body) : explorer.replay(token, body);
    }

    /**
     * The loaders of classes that every schedule has for itself; null if schedules share all.
     *
     * @param classes the test class, after those it is nested in
     */
    @Nullable FreshLoaders freshLoaders(List<Class<?>> classes) {
        if (exhaustive != null || interleaved.freshClasses().length == 0) {
            return null;
        }
        Class<?> test = classes.getLast();
        Set<String> names = new LinkedHashSet<>(List.of(interleaved.freshClasses()));
        names.add(FreshLoaders.around(test));
        try {
            FreshLoaders loaders = FreshLoaders.of(test.getClassLoader(), names);
            classes.forEach(loaders::checkFresh);
            return loaders;
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
    }

    private Explorer explorer() {
        try {
            return exhaustive == null ? explorer(interleaved) : explorer(exhaustive);
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
    }

    private static Explorer explorer(Exhaustive asked) {
        Explorer explorer =
                Heddle.explorer()
                        .stepLimit(asked.stepLimit())
                        .timeLimit(Duration.ofMillis(asked.timeLimitMillis()))
                        .processors(asked.processors())
                        .shrink(asked.shrink())
                        .races(asked.races())
                        .allowRaces(asked.allowRaces())
                        .leaks(asked.leaks())
                        .swallowed(asked.swallowed())
                        .sometimes(asked.sometimes());
        return begin(explorer, asked.epoch(), asked.allowLeaks());
    }

    private Explorer explorer(Interleaved interleaved) {
        Explorer explorer =
                Heddle.explorer()
                        .schedules(interleaved.schedules())
                        .strategy(interleaved.strategy())
                        .stepLimit(interleaved.stepLimit())
                        .timeLimit(Duration.ofMillis(interleaved.timeLimitMillis()))
                        .spuriousWakeups(interleaved.spuriousWakeups())
                        .processors(interleaved.processors())
                        .timerSlack(Duration.ofMillis(interleaved.timerSlackMillis()))
                        .shrink(interleaved.shrink())
                        .races(interleaved.races())
                        .allowRaces(interleaved.allowRaces())
                        .lockOrders(interleaved.lockOrders())
                        .leaks(interleaved.leaks())
                        .swallowed(interleaved.swallowed())
                        .sometimes(interleaved.sometimes())
                        .instrument(interleaved.instrument());
        String kept = KeptConstraints.of(method);
        if (kept != null) {
            explorer.constraints(kept);
        }
        if (interleaved.seed() != Interleaved.USUAL_SEED) {
            explorer.seed(interleaved.seed());
        }
        if (interleaved.strict()) {
            explorer.strict();
        }
        if (interleaved.manualTime()) {
            explorer.manualTime();
        }
        return begin(explorer, interleaved.epoch(), interleaved.allowLeaks());
    }

    private static Explorer begin(Explorer explorer, String epoch, boolean allowLeaks) {
        if (!epoch.isEmpty()) {
            explorer.epoch(epoch(epoch));
        }
        if (allowLeaks) {
            explorer.allowLeaks();
        }
        return explorer;
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

    private ExtensionConfigurationException unusable(RuntimeException e) {
        return new ExtensionConfigurationException(
                "%s of %s can not be used as it is: %s"
                        .formatted(Kinds.annotationOf(method), nameOf(method), e.getMessage()),
                e);
    }
}
