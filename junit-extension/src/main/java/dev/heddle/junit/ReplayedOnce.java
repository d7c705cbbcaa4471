package dev.heddle.junit;

import dev.heddle.OtherCourseException;
import dev.heddle.Report;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

import java.util.function.Supplier;

/**
 * A token is that of one test, but a template makes several of a method, which all have the one
 * {@link Replay @Replay}. Those that take another course are aborted; if all do, that is a failure
 * of the method.
 */
final class ReplayedOnce implements AutoCloseable {

    private static final Namespace NAMESPACE = Namespace.create(ReplayedOnce.class);

    /** Whether some test took the course of the token. */
    private volatile boolean fits;

    /** What was thrown by the one that did not take it last. */
    private volatile @Nullable OtherCourseException last;

    private ReplayedOnce() {}

    /** Explores, or replays, one of the tests that are made of a method. */
    static Report run(Settings settings, Supplier<Report> test, ExtensionContext context) {
        if (settings.token() == null) {
            return test.get();
        }
        ReplayedOnce all =
                Kept.in(
                        context.getParent().orElseThrow().getStore(NAMESPACE),
                        ReplayedOnce.class,
                        ReplayedOnce::new);
        try {
            Report report = test.get();
            all.fits = true;
            return report;
        } catch (OtherCourseException e) {
            all.last = e;
            throw new TestAbortedException(
                    "This test does not take the course that the token stands for:"
                            + " another one of the same method may.",
                    e);
        }
    }

    /**
     * Called by JUnit when all tests of the method are over. An exception it would wrap into one
     * that speaks of the closing of a context; an error it passes on as it is.
     */
    @Override
    public void close() {
        OtherCourseException other = last;
        if (!fits && other != null) {
            throw new AssertionFailedError(
                    "None of the tests that were made of this method takes the course that the"
                        + " token of @Replay stands for: take @Replay away to explore all of them"
                        + " again.",
                    other);
        }
    }
}
