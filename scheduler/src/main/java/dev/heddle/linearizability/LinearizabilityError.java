package dev.heddle.linearizability;

import dev.heddle.api.API;
import dev.heddle.kernel.Told;

/** What has happened can not be explained by operations that take effect one after the other. */
@API(status = API.Status.STABLE, since = "0.1")
public final class LinearizabilityError extends AssertionError implements Told {

    private static final long serialVersionUID = 1L;

    LinearizabilityError(String message) {
        this(message, true);
    }

    /** An error whose stack says nothing unless it was thrown where the history was checked. */
    LinearizabilityError(String message, boolean hasStack) {
        super(message);
        if (!hasStack) {
            setStackTrace(new StackTraceElement[0]);
        }
    }

    /** Whatever the history is, it is the same failure. */
    @Override
    public String likeness() {
        return "not explained by any order";
    }
}
