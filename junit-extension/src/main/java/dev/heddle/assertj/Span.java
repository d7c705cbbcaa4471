package dev.heddle.assertj;

import dev.heddle.api.API;
import dev.heddle.kernel.Mark;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What goes on between two marks of one thread, or coroutine: from each mark with the one name to
 * the next of the same thread with the other name.
 *
 * {@snippet :
 *     .neverOverlaps(span("enters", "leaves"))
 *     .lastsAtMost(span("enters", "leaves"), Duration.ofSeconds(1))
 * }
 *
 * @param begin the name of the mark at which it begins
 * @param end the name of the mark at which it ends
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Span(String begin, String end) {

    /** A span between marks with two names. */
    public Span {
        Objects.requireNonNull(begin, "begin");
        Objects.requireNonNull(end, "end");
        if (begin.equals(end)) {
            throw new IllegalArgumentException(
                    "A span begins and ends at marks with different names, and not both at '%s'."
                            .formatted(begin));
        }
    }

    /**
     * One that was seen in a run.
     *
     * @param from the index of the mark at which it began
     * @param to the index of that at which it ended; the number of marks if it has not ended
     */
    record Seen(Mark began, int from, int to) {

        boolean overlaps(Seen other) {
            return !began.thread().equals(other.began.thread())
                    && from < other.to
                    && other.from < to;
        }
    }

    /** All of them, in the order in which they began. */
    List<Seen> in(List<Mark> marks) {
        List<Seen> seen = new ArrayList<>();
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            if (mark.name().equals(begin)) {
                int to = i + 1;
                while (to < marks.size()
                        && !(marks.get(to).name().equals(end)
                                && marks.get(to).thread().equals(mark.thread()))) {
                    to++;
                }
                seen.add(new Seen(mark, i, to));
            }
        }
        return seen;
    }

    /** Whether some thread is in it at the end of these marks. */
    boolean isOpen(List<Mark> marks) {
        return in(marks).stream().anyMatch(one -> one.to == marks.size());
    }

    @Override
    public String toString() {
        return "from '" + begin + "' to '" + end + "'";
    }
}
