package dev.heddle.kernel;

import dev.heddle.api.Internal;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/**
 * One thing that a program claims of its run.
 *
 * @param lock what is not to be held by anybody, for {@link Kind#UNLOCKED}
 * @param deadline when it must have come true, for {@link Kind#EVENTUALLY}; otherwise never
 * @param within how much time that is from when it was claimed
 * @param places says what is done at the place with a number, and where
 */
@Internal
public record Claim(
        String name,
        Kind kind,
        BooleanSupplier condition,
        @Nullable Object lock,
        long deadline,
        Duration within,
        IntFunction<String> places) {

    /** What is claimed of a condition, and so when it is looked at. */
    public enum Kind {
        /** That it holds, between any two steps. */
        ALWAYS,
        /** That it holds whenever nobody holds a lock. */
        UNLOCKED,
        /** That it holds whenever nobody can run. */
        AT_REST,
        /** That it will hold in time. */
        EVENTUALLY,
        /** That it holds once, in this run or in another one. */
        SOMETIMES
    }

    /** When somebody looks. */
    enum Moment {
        /** The claim has just been made. */
        STATED,
        /** Between two steps. */
        STEP,
        /** Nobody can run. */
        REST,
        /** The time of a claim is over. */
        DEADLINE,
        /** Nothing happens any more in the run. */
        END
    }

    /** Whether the condition is to be looked at, if nobody holds the lock. */
    boolean isDue(Moment moment, long now) {
        return switch (kind) {
            case ALWAYS, SOMETIMES, UNLOCKED -> moment != Moment.DEADLINE;
            case AT_REST -> moment == Moment.REST || moment == Moment.END;
            case EVENTUALLY -> moment != Moment.DEADLINE || deadline <= now;
        };
    }

    /** Whether it is settled when the condition has held once. */
    boolean needsOnce() {
        return kind == Kind.SOMETIMES || kind == Kind.EVENTUALLY;
    }

    /** What is wrong if the condition does not hold; null if it need not hold yet. */
    @Nullable PropertyError brokenAt(Moment moment, long now, Fiber by) {
        switch (kind) {
            case ALWAYS, UNLOCKED, AT_REST -> {
                PropertyError.Reason reason =
                        moment == Moment.STATED
                                ? PropertyError.Reason.NEVER_HELD
                                : PropertyError.Reason.BROKEN;
                return error(reason, moment, "", by, null);
            }
            case SOMETIMES -> {
                return null;
            }
            case EVENTUALLY -> {
                return isLate(moment, now, by);
            }
        }
        throw new IllegalStateException("Not known: " + kind);
    }

    private @Nullable PropertyError isLate(Moment moment, long now, Fiber by) {
        if (moment == Moment.DEADLINE || deadline < now) {
            String detail = PropertyError.text(within);
            return error(PropertyError.Reason.LATE, moment, detail, by, null);
        }
        if (moment == Moment.END) {
            String detail =
                    "after "
                            + PropertyError.text(Duration.ofNanos(now))
                            + " of virtual time, before the "
                            + PropertyError.text(within)
                            + " that it had were over";
            return error(PropertyError.Reason.NOT_BY_THE_END, moment, detail, by, null);
        }
        return null;
    }

    /** That it was broken. */
    PropertyError error(
            PropertyError.Reason reason,
            Moment moment,
            String detail,
            Fiber by,
            @Nullable Throwable cause) {
        boolean atRest = moment == Moment.REST || moment == Moment.END;
        return new PropertyError(name, reason, by, atRest, detail, places, cause);
    }
}
