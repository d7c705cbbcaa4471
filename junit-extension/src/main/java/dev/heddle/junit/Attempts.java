package dev.heddle.junit;

import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.OtherCourseException;
import dev.heddle.Report;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * Which schedules of a test are run, in this order: the one that was asked for by its token, and no
 * other; or the one in which the test has failed last, and then those of an exploration.
 */
final class Attempts {

    private final Settings settings;
    private final Scheduled test;
    private final @Nullable SavedFailure saved;
    private final LongConsumer progress;

    /** What there is to say about what was saved. */
    private final List<String> remarks = new ArrayList<>();

    /** Whether the report is that of the schedule that was saved. */
    private boolean retried;

    /**
     * The attempts of one test.
     *
     * @param saved where its failure is kept; null if it is not
     * @param progress is told of each schedule of an exploration
     */
    Attempts(
            Settings settings,
            Scheduled test,
            @Nullable SavedFailure saved,
            LongConsumer progress) {
        this.progress = progress;
        this.settings = settings;
        this.test = test;
        this.saved = saved;
    }

    /** Sentences about what was saved. */
    List<String> remarks() {
        return remarks;
    }

    Report run() {
        String token = settings.token();
        return token == null ? retry() : replay(token);
    }

    // --- what was asked for ----------------------------------------------------------------------

    private Report replay(String token) {
        try {
            return settings.explorer().replay(token, test);
        } catch (OtherCourseException e) {
            String known = constraintsOf(token);
            if (known == null) {
                throw e;
            }
            Report report = settings.onlyUnder(known, test).orElseThrow(() -> e);
            remarks.add(
                    "The token does not fit the program any more, which has been changed. The"
                            + " constraints that were saved with it still make the test fail: this"
                            + " is another schedule that keeps them.");
            return report;
        }
    }

    /** What was found out about a token when it was saved; null if nothing was. */
    private @Nullable String constraintsOf(String token) {
        try {
            SavedFailure known = saved;
            return known != null && token.strip().equals(known.token())
                    ? known.constraints()
                    : null;
        } catch (IOException e) {
            remarks.add(unreadable(e));
            return null;
        }
    }

    // --- what has failed before ------------------------------------------------------------------

    private Report retry() {
        SavedFailure known = saved;
        if (known == null) {
            return settings.explorer().onDigest(progress).explore(test);
        }
        String constraints = null;
        try {
            String token = known.token();
            if (token != null) {
                Report again = again(token);
                if (again != null && again.failure().isPresent()) {
                    retried = true;
                    remarks.add(
                            "This is the schedule in which the test has failed before. It was saved"
                                    + " in %s, and is tried first until the test passes."
                                            .formatted(known.file()));
                    return again;
                }
                if (again == null) {
                    constraints = known.constraints();
                    remarks.add(
                            "The schedule in which the test has failed before does not fit the"
                                    + " program any more, which has been changed. "
                                    + (constraints == null
                                            ? "The test is explored."
                                            : "Schedules that keep the same constraints are tried"
                                                    + " first."));
                }
            }
        } catch (IOException | HeddleException e) {
            remarks.add(unreadable(e));
        }
        Explorer explorer = settings.explorer();
        if (constraints != null) {
            settings.constrain(explorer, constraints);
        }
        return explorer.onDigest(progress).explore(test);
    }

    /** Runs the schedule of a token; null if the program does not take that course any more. */
    private @Nullable Report again(String token) {
        try {
            return settings.explorer().replay(token, test);
        } catch (OtherCourseException e) {
            return null;
        }
    }

    private String unreadable(Exception e) {
        return "What was saved of an earlier failure can not be used, and is left out: %s (in %s)"
                .formatted(e.getMessage(), saved == null ? "no file" : saved.file());
    }

    // --- what has become of it -------------------------------------------------------------------

    /** The test has failed, or passed if there is no failure: keeps that for the next time. */
    void ended(@Nullable Failure failure) {
        SavedFailure known = saved;
        if (known == null || settings.token() != null || retried) {
            return;
        }
        try {
            if (failure == null) {
                known.remove();
            } else {
                known.save(failure);
            }
        } catch (IOException e) {
            remarks.add(
                    "The failure can not be saved, so the next run will not begin with it: " + e);
        }
    }
}
