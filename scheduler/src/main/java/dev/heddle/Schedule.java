package dev.heddle;

import dev.heddle.api.API;
import dev.heddle.kernel.HeddleException;
import dev.heddle.schedule.Replay;
import dev.heddle.schedule.Strategies;
import dev.heddle.schedule.Strategy;
import dev.heddle.schedule.Token;
import dev.heddle.shrink.Budget;
import dev.heddle.shrink.Plan;
import dev.heddle.shrink.Shrinker;
import dev.heddle.shrink.Shrunk;

import org.jspecify.annotations.Nullable;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * One way to interleave threads, as a value: who runs when. A program that is run under it takes
 * the same course each time.
 *
 * {@snippet :
 *     Schedule.of("plan:s0p1=1")
 *             .run(
 *                     () -> {
 *                         Thread teller = new Thread(() -> account.deposit(5));
 *                         teller.start();
 *                         account.deposit(1);
 *                         teller.join();
 *                     });
 * }
 *
 * <p>A schedule is one of three: a {@link Plan}, which says where something else is done than the
 * usual thing; what a strategy makes of a seed; or the token of a run, which fits no other program.
 * Two are equal if they are the same of these with the same content. None of them changes.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Schedule {

    private static final String PLAN = "plan:";
    private static final String DRAWN = "drawn:";
    private static final String TOKEN = "heddle1-";

    /** Each thread goes on as far as it can, then the one that has waited longest. */
    public static final Schedule USUAL = new Schedule(PLAN, Plan.USUAL);

    /** The beginning of its text. */
    private final String kind;

    private final @Nullable Plan plan;
    private final @Nullable String token;

    /** The name of a strategy, and the seed that it gets. */
    private final @Nullable String strategy;

    private final long seed;

    /** Makes its first run, as its name and seed say, and learns from it; null if nobody does. */
    private final @Nullable Source source;

    /** Makes the choices of all runs in place of this one, and sees them; null if nobody does. */
    private final @Nullable Rehearsal rehearsal;

    private Schedule(String kind, Plan plan) {
        this(kind, plan, null, null, 0, null, null);
    }

    private Schedule(
            String kind,
            @Nullable Plan plan,
            @Nullable String token,
            @Nullable String strategy,
            long seed,
            @Nullable Source source,
            @Nullable Rehearsal rehearsal) {
        this.kind = kind;
        this.plan = plan;
        this.token = token;
        this.strategy = strategy;
        this.seed = seed;
        this.source = source;
        this.rehearsal = rehearsal;
    }

    // --- what there is ---------------------------------------------------------------------------

    /** The schedule that does the usual thing wherever a plan does not say otherwise. */
    public static Schedule of(Plan plan) {
        return new Schedule(PLAN, plan);
    }

    /**
     * The schedule that a strategy makes of a seed: the first that it makes, which knows of no
     * other run.
     *
     * @param strategy its name: see {@link Explorer#strategy(String)}
     * @throws HeddleException if there is no such strategy
     */
    public static Schedule drawn(String strategy, long seed) {
        Strategies.named(strategy);
        return drawn(strategy, seed, null);
    }

    static Schedule drawn(String strategy, long seed, @Nullable Source source) {
        return new Schedule(DRAWN, null, null, strategy, seed, source, null);
    }

    /**
     * The schedule that a text stands for: what {@link #text} gives, or the token of a failure.
     *
     * @throws HeddleException if it stands for none
     */
    public static Schedule of(String text) {
        String stripped = text.strip();
        if (stripped.startsWith(TOKEN)) {
            Token.parse(stripped); // Says at once what is wrong with it.
            return new Schedule(TOKEN, null, stripped, null, 0, null, null);
        }
        if (stripped.startsWith(PLAN)) {
            return of(Plan.parse(stripped.substring(PLAN.length())));
        }
        if (stripped.startsWith(DRAWN)) {
            int colon = stripped.indexOf(':', DRAWN.length());
            if (colon > 0) {
                try {
                    long seed = Long.parseLong(stripped, DRAWN.length(), colon, 10);
                    return drawn(stripped.substring(colon + 1), seed);
                } catch (NumberFormatException e) {
                    throw new HeddleException(unreadable(stripped), e);
                }
            }
        }
        throw new HeddleException(unreadable(stripped));
    }

    private static String unreadable(String text) {
        return ("'%s' is no schedule. One is written as 'plan:s0p4=1', as 'drawn:7:pos', or as the"
                        + " token of a failure.")
                .formatted(text.length() > 100 ? text.substring(0, 100) + "..." : text);
    }

    /** The printable text, which {@link #of(String)} reads. */
    public String text() {
        if (plan != null) {
            return PLAN + plan.text();
        }
        return token != null ? token : DRAWN + seed + ":" + strategy;
    }

    /** Where it does not do the usual thing; empty if that shows only in a run. */
    public Optional<Plan> plan() {
        return Optional.ofNullable(plan);
    }

    // --- running ---------------------------------------------------------------------------------

    /**
     * Runs a program under this schedule, with the usual settings.
     *
     * @throws ScheduleFailure if the run fails
     * @throws OtherCourseException if this is a token, and the program does not take its course
     */
    public void run(Body body) {
        run(Heddle.explorer(), body);
    }

    /**
     * Runs a program under this schedule.
     *
     * @param settings what a run is like, and what is a failure; which schedules are run is not
     *     asked of it
     * @throws ScheduleFailure if the run fails
     * @throws OtherCourseException if this is a token, and the program does not take its course
     */
    public void run(Explorer settings, Body body) {
        settings.begin(body);
        if (rehearsal != null) {
            rehearsal.run(settings, body);
        } else if (token != null) {
            settings.replay(token, body).check();
        } else {
            Rehearsal once = new Rehearsal(this);
            once.run(settings, body);
        }
    }

    /** What makes the choices of a run; asked right before it. */
    Strategy chooser() {
        if (plan != null) {
            return plan.follower();
        }
        if (token != null) {
            Token parsed = Token.parse(token);
            return parsed.tape() == null
                    ? Strategies.named(parsed.strategy())
                    : new Replay(parsed.tape());
        }
        return Strategies.named(Objects.requireNonNull(strategy));
    }

    /** The seed of what makes the choices. */
    long seed() {
        return token != null ? Token.parse(token).seed() : seed;
    }

    /** What has made it, as a failure says it. */
    String maker() {
        return strategy != null ? strategy : text();
    }

    @Nullable Source source() {
        return source;
    }

    // --- what fails under it ---------------------------------------------------------------------

    /**
     * Makes this schedule, under which a test fails, smaller: fewer preemptions, then fewer other
     * choices that are not the usual ones, and fewer steps. The test may do anything, as long as it
     * runs a program under the schedule that it is given; it is what happens in the last of its
     * runs that counts.
     *
     * @param fails executes the test with a schedule and says whether it fails in the same way
     * @param budget what may be spent
     * @return the smallest schedule that was found; empty if the test does not fail, or runs
     *     nothing
     */
    public Optional<Schedule> shrink(Predicate<Schedule> fails, Budget budget) {
        Rehearsal first = new Rehearsal(this);
        if (!fails.test(rehearsed(first)) || first.tape() == null) {
            return Optional.empty();
        }
        Shrunk shrunk =
                new Shrinker(
                                follower -> fails.test(rehearsed(Rehearsal.of(this, follower))),
                                budget)
                        .shrink(first.tape());
        return Optional.ofNullable(shrunk).map(found -> of(found.plan()));
    }

    /**
     * Executes a test that fails under this schedule once more, and says what happens in the last
     * run it makes, and how to see it again.
     *
     * @param test executes the test with a schedule, and throws what the test fails with
     * @param replayedBy gives what is to be typed, for the token of the run
     * @return empty if the test does not fail, or runs nothing
     */
    public Optional<ScheduleFailure> explain(Test test, UnaryOperator<String> replayedBy) {
        Rehearsal first = new Rehearsal(this);
        if (thrown(test, rehearsed(first)) == null || first.tape() == null) {
            return Optional.empty();
        }
        Rehearsal watched = first.again();
        Throwable thrown = thrown(test, rehearsed(watched));
        return thrown == null
                ? Optional.empty()
                : Optional.of(watched.failure(thrown, replayedBy).toError());
    }

    private static @Nullable Throwable thrown(Test test, Schedule schedule) {
        try {
            test.with(schedule);
            return null;
        } catch (Throwable e) {
            return e;
        }
    }

    /** A test that runs a program under a schedule. */
    @FunctionalInterface
    public interface Test {

        /** Executes it. */
        void with(Schedule schedule) throws Throwable;
    }

    /** The same, in runs that somebody else makes and sees. */
    Schedule rehearsed(Rehearsal by) {
        return new Schedule(kind, plan, token, strategy, seed, null, by);
    }

    // --- a value ---------------------------------------------------------------------------------

    @Override
    public boolean equals(Object other) {
        return other instanceof Schedule schedule && text().equals(schedule.text());
    }

    @Override
    public int hashCode() {
        return text().hashCode();
    }

    /** As the expression that makes it, with what it means in words. */
    @Override
    public String toString() {
        String code = "Schedule.of(\"" + text() + "\")";
        return plan == null ? code : code + " [" + plan + "]";
    }
}
