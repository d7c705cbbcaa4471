package dev.heddle.assertj;

import dev.heddle.Failure;
import dev.heddle.api.API;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.HeddleException;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Mark;
import dev.heddle.trace.Step;

import java.time.Duration;
import java.util.List;

/**
 * A run as far as its program has marked it.
 *
 * {@snippet :
 *     Run run = Run.of(failure);
 *     HeddleAssertions.assertThat(run).inOrder("saved", "mailed");
 * }
 *
 * @param marks the points that it came to, in order: see {@link dev.heddle.Heddle#mark}
 * @param time how much virtual time it took
 */
@API(status = API.Status.STABLE, since = "0.1")
public record Run(List<Mark> marks, Duration time) {

    /** A run with a list of marks of its own. */
    public Run {
        marks = List.copyOf(marks);
    }

    /**
     * The run that is going on, until now.
     *
     * @throws HeddleException outside a run
     */
    public static Run current() {
        Fiber fiber = Fiber.current();
        if (fiber == null) {
            throw new HeddleException(
                    "Run.current() was called outside a run. Call it in an @Interleaved test, or in"
                            + " the body given to Heddle.explore.");
        }
        Loop loop = fiber.loop();
        return new Run(loop.marks().made(), Duration.ofNanos(loop.clock().now()));
    }

    /** The run that failed, as it is reported. */
    public static Run of(Failure failure) {
        List<Step> steps = failure.steps();
        return new Run(failure.marks(), steps.isEmpty() ? Duration.ZERO : steps.getLast().time());
    }

    /** The marks as lines, for a message. */
    String described() {
        if (marks.isEmpty()) {
            return "The run came to no mark.";
        }
        StringBuilder text = new StringBuilder("The run came to these marks, in order:");
        for (Mark mark : marks) {
            text.append(
                    "\n  '%s' by '%s' after step %,d"
                            .formatted(mark.name(), mark.thread(), mark.step()));
            if (!mark.time().isZero()) {
                text.append(", at ").append(Rule.words(mark.time()));
            }
        }
        return text.toString();
    }
}
