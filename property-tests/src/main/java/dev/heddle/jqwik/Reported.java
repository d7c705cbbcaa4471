package dev.heddle.jqwik;

import dev.heddle.Explorer;
import dev.heddle.Report;
import dev.heddle.Schedule;
import dev.heddle.ScheduleFailure;
import dev.heddle.jqwik.Going.Failed;

import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.TryExecutionResult;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/**
 * What is reported of a property that has failed: the inputs that jqwik has left are tried once
 * more, the schedule is made smaller, and the message says how both are seen again.
 */
final class Reported {

    private final Asked asked;
    private final Failed failed;
    private final Failed first;
    private final PropertyExecutionResult result;

    /**
     * A report.
     *
     * @param failed the try that is reported
     * @param first the one that failed first, with the inputs as they were generated
     */
    Reported(Asked asked, Failed failed, Failed first, PropertyExecutionResult result) {
        this.asked = asked;
        this.failed = failed;
        this.first = first;
        this.result = result;
    }

    /**
     * The failure to be reported; null if it can not be seen again, so that the known one stands.
     */
    @Nullable Throwable failure() {
        return asked.isInterleaved() ? interleaved() : underSchedules();
    }

    private @Nullable Throwable interleaved() {
        Trying trying = new Trying(failed.executor(), failed.inputs());
        Explorer explorer = asked.explorer().replayedBy(this::replay);
        String token = asked.token();
        Report report =
                token != null
                        ? explorer.replay(token, trying)
                        : explorer.seed(failed.seed())
                                .schedules(failed.schedules())
                                .shrink(asked.shrink())
                                .explore(trying);
        return report.failure().map(failure -> withPlace(failure.toError())).orElse(null);
    }

    /** The last of the schedules is the one that tells it, unless nothing is run under it. */
    private @Nullable Throwable underSchedules() {
        List<@Nullable Object> values = failed.inputs().fresh();
        for (int i = values.size() - 1; i >= 0; i--) {
            if (values.get(i) instanceof Schedule schedule) {
                int position = i;
                Optional<ScheduleFailure> failure =
                        schedule.explain(by -> execute(position, by), token -> replay());
                if (failure.isPresent()) {
                    return withPlace(failure.get());
                }
            }
        }
        return null;
    }

    private void execute(int position, Schedule schedule) throws Throwable {
        TryExecutionResult again =
                failed.executor().execute(failed.inputs().with(position, schedule).fresh());
        if (again.isFalsified()) {
            throw again.throwable()
                    .orElseGet(() -> new AssertionError("The property has returned false."));
        }
    }

    private static ScheduleFailure withPlace(ScheduleFailure failure) {
        Throwable cause = failure.getCause();
        failure.setStackTrace(
                cause == null ? new StackTraceElement[0] : cause.getStackTrace().clone());
        return failure;
    }

    // --- how it is seen again --------------------------------------------------------------------

    /** What brings the run of a token back. */
    private String replay(String token) {
        if (failed.given().isEmpty()) {
            return annotation(token);
        }
        String written = Written.of(asked.property(), failed.inputs().fresh());
        if (written != null) {
            return annotation(token + " " + written);
        }
        boolean shrunk = failed.number() != first.number() && first.token() != null;
        return "@Property(seed = \"%s\") %s%s"
                .formatted(
                        result.seed().orElse("?"),
                        annotation(shrunk ? String.valueOf(first.token()) : token),
                        shrunk ? " (with the inputs before they were shrunk)" : "");
    }

    /** What brings the run of a property with schedules back. */
    private String replay() {
        String written = Written.of(asked.property(), failed.inputs().fresh());
        return written == null
                ? "@Property(seed = \"" + result.seed().orElse("?") + "\")"
                : annotation(written);
    }

    private static String annotation(String value) {
        return "@Replay(\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\")";
    }
}
