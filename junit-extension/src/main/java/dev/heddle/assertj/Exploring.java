package dev.heddle.assertj;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Mark;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** How the schedules of an assertion are explored; or which one is replayed. */
final class Exploring {

    /** As a message writes the call of the assertion, before what was set. */
    private final String call;

    private UnaryOperator<Explorer> settings = UnaryOperator.identity();
    private @Nullable String token;

    Exploring(String call) {
        this.call = call;
    }

    void with(UnaryOperator<Explorer> more) {
        UnaryOperator<Explorer> before = settings;
        settings = explorer -> more.apply(before.apply(explorer));
    }

    void replaying(String text) {
        token = text;
    }

    boolean isReplay() {
        return token != null;
    }

    /** An explorer as it was set; a failure says how this assertion replays it. */
    Explorer explorer() {
        return settings.apply(Heddle.explorer())
                .replayedBy(text -> "%s.replaying(\"%s\")".formatted(call, text));
    }

    /** Runs all schedules, or the one that is replayed, and hands on the marks of each. */
    Report explore(UnaryOperator<Explorer> more, Body body, Consumer<List<Mark>> onMarks) {
        Explorer explorer = more.apply(explorer()).onMarks(onMarks);
        String text = token;
        return text == null ? explorer.explore(body) : explorer.replay(text, body);
    }
}
