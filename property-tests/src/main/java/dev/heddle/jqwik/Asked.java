package dev.heddle.jqwik;

import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Schedule;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Limits;
import dev.heddle.kernel.World;
import dev.heddle.schedule.Strategies;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;

import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.support.AnnotationSupport;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What is asked for of a property: by the annotation of its method, then by those of its class and
 * of the classes around it, then by the configuration; else it is what is usual.
 */
final class Asked {

    /** How many schedules a try has: jqwik makes a thousand tries. */
    private static final long SCHEDULES_OF_A_TRY = 25;

    private static final long SCHEDULES_OF_THE_ONLY_TRY = 1_000;
    private static final long SHRINK_RUNS = 2_000;

    /** The annotation that is meant for tests of JUnit, and may be imported by mistake. */
    private static final String OF_JUNIT = "dev.heddle.junit.";

    private final Method property;

    /** The innermost first; none if the property is not interleaved. */
    private final List<Interleaved> annotations;

    private final boolean interleaved;

    /** What is to be replayed: the token, the inputs, or both; null to explore. */
    private final @Nullable String replayed;

    private Asked(
            Method property,
            List<Interleaved> annotations,
            boolean interleaved,
            @Nullable String replayed) {
        this.property = property;
        this.annotations = annotations;
        this.interleaved = interleaved;
        this.replayed = replayed;
    }

    /**
     * What is asked for of a property; null if it has nothing to do with Heddle.
     *
     * @param container the class that it is executed in
     */
    static @Nullable Asked of(Method property, Class<?> container) {
        List<Interleaved> annotations = new ArrayList<>();
        AnnotationSupport.findAnnotation(property, Interleaved.class).ifPresent(annotations::add);
        for (Class<?> type = container; type != null; type = type.getEnclosingClass()) {
            AnnotationSupport.findAnnotation(type, Interleaved.class).ifPresent(annotations::add);
        }
        boolean takesSchedules = takesSchedules(property);
        Replay replay = property.getAnnotation(Replay.class);
        boolean interleaved = !annotations.isEmpty() || (replay != null && !takesSchedules);
        if (!interleaved && !takesSchedules) {
            checkNotJUnits(property);
            return null;
        }
        String configured = interleaved ? Configuration.get("replay") : null;
        String replayed =
                configured != null && !configured.isBlank()
                        ? configured
                        : replay == null ? null : replay.value();
        Asked asked =
                new Asked(
                        property,
                        annotations,
                        interleaved,
                        replayed == null ? null : replayed.strip());
        if (interleaved && takesSchedules) {
            throw asked.unusable(
                    new IllegalArgumentException(
                            "the whole property runs under the schedules that are made for it, and"
                                + " in them none can be given one of its own. Leave @Interleaved"
                                + " away, and run the threads by Schedule.run; or the parameters of"
                                + " the type Schedule"),
                    null);
        }
        return asked;
    }

    private static void checkNotJUnits(Method property) {
        for (Annotation annotation : property.getAnnotations()) {
            if (annotation.annotationType().getName().startsWith(OF_JUNIT)) {
                throw new HeddleException(
                        "@%s at %s is the one for tests of JUnit, which does not execute"
                                        .formatted(
                                                annotation.annotationType().getSimpleName(),
                                                nameOf(property))
                                + " properties. Import the one in dev.heddle.jqwik.");
            }
        }
    }

    private static boolean takesSchedules(Method property) {
        return Arrays.stream(property.getParameters())
                .anyMatch(parameter -> parameter.getType() == Schedule.class);
    }

    /** The class and the name of a method, as they stand in messages. */
    static String nameOf(Method method) {
        String type = method.getDeclaringClass().getName();
        int before = Math.max(type.lastIndexOf('.'), type.lastIndexOf('$'));
        return type.substring(before + 1) + "." + method.getName();
    }

    /** Whether the property as a whole runs under schedules. */
    boolean isInterleaved() {
        return interleaved;
    }

    Method property() {
        return property;
    }

    /** The token of the schedule that each try is to run under; null to explore. */
    @Nullable String token() {
        if (replayed == null || !interleaved) {
            return null;
        }
        int blank = replayed.indexOf(' ');
        return blank < 0 ? replayed : replayed.substring(0, blank);
    }

    /** The inputs that each try is to be given; null if those that jqwik generates. */
    @Nullable List<@Nullable Object> inputs() {
        int from = replayed == null ? -1 : interleaved ? replayed.indexOf(' ') : 0;
        if (replayed == null || from < 0) {
            return null;
        }
        try {
            return Written.read(replayed.substring(from).strip(), property);
        } catch (HeddleException e) {
            throw new HeddleException(
                    "@Replay of %s: %s".formatted(nameOf(property), e.getMessage()), e);
        }
    }

    /** Whether jqwik makes one try only. */
    boolean hasOneTry() {
        return AnnotationSupport.isAnnotated(property, Example.class)
                || Arrays.stream(property.getParameters()).noneMatch(Asked::isGenerated);
    }

    private static boolean isGenerated(Parameter parameter) {
        return AnnotationSupport.isAnnotated(parameter, ForAll.class);
    }

