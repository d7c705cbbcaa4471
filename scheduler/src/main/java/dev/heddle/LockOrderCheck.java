package dev.heddle;

/** What is done about locks that threads take in different orders. */
public enum LockOrderCheck {
    /** They are listed in the {@link Report}; a schedule does not fail for them. */
    REPORT,
    /** A schedule in which it happens fails, though it may have gone well. */
    FAIL,
    /** They are not looked for. */
    OFF
}
