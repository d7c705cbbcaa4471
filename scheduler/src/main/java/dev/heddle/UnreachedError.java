package dev.heddle;

import java.util.List;

/**
 * Thrown by {@link Report#check}: no schedule failed, but none has reached what at least one was to
 * reach. See {@link Property#sometimes}.
 */
public final class UnreachedError extends AssertionError {

    private static final long serialVersionUID = 1L;

    private final transient List<String> names;

    UnreachedError(List<String> names, int schedules) {
        super(message(names, schedules));
        this.names = List.copyOf(names);
    }

    /** What was not reached. */
    public List<String> names() {
        return names;
    }

    static String message(List<String> names, int schedules) {
        return "None of %,d schedules has reached '%s'. Either the program never does that, or it takes more schedules, other input, or a name that is spelt as in Property.sometimes."
                .formatted(schedules, String.join("' or '", names));
    }
}
