package dev.heddle.jqwik;

import dev.heddle.Explorer;
import dev.heddle.OtherCourseException;
import dev.heddle.Report;
import dev.heddle.Schedule;
import dev.heddle.ScheduleFailure;
import dev.heddle.Source;
import dev.heddle.schedule.Strategies;
import dev.heddle.shrink.Budget;

import net.jqwik.api.Reporter;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One property while it is executed: runs its tries, knows how they have failed, and lets none of
 * them go on when it is over. All tries after the first that failed are made by jqwik to shrink the
 * inputs; it may make them in another thread, and may give up on that at any time.
 */
final class Going {

    /** To find out that smaller inputs do not fail either, more schedules are needed. */
    private static final int LEAST_WHEN_SHRINKING = 100;

    private static final int MOST_REMARKS = 10;

    /** What is spent on making the schedule of one try smaller. */
    private static final int SHRINK_RUNS = 2_000;

    private static final Duration SHRINK_TIME = Duration.ofSeconds(5);

    /** How many other schedules smaller inputs are tried with, and what is spent on one of them. */
    private static final int OTHERS = 40;

    private static final int OTHERS_SHRINK = 500;

    private final Asked asked;
    private final Reporter reporter;

    /** What has failed, by what jqwik was told. */
    private final IdentityHashMap<Throwable, Failed> failed = new IdentityHashMap<>();

    private final Set<String> remarks = new LinkedHashSet<>();

    /** How the first try that failed has failed; null if none has. */
    private @Nullable Alike alike;

    /** The inputs that failed last, from which jqwik goes on; null if none have. */
    private volatile @Nullable Failed last;

    /** Which parameters of which inputs were made smaller, or can not be. */
    private final Set<Looked> looked = new HashSet<>();

    private record Looked(int position, List<Object> inputs) {}

    private int tries;
    private boolean fitted;

    /** How many tries are on their way: 1 at the most, unless jqwik does what it does not now. */
    private int running;

    private volatile boolean over;

    /** Whether what was to be replayed has failed: then there is nothing to be shrunk. */
    private boolean repeated;

    /** What every try is given in place of what jqwik generates; null if it is that. */
    private final @Nullable List<Object> given;

    @SuppressWarnings({"unchecked", "NullAway"}) // jqwik's lists have nulls, and do not say so.
    Going(Asked asked, Reporter reporter) {
        this.asked = asked;
        this.reporter = reporter;
        this.given = (List<Object>) (List<?>) asked.inputs();
    }

    /**
     * A try that has failed.
     *
     * @param given what jqwik has generated for it
     * @param inputs what it fails with: the same, unless it fails under other schedules only
     * @param token of the run that has failed, if the property is interleaved
     */
    record Failed(
            int number,
            TryExecutor executor,
            List<Object> given,
            Inputs inputs,
            long seed,
            int schedules,
            @Nullable String token) {}

    /**
     * Thrown where a try is on its way that nobody waits for any more. Since it is no exception,
     * jqwik makes no result of it, but ends the thread that goes on shrinking: it would occupy the
     * common pool, in which the next property is to be shrunk.
     */
    private static final class TooLateError extends Error {
        private static final long serialVersionUID = 1L;

        TooLateError() {
            super("The property is over, and so is the shrinking of its inputs.");
        }
    }

    /** What a try comes to that nobody waits for any more. */
    static Error tooLate() {
        return new TooLateError();
    }

    // --- the fence -------------------------------------------------------------------------------

    private synchronized boolean enter() {
        if (over) {
            return false;
        }
        running++;
        return true;
    }

    private synchronized void leave() {
        running--;
        notifyAll();
    }

