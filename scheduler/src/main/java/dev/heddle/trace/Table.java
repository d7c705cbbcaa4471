package dev.heddle.trace;

import dev.heddle.kernel.Lines;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Steps as text that fits a width: a line for each step, with a narrow column for each thread, what
 * it did, where, and the line of source, or, where there is none, the method.
 */
final class Table {

    /** With more threads than this a column for each is not readable any more. */
    private static final int MOST_COLUMNS = 12;

    private static final int COLUMN = 3;

    /** What the compiler calls the method that a lambda is made into. */
    private static final Pattern LAMBDA = Pattern.compile("\\blambda\\$(\\w+)\\$\\d+$");

    /**
     * If the first thread has more steps than this before any other has one, only the last of
     * these.
     */
    private static final int MOST_ALONE = 6;

    private static final int SHOWN_ALONE = 3;

    /** Of what is written on the left of a name of a thread that has no column. */
    private static final int WIDEST_NAME = 24;

    /** Nobody reads less of a line of source than this. */
    private static final int LEAST_SOURCE = 16;

    private final List<Step> steps;

    /** Before which of them others are left out; 0 if none are. */
    private final int leftOut;

    private final int width;

    /** The names of threads by their numbers: two may have one name. */
    private final SortedMap<Long, String> columns = new TreeMap<>();

    private final boolean hasColumns;
    private final int indexWidth;

    /** Fields and the like that are those of more than one object. */
    private final Set<String> ambiguous = new HashSet<>();

    private Table(List<Step> steps, int leftOut, int width) {
        this.steps = steps;
        this.leftOut = leftOut;
        this.width = width;
        Map<String, String> objects = new HashMap<>();
        for (Step step : steps) {
            columns.put(step.number(), step.thread());
            String known = objects.putIfAbsent(kind(step), step.object());
            if (known != null && !known.equals(step.object())) {
                ambiguous.add(kind(step));
            }
        }
        this.hasColumns = columns.size() <= MOST_COLUMNS;
        this.indexWidth = Long.toString(steps.getLast().index()).length();
    }

    /**
     * The lines, with a heading; none if there are no steps.
     *
     * @param leftOut before which of them others are left out; 0 if none are
     * @param count how many steps the run had
     */
    static List<String> of(List<Step> steps, int leftOut, long count, int width) {
        if (steps.isEmpty()) {
            return List.of();
        }
        long before = steps.getFirst().index() - 1;
        String which =
                leftOut > 0
                        ? "steps %,d to %,d, where it went wrong, and the last of %,d"
                                .formatted(before + 1, steps.get(leftOut - 1).index(), count)
                        : before > 0
                                ? "the last %,d of %,d steps".formatted(count - before, count)
                                : count == 1 ? "the only step" : "all %d steps".formatted(count);
        List<String> lines = new ArrayList<>();
        lines.add("How it came about, " + which + ":");
        new Table(steps, leftOut, width).addTo(lines);
        return lines;
    }

    private void addTo(List<String> lines) {
        if (hasColumns) {
            StringBuilder before = new StringBuilder(" ".repeat(indexWidth + 4));
            for (String thread : columns.values()) {
                lines.add(Lines.cut(before + thread, width));
                before.append("|").append(" ".repeat(COLUMN - 1));
            }
        }
        int marks = hasColumns ? COLUMN * columns.size() : widestName() + 2;
        int left = indexWidth + 4 + marks;
        int alone = alone();
        List<Step> shown = steps.subList(alone, steps.size());
        if (alone > 0) {
            lines.add(
                    Lines.cut(
                            "%s(%d steps of '%s' before)"
                                    .formatted(" ".repeat(left), alone, steps.getFirst().thread()),
                            width));
        }
        int widestAction = 0;
        int widestWhere = 0;
        for (Step step : shown) {
            widestAction = Math.max(widestAction, action(step).length());
            widestWhere = Math.max(widestWhere, step.where().length());
        }
        // What was done comes first, then where; the source gets what is left.
        int rest = width - left;
        int whereWidth = Math.min(widestWhere, Math.max(0, rest / 3));
        int actionWidth = Math.min(widestAction, Math.max(8, rest - whereWidth - LEAST_SOURCE - 4));
        Widths widths = new Widths(left, marks, actionWidth, whereWidth);
        int cut = leftOut > 0 ? leftOut - alone : shown.size();
        addRows(shown.subList(0, cut), widths, lines);
        if (cut < shown.size()) {
            long missing = shown.get(cut).index() - shown.get(cut - 1).index() - 1;
            lines.add("%s(%,d steps are left out)".formatted(" ".repeat(left), missing));
            addRows(shown.subList(cut, shown.size()), widths, lines);
        }
    }

