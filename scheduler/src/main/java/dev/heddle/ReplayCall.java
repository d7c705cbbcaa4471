package dev.heddle;

import dev.heddle.detect.DataRaceError;
import dev.heddle.detect.LockOrderError;
import dev.heddle.kernel.RemainsError;
import dev.heddle.kernel.World;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How a failure is seen again: the annotation and the call of a message, with those settings that
 * make the run what it is, and without which it would not fail, or would take another course.
 */
final class ReplayCall {

    /** Under the usual settings. */
    static final ReplayCall USUAL = new ReplayCall("", null);

    /** The settings as calls, one after the other; an empty string if there is none. */
    private final String calls;

    /** Gives what is to be done for a token, if it is another thing. */
    private final @Nullable UnaryOperator<String> other;

    private ReplayCall(String calls, @Nullable UnaryOperator<String> other) {
        this.calls = calls;
        this.other = other;
    }

    /**
     * The call for what has failed under these settings.
     *
     * @param thrown what was thrown, if something was
     */
    static ReplayCall of(Explorer settings, @Nullable Throwable thrown) {
        StringBuilder calls = new StringBuilder();
        World world = settings.world;
        World usual = World.DEFAULT;
        if (thrown instanceof DataRaceError) {
            calls.append(".races(Check.FAIL)");
        } else if (thrown instanceof LockOrderError) {
            calls.append(".lockOrders(Check.FAIL)");
        } else if (thrown instanceof RemainsError) {
            calls.append(settings.leaks == Check.FAIL ? ".leaks(Check.FAIL)" : "");
            calls.append(settings.swallowed == Check.FAIL ? ".swallowed(Check.FAIL)" : "");
        }
        add(".instrument", settings.instrumented, calls);
        add(".freshClasses", settings.freshClasses, calls);
        if (!world.epoch().equals(usual.epoch())) {
            calls.append(".epoch(Instant.parse(\"%s\"))".formatted(world.epoch()));
        }
        if (!world.slack().equals(usual.slack())) {
            calls.append(".timerSlack(Duration.parse(\"%s\"))".formatted(world.slack()));
        }
        if (world.processors() != usual.processors()) {
            calls.append(".processors(%d)".formatted(world.processors()));
        }
        calls.append(world.manualTime() ? ".manualTime()" : "");
        calls.append(world.strict() ? ".strict()" : "");
        return new ReplayCall(calls.toString(), settings.replayedBy);
    }

    private static void add(String setting, List<String> names, StringBuilder calls) {
        if (!names.isEmpty()) {
            calls.append(setting).append("(\"").append(String.join("\", \"", names)).append("\")");
        }
    }

    /** In lines, the first of which says what they are. */
    List<String> lines(String token) {
        if (other != null) {
            return ("Replay it: " + other.apply(token)).lines().toList();
        }
        return List.of(
                "Replay it: @Replay(\"" + token + "\")", "       or: " + code("\"" + token + "\""));
    }

    /** The call alone, for a token that is given as a Java expression. */
    String code(String token) {
        return "Heddle.%sreplay(%s, body)"
                .formatted(calls.isEmpty() ? "" : "explorer()" + calls + ".", token);
    }
}
