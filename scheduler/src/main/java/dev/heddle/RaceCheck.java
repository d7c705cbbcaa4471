package dev.heddle;

/** What is done about data races: accesses to the same memory that nothing orders. */
public enum RaceCheck {
    /** They are listed in the {@link Report}; a schedule does not fail for them. */
    REPORT,
    /** A schedule with a data race fails, at its second access. */
    FAIL,
    /** They are not looked for, which makes runs a little faster. */
    OFF
}
