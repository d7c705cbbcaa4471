package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** The arrows of a timeline, and the locks that its threads hold. */
final class TimelineAblations {

    private static final String EDGES = "trace/Edges";
    private static final String LOCKS = "trace/HeldLocks";

    static final List<Ablation> ALL =
            List.of(
                    // --- arrows
                    of(
                            "a thread comes after its start",
                            EDGES,
                            "acquire(fiber, release(by, \"start\"), false);",
                            "",
                            "timeline.WatchedStepsTest#aThreadComesAfterItsStartAndBeforeItsJoin"),
                    of(
                            "who joins a thread comes after its last step",
                            EDGES,
                            "orders(fiber, fiber.thread(), THREAD, Access.WRITES);",
                            "",
                            "timeline.WatchedStepsTest#aThreadComesAfterItsStartAndBeforeItsJoin"),
                    of(
                            "who is let go on comes after that",
                            EDGES,
                            "acquire(waits, release(first, \"wake\"), false);",
                            "",
                            "timeline.WatchedStepsTest#whoHasTheTurnNextComesAfterThat"),
                    of(
                            "what is volatile orders",
                            EDGES,
                            "order(fiber, object, member, access, true);",
                            "",
                            "timeline.WatchedStepsTest#whatIsVolatileOrdersAndWhatIsPlainDoesNot"),
                    of(
                            "what is plain does not",
                            EDGES,
                            "if ((access & Access.ORDERS) != 0) {",
                            "if (object != null) {",
                            "timeline.WatchedStepsTest#whatIsPlainHasNoArrow"),
                    of(
                            "monitors order",
                            EDGES,
                            "order(fiber, object, member, access, isInCall(fiber, member));",
                            "",
                            "timeline.WatchedStepsTest"
                                    + "#aMonitorIsHeldFromTheStepAfterItsEntryAndOrdersThoseInIt"),
                    of(
                            "what follows from other arrows has none",
                            EDGES,
                            "if (reduces && known[from.column] >= source.index) { continue; }",
                            "",
                            "timeline.WatchedStepsTest#whatFollowsFromOtherArrowsHasNone"),
                    of(
                            "what a source comes after is known to come before",
                            EDGES,
                            "known[i] = Math.max(known[i], theirs[i]);",
                            "",
                            "timeline.WatchedStepsTest#whatFollowsFromOtherArrowsHasNone"),
                    // --- locks that are held
                    of(
                            "monitors are held",
                            LOCKS,
                            "return Held.monitors(fiber);",
                            "return List.of();",
                            "timeline.WatchedStepsTest"
                                    + "#aMonitorIsHeldFromTheStepAfterItsEntryAndOrdersThoseInIt"),
                    of(
                            "locks of the JDK are held",
                            LOCKS,
                            "return object.getClass().getName().startsWith("
                                    + "\"java.util.concurrent.locks.\");",
                            "return false;",
                            "timeline.WatchedStepsTest#theLastStepsOfADeadlockAreMarked"),
                    of(
                            "each lock once",
                            LOCKS,
                            "if (known == lock) { return; }",
                            "",
                            "timeline.WatchedStepsTest#theLastStepsOfADeadlockAreMarked"));

    private TimelineAblations() {}
}
