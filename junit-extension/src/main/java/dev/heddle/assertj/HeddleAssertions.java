package dev.heddle.assertj;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Report;
import dev.heddle.api.API;

import java.util.List;
import java.util.concurrent.Callable;

/**
 * Where the assertions of Heddle begin.
 *
 * {@snippet :
 *     assertThatProgram(
 *                     () -> {
 *                         Shop shop = new Shop();
 *                         Thread mails = new Thread(shop::mail);
 *                         mails.start();
 *                         shop.save();
 *                         mails.join();
 *                     })
 *             .happenedBefore("saved", "mailed");
 * }
 *
 * <p>Those about a program explore it, each anew; those about a {@link Report}, a {@link Failure}
 * or a {@link Run} look at what is there.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class HeddleAssertions {

    private HeddleAssertions() {}

    /** About what an exploration has found. */
    public static ReportAssert assertThat(Report actual) {
        return new ReportAssert(actual);
    }

    /** About a schedule that failed. */
    public static FailureAssert assertThat(Failure actual) {
        return new FailureAssert(actual);
    }

    /** About one run, by the marks of its program. */
    public static RunAssert assertThat(Run actual) {
        return new RunAssert(actual);
    }

    /** About the run that is going on, until now: in an {@code @Interleaved} test, say. */
    public static RunAssert assertThatThisRun() {
        return new RunAssert(Run.current());
    }

    /** About all schedules of a program. */
    public static ProgramAssert assertThatProgram(Body actual) {
        return new ProgramAssert(actual);
    }

    /** About what a program gives in all its schedules. */
    public static <T> OutcomesAssert<T> assertThatOutcomesOf(Callable<T> actual) {
        return new OutcomesAssert<>(actual);
    }

    /** What goes on in a thread between marks with these names. */
    public static Span span(String begin, String end) {
        return new Span(begin, end);
    }

    /** Names that are given to an assertion. */
    static List<String> names(String... names) {
        List<String> all = List.of(names);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("An assertion about names needs at least one.");
        }
        if (all.stream().distinct().count() < all.size()) {
            throw new IllegalArgumentException("A name is given twice: " + all + ".");
        }
        return all;
    }
}
