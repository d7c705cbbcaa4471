package dev.heddle.junit;

import dev.heddle.Failure;
import dev.heddle.OtherCourseException;
import dev.heddle.OtherProofException;
import dev.heddle.Proof;
import dev.heddle.ProofProgress;
import dev.heddle.Prover;
import dev.heddle.Report;
import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Which interleavings of a test are run: those in which it has failed the last time, and if none of
 * them fails any more, every one there is; or those that are left of a search that has stopped.
 */
final class Proving {

    private final Settings settings;
    private final Scheduled test;
    private final @Nullable SavedFailure saved;
    private final Path state;

    /** What there is to say about what was saved. */
    private final List<String> remarks = new ArrayList<>();

    /**
     * The proof of one test.
     *
     * @param saved where its failures are kept; null if they are not
     * @param place where what belongs to the test is, whose name gets an ending
     */
    Proving(Settings settings, Scheduled test, @Nullable SavedFailure saved, Path place) {
        this.settings = settings;
        this.test = test;
        this.saved = saved;
        this.state = place.resolveSibling(place.getFileName() + ".proof");
    }

    /** Sentences about what was saved. */
    List<String> remarks() {
        return remarks;
    }

    // --- what has failed before ------------------------------------------------------------------

    /** Runs what has failed the last time: reports of what fails still. */
    List<Report> retry() {
        SavedFailure known = saved;
        List<Report> failing = new ArrayList<>();
        if (known == null) {
            return failing;
        }
        int changed = 0;
        try {
            for (String token : known.tokens()) {
                try {
                    Report report = settings.explorer().replay(token, test);
                    Failure failure = report.failure().orElse(null);
                    if (failure != null && !test.isAborted(failure.cause().orElse(null))) {
                        failing.add(report);
                    }
                } catch (OtherCourseException e) {
                    changed++;
                }
            }
        } catch (IOException | HeddleException e) {
            remarks.add(
                    "What was saved of earlier failures can not be used, and is left out: %s (in %s)"
                            .formatted(e.getMessage(), known.file()));
        }
        if (!failing.isEmpty()) {
            boolean one = failing.size() == 1;
            remarks.add(
                    "%s in which the test has failed before, saved in %s. Every interleaving is visited again when %s."
                            .formatted(
                                    one
                                            ? "This is an interleaving"
                                            : "These are %d interleavings"
                                                    .formatted(failing.size()),
                                    known.file(),
                                    one ? "it passes" : "none of them fails"));
        } else if (changed > 0) {
            remarks.add(
                    "The interleavings in which the test has failed before do not fit the program"
                            + " any more, which has been changed. Every interleaving is visited.");
        }
        return failing;
    }

    // --- every interleaving ----------------------------------------------------------------------

    /**
     * Visits every interleaving, or what is left of them.
     *
     * @param told gets a line from time to time
     */
    Proof prove(String name, Consumer<String> told) {
        Prover prover = settings.prover().onProgress(progress(name, told));
        boolean resumes = settings.resumes();
        try {
            return resumes ? goOn(prover) : prover.prove(test);
        } catch (IllegalArgumentException e) {
            throw settings.unusable(e); // Settings that do not go together.
        }
    }

    private Proof goOn(Prover prover) {
        try {
            Files.createDirectories(Objects.requireNonNull(state.getParent()));
            boolean goesOn = Files.exists(state);
            Proof proof;
            try {
                proof = prover.resume(state).prove(test);
            } catch (OtherProofException e) {
                goesOn = false;
                remarks.add("The proof begins anew. " + e.getMessage());
                Files.delete(state);
                proof = prover.prove(test);
            }
            if (goesOn) {
                remarks.add("The proof went on where it had stopped, as %s said.".formatted(state));
            }
            if (Files.exists(state)) {
                remarks.add("The next run goes on from here, as %s says.".formatted(state));
            }
            return proof;
        } catch (IOException e) {
            throw new HeddleException(
                    "How far the proof is can not be kept in %s: %s".formatted(state, e), e);
        }
    }

    private Consumer<ProofProgress> progress(String name, Consumer<String> told) {
        long nanos = settings.progressNanos();
        if (nanos == 0) {
            return progress -> {};
        }
        long[] next = {System.nanoTime() + nanos};
        return progress -> {
            if (System.nanoTime() - next[0] >= 0) {
                next[0] = System.nanoTime() + nanos;
                told.accept(name + ": " + progress + ".");
            }
        };
    }

    /** The proof has come to its end: keeps what has failed for the next time. */
    void ended(List<ScheduleFailure> failures) {
        SavedFailure known = saved;
        if (known == null) {
            return;
        }
        try {
            if (failures.isEmpty()) {
                known.remove();
            } else {
                known.save(failures.stream().map(ScheduleFailure::failure).toList());
            }
        } catch (IOException e) {
            remarks.add(
                    "The failures can not be saved, so the next run will not begin with them: "
                            + e);
        }
    }
}
