package dev.heddle;

import dev.heddle.api.API;

/**
 * What is done about something that is wrong with a run although nothing in it has failed.
 *
 * {@snippet :
 *     Report report = Heddle.explorer().lockOrders(Check.FAIL).explore(body);
 * }
 */
@API(status = API.Status.STABLE, since = "0.1")
public enum Check {
    /** It is listed in the {@link Report}; a schedule does not fail for it. */
    REPORT,
    /** A schedule in which it is found fails. */
    FAIL,
    /** It is not looked for. */
    OFF
}
