package dev.heddle.junit;

import dev.heddle.Property;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/** A test that may take so much virtual time, and no more. */
final class TimeLimited implements Scheduled {

    private final Scheduled test;
    private final Duration limit;

    private boolean ended;

    private TimeLimited(Scheduled test, Duration limit) {
        this.test = test;
        this.limit = limit;
    }

    /** The test with a limit; itself if there is none. */
    static Scheduled of(Scheduled test, @Nullable Duration limit) {
        return limit == null ? test : new TimeLimited(test, limit);
    }

    @Override
    public void run() throws Throwable {
        ended = false;
        Property.eventually("the test has come to its end", () -> ended, limit);
        try {
            test.run();
        } finally {
            ended = true;
        }
    }

    @Override
    public @Nullable Throwable thrown() {
        return test.thrown();
    }

    @Override
    public boolean isAborted(@Nullable Throwable cause) {
        return test.isAborted(cause);
    }
}
