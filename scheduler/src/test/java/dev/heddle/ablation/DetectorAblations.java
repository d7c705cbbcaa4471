package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** Endless rounds and starvation, properties, what is left behind, what reaches outside. */
final class DetectorAblations {

    private static final String ROUNDS = "trace/Rounds";
    private static final String CLAIM = "kernel/Claim";
    private static final String CLAIMS = "kernel/Claims";
    private static final String REMAINS = "kernel/Remains";
    private static final String HOOKS = "control/RemainHooks";
    private static final String WORK = "control/WorkHooks";
    private static final String LEFT = "remains.LeaksTest#whatIsLeftIsReported";
    private static final String ENDED = "remains.LeaksTest#whatHasEndedIsNot";
    private static final String UNREAD = "remains.SwallowedTest#whatNobodyHasLookedAtIsReported";
    private static final String READ = "remains.SwallowedTest#whatSomebodyHasLookedAtIsNot";
    private static final String BROKEN = "properties.PropertyTest#whatIsBrokenIsFound";
    private static final String HOLDS = "properties.PropertyTest#whatHoldsIsLeftAlone";

    static final List<Ablation> ALL =
            List.of(
                    // --- rounds
                    of(
                            "rounds",
                            ROUNDS,
                            "if (covered >= period * FEWEST && covered * 2 >= all.size()) {",
                            "if (covered < 0) {",
                            "explain.RoundsTest#twoThatTryForEver"),
                    of(
                            "an endless loop is no livelock",
                            ROUNDS,
                            "return whole == 1",
                            "return whole < 0",
                            "explain.RoundsTest#oneThatLoops"),
                    of(
                            "what others do besides",
                            ROUNDS,
                            "if (whole < threads.size()) {",
                            "if (whole < 0) {",
                            "explain.RoundsTest#oneThatLoopsBesideOneThatDoesSomethingElse"),
                    of(
                            "who never ran",
                            ROUNDS,
                            "idle == count ?",
                            "idle < 0 ?",
                            "explain.RoundsTest#oneThatNeverRuns"),
                    of(
                            "who has not run for long",
                            ROUNDS,
                            "if (one.waiting() == Wait.NOTHING && isIdle) {",
                            "if (one.waiting() == Wait.NOTHING && isIdle && idle == count) {",
                            "explain.RoundsTest#oneThatDoesNotRunAnyMore"),
                    of(
                            "who is idle for a moment is not starved",
                            ROUNDS,
                            "boolean isIdle = idle >= IDLE && idle * 2 >= count;",
                            "boolean isIdle = true;",
                            "explain.RoundsTest#twoThatTryForEver"),
                    of(
                            "who does not get its lock",
                            ROUNDS,
                            "} else if (wantsALock(one)) {",
                            "} else if (one == null) {",
                            "explain.RoundsTest#oneThatNeverGetsItsLock"),
                    of(
                            "who loses each time",
                            ROUNDS,
                            "if (isIdle || tries >= FEWEST) {",
                            "if (isIdle) {",
                            "explain.RoundsTest#oneThatLosesEachTime"),
                    of(
                            "who can give up is not starved",
                            ROUNDS,
                            "|| one.timed()) {",
                            ") {",
                            "explain.RoundsTest#oneThatCanGiveUp"),

                    // --- properties
                    of(
                            "what always holds",
                            CLAIM,
                            "case ALWAYS, SOMETIMES, UNLOCKED -> moment != Moment.DEADLINE;",
                            "case ALWAYS, SOMETIMES -> false; case UNLOCKED -> moment !="
                                    + " Moment.DEADLINE;",
                            BROKEN + "[OVERDRAWN]"),
                    of(
                            "looking between steps",
                            "kernel/Loop",
                            "if (claimed != null) { claimed.look(fiber); } fiber.site = site;",
                            "fiber.site = site;",
                            "properties.PropertyTest#itFailsWhereItIsBroken"),
                    of(
                            "what holds while nobody has the lock",
                            CLAIM,
                            "case ALWAYS, SOMETIMES, UNLOCKED -> moment != Moment.DEADLINE;",
                            "case ALWAYS, SOMETIMES -> moment != Moment.DEADLINE; case UNLOCKED ->"
                                    + " false;",
                            BROKEN + "[TRANSFERRED]"),
                    of(
                            "who has the monitor",
                            CLAIMS,
                            "return monitor == null || monitor.owner == null;",
                            "return true;",
                            HOLDS + "[TRANSFERRED]"),
                    of(
                            "who has the lock",
                            CLAIMS,
                            "return !reentrant.isLocked();",
                            "return true;",
                            HOLDS + "[TRANSFERRED_UNDER_A_LOCK]"),
                    of(
                            "who writes under the lock",
                            CLAIMS,
                            "return !both.isWriteLocked();",
                            "return true;",
                            "properties.PropertyTest#readersDoNotCountAsHolders"),
                    of(
                            "what holds when nobody can run",
                            CLAIM,
                            "case AT_REST -> moment == Moment.REST || moment == Moment.END;",
                            "case AT_REST -> false;",
                            BROKEN + "[BORROWED_OVERNIGHT]"),
                    of(
                            "only when nobody can run",
                            CLAIM,
                            "case AT_REST -> moment == Moment.REST || moment == Moment.END;",
                            "case AT_REST -> true;",
                            HOLDS + "[BORROWED_OVERNIGHT]"),
                    of(
                            "the time that something has to come",
                            CLAIM,
                            "if (moment == Moment.DEADLINE || deadline < now) {",
                            "if (moment == null) {",
                            BROKEN + "[ANSWERED_LATE]"),
                    of(
                            "the clock stops where time is over",
                            CLAIMS,
                            "while (firstDeadline < time && loop.ending == null) {",
                            "while (firstDeadline < 0) {",
                            "properties.PropertyTest#theClockStopsForALookWhereTimeIsOver"),
                    of(
                            "what has not come by the end",
                            CLAIM,
                            "if (moment == Moment.END) {",
                            "if (moment == null) {",
                            BROKEN + "[NEVER_ANSWERED]"),
                    of(
                            "the last look",
                            CLAIMS,
                            "void lookBeforeTheEnd() { ends = true; }",
                            "void lookBeforeTheEnd() { loop.ending = Endings.of(loop,"
                                    + " Ending.Kind.FINISHED, null, null); }",
                            "properties.PropertyTest#theLastStepOfTheRunCountsAsWell"),
                    of(
                            "what some run reaches",
                            CLAIMS,
                            "goals.put(claim.name(), true);",
                            "",
                            "properties.PropertyTest#whatSomeScheduleReaches"),
                    of(
                            "a condition that would wait",
                            CLAIMS,
                            "if (refusal != null) {",
                            "if (refusal != null && claim == null) {",
                            "properties.PropertyTest#aConditionThatWaits"),
                    of(
                            "a condition that throws",
                            CLAIMS,
                            "if (thrown != null) {",
                            "if (thrown != null && claim == null) {",
                            "properties.PropertyTest#aConditionThatThrows"),

                    // --- what is left behind
                    of(
                            "pools",
                            REMAINS,
                            "pools.add(new Pool(pool, leftAs, parts, fiber.id, fiber.site));",
                            "",
                            LEFT + "[AN_UNUSED_POOL]"),
                    of(
                            "pools that are shut down are not left",
                            REMAINS,
                            "() -> isShutDown(pool) ? \"\" :",
                            "() -> pool == null ? \"\" :",
                            ENDED + "[A_POOL_THAT_STEALS]"),
                    of(
                            "a pool that lies",
                            REMAINS,
                            "return (boolean) IS_SHUT_DOWN.invokeExact(pool);",
                            "return ((ThreadPoolExecutor) pool).isShutdown();",
                            LEFT + "[A_SUBCLASS]"),
                    of(
                            "threads that still wait",
                            REMAINS,
                            "if (fiber != null && remarks.size() < MOST_REMARKS && isLeft(fiber,"
                                    + " all)) {",
                            "if (fiber != null && remarks.size() < 0) {",
                            LEFT + "[A_VIRTUAL_THREAD]"),
                    of(
                            "threads of timers",
                            REMAINS,
                            "|| !isOfTheJdk(thread.getClass().getName()))",
                            ")",
                            LEFT + "[A_TIMER]"),
                    of(
                            "workers are their pool's",
                            REMAINS,
                            "&& !(Jdk.taskOf(thread) instanceof Runnable task && isWorker(task));",
                            ";",
                            LEFT + "[A_POOL_OF_DAEMONS]"),
                    of(
                            "threads that keep a run from its end",
                            REMAINS,
                            "if (all) { return !thread.isDaemon(); }",
                            "if (all) { return false; }",
                            "remains.LeaksTest#aThreadThatKeepsTheRunFromItsEndSaysWhereItWasStarted"),
                    of(
                            "what an initialiser makes is nobody's",
                            REMAINS,
                            "if (!tellsLeaks || fiber.isQuiet() || fiber.isInternal()) {",
                            "if (!tellsLeaks) {",
                            "remains.LeaksTest#whatAnInitialiserMakesBelongsToItsClassLoader"),
                    of(
                            "failing for it",
                            REMAINS,
                            "failsForLeaks && kind == Ending.Kind.FINISHED && !leaks.isEmpty()",
                            "failsForLeaks && leaks == null",
                            "remains.LeaksTest#itCanBeAFailure[AN_UNUSED_POOL]"),

                    // --- exceptions that nobody looks at
                    of(
                            "those of tasks of executors",
                            WORK,
                            "setsResult(task); Fiber fiber = Fiber.current();",
                            "setsResult(task); Fiber fiber = null;",
                            UNREAD + "[SUBMITTED]"),
                    of(
                            "those of tasks that are forked",
                            WORK,
                            "completes(task); Fiber fiber = Fiber.current();",
                            "completes(task); Fiber fiber = null;",
                            UNREAD + "[IN_A_POOL_THAT_STEALS]"),
                    of(
                            "those of actions",
                            WORK,
                            "public static void failsFuture(Object future, Throwable thrown) {"
                                    + " completesFuture(future);",
                            "public static void failsFuture(Object future, Throwable thrown) { if"
                                    + " (future != null) { completesFuture(future); return; }",
                            UNREAD + "[RUN_ASYNC]"),
                    of(
                            "those that are handed on",
                            WORK,
                            "Throwable thrown = fiber == null ? null : Outcomes.thrownOf(outcome);",
                            "Throwable thrown = null;",
                            UNREAD + "[COMPOSED_LATER]"),
                    of(
                            "those that the program gives",
                            HOOKS,
                            "fiber.loop().remains().fails(fiber, stage, thrown);",
                            "",
                            UNREAD + "[PROMISED]"),
                    of(
                            "those that are there from the beginning",
                            HOOKS,
                            "fiber.loop().remains().begins(fiber, made);",
                            "",
                            UNREAD + "[CHAINED_WHEN_IT_HAS_FAILED]"),
                    of(
                            "who looks",
                            HOOKS,
                            "fiber.loop().remains().looks(future); } } /** As above, of several."
                                    + " */",
                            "} } /** As above, of several. */",
                            READ + "[GET]"),
                    of(
                            "who looks at several",
                            HOOKS,
                            "if (fiber != null && futures instanceof Object[] all) {",
                            "if (fiber == null && futures instanceof Object[] all) {",
                            READ + "[COMBINED_PROMISES]"),
                    of(
                            "who looks at an outcome",
                            HOOKS,
                            "fiber.loop().remains().looksAtOutcome(outcome);",
                            "",
                            READ + "[JOINED]"),
                    of(
                            "who is told the outcome",
                            HOOKS,
                            "fiber.loop().remains().tells(stage, outcome);",
                            "",
                            READ + "[HANDLED]"),
                    of(
                            "what becomes of it is its dependents'",
                            REMAINS,
                            "if (future instanceof CompletableFuture<?> stage &&"
                                    + " Outcomes.arePassedOn(stage)) {",
                            "if (future == null) {",
                            READ + "[HANDLED]"),
                    of(
                            "the JDK's own time-out is no dependent",
                            "kernel/Outcomes",
                            "if (!cancels) { return true; }",
                            "if (waiting != null) { return true; }",
                            UNREAD + "[NOT_IN_TIME]"),
                    of(
                            "who was cancelled has not failed",
                            REMAINS,
                            "root instanceof CancellationException ||",
                            "",
                            READ + "[CANCELLED]"),
                    of(
                            "who was done before has not failed",
                            REMAINS,
                            "if (!Outcomes.isThere(future)) {",
                            "if (thrown != null) {",
                            READ + "[FAILED_BEFORE]"),
                    of(
                            "failing for it",
                            REMAINS,
                            "failsForFailures && over && !swallowed.isEmpty()",
                            "failsForFailures && swallowed == null",
                            "remains.SwallowedTest#itCanBeAFailure[SUBMITTED]"),

                    // --- the outside of a strict run
                    of(
                            "what is told is refused",
                            "kernel/Loop",
                            "if (world.strict()) {",
                            "if (world == null) {",
                            "conformance.OutsideTest#aStrictRunFailsWhereItReachesOut"),
                    of(
                            "a thread from outside is refused",
                            "kernel/Outside",
                            "if (!oldest.place.isEmpty() && loop.world.strict()) {",
                            "if (oldest.place == null) {",
                            "conformance.StrictTest#threadsFromOutside"),
                    of(
                            "who leaves for a monitor of the JVM is refused",
                            "kernel/Driver",
                            "if (loop.world.strict()) {",
                            "if (loop.world == null) {",
                            "conformance.StrictTest#monitorsOfTheJvm"),
                    of(
                            "who waits in native code is refused",
                            "kernel/Progress",
                            "if (loop.world.strict()) {",
                            "if (loop.world == null) {",
                            "conformance.StrictTest#nativeWaits"),
                    of(
                            "who has gone away by itself stays marked",
                            "kernel/Strays",
                            "fiber.stray = isAway(fiber);",
                            "fiber.stray = false;",
                            "kernel.StraysTest"
                                    + "#whoGoesAwayByItselfWhileItIsSuspectedStaysMarked"));

    private DetectorAblations() {}
}