    /** How many characters there are for what stands on the left of what was done, and for that. */
    private record Widths(int left, int marks, int action, int where) {}

    private void addRows(List<Step> shown, Widths widths, List<String> lines) {
        for (Folded rows : Folded.of(shown, this::isAlike)) {
            for (Step step : shown.subList(rows.from(), rows.from() + rows.length())) {
                String line =
                        "  "
                                + Lines.right(number(step), indexWidth)
                                + "  "
                                + Lines.left(who(step), widths.marks)
                                + Lines.left(action(step), widths.action)
                                + "  "
                                + Lines.left(step.where(), widths.where)
                                + "  "
                                + (step.source().isEmpty() ? method(step) : step.source());
                lines.add(Lines.cut(line.stripTrailing(), width));
            }
            if (rows.more() > 0) {
                lines.add(Lines.cut(" ".repeat(widths.left) + rows.remark(), width));
            }
        }
    }

    /** The number of a row; what is marked has none, since it is no step. */
    private static String number(Step step) {
        return step.mark().isEmpty() ? Long.toString(step.index()) : "";
    }

    /** Whether two rows differ by nothing but their numbers. */
    private boolean isAlike(Step one, Step other) {
        return one.number() == other.number()
                && one.place().equals(other.place())
                && one.line() == other.line()
                && action(one).equals(action(other));
    }

    /** How many steps are not shown, since they come long before there is a second thread. */
    private int alone() {
        if (steps.getFirst().index() > 1 || leftOut > 0) {
            return 0;
        }
        int alone = 0;
        while (alone < steps.size() && steps.get(alone).number() == steps.getFirst().number()) {
            alone++;
        }
        return alone == steps.size() || alone <= MOST_ALONE ? 0 : alone - SHOWN_ALONE;
    }

    private int widestName() {
        return columns.values().stream()
                .mapToInt(name -> Math.min(name.length() + 2, WIDEST_NAME))
                .max()
                .orElse(0);
    }

    private String who(Step step) {
        if (!hasColumns) {
            return Lines.cut("'" + step.thread() + "'", WIDEST_NAME);
        }
        StringBuilder line = new StringBuilder();
        for (long column : columns.keySet()) {
            line.append(column == step.number() ? '*' : '|').append(" ".repeat(COLUMN - 1));
        }
        return line.toString();
    }

    /** What was done, with the value, and to what if that is not obvious. */
    private String action(Step step) {
        String action = step.action();
        boolean named = !step.object().isEmpty();
        if (action.startsWith("calls ") && named) {
            String held = step.value().isEmpty() ? "" : " (" + step.value() + ")";
            return action + (ambiguous.contains(kind(step)) ? " on " + step.object() : "") + held;
        }
        if (action.equals("enters a monitor") && named) {
            return "enters the monitor of " + step.object();
        }
        String value = step.value().isEmpty() ? "" : " = " + step.value();
        return action + value + (ambiguous.contains(kind(step)) ? " in " + step.object() : "");
    }

    /** What has to do with several objects if it does with two of one class. */
    private static String kind(Step step) {
        int number = step.object().indexOf('#');
        String type = number < 0 ? "" : step.object().substring(0, number);
        String action = step.action();
        return type + action.substring(action.indexOf(' ') + 1);
    }

    /** The method, without its package. */
    private static String method(Step step) {
        String place = step.place();
        int end = place.indexOf('(');
        if (end < 0) {
            return "";
        }
        int dot = place.lastIndexOf('.', end);
        int from = place.lastIndexOf('.', dot - 1) + 1;
        String name = place.substring(Math.max(from, "at ".length()), end);
        // What a lambda does, the method does in which it is written; nobody has named 'Outer$1'.
        return "in " + LAMBDA.matcher(name).replaceAll("$1").replaceAll("\\$(?!\\d)", ".");
    }
}
