package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** What steps of tasks are known to have to do with each other, in a proof. */
final class TaskAblations {

    private static final String TASKS = "prove/TaskSteps";
    private static final String FUTURE = "async/Future";
    private static final String TEST = "prove.TaskStepsTest";

    static final List<Ablation> ALL =
            List.of(
                    of(
                            "in which order callbacks are queued",
                            TASKS,
                            "touches(of, QUEUE, isSeen);",
                            "touches(of, QUEUE, false);",
                            TEST + "#callbacksKeepTheirOrder"),
                    of(
                            "who counts something else",
                            TASKS,
                            "boolean isSeen = counting == null || queueIsSeen;",
                            "boolean isSeen = counting == null;",
                            TEST + "#whichOfTwoGatheringsEndsFirstIsSeen"),
                    of(
                            "what is set for the same time",
                            TASKS,
                            "Accesses.CONTENTS, !only);",
                            "Accesses.CONTENTS, false);",
                            TEST + "#timersOfOneTimeKeepTheirOrder"),
                    of(
                            "what is left when the loop stops",
                            "async/Passes",
                            "if (told != null && (root == null || !ready.isEmpty())) {",
                            "if (told != null && root == null) {",
                            TEST + "#aTaskThatIsLeftBehindMayBeWhereverItCanBe"),
                    of(
                            "who blocks the loop",
                            "prove/Exhaustive",
                            "if (wait == Wait.TURN || wait == Wait.EVENT) {",
                            "if (wait != Wait.NOTHING) {",
                            TEST + "#aTaskThatBlocksTheLoopIsFound"),
                    of(
                            "whether a future is done",
                            FUTURE,
                            "loop.told.touches(this, Interplay.STATE, false);",
                            "loop.told.touches(loop, Interplay.ENDED, false);",
                            TEST + "#whetherATaskIsDoneIsSeenByWhoAwaitsIt"),
                    of(
                            "that a task is ready",
                            TASKS,
                            "search.precedes(task);",
                            "search.isOver();",
                            TEST + "#sleepersOfDifferentTimesWakeInOneOrder",
                            TEST + "#aProducerAndAConsumerOfAQueue"),
                    of(
                            "what nobody else touches",
                            "prove/Search",
                            "shared = new BitSet(size);",
                            "shared = new BitSet(); shared.set(0, size);",
                            TEST + "#objectsOfOneTaskAreNoneOfAnother"));

    private TaskAblations() {}
}
