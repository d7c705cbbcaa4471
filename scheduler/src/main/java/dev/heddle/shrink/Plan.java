package dev.heddle.shrink;

import dev.heddle.api.API;
import dev.heddle.api.Internal;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.HeddleException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run in few words: where it does not do the usual thing, which is to let each thread go on as
 * far as it can, then the one that has waited longest. A place is counted along its thread, so a
 * plan still means something in a program that has changed a little.
 *
 * <p>Plans with the same choices are equal. As text a plan is a list of choices, such as {@code
 * s0p4=1}: with 4 of its points behind it, thread 0 gives way to thread 1.
 *
 * {@snippet :
 *     Plan plan = Plan.parse("s0p4=1");
 *     int preemptions = plan.preemptions();
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Plan {

    /** Nothing unusual. */
    public static final Plan USUAL = new Plan(Map.of());

    /** The kinds of places as they are written, each by a letter, in their order. */
    private static final String LETTERS = "sfgnwctrek";

    private static final char NO_THREAD = '-';
    private static final int MOST_CHOICES = 1 << 20;

    /** What is chosen, by place; in the order of the places. */
    private final Map<Long, Integer> choices;

    private Plan(Map<Long, Integer> choices) {
        this.choices = new TreeMap<>(choices);
    }

    static Plan of(List<Deviation> deviations) {
        Map<Long, Integer> choices = new TreeMap<>();
        for (Deviation deviation : deviations) {
            choices.put(deviation.place(), deviation.choice());
        }
        return new Plan(choices);
    }

    /** What makes these choices; it must be the watcher of the run as well. */
    @Internal
    public Follower follower() {
        List<Deviation> deviations = new ArrayList<>();
        choices.forEach(
                (place, choice) ->
                        deviations.add(
                                new Deviation(place, choice, Place.kind(place) == Place.POINT, 0)));
        return Follower.of(deviations, false);
    }

    /** How often a thread gives way that could go on. */
    public int preemptions() {
        return (int) choices.keySet().stream().filter(Plan::isPreemption).count();
    }

    /** How many other choices are not the usual ones. */
    public int others() {
        return choices.size() - preemptions();
    }

    private static boolean isPreemption(long place) {
        return Place.kind(place) == Place.POINT;
    }

    /** The printable text. */
    public String text() {
        StringBuilder text = new StringBuilder();
        choices.forEach(
                (place, choice) -> {
                    text.append(text.isEmpty() ? "" : ",").append(letter(Place.kind(place)));
                    if (Place.isThread(place)) {
                        text.append(Place.thread(place));
                    } else {
                        text.append(NO_THREAD);
                    }
                    text.append('p').append(Place.count(place));
                    if (Place.ordinal(place) > 0) {
                        text.append('.').append(Place.ordinal(place));
                    }
                    text.append('=').append(choice);
                });
        return text.toString();
    }

    private static char letter(int kind) {
        return LETTERS.charAt(kind);
    }

    /**
     * The plan that a text stands for.
     *
     * @throws HeddleException if it stands for none
     */
    public static Plan parse(String text) {
        Map<Long, Integer> choices = new TreeMap<>();
        if (text.isEmpty()) {
            return USUAL;
        }
        for (String one : text.split(",", -1)) {
            Long place = place(one, text);
            if (choices.put(place, number(one, one.indexOf('=') + 1, one.length(), text)) != null) {
                throw unreadable(text, "it makes a choice twice, in '" + one + "'");
            }
            if (choices.size() > MOST_CHOICES) {
                throw unreadable(text, "it is too long");
            }
        }
        return new Plan(choices);
    }

    private static Long place(String one, String text) {
        int kind = one.isEmpty() ? -1 : LETTERS.indexOf(one.charAt(0));
        int point = one.indexOf('p', 1);
        int equals = one.indexOf('=');
        if (kind < 0 || point < 2 || equals < point) {
            throw unreadable(text, "'" + one + "' is no choice");
        }
        int dot = one.indexOf('.', point);
        boolean hasOrdinal = dot >= 0 && dot < equals;
        int thread = one.charAt(1) == NO_THREAD && point == 2 ? -1 : number(one, 1, point, text);
        int count = number(one, point + 1, hasOrdinal ? dot : equals, text);
        int ordinal = hasOrdinal ? number(one, dot + 1, equals, text) : 0;
        long place = Place.of(kind, thread, count, ordinal);
        boolean fits =
                Place.count(place) == count
                        && Place.ordinal(place) == ordinal
                        && (thread < 0 ? !Place.isThread(place) : Place.thread(place) == thread);
        if (!fits) {
            throw unreadable(text, "a number in '" + one + "' is too large");
        }
        return place;
    }

    private static int number(String one, int from, int to, String text) {
        try {
            int number = Integer.parseInt(one, from, to, 10);
            if (number >= 0 && Character.isDigit(one.charAt(from))) {
                return number;
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new HeddleException(message(text, "'" + one + "' has no number there"), e);
        }
        throw unreadable(text, "'" + one + "' has no number there");
    }

    private static HeddleException unreadable(String text, String why) {
        return new HeddleException(message(text, why));
    }

    private static String message(String text, String why) {
        return "'%s' is no plan of a schedule, such as 's0p4=1,s1p7=0': %s."
                .formatted(text.length() > 100 ? text.substring(0, 100) + "..." : text, why);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Plan plan && choices.equals(plan.choices);
    }

    @Override
    public int hashCode() {
        return choices.hashCode();
    }

    /** In words. */
    @Override
    public String toString() {
        if (choices.isEmpty()) {
            return "no preemption";
        }
        List<String> clauses = new ArrayList<>();
        choices.forEach((place, choice) -> clauses.add(clause(place, choice)));
        int count = preemptions();
        return "%d preemption%s%s: %s"
                .formatted(
                        count,
                        count == 1 ? "" : "s",
                        others() == 0
                                ? ""
                                : ", %d other unusual choice%s"
                                        .formatted(others(), others() == 1 ? "" : "s"),
                        String.join("; ", clauses));
    }

    private static String clause(long place, int choice) {
        int kind = Place.kind(place);
        String where =
                Place.isThread(place)
                        ? "after %d of its points, thread %d"
                                .formatted(Place.count(place), Place.thread(place))
                        : "before any thread, the program";
        if (kind == Place.POINT) {
            return where + " gives way to thread " + choice;
        }
        if (kind == Place.FORCED) {
            return where + " is followed by thread " + choice;
        }
        if (kind == Place.kindOf(Choice.GRANT)) {
            return where + " leaves its monitor to thread " + choice;
        }
        if (kind == Place.kindOf(Choice.NOTIFY)) {
            return where + " notifies thread " + choice;
        }
        if (kind == Place.kindOf(Choice.SPURIOUS)) {
            return where + " wakes for no reason";
        }
        return where + " is given " + choice;
    }
}
