package dev.heddle.constraints;

import dev.heddle.kernel.Chooser.Choice;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One thing about a run that has to be so for it to fail. */
public sealed interface Constraint {

    /**
     * One thing is done before another.
     *
     * @param first what is done first
     * @param then what its thread must not do until then
     */
    record Order(Moment first, Moment then) implements Constraint {
        @Override
        public String toString() {
            return first + " before " + then;
        }
    }

    /**
     * A choice that is not about who goes on, such as who is notified, has this outcome.
     *
     * @param thread the name of the thread that runs then, or ran last; an empty string if none has
     *     done anything yet
     * @param choice what is chosen
     * @param time for the how-manieth time with this thread, from 1 on
     * @param outcome the name of a thread or coroutine, or a number
     */
    record Outcome(String thread, Choice choice, int time, String outcome) implements Constraint {
        @Override
        public String toString() {
            return "%schoice of %s #%d is %s"
                    .formatted(
                            thread.isEmpty() ? "" : Moment.quoted(thread) + " ",
                            choice.name().toLowerCase(Locale.ROOT),
                            time,
                            outcome);
        }
    }

    /** As {@link Object#toString} writes it. */
    Pattern ORDER = Pattern.compile("(" + Moment.PATTERN + ") before (" + Moment.PATTERN + ")");

    /** As {@link Object#toString} writes it. */
    Pattern OUTCOME =
            Pattern.compile(
                    "(?:(\"(?:[^\"\\\\]|\\\\.)*\") )?choice of ([a-z]+) #(\\d{1,9}) is (.+)");

    /**
     * Reads one line of what {@link Constraints#toString} has written.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Constraint parse(String line) {
        Matcher order = ORDER.matcher(line);
        if (order.matches()) {
            return new Order(Moment.parse(order.group(1)), Moment.parse(order.group(2)));
        }
        Matcher outcome = OUTCOME.matcher(line);
        if (outcome.matches()) {
            String thread = outcome.group(1);
            return new Outcome(
                    thread == null ? "" : Moment.unquoted(thread),
                    Choice.valueOf(outcome.group(2).toUpperCase(Locale.ROOT)),
                    Integer.parseInt(outcome.group(3)),
                    outcome.group(4));
        }
        throw new IllegalArgumentException("'" + line + "' is no constraint.");
    }
}
