package dev.heddle.junit;

import dev.heddle.Body;

import org.jspecify.annotations.Nullable;

/** What the first thread of every run executes: a test, with what is done around it. */
interface Scheduled extends Body {

    /** What left the test of the last run, whether or not the run ended by it. */
    @Nullable Throwable thrown();

    /** Whether a run ended because an assumption of the test did not hold. */
    boolean isAborted(@Nullable Throwable cause);
}