    /** Lets no try begin any more, ends the one on its way at its next run, and waits for that. */
    synchronized void close() {
        over = true;
        boolean interrupted = false;
        while (running > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void checkNotOver() {
        if (over) {
            throw tooLate();
        }
    }

    // --- tries -----------------------------------------------------------------------------------

    /** Executes one try. */
    TryExecutionResult execute(TryExecutor executor, List<Object> parameters) {
        if (!enter()) {
            throw tooLate();
        }
        try {
            if (repeated) {
                return TryExecutionResult.invalid();
            }
            List<Object> written = given;
            List<Object> inputs = written == null ? parameters : written;
            int number = tries++;
            TryExecutionResult result =
                    asked.isInterleaved()
                            ? interleave(number, executor, inputs)
                            : runOnce(number, executor, inputs);
            repeated = result.isFalsified() && (written != null || asked.token() != null);
            return result;
        } finally {
            leave();
        }
    }

    private TryExecutionResult interleave(
            int number, TryExecutor executor, List<Object> parameters) {
        Inputs inputs = Inputs.of(parameters);
        boolean shrinking = alike != null;
        int schedules =
                shrinking ? Math.max(asked.schedules(), LEAST_WHEN_SHRINKING) : asked.schedules();
        long seed = asked.seed() + number * 0x9E3779B97F4A7C15L;
        Trying trying = new Trying(executor, inputs);
        Report report;
        String token = asked.token();
        Explorer explorer = asked.explorer().onDigest(digest -> checkNotOver());
        try {
            report =
                    token == null
                            ? explorer.seed(seed).schedules(schedules).shrink(0).explore(trying)
                            : explorer.replay(token, trying);
        } catch (OtherCourseException e) {
            return asked.hasOneTry() || given != null
                    ? TryExecutionResult.falsified(e)
                    : TryExecutionResult.invalid(e);
        }
        fitted = true;
        note(report);
        if (report.failure().isEmpty()) {
            return trying.result().isSatisfied()
                    ? TryExecutionResult.satisfied(trying.result().shouldPropertyFinishEarly())
                    : TryExecutionResult.satisfied();
        }
        Throwable cause = report.failure().get().cause().orElse(null);
        if (trying.isAborted(cause)) {
            return TryExecutionResult.invalid(cause);
        }
        ScheduleFailure failure = withPlace(report.failure().get().toError());
        return falsified(
                new Failed(
                        number,
                        executor,
                        parameters,
                        inputs,
                        seed,
                        schedules,
                        report.failure().get().token()),
                failure);
    }

    private TryExecutionResult runOnce(int number, TryExecutor executor, List<Object> parameters) {
        Inputs inputs = Inputs.of(parameters);
        TryExecutionResult result = executor.execute(parameters);
        if (Trying.isInvalid(result)) {
            return result;
        }
        if (!result.isFalsified()) {
            return alike == null ? result : elsewise(number, executor, parameters, inputs, result);
        }
        Failed failure = new Failed(number, executor, parameters, inputs, 0, 1, null);
        return falsified(failure, thrownBy(result));
    }

    /**
     * Smaller inputs may fail under other schedules only: the same preemption is at another point
     * then. So some more are tried, one parameter after the other, and what fails is taken if it is
     * no larger. jqwik is told that the inputs fail, and that other schedule when it asks.
     */
    private TryExecutionResult elsewise(
            int number,
            TryExecutor executor,
            List<Object> parameters,
            Inputs inputs,
            TryExecutionResult passed) {
        for (int i = 0; i < parameters.size(); i++) {
            if (!(parameters.get(i) instanceof Schedule schedule)) {
                continue;
            }
            int position = i;
            Source source = new Source(Strategies.USUAL);
            for (int other = 0; other < OTHERS; other++) {
                checkNotOver();
                Schedule drawn = source.next(number * (long) OTHERS + other);
                if (!fails(executor, inputs.with(position, drawn))) {
                    continue;
                }
                Schedule smallest =
                        drawn.shrink(
                                        by -> fails(executor, inputs.with(position, by)),
                                        Budget.of(OTHERS_SHRINK, SHRINK_TIME))
                                .orElse(drawn);
                if (Schedules.Shrinking.distanceOf(smallest)
                        > Schedules.Shrinking.distanceOf(schedule)) {
                    break;
                }
                TryExecutionResult result =
                        executor.execute(inputs.with(position, smallest).fresh());
                if (result.isFalsified()) {
                    return falsified(
                            new Failed(
                                    number,
                                    executor,
                                    parameters,
                                    inputs.with(position, smallest),
                                    0,
                                    1,
                                    null),
                            thrownBy(result));
                }
            }
        }
        return passed;
    }

    private static Throwable thrownBy(TryExecutionResult result) {
        Throwable thrown =
                result.throwable()
                        .orElseGet(() -> new AssertionError("The property has returned false."));
        return thrown instanceof ScheduleFailure failure ? withPlace(failure) : thrown;
    }

    /** Whether a try with these inputs fails as the first one did. */
    private boolean fails(TryExecutor executor, Inputs inputs) {
        checkNotOver();
        TryExecutionResult result = executor.execute(inputs.fresh());
        return result.isFalsified() && Alike.of(thrownBy(result), asked.property()).equals(alike);
    }

    /** Whether the try that has failed last, as far as jqwik knows, was given this schedule. */
    synchronized boolean hasFailedWith(Schedule schedule) {
        Failed known = last;
        return known != null && known.given().stream().anyMatch(one -> one == schedule);
    }

    /** What can take the place of a schedule in the try that has failed last; null if nothing. */
    @Nullable Schedule smaller(Schedule schedule) {
        Failed known = last;
        if (known == null || !enter()) {
            return null;
        }
        try {
            int position = 0;
            while (known.given().get(position) != schedule) {
                position++;
            }
            if (known.inputs().fresh().get(position) instanceof Schedule other
                    && !other.equals(schedule)) {
                return other;
            }
            int at = position;
            if (!looked.add(new Looked(at, known.given()))) {
                return null;
            }
            Schedule found =
                    schedule.shrink(
                                    by -> fails(known.executor(), known.inputs().with(at, by)),
                                    Budget.of(SHRINK_RUNS, SHRINK_TIME))
                            .orElse(null);
            if (found != null) {
                List<Object> with = new ArrayList<>(known.given());
                with.set(at, found);
                looked.add(new Looked(at, with));
            }
            return found;
        } finally {
            leave();
        }
    }

    private TryExecutionResult falsified(Failed failure, Throwable thrown) {
        Alike now = Alike.of(thrown, asked.property());
        if (alike == null) {
            alike = now;
        } else if (!alike.equals(now)) {
            return TryExecutionResult.invalid(thrown);
        }
        failed.put(thrown, failure);
        last = failure;
        return TryExecutionResult.falsified(thrown);
    }

    /** It has the frames of what the program has thrown, by which jqwik tells failures apart. */
    private static ScheduleFailure withPlace(ScheduleFailure failure) {
        Throwable cause = failure.getCause();
        failure.setStackTrace(
                cause == null ? new StackTraceElement[0] : cause.getStackTrace().clone());
        return failure;
    }

    /** What must be said even if the property passes. */
    private void note(Report report) {
        report.warnings().forEach(this::remark);
        report.divergence().ifPresent(divergence -> remark(divergence.toString()));
        report.uncontrolled().forEach(one -> remark("Not under control: " + one));
        report.blocked().forEach(one -> remark("Blocked event loop: " + one));
        report.races().forEach(race -> remark(race.toString()));
        report.lockOrders().forEach(order -> remark(order.toString()));
        report.leaks().forEach(one -> remark("Left behind: " + one));
        report.swallowed().forEach(one -> remark("Swallowed exception: " + one));
    }

    private void remark(String remark) {
        if (remarks.size() < MOST_REMARKS) {
            remarks.add(remark);
        }
    }

    // --- the end ---------------------------------------------------------------------------------

    /** The result of the property, with what is known of its failure. */
    PropertyExecutionResult reported(PropertyExecutionResult result) {
        boolean isFailed = result.status() == PropertyExecutionResult.Status.FAILED;
        if (isFailed && given != null) { // Of that jqwik knows nothing.
            reporter.publishValue(
                    "heddle",
                    "It was executed with the inputs of @Replay, "
                            + given
                            + ", in place of those that jqwik prints.");
        }
        for (String remark : remarks) {
            reporter.publishValue("heddle", remark);
            if (!isFailed) {
                System.out.println("Heddle, " + Asked.nameOf(asked.property()) + ": " + remark);
            }
        }
        Failed what = isFailed ? result.throwable().map(failed::get).orElse(null) : null;
        if (what != null) {
            Throwable better = new Reported(asked, what, first(), result).failure();
            return better == null ? result : result.mapToFailed(better);
        }
        if (asked.token() != null && given == null && !fitted && tries > 0 && !asked.hasOneTry()) {
            return result.mapToFailed(
                    new OtherCourseException(
                            ("No try of %s takes the course that the token stands for. It fits the"
                                 + " inputs that it was made with and no others: write these behind"
                                 + " it, if the message of the failure did, or let jqwik make them"
                                 + " again, by @Property(seed = ...). If the program has been"
                                 + " changed, explore it again (take @Replay away).")
                                    .formatted(Asked.nameOf(asked.property()))));
        }
        return result;
    }

    /** The try that failed before jqwik made any to shrink its inputs. */
    private Failed first() {
        List<Failed> all = new ArrayList<>(failed.values());
        all.sort(Comparator.comparingInt(Failed::number));
        return all.getFirst();
    }
}
