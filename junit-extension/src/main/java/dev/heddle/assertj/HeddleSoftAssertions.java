package dev.heddle.assertj;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Report;
import dev.heddle.api.API;

import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * AssertJ's soft assertions with those of Heddle among them: all are tried, and {@code assertAll}
 * tells which do not hold.
 *
 * {@snippet :
 *     HeddleSoftAssertions softly = new HeddleSoftAssertions();
 *     softly.assertThat(report).neverFails().hasNoRaces().hasNoLeaks();
 *     softly.assertThat(report.schedules()).isEqualTo(50);
 *     softly.assertAll();
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public class HeddleSoftAssertions extends SoftAssertions {

    /** None yet. */
    public HeddleSoftAssertions() {}

    /** About what an exploration has found. */
    public ReportAssert assertThat(@Nullable Report actual) {
        ReportAssert made = proxy(ReportAssert.class, Report.class, actual);
        made.softly = this;
        return made;
    }

    /** About a schedule that failed. */
    public FailureAssert assertThat(@Nullable Failure actual) {
        FailureAssert made = proxy(FailureAssert.class, Failure.class, actual);
        made.softly = this;
        return made;
    }

    /** About one run, by the marks of its program. */
    public RunAssert assertThat(@Nullable Run actual) {
        return proxy(RunAssert.class, Run.class, actual);
    }

    /** About all schedules of a program. */
    public ProgramAssert assertThatProgram(@Nullable Body actual) {
        ProgramAssert made = proxy(ProgramAssert.class, Body.class, actual);
        made.softly = this;
        return made;
    }

    /** About what a program gives in its schedules. */
    @SuppressWarnings("unchecked") // The assertions are of what the program gives.
    public <T> OutcomesAssert<T> assertThatOutcomesOf(@Nullable Callable<T> actual) {
        return proxy(OutcomesAssert.class, Callable.class, actual);
    }

    /**
     * Goes on with the failure of a report. Where there is none, that is what does not hold, and
     * what follows says nothing more.
     */
    FailureAssert failureOf(ReportAssert report, Supplier<Failure> failure) {
        try {
            report.canFail();
        } catch (AssertionError e) {
            collectAssertionError(e);
            return new HeddleSoftAssertions().assertThat((Failure) null);
        }
        return assertThat(failure.get());
    }
}
