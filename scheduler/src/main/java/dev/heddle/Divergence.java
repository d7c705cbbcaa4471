package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.control.Statics;
import dev.heddle.trace.Opening;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

/**
 * A schedule that was not the same when it was repeated from its own choices: it depends on what
 * earlier schedules have left behind, in static fields nearly always, or on something that is not
 * under control.
 *
 * {@snippet :
 *     report.divergence().ifPresent(other -> log.add(other.summary()));
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Divergence {

    private static final int MOST_SHOWN = 10;

    private final String summary;
    private final Opening.@Nullable Fork fork;
    private final List<Statics.Change> changes;
    private final Kind kind;

    /** What the search for the reason has shown, besides changed fields. */
    enum Kind {
        /** The same happens with each repetition, or something else with each. */
        LASTING,
        /** Repetitions are like each other: only the first time was different. */
        FIRST_TIME_ONLY,
        /** As {@link #LASTING}, and not everything could be looked at. */
        INCOMPLETE,
        /** Nobody has looked for a reason. */
        NOT_SEARCHED
    }

    /**
     * A divergence.
     *
     * @param fork where the two runs part; null if that is not known
     * @param changes what one more repetition has changed
     */
    Divergence(
            String summary, Opening.@Nullable Fork fork, List<Statics.Change> changes, Kind kind) {
        this.summary = summary;
        this.fork = fork;
        this.changes = List.copyOf(changes);
        this.kind = kind;
    }

    /** What was seen, in one sentence. */
    public String summary() {
        return summary;
    }

    /**
     * What one more repetition changed: static fields, or what the body itself refers to, each with
     * what it held before and after. Empty if nothing was found.
     */
    public List<String> changes() {
        return changes.stream().map(Statics.Change::toString).toList();
    }

    /** Everything that is known, and what to do about it. */
    @Override
    public String toString() {
        List<String> lines = new ArrayList<>();
        lines.add(summary);
        if (fork != null) {
            lines.add(
                    fork.common() == 0
                            ? "  The two differ from the first step on."
                            : "  The first %s the same."
                                    .formatted(
                                            fork.common() == 1
                                                    ? "step is"
                                                    : "%,d steps are".formatted(fork.common())));
            if (!fork.last().isEmpty()) {
                lines.add("  Until then:     " + fork.last());
            }
            lines.add("  The first time: " + fork.first());
            lines.add("  When repeated:  " + fork.second());
        }
        if (changes.isEmpty()) {
            String nothing = nothingFound();
            if (!nothing.isEmpty()) {
                lines.add(nothing);
            }
        } else {
            lines.add("One more repetition changed this:");
            changes.stream().limit(MOST_SHOWN).forEach(change -> lines.add("  " + change));
            if (changes.size() > MOST_SHOWN) {
                lines.add("  and %,d more".formatted(changes.size() - MOST_SHOWN));
            }
        }
        lines.add(advice());
        return String.join("\n", lines);
    }

    private String nothingFound() {
        return switch (kind) {
            case FIRST_TIME_ONLY ->
                    "One more repetition changed no static field, and was like the one before: only"
                            + " the first time is different, as when something is made when it is"
                            + " first needed. Look at what is read right before the two part.";
            case LASTING ->
                    "Heddle could not find out what it is: one more repetition changed no static"
                            + " field of the program.";
            case INCOMPLETE ->
                    "Heddle could not find out what it is: one more repetition changed no static"
                        + " field that was looked at, but there is more than could be looked at.";
            case NOT_SEARCHED -> "";
        };
    }

    private String advice() {
        String names =
                String.join(
                        ", ",
                        changes.stream()
                                .filter(change -> !change.outermost().isEmpty())
                                .map(change -> "\"" + change.outermost() + "\"")
                                .distinct()
                                .limit(3)
                                .toList());
        return "Make what schedules need inside of them, or reset it at their beginning, or let"
                + " every schedule load the classes anew: freshClasses("
                + (names.isEmpty() ? "..." : names)
                + ").";
    }
}
