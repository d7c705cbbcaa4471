package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.Lines;

import java.util.List;

/**
 * Thrown by {@link Report#check}: no schedule failed, but none has reached what at least one was to
 * reach. See {@link Property#sometimes}.
 */
@API(status = API.Status.STABLE, since = "0.1")
public final class UnreachedError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient List<String> names;
    private final String message;

    UnreachedError(List<String> names, int schedules) {
        this.message = message(names, schedules);
        this.names = List.copyOf(names);
    }

    /** What was not reached. */
    public List<String> names() {
        return names;
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return Lines.printed(this);
    }

    static String message(List<String> names, int schedules) {
        return "None of %,d schedules has reached '%s'. Either the program never does that, or it takes more schedules, other input, or a name that is spelt as in Property.sometimes."
                .formatted(schedules, String.join("' or '", names));
    }
}
