package dev.heddle.linearizability;

import dev.heddle.kernel.Lines;
import dev.heddle.linearizability.Frontier.Role;
import dev.heddle.linearizability.Search.Found;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a history can not be explained: the few operations that are enough for that, and what breaks
 * each attempt to put those in order.
 *
 * <p>An operation is not enough just because the rest fails without it: what has read a value would
 * always fail without what has written it. So operations are not left out of the search but made
 * optional, with any result, at any time after their call; if no order is found even then, what
 * they came to does not matter.
 *
 * @param <S> the states of the model
 */
final class Explanation<S> {

    /** As many attempts are shown. */
    private static final int MOST_ATTEMPTS = 8;

    /** As many are looked at. */
    private static final int MOST_KEPT = 1_000;

    private static final int MOST_NAMED = 12;

    /** With more, operations that do not matter may be left. */
    static final long MOST_WORK = 10_000_000;

    private static final int ATTEMPTS_WITHIN_WORK = 100;

    private final Model<S> model;
    private final Condition condition;

    /** How many operations the history had. */
    private final int all;

    private final History shortest;
    private final List<Operation> longest;
    private final List<Operation> stuck;
    private final List<String> attempts = new ArrayList<>();
    private int moreAttempts;

    @SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
    private record Attempt(int[] order, Object state) {}

    Explanation(
            Model<S> model,
            Condition condition,
            long budget,
            @Nullable Duration time,
            long mostWork,
            History history,
            List<Operation> part) {
        this.model = model;
        this.condition = condition;
        all = history.size();
        Budget toShorten = Budget.of(Long.MAX_VALUE, time);
        shortest =
                mostWork == 0
                        ? history
                        : essential(
                                firstFailing(History.of(part), budget, toShorten),
                                Math.min(budget, mostWork / ATTEMPTS_WITHIN_WORK),
                                mostWork,
                                toShorten);
        List<Operation> operations = shortest.operations();
        List<Attempt> ends = new ArrayList<>();
        Search<S> search =
                new Search<>(
                        model,
                        condition,
                        operations,
                        Search.roles(operations),
                        Budget.of(budget, time),
                        (order, length, state) -> {
                            if (ends.size() < MOST_KEPT) {
                                ends.add(new Attempt(Arrays.copyOf(order, length), state));
                            }
                        });
        search.run();
        int[] best = search.best();
        longest = named(operations, best);
        stuck = search.next(best, best.length);
        ends.sort(Comparator.comparingInt(attempt -> -attempt.order().length));
        Set<String> texts = new LinkedHashSet<>();
        for (Attempt attempt : ends) {
            texts.add(text(search, operations, attempt));
        }
        texts.stream().limit(MOST_ATTEMPTS).forEach(attempts::add);
        moreAttempts = texts.size() - attempts.size();
    }

    /** The shortest beginning that fails already: what comes later does not matter. */
    private History firstFailing(History history, long each, Budget all) {
        if (condition != Condition.LINEARIZABILITY) {
            return history; // What comes later may be what explains a result.
        }
        long[] returns =
                history.operations().stream()
                        .filter(Operation::hasReturned)
                        .mapToLong(Operation::returned)
                        .sorted()
                        .toArray();
        int least = 0;
        int failing = returns.length; // From this return on it fails; maybe none does so.
        while (least < failing) {
            int middle = (least + failing) >>> 1;
            List<Operation> begun = history.until(returns[middle]).operations();
            if (fails(begun, Search.roles(begun), all.part(each))) {
                failing = middle;
            } else {
                least = middle + 1;
            }
        }
        return failing == returns.length ? history : history.until(returns[failing]);
    }

    /**
     * Those operations of which it matters what they came to: some of the last, most often, so of
     * all others it is tried first that they do not matter.
     */
    private History essential(History history, long each, long mostWork, Budget all) {
        List<Operation> operations = history.operations();
        int size = operations.size();
        long work = 0;
        Role[] roles = Search.roles(operations);
        for (int kept = 1; kept < size && work < mostWork && !all.isLate(); kept *= 2) {
            Role[] last = onlyLast(operations, roles, kept);
            Budget spent = all.part(each);
            boolean fails = fails(operations, last, spent);
            work += size + spent.steps();
            if (fails) {
                roles = last;
                break;
            }
        }
        for (int chunk = Math.max(1, size / 2); chunk > 0; chunk /= 2) {
            for (int begin = 0; begin < size; begin += chunk) {
                Role[] fewer = roles.clone();
                for (int i = begin; i < Math.min(size, begin + chunk); i++) {
                    fewer[i] = Role.OPTIONAL;
                }
                if (Arrays.equals(fewer, roles) || work > mostWork || all.isLate()) {
                    continue;
                }
                Budget spent = all.part(each);
                if (fails(operations, fewer, spent)) {
                    roles = fewer;
                }
                work += size + spent.steps();
            }
        }
        boolean[] kept = new boolean[size];
        for (int i = 0; i < size; i++) {
            kept[i] = roles[i] != Role.OPTIONAL;
        }
        // What brings an attempt further belongs to it: who took a value out, and who put it in.
        Search<S> search = new Search<>(model, condition, operations, roles, all.part(each), null);
        search.run();
        for (int operation : search.best()) {
            kept[operation] = true;
        }
        return history.only(kept);
    }

