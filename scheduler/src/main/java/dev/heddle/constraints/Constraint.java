package dev.heddle.constraints;

import dev.heddle.api.API;
import dev.heddle.kernel.Chooser.Choice;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing about a run that has to be so for it to fail.
 *
 * {@snippet :
 *     for (Constraint constraint : failure.constraints().orElseThrow().list()) {
 *         if (constraint instanceof Constraint.Order(Moment first, Moment then)) {
 *             log.add(first.thread() + " " + first.action() + " before " + then.thread());
 *         }
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
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
            return "%s (%schoice of %s #%d is %s)"
                    .formatted(
                            inWords(),
                            thread.isEmpty() ? "" : Moment.quoted(thread) + " ",
                            choice.name().toLowerCase(Locale.ROOT),
                            time,
                            outcome);
        }

        /** What that means; what is read again stands behind it. */
        private String inWords() {
            return switch (choice) {
                case GRANT -> Moment.quoted(outcome) + " gets the monitor that is free";
                case NOTIFY -> Moment.quoted(outcome) + " is the one that is notified";
                case SPURIOUS -> "a wait ends although nobody has ended it";
                case CHANCE -> "what the program draws at random is the same again";
                case STALL -> "time passes although a thread could go on";
                case READY ->
                        outcome.matches("\\d+")
                                ? "of the coroutines that are ready, not the first goes on"
                                : "of the coroutines that are ready, %s goes on"
                                        .formatted(Moment.quoted(outcome));
                case NETWORK -> "the network delays, splits or loses what is sent";
                case CHOOSE ->
                        "Heddle.choose gives "
                                + (outcome.matches("\\d+") ? outcome : Moment.quoted(outcome));
            };
        }
    }

    /** As {@link Object#toString} writes it. */
    Pattern ORDER = Pattern.compile("(" + Moment.PATTERN + ") before (" + Moment.PATTERN + ")");

    /** As {@link Object#toString} writes it: behind the words, or, as it was once, without them. */
    Pattern OUTCOME =
            Pattern.compile(
                    "(?:(\"(?:[^\"\\\\]|\\\\.)*\") )?choice of ([a-z]+) #(\\d{1,9}) is (.+)");

    /** Words, and what is read again. */
    Pattern WORDS = Pattern.compile("(?:[^\"(]|\"(?:[^\"\\\\]|\\\\.)*\")+ \\((.+)\\)");

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
        Matcher words = WORDS.matcher(line);
        if (!outcome.matches() && words.matches()) {
            outcome = OUTCOME.matcher(words.group(1));
        }
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
