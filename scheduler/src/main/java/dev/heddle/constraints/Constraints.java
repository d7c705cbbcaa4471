package dev.heddle.constraints;

import dev.heddle.api.API;
import dev.heddle.kernel.HeddleException;

import java.util.ArrayList;
import java.util.List;

/**
 * What has to be so about a run for it to fail, as a list that can be kept beside a test: it names
 * threads, methods and fields, and no numbers of decisions, so that it still means something when
 * the program has been changed. {@link #toString} is the text to keep.
 *
 * {@snippet :
 *     Failure failure = Heddle.explore(body).failure().orElseThrow();
 *     Constraints constraints = failure.constraints().orElseThrow();
 *     String kept = constraints.toString();
 * }
 *
 * @param list all of it; a run for which all hold fails, whatever else it does, as far as that was
 *     tried
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Constraints(List<Constraint> list) {

    private static final String HEADER = "# heddle constraints 1";

    private static final String BEFORE = " before ";

    /** Columns of a line in a message. */
    private static final int WIDEST = 118;

    /** A list of constraints. */
    public Constraints {
        list = List.copyOf(list);
    }

    /**
     * Reads what {@link #toString} has written. Empty lines and those that begin with {@code #} are
     * passed over.
     *
     * @throws HeddleException if something else is among it, which it names
     */
    public static Constraints parse(String text) {
        List<Constraint> all = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String part : text.lines().map(String::strip).toList()) {
            if (part.startsWith("# heddle constraints") && !part.equals(HEADER)) {
                throw new HeddleException(
                        "These constraints were written by another version of Heddle: '%s' instead of '%s'. Let a failure be found again, and keep what its message says then."
                                .formatted(part, HEADER));
            }
            if (part.isEmpty() || part.startsWith("#")) {
                continue;
            }
            if (!part.startsWith(BEFORE.strip()) && !line.isEmpty()) {
                all.add(parsed(line.toString()));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(part);
        }
        if (!line.isEmpty()) {
            all.add(parsed(line.toString()));
        }
        if (all.isEmpty() && text.lines().map(String::strip).noneMatch(HEADER::equals)) {
            throw new HeddleException(
                    "There is no constraint in '%s'. Keep the lines that the message of a failure has."
                            .formatted(text.strip()));
        }
        return new Constraints(all);
    }

    private static Constraint parsed(String line) {
        try {
            return Constraint.parse(line);
        } catch (IllegalArgumentException e) {
            throw new HeddleException(
                    "This is not a constraint that Heddle has written: '%s'. One is like: \"A\" reads balance #1 in Account.withdraw:12 before \"B\" writes balance #1 in Account.withdraw:13"
                            .formatted(line),
                    e);
        }
    }

    /** One of them, in two lines if it is long. */
    private static String broken(Constraint constraint, String indent) {
        String text = indent + constraint;
        return text.length() <= WIDEST
                ? text
                : text.replace(BEFORE, "\n" + indent + "   " + BEFORE);
    }

    /** For the message of a failure. */
    public String inWords() {
        int tried = Finder.SURE + 1;
        if (list.isEmpty()) {
            return "It fails like this in any schedule (%d of %<d did).".formatted(tried);
        }
        StringBuilder text = new StringBuilder();
        text.append(
                "It fails like this whenever (%d of %<d schedules did, all else left to chance):"
                        .formatted(tried));
        list.forEach(one -> text.append('\n').append(broken(one, "  ")));
        return text.toString();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(HEADER);
        list.forEach(one -> text.append('\n').append(broken(one, "")));
        return text.append('\n').toString();
    }
}
