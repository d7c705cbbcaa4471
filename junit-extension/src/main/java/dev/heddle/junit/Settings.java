package dev.heddle.junit;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
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
 * @param token the token of the one schedule to run; null to explore
 */
record Settings(Method method, Interleaved interleaved, @Nullable String token) {

    private static final int SHOWN = 20;

    static Settings of(Method method) {
        Interleaved interleaved =
                AnnotationSupport.findAnnotation(method, Interleaved.class).orElseThrow();
        String token =
                AnnotationSupport.findAnnotation(method, Replay.class)
                        .map(Replay::value)
                        .orElse(null);
        return new Settings(method, interleaved, token);
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
        return "%,d schedules (%s)".formatted(interleaved.schedules(), interleaved.strategy());
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
        if (interleaved.freshClasses().length == 0) {
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
        Explorer explorer = Heddle.explorer();
        try {
            explorer.schedules(interleaved.schedules())
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
            if (!interleaved.epoch().isEmpty()) {
                explorer.epoch(epoch(interleaved.epoch()));
            }
            if (interleaved.manualTime()) {
                explorer.manualTime();
            }
            String kept = KeptConstraints.of(method);
            if (kept != null) {
                explorer.constraints(kept);
            }
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e);
        }
        if (interleaved.seed() != Interleaved.USUAL_SEED) {
            explorer.seed(interleaved.seed());
        }
        if (interleaved.strict()) {
            explorer.strict();
        }
        if (interleaved.allowLeaks()) {
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
                "@Interleaved of %s can not be used as it is: %s"
                        .formatted(nameOf(method), e.getMessage()),
                e);
    }
}
