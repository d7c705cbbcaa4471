package dev.heddle.assertj;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Report;

import org.assertj.core.api.SoftAssertions;

/**
 * AssertJ's soft assertions with those of Heddle among them: all are tried, and {@code assertAll}
 * tells which do not hold.
 */
public class HeddleSoftAssertions extends SoftAssertions {

    /** None yet. */
    public HeddleSoftAssertions() {}

    /** About what an exploration has found. */
    public ReportAssert assertThat(Report actual) {
        return proxy(ReportAssert.class, Report.class, actual);
    }

    /** About a schedule that failed. */
    public FailureAssert assertThat(Failure actual) {
        return proxy(FailureAssert.class, Failure.class, actual);
    }

    /** About one run, by the marks of its program. */
    public RunAssert assertThat(Run actual) {
        return proxy(RunAssert.class, Run.class, actual);
    }

    /** About all schedules of a program. */
    public ProgramAssert assertThatProgram(Body actual) {
        return proxy(ProgramAssert.class, Body.class, actual);
    }
}
