package dev.heddle;

/** What is done about something that is wrong with a run although nothing in it has failed. */
public enum Check {
    /** It is listed in the {@link Report}; a schedule does not fail for it. */
    REPORT,
    /** A schedule in which it is found fails. */
    FAIL,
    /** It is not looked for. */
    OFF
}
