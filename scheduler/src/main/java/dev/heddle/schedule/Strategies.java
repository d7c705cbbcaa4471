package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

/**
 * The strategies that can be asked for by name. A name may have parameters, after colons: {@code
 * pct:3}.
 */
@Internal
public final class Strategies {

    /** The one that is used if none is asked for. */
    public static final String USUAL = Portfolio.NAME;

    private static final String ALL =
            "portfolio, random, pct, pct:DEPTH, pos, surw, halt, delay:BOUND, preemption:BOUND,"
                    + " fifo";

    private Strategies() {}

    /** Whether this very strategy can be made again from its name: another's may have the same. */
    public static boolean canMake(Strategy strategy) {
        try {
            return named(strategy.name()).getClass() == strategy.getClass();
        } catch (HeddleException e) {
            return false; // Its name is its own.
        }
    }

    /**
     * A new strategy of the given name.
     *
     * @throws HeddleException if there is none, or a parameter is wrong
     */
    public static Strategy named(String name) {
        int colon = name.indexOf(':');
        String kind = colon < 0 ? name : name.substring(0, colon);
        String parameter = colon < 0 ? "" : name.substring(colon + 1);
        boolean isPlain = colon < 0;
        return switch (kind) {
            case Portfolio.NAME -> plain(isPlain, name, new Portfolio());
            case "random" -> plain(isPlain, name, new RandomWalk());
            case "pos" -> plain(isPlain, name, new Pos());
            case "fifo" -> plain(isPlain, name, new Fifo());
            case "surw" -> isPlain ? new Surw() : new Surw(parameter);
            case Halting.NAME -> isPlain ? new Halting() : new Halting(parameter);
            case "pct" -> isPlain ? new Pct() : pct(name, parameter);
            case DelayBounded.KIND ->
                    isPlain
                            ? new DelayBounded(2)
                            : new DelayBounded(bound(name, parameter), deviations(parameter));
            case PreemptionBounded.KIND ->
                    isPlain
                            ? new PreemptionBounded(2)
                            : new PreemptionBounded(bound(name, parameter), deviations(parameter));
            default ->
                    throw new HeddleException(
                            "There is no strategy '%s'. There are: %s.".formatted(name, ALL));
        };
    }

    private static Strategy plain(boolean isPlain, String name, Strategy strategy) {
        if (!isPlain) {
            throw new HeddleException(
                    "The strategy '%s' takes no parameter, but there is one in '%s'."
                            .formatted(strategy.name(), name));
        }
        return strategy;
    }

    /** What a strategy that takes no parameter has put into a token. */
    static String known(String name, String parameter) {
        if (!parameter.startsWith("@")) {
            throw notKnown(name, parameter, null);
        }
        return parameter.substring(1);
    }

    static HeddleException notKnown(String name, String parameter, @Nullable Throwable cause) {
        String message =
                "The strategy '%s' takes no parameter, and '%s' is not what it puts into tokens."
                        .formatted(name, parameter);
        return cause == null ? new HeddleException(message) : new HeddleException(message, cause);
    }

    private static Strategy pct(String name, String parameters) {
        int colon = parameters.indexOf(':');
        int depth = number(name, colon < 0 ? parameters : parameters.substring(0, colon), 1);
        return colon < 0
                ? new Pct(depth)
                : new Pct(depth, number(name, parameters.substring(colon + 1), 1));
    }

    /** What follows is in tokens only: which of the schedules it is. */
    private static int bound(String name, String parameter) {
        int at = parameter.indexOf('@');
        return number(name, at < 0 ? parameter : parameter.substring(0, at), 0);
    }

    private static String deviations(String parameter) {
        int at = parameter.indexOf('@');
        return at < 0 ? "" : parameter.substring(at + 1);
    }

    private static int number(String name, String text, int least) {
        try {
            int number = Integer.parseInt(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw notANumber(name, text, least, e);
        }
        throw notANumber(name, text, least, null);
    }

    private static HeddleException notANumber(
            String name, String text, int least, @Nullable Throwable e) {
        String message =
                "'%s' in the name of the strategy '%s' must be a number from %d on, as in '%s:3'."
                        .formatted(text, name, least, name.substring(0, name.indexOf(':')));
        return e == null ? new HeddleException(message) : new HeddleException(message, e);
    }
}
