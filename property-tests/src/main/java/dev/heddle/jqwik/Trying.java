package dev.heddle.jqwik;

import dev.heddle.Body;

import net.jqwik.api.lifecycle.TryExecutionResult;
import net.jqwik.api.lifecycle.TryExecutor;

import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * What the first thread of every run executes: a try, with all that jqwik does around its method.
 */
final class Trying implements Body {

    private final TryExecutor executor;
    private final Inputs inputs;

    /** How the last run of it that came to its end went. */
    private TryExecutionResult result = TryExecutionResult.satisfied();

    /** What was thrown where an assumption did not hold. */
    private @Nullable Throwable aborted;

    Trying(TryExecutor executor, Inputs inputs) {
        this.executor = executor;
        this.inputs = inputs;
    }

    @Override
    public void run() throws Throwable {
        TryExecutionResult now = executor.execute(inputs.fresh());
        result = now;
        if (now.isSatisfied()) {
            return;
        }
        Throwable thrown = now.throwable().orElse(null);
        if (isInvalid(now)) {
            Throwable abort =
                    thrown != null ? thrown : new TestAbortedException("The try is invalid.");
            if (aborted == null) {
                aborted = abort; // The run is repeated for a report that nobody will see.
            }
            throw abort;
        }
        throw thrown != null ? thrown : new AssertionError("The property has returned false.");
    }

    /** Whether an assumption did not hold, which jqwik finds out later. */
    static boolean isInvalid(TryExecutionResult result) {
        return result.isInvalid()
                || result.throwable().filter(TestAbortedException.class::isInstance).isPresent();
    }

    /** How the last run went. */
    TryExecutionResult result() {
        return result;
    }

    /** Whether a run ended because an assumption of the property did not hold. */
    boolean isAborted(@Nullable Throwable cause) {
        return cause != null && cause == aborted;
    }
}
