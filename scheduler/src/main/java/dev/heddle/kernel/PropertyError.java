package dev.heddle.kernel;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.IntFunction;

/** What the program has stated about its run is not so; or nobody could look whether it is. */
@API(status = API.Status.STABLE, since = "0.1")
public final class PropertyError extends AssertionError implements Told {

    private static final long serialVersionUID = 1L;

    /** What is wrong. */
    public enum Reason {
        /** It was to hold always, and does not any more. */
        BROKEN,
        /** It was to hold always, and did not when it was stated. */
        NEVER_HELD,
        /** It was to become true, and its time is over. */
        LATE,
        /** It was to become true, and the run has ended. */
        NOT_BY_THE_END,
        /** Its condition has thrown something. */
        CONDITION_THREW,
        /** Its condition would have had to wait, or was about to change the run. */
        CONDITION_REFUSED
    }

    private final String name;
    private final Reason reason;
    private final String thread;
    private final int site;
    private final long step;
    private final boolean atRest;

    /** What else there is to say, as words in a sentence. */
    private final String detail;

    /** Names places; in a run that would be too early, since many loops share the names. */
    private final transient @Nullable IntFunction<String> places;

    PropertyError(
            String name,
            Reason reason,
            Fiber by,
            boolean atRest,
            String detail,
            IntFunction<String> places,
            @Nullable Throwable cause) {
        super(null, cause);
        this.name = name;
        this.reason = reason;
        this.thread = by.toString();
        this.site = by.site();
        this.step = by.loop().steps();
        this.atRest = atRest;
        this.detail = detail;
        this.places = places;
    }

    /** The name of the property. */
    public String name() {
        return name;
    }

    /** What is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The name of the thread that ran last before it was noticed. */
    public String thread() {
        return thread;
    }

    /** How many scheduling points the run had passed by then, and waits begun. */
    public long step() {
        return step;
    }

    /**
     * A number that stands for what that thread did last, equal in all runs of the program; 0 if it
     * had only begun, or if all threads waited, so that it need not be the one to blame.
     */
    public int site() {
        return atRest ? 0 : site;
    }

    @Override
    public String toString() {
        return Lines.printed(this);
    }

    @Override
    public String getMessage() {
        String property = "Property '" + name + "' ";
        return switch (reason) {
            case BROKEN -> property + "does not hold " + moment() + ": " + deed() + ".";
            case NEVER_HELD ->
                    property
                            + "did not hold when it was stated by thread '"
                            + thread
                            + "', at step %,d.".formatted(step);
            case LATE ->
                    property
                            + "did not become true within "
                            + detail
                            + "; "
                            + moment()
                            + ", that time was over. (Time is virtual.)";
            case NOT_BY_THE_END ->
                    property
                            + "did not become true: the run came to its end "
                            + detail
                            + ". (Let the body wait for it, as by joining the threads that bring it"
                            + " about.)";
            case CONDITION_THREW ->
                    property
                            + "could not be looked at "
                            + moment()
                            + ", since its condition has thrown "
                            + detail;
            case CONDITION_REFUSED ->
                    property
                            + "could not be looked at "
                            + moment()
                            + ", since its condition "
                            + detail
                            + ". A condition is looked at between any two steps of the program, so"
                            + " it must neither wait nor change anything. Let it read without a"
                            + " lock; or state it by Property.alwaysUnlocked, which looks only"
                            + " while nobody holds the lock, or by Property.alwaysAtRest, which"
                            + " looks when all threads wait.";
        };
    }

    private String moment() {
        return atRest
                ? "when nobody could run, after step %,d".formatted(step)
                : "after step %,d".formatted(step);
    }

    private String deed() {
        String who = atRest ? "the last that ran was thread '" : "thread '";
        if (site == 0) {
            return who + thread + "', which had only begun";
        }
        String what = places == null ? "" : places.apply(site);
        return who + thread + "', which had just done this: " + what;
    }

    /** As it is read aloud: 1h30m, not PT1H30M. */
    static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(java.util.Locale.ROOT);
    }
}