    /** All but those that returned last are optional. */
    private static Role[] onlyLast(List<Operation> operations, Role[] roles, int kept) {
        long[] returns = operations.stream().mapToLong(Operation::returned).sorted().toArray();
        long first = returns[returns.length - kept];
        Role[] last = roles.clone();
        for (int i = 0; i < last.length; i++) {
            if (operations.get(i).returned() < first) {
                last[i] = Role.OPTIONAL;
            }
        }
        return last;
    }

    private boolean fails(List<Operation> operations, Role[] roles, Budget budget) {
        return new Search<>(model, condition, operations, roles, budget, null).run() == Found.NONE;
    }

    private static List<Operation> named(List<Operation> operations, int[] order) {
        return Arrays.stream(order).mapToObj(operations::get).toList();
    }

    @SuppressWarnings("unchecked") // The state is one of the search.
    private String text(Search<S> search, List<Operation> operations, Attempt attempt) {
        S state = (S) attempt.state();
        List<String> breaks = new ArrayList<>();
        for (Operation next : search.next(attempt.order(), attempt.order().length)) {
            breaks.add(
                    "%s of %s (there: %s)"
                            .formatted(next, next.client(), model.expected(state, next)));
        }
        if (breaks.isEmpty()) {
            for (Operation waiting : operations) {
                Operation pending = waiting.pending();
                if (waiting.end() == Operation.End.BLOCKED
                        && !model.next(state, pending).isEmpty()) {
                    breaks.add(
                            "%s of %s, which could go on (there: %s)"
                                    .formatted(
                                            waiting,
                                            waiting.client(),
                                            model.expected(state, pending)));
                }
            }
        }
        String after =
                attempt.order().length == 0
                        ? "At the beginning"
                        : "After " + names(named(operations, attempt.order()));
        return after + " there can not be " + String.join(", nor ", breaks) + ".";
    }

    private static String names(List<Operation> order) {
        return order.size() > MOST_NAMED
                ? "%,d others and then ".formatted(order.size() - MOST_NAMED)
                        + names(order.subList(order.size() - MOST_NAMED, order.size()))
                : order.stream().map(Operation::toString).collect(Collectors.joining(", "));
    }

    History shortest() {
        return shortest;
    }

    List<Operation> longest() {
        return longest;
    }

    List<Operation> stuck() {
        return stuck;
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.addAll(
                wrapped(
                        ("The history is not %s: there is no order of its operations that explains"
                                        + " what they came to.")
                                .formatted(condition),
                        ""));
        if (shortest.size() < all) {
            lines.addAll(
                    wrapped(
                            ("These %,d of %,d operations are enough for that, whatever the others"
                                            + " came to:")
                                    .formatted(shortest.size(), all),
                            ""));
        }
        lines.add("");
        lines.addAll(shortest.toString().lines().toList());
        lines.add("");
        lines.addAll(attempts());
        return String.join("\n", lines);
    }

    /** The same of an object in a test, of which the whole history is shown, since it is short. */
    String ofObject(History history) {
        List<String> clients = history.clients().stream().sorted().toList();
        List<String> lines = new ArrayList<>();
        lines.addAll(
                wrapped(
                        ("The object is not %s: no order of these operations explains what they"
                                        + " came to.")
                                .formatted(condition),
                        ""));
        lines.add("");
        lines.addAll(HistoryTable.of(history, clients).lines().toList());
        lines.add("");
        lines.addAll(attempts());
        lines.add("");
        return String.join("\n", lines);
    }

    /** What breaks each attempt, a sentence each. */
    private List<String> attempts() {
        List<String> lines = new ArrayList<>();
        lines.add(attempts.size() == 1 ? "The only attempt breaks:" : "Each attempt breaks:");
        attempts.forEach(attempt -> lines.addAll(wrapped(attempt, "  ")));
        if (moreAttempts > 0) {
            lines.add("  (%,d shorter attempts are left out)".formatted(moreAttempts));
        }
        return lines;
    }

    /** A little narrower than a line, since a message may be indented. */
    private static List<String> wrapped(String text, String begin) {
        return Lines.wrap(text, Lines.WIDTH - 4, begin, begin + "    ");
    }
}
