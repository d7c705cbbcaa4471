package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** Coroutines that block their loop, or are forgotten, and failures of theirs that nobody sees. */
final class CoroutineAblations {

    private static final String TURNS = "kernel/Turns";
    private static final String BLOCKED = "coroutines.BlockedLoopTest";
    private static final String ERRORS = "async/Errors";
    private static final String RUNNER = "async.RunnerTest";

    static final List<Ablation> ALL =
            List.of(
                    of(
                            "who waits in a thread's way",
                            "kernel/Waiting",
                            "loop.turns().blocks(fiber, wait, guest);",
                            "loop.turns();",
                            BLOCKED + "#sleeping"),
                    of(
                            "who waits for something real",
                            TURNS,
                            "add(guest, does, place, IN_A_THREAD);",
                            "",
                            BLOCKED + "#aSocket"),
                    of(
                            "a task that is pending",
                            ERRORS,
                            "for (Task<?> task : loop.allTasks()) {",
                            "for (Task<?> task : java.util.List.<Task<?>>of()) {",
                            RUNNER + "#aTaskThatIsPendingWhenTheLoopIsClosedIsTold"),
                    of(
                            "an exception that nobody has retrieved",
                            "async/Unretrieved",
                            "failed.add(future);",
                            "failed.remove(future);",
                            RUNNER + "#aFailureThatNobodyHasSeenIsToldWhenTheLoopIsClosed"),
                    of(
                            "who has looked",
                            "async/Unretrieved",
                            "void remove(Future<?> future) { failed.remove(future); }",
                            "void remove(Future<?> future) { failed.add(future); }",
                            RUNNER + "#aFailureThatNobodyHasSeenIsToldWhenTheLoopIsClosed"),
                    of(
                            "a coroutine that was forgotten",
                            "async/Debug",
                            "made.add(coroutine);",
                            "made.remove(coroutine);",
                            RUNNER + "#aForgottenCoroutineIsToldInDebugMode"),
                    of(
                            "a coroutine that was awaited",
                            "async/Debug",
                            "void begun(Coroutine<?> coroutine) { made.remove(coroutine); }",
                            "void begun(Coroutine<?> coroutine) { made.contains(coroutine); }",
                            "coroutines.DebugTest#oneThatIsAwaitedOrCancelledIsNot"),
                    of(
                            "a step that takes long",
                            "async/Debug",
                            "if (took >= slowNanos) {",
                            "if (took < 0) {",
                            "coroutines.DebugTest#inARunItIsTheTimeOfTheRun"),
                    of(
                            "what a failing handler was told",
                            ERRORS,
                            "loop.fail(handlerFailed(thrown, event));",
                            "loop.fail(thrown);",
                            "coroutines.DebugTest#inARunAHandlerThatFailsFailsTheSchedule"),
                    of(
                            "what was left in an event loop",
                            "kernel/Remains",
                            "+ parts(one)",
                            "",
                            "remains.LeaksTest#tasksThatAreLeftAreTold"),
                    of(
                            "what others waited for",
                            "kernel/Endings",
                            "at != null && loop.driver().takesStacks()",
                            "at == null && loop.driver().takesStacks()",
                            "explain.MeanwhileTest#eachIsToldWithWhatItWaitsForAndWhere"));

    private CoroutineAblations() {}
}