    /** How many schedules each try has. */
    int schedules() {
        return count(
                "schedules",
                Interleaved::schedules,
                hasOneTry() ? SCHEDULES_OF_THE_ONLY_TRY : SCHEDULES_OF_A_TRY);
    }

    /** The seed of the first try. */
    long seed() {
        for (Interleaved annotation : annotations) {
            if (annotation.seed() != Interleaved.UNSAID) {
                return annotation.seed();
            }
        }
        String configured = Configuration.get("seed");
        return configured == null ? 1 : Explorer.seedOf(configured);
    }

    /** How many runs there are to make a schedule smaller. */
    int shrink() {
        return count("shrink", Interleaved::shrink, SHRINK_RUNS);
    }

    /** An explorer with these settings, but for schedules and seed. */
    Explorer explorer() {
        Explorer explorer = Heddle.explorer();
        try {
            String strategy = text(Interleaved::strategy);
            String configured = Configuration.get("strategy");
            explorer.strategy(
                            !strategy.isEmpty()
                                    ? strategy
                                    : configured != null ? configured : Strategies.USUAL)
                    .stepLimit(number(Interleaved::stepLimit, Limits.DEFAULT.steps()))
                    .timeLimit(
                            Duration.ofMillis(
                                    number(
                                            Interleaved::timeLimitMillis,
                                            Limits.DEFAULT.time().toMillis())))
                    .spuriousWakeups(flag(Interleaved::spuriousWakeups, true))
                    .timerSlack(Duration.ofMillis(number(Interleaved::timerSlackMillis, 0)))
                    .processors(count("", Interleaved::processors, World.DEFAULT.processors()))
                    .leaks(check(Interleaved::leaks))
                    .swallowed(check(Interleaved::swallowed))
                    .races(check(Interleaved::races))
                    .allowRaces(texts(Interleaved::allowRaces))
                    .lockOrders(check(Interleaved::lockOrders))
                    .instrument(texts(Interleaved::instrument));
            String epoch = text(Interleaved::epoch);
            if (!epoch.isEmpty()) {
                explorer.epoch(Instant.parse(epoch.strip()));
            }
            if (flag(Interleaved::manualTime, false)) {
                explorer.manualTime();
            }
            if (flag(Interleaved::allowLeaks, false)) {
                explorer.allowLeaks();
            }
            return flag(Interleaved::strict, false) ? explorer.strict() : explorer;
        } catch (DateTimeParseException e) {
            throw unusable(
                    new IllegalArgumentException(
                            "the epoch must be a point in time such as 2026-03-29T00:59:59Z, but is"
                                    + " '%s'".formatted(e.getParsedString())),
                    e);
        } catch (IllegalArgumentException | HeddleException e) {
            throw unusable(e, e);
        }
    }

    private HeddleException unusable(RuntimeException why, @Nullable RuntimeException cause) {
        String message =
                "@Interleaved of %s can not be used as it is: %s%s"
                        .formatted(
                                nameOf(property),
                                why.getMessage(),
                                String.valueOf(why.getMessage()).endsWith(".") ? "" : ".");
        return cause == null ? new HeddleException(message) : new HeddleException(message, cause);
    }

    // --- values ----------------------------------------------------------------------------------

    private long number(ToLongFunction<Interleaved> attribute, long usual) {
        for (Interleaved annotation : annotations) {
            long value = attribute.applyAsLong(annotation);
            if (value != Interleaved.UNSAID) {
                return value;
            }
        }
        return usual;
    }

    private int count(String setting, ToLongFunction<Interleaved> attribute, long usual) {
        try {
            long value = number(attribute, Interleaved.UNSAID);
            if (value == Interleaved.UNSAID) {
                value = setting.isEmpty() ? usual : Configuration.number(setting, usual);
            }
            if (value < 0 || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(
                        "a number must be from 0 to %,d, but one is %,d"
                                .formatted(Integer.MAX_VALUE, value));
            }
            return (int) value;
        } catch (IllegalArgumentException e) {
            throw unusable(e, e);
        }
    }

    private String text(Function<Interleaved, String> attribute) {
        for (Interleaved annotation : annotations) {
            if (!attribute.apply(annotation).isEmpty()) {
                return attribute.apply(annotation);
            }
        }
        return "";
    }

    private String[] texts(Function<Interleaved, String[]> attribute) {
        for (Interleaved annotation : annotations) {
            if (attribute.apply(annotation).length > 0) {
                return attribute.apply(annotation);
            }
        }
        return new String[0];
    }

    private boolean flag(Function<Interleaved, boolean[]> attribute, boolean usual) {
        for (Interleaved annotation : annotations) {
            boolean[] value = attribute.apply(annotation);
            if (value.length > 0) {
                checkOne(value.length);
                return value[0];
            }
        }
        return usual;
    }

    private Check check(Function<Interleaved, Check[]> attribute) {
        for (Interleaved annotation : annotations) {
            Check[] value = attribute.apply(annotation);
            if (value.length > 0) {
                checkOne(value.length);
                return value[0];
            }
        }
        return Check.REPORT;
    }

    private static void checkOne(int values) {
        if (values > 1) {
            throw new IllegalArgumentException(
                    "an attribute that takes one value has %d".formatted(values));
        }
    }
}
