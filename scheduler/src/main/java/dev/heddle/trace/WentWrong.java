package dev.heddle.trace;

import dev.heddle.control.Sites;
import dev.heddle.kernel.Cause;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.Ending.Standing;
import dev.heddle.kernel.Frames;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a run has gone wrong, by how it has ended: that may be long before its end, by what another
 * thread has thrown, or by threads that have waited for each other since. What it came of is looked
 * for there, and not among the steps that came later.
 */
final class WentWrong {

    static final WentWrong UNKNOWN = new WentWrong(Set.of(), List.of());

    /** How far a cause is followed. */
    private static final int MOST_CAUSES = 20;

    /** How far up what has thrown is looked for. */
    private static final int MOST_FRAMES = 5;

    /** The names of threads that have waited for each other for long; nearly always none. */
    private final Set<String> circle;

    /** Where it was thrown what the run has failed with, and where that was called; or nothing. */
    private final List<StackTraceElement> origin;

    private WentWrong(Set<String> circle, List<StackTraceElement> origin) {
        this.circle = circle;
        this.origin = origin;
    }

    static WentWrong by(Ending ending) {
        boolean late = ending.kind() == Ending.Kind.DEADLOCK && ending.thread() != null;
        Set<String> circle =
                !late
                        ? Set.of()
                        : ending.standing().stream()
                                .filter(one -> one.cause() == Cause.CIRCLE)
                                .map(Standing::thread)
                                .collect(Collectors.toSet());
        Throwable root = ending.failure();
        for (int i = 0; i < MOST_CAUSES && root != null && root.getCause() != null; i++) {
            root = root.getCause();
        }
        List<StackTraceElement> origin =
                root == null
                        ? List.of()
                        : Stream.of(root.getStackTrace())
                                .filter(frame -> Frames.isOfTheProgram(frame))
                                .filter(frame -> !Frames.isOfAFramework(frame))
                                .limit(MOST_FRAMES)
                                .toList();
        return new WentWrong(circle, origin);
    }

    /** Whether it may have gone wrong a great many steps before the end. */
    boolean mayBeLongAgo() {
        return !circle.isEmpty();
    }

    /** The index of the last of these after which it had gone wrong; -1 if that is not known. */
    int lastThatMattered(List<Event> events, Map<Long, String> names) {
        for (int i = events.size() - 1; i >= 0 && !circle.isEmpty(); i--) {
            if (circle.contains(names.getOrDefault(events.get(i).number, "?"))) {
                return i;
            }
        }
        return lastBeforeThrown(events);
    }

    /**
     * The index of the last of these that was done before it was thrown what the run has failed
     * with: in the same line, or else the same method, or else where that was called; -1 if that is
     * not known.
     */
    int lastBeforeThrown(List<Event> events) {
        for (StackTraceElement frame : origin) {
            int inMethod = -1;
            for (int i = events.size() - 1; i >= 0; i--) {
                Sites.Site place = events.get(i).place();
                if (place != null
                        && place.method().equals(frame.getMethodName())
                        && place.type().equals(frame.getClassName())) {
                    if (place.line() == frame.getLineNumber()) {
                        return i;
                    }
                    inMethod = Math.max(inMethod, i);
                }
            }
            if (inMethod >= 0) {
                return inMethod;
            }
        }
        return -1;
    }
}
