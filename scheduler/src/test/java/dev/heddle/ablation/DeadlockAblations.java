package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** Who waits for whom, why nobody ends a wait, and locks that are taken in different orders. */
final class DeadlockAblations {

    private static final String CIRCLES = "kernel/Circles";
    private static final String LASTING = "kernel/Lasting";
    private static final String CAUSES = "kernel/Causes";
    private static final String ORDERS = "detect/LockOrders";
    private static final String CLOCKS = "detect/LockClocks";
    private static final String FIBERS = "detect/FiberClocks";

    static final List<Ablation> ALL =
            List.of(
                    // --- circles
                    of(
                            "all circles",
                            CIRCLES,
                            "Fiber at = holder(fiber); if (at == null) {",
                            "Fiber at = holder(fiber); if (fiber != null) { return false; }"
                                    + " if (at == null) {",
                            "detect.CirclesTest#monitorsCrossed"),
                    of(
                            "who waits for a monitor waits for its owner",
                            CIRCLES,
                            "case MONITOR -> on instanceof Monitor monitor ? monitor.owner : null;",
                            "case MONITOR -> null;",
                            "detect.CirclesTest#monitorsCrossed"),
                    of(
                            "who waits for a class waits for who initialises it",
                            CIRCLES,
                            "case CLASS -> on instanceof Initialisation.Taken taken ? taken.by :"
                                    + " null;",
                            "case CLASS -> null;",
                            "initialising.InitialisingTest#classesThatNeedEachOtherAmongOthers"),
                    of(
                            "who waits for a lock waits for its owner",
                            CIRCLES,
                            "if (LOCK.isInstance(blocker)) { return Jdk.ownerOf(blocker); }",
                            "if (LOCK.isInstance(blocker)) { return null; }",
                            "detect.CirclesTest#locksCrossed"),
                    of(
                            "who waits to read waits for who writes",
                            CIRCLES,
                            "if (writer != null) { return writer; }",
                            "",
                            "detect.CirclesTest#whoReadsWaitsForWhoWrites"),
                    of(
                            "who waits to write waits for who reads",
                            CIRCLES,
                            "first != fiber.thread() ? first : (Thread) FIRST_READER.getVolatile("
                                    + "blocker);",
                            "first != fiber.thread() ? first : null;",
                            "detect.CirclesTest#whoReadsAndWantsToWriteWaitsForItself"),
                    of(
                            "who waits to read waits for who is before it in the queue",
                            CIRCLES,
                            "first != fiber.thread() ? first : (Thread) FIRST_READER.getVolatile("
                                    + "blocker);",
                            "(Thread) FIRST_READER.getVolatile(blocker);",
                            "detect.CirclesTest#aReaderThatReadsAgainInAnotherThread"),
                    of(
                            "circles that somebody could open, and nobody does",
                            "kernel/Loop",
                            "if (lasting.isFound()) {",
                            "if (ending != null && lasting.isFound()) {",
                            "detect.LastingTest#whoIsJoinedWantsALockThatTheJoinerHolds"),
                    of(
                            "a circle that is left is none",
                            LASTING,
                            "if (since == null || since != at.waitsSince) {",
                            "if (since == null) {",
                            "detect.LastingTest#whoIsInterruptedAndWaitsAgainHasNotWaitedForLong"),
                    of(
                            "timers of threads may open a circle",
                            LASTING,
                            "timersOver = Math.max(timersOver, loop.timers.get(i).deadline);",
                            "",
                            "detect.LastingTest#aWatchdogInterruptsAfterSomeTime"),
                    of(
                            "timers of event loops may open a circle",
                            LASTING,
                            "timersOver = Math.max(timersOver, guest.lastTimer());",
                            "",
                            "detect.LastingTest#aCoroutineGivesUpAfterSomeTime"),
                    of(
                            "who has not run yet may open a circle",
                            LASTING,
                            "idle.put(fiber, fiber.past);",
                            "",
                            "detect.LastingTest#aWatchdogInterruptsThatHasNotRunYet"),
                    of(
                            "a table ends where it went wrong",
                            "trace/WentWrong",
                            "boolean late = ending.kind() == Ending.Kind.DEADLOCK",
                            "boolean late = ending.kind() == Ending.Kind.FINISHED",
                            "detect.LastingTest#whoIsJoinedWantsALockThatTheJoinerHolds"),
                    of(
                            "who executes an action of a future",
                            "control/WorkHooks",
                            "if (fiber != null && future != null) { fiber.executes(future); }",
                            "",
                            "detect.LastingTest#anActionOfAFutureWantsALockOfWhoWaitsForIt"),
                    of(
                            "who executes a forked task",
                            "control/WorkHooks",
                            "fiber.executes(task);",
                            "",
                            "detect.LastingTest#aForkedTaskWantsALockOfWhoJoinsIt"),
                    of(
                            "stages that depend on what is executed",
                            "kernel/Outcomes",
                            "if (next != null) { stages.add(next); }",
                            "",
                            "detect.WaitsTest#whoWaitsForAStageThatDependsOnAnother"),
                    of(
                            "stages that need only one of two",
                            "kernel/Outcomes",
                            "STEP.isInstance(waits) && needsBoth ?",
                            "STEP.isInstance(waits) ?",
                            "detect.WaitsTest#whoWaitsForOneOfTwoStages"),
                    of(
                            "waits in vain while daemons go on",
                            CAUSES,
                            "kind == Ending.Kind.STEP_LIMIT ?",
                            "kind == Ending.Kind.FINISHED ?",
                            "detect.WaitsTest#whoWaitsWhileOnlyDaemonsGoOn"),
                    of(
                            "waits that may not be in vain",
                            CAUSES,
                            "if (fiber != null && !Roster.isDaemon(fiber) && mayGoOn(fiber)) {",
                            "if (fiber == null) {",
                            "detect.WaitsTest#whoWaitsWhileOthersGoOn"),
                    of(
                            "the holder has ended",
                            CIRCLES,
                            "return isForsaken(fiber) && isDeaf(fiber);",
                            "return false;",
                            "detect.CirclesTest#aLockThatItsHolderHasTakenAlong"),
                    of(
                            "the holder of what another one waits for has ended",
                            CIRCLES,
                            "return isForsaken(last) && areDeaf(fiber, last);",
                            "return false;",
                            "detect.CirclesTest#whoWaitsForOneThatWaitsForALockTakenAlong"),
                    of(
                            "an interrupt may end a wait",
                            CIRCLES,
                            "frame.getMethodName().contains(\"Interruptibly\")",
                            "frame.getMethodName().isEmpty()",
                            "detect.CirclesTest#anInterruptMayStillCome"),
                    of(
                            "time may end a wait",
                            CIRCLES,
                            "&& fiber.set != loop.runnable && !fiber.hasTimer();",
                            "&& fiber.set != loop.runnable;",
                            "detect.CirclesTest#whoGivesUpAfterSomeTimeIsInNoCircle"),
                    of(
                            "others may unlock what the JDK does not know",
                            CIRCLES,
                            "if (!READ_WRITE.isInstance(blocker)) { return null; }",
                            "if (!READ_WRITE.isInstance(blocker)) { return Jdk.ownerOf(blocker); }",
                            "detect.CirclesTest#aLockThatAnybodyMayReleaseHasNoHolder"),
                    of(
                            "a circle of others",
                            CIRCLES,
                            "&& at != mark",
                            "",
                            "detect.CirclesTest"
                                + "#aCircleOfOthersThatAnInterruptCanEndDoesNotKeepAnybodyLooking"),

                    // --- causes
                    of(
                            "who is in a circle",
                            CAUSES,
                            "if (inCircle[fiber.id]) {",
                            "if (inCircle[fiber.id] && all && !all) {",
                            "detect.CirclesTest#monitorsCrossed"),
                    of(
                            "who joins waits for who is joined",
                            CAUSES,
                            "if (on instanceof Fiber joined) { return joined; }",
                            "",
                            "detect.WaitsTest#whoJoinsAndHoldsWhatTheOtherWants"),
                    of(
                            "who awaits a coroutine waits for it",
                            CAUSES,
                            "return whom == null ? null : suspended.get(whom);",
                            "return null;",
                            "detect.WaitsTest#coroutinesThatWaitForEachOther"),
                    of(
                            "who waits for a task waits for who executes it",
                            CAUSES,
                            "return known != null && loop.roster().fiber(known.id) == known ? known"
                                    + " : null;",
                            "return null;",
                            "detect.WaitsTest#tasksThatWaitForEachOther"),
                    of(
                            "a notification that nobody has heard",
                            "kernel/Monitors",
                            "monitor.unheardOf = by.thread();",
                            "monitor.unheardOf = null;",
                            "detect.WaitsTest#aNotificationThatCameTooEarly"),
                    of(
                            "a signal that nobody has heard",
                            "kernel/Signals",
                            "if (hasWaiters(condition)) {",
                            "if (condition != null) {",
                            "detect.WaitsTest#aSignalThatCameTooEarly"),
                    of(
                            "a notification that never came",
                            CAUSES,
                            "? new Why(Cause.NEVER_NOTIFIED, \"\", on)",
                            "? new Why(Cause.NONE, \"\", on)",
                            "detect.WaitsTest#aNotificationThatNeverCame"),
                    of(
                            "a latch",
                            CAUSES,
                            "new Why(Cause.LATCH_NEVER_COUNTED_DOWN, count, on)",
                            "new Why(Cause.NONE, count, on)",
                            "detect.WaitsTest#aLatchThatIsNotCountedDown"),
                    of(
                            "a permit",
                            CAUSES,
                            "new Why(Cause.NO_PERMIT,",
                            "new Why(Cause.NONE,",
                            "detect.WaitsTest#aPermitThatNobodyReleases"),
                    of(
                            "a queue that stays empty",
                            CAUSES,
                            "new Why(Cause.QUEUE_NEVER_FILLED,",
                            "new Why(Cause.NONE,",
                            "detect.WaitsTest#queuesThatStayEmptyOrFull"),
                    of(
                            "a queue that stays full",
                            CAUSES,
                            "new Why(Cause.QUEUE_NEVER_EMPTIED,",
                            "new Why(Cause.NONE,",
                            "detect.WaitsTest#queuesThatStayEmptyOrFull"),
                    of(
                            "a partner that does not come",
                            CAUSES,
                            "new Why(Cause.NO_PARTNER,",
                            "new Why(Cause.NONE,",
                            "detect.WaitsTest#queuesThatStayEmptyOrFull"),
                    of(
                            "a barrier",
                            CAUSES,
                            "new Why(Cause.BARRIER_INCOMPLETE,",
                            "new Why(Cause.NONE,",
                            "detect.WaitsTest#barriersAndPhasesThatNotAllComeTo"),
                    of(
                            "a phase",
                            CAUSES,
                            "new Why(Cause.PHASE_INCOMPLETE,",
                            "new Why(Cause.NONE,",
                            "detect.WaitsTest#barriersAndPhasesThatNotAllComeTo"),
                    of(
                            "a future that nobody completes",
                            CAUSES,
                            "new Why(Cause.FUTURE_NEVER_COMPLETED, \"\", on)",
                            "new Why(Cause.NONE, \"\", on)",
                            "detect.WaitsTest#futuresThatNobodyCompletes"),
                    of(
                            "a task that is executed",
                            CAUSES,
                            "new Why(Cause.FUTURE_NEVER_COMPLETED, executes, on, runner)",
                            "new Why(Cause.NONE, \"\", on)",
                            "detect.WaitsTest#aPoolThatIsStarved"),
                    of(
                            "a task that nobody has begun",
                            CAUSES,
                            "new Why(Cause.TASK_NEVER_BEGUN, nobody, on)",
                            "new Why(Cause.NONE, nobody, on)",
                            "detect.WaitsTest#aPoolThatIsStarved"),
                    of(
                            "a pool that is not shut down",
                            CAUSES,
                            "if (Frames.isIdleWorker(frame)) {",
                            "if (frame == null) {",
                            "detect.WaitsTest#aPoolThatIsNotShutDown"),
                    of(
                            "a pool that does not end",
                            CAUSES,
                            "if (method.equals(\"awaitTermination\")) {",
                            "if (method.isEmpty()) {",
                            "detect.WaitsTest#aPoolThatDoesNotEnd"),
                    of(
                            "a scope that does not end",
                            CAUSES,
                            "if (type.equals(\"jdk.internal.misc.ThreadFlock\")) {",
                            "if (type.isEmpty()) {",
                            "detect.WaitsTest#aScopeWhoseThreadsDoNotEnd"),
                    of(
                            "a lock that its holder has taken along",
                            CAUSES,
                            "if (loop.circles().isForsaken(fiber)) {",
                            "if (fiber == null) {",
                            "detect.CirclesTest#aLockThatItsHolderHasTakenAlong"),
                    of(
                            "the queue of a lock",
                            CAUSES,
                            "if (loop.circles().isBehind(on, holder)) {",
                            "if (fiber == null) {",
                            "detect.CirclesTest#aReaderThatReadsAgainInAnotherThread"),
                    of(
                            "a lock that does not know its holder",
                            CAUSES,
                            "if (on instanceof StampedLock) {",
                            "if (on == null) {",
                            "detect.WaitsTest#aStampedLockDoesNotKnowItsHolder"),
                    of(
                            "a lock whose holder waits",
                            CAUSES,
                            "return new Why(Cause.LOCK_HELD, \"\", on, holder);",
                            "return new Why(Cause.NONE, \"\", on, holder);",
                            "detect.WaitsTest#whoWaitsForOneThatWaitsIsNoCause"),
                    of(
                            "a thread that does not end",
                            CAUSES,
                            "new Why(Cause.THREAD_NEVER_ENDS, \"\", on)",
                            "new Why(Cause.NONE, \"\", on)",
                            "detect.WaitsTest#whoWaitsForOneThatWaitsIsNoCause"),
                    of(
                            "a permit of a thread",
                            CAUSES,
                            ": new Why(Cause.NEVER_UNPARKED, \"\", on);",
                            ": new Why(Cause.NONE, \"\", on);",
                            "detect.WaitsTest#aThreadThatIsParkedForNothingKnown"),
                    of(
                            "a coroutine that nobody resumes",
                            CAUSES,
                            "case Turns.Awaited awaited -> awaited.cause(); default ->"
                                    + " Cause.COROUTINE_NEVER_RESUMED;",
                            "default -> Cause.NONE;",
                            "detect.WaitsTest#coroutinesThatAwaitAnEvent"),
                    of(
                            "where others can go on, nobody waits for ever",
                            CAUSES,
                            "boolean lasts = all || why.cause == Cause.LOCK_NEVER_UNLOCKED;",
                            "boolean lasts = true;",
                            "detect.CirclesTest#aLatchMayStillBeCountedDown"),

                    // --- orders of locks
                    of(
                            "locks in different orders",
                            ORDERS,
                            "if (edge.to == first.from) {",
                            "if (edge.to == first.from && first == null) {",
                            "detect.LockOrdersTest#monitorsInBothOrders"),
                    of(
                            "monitors that were free",
                            "kernel/Monitors",
                            "loop.locks().taken(fiber, object);",
                            "",
                            "detect.LockOrdersTest#monitorsInBothOrders"),
                    of(
                            "monitors that were waited for",
                            "kernel/Monitors",
                            "loop.locks().taken(fiber, monitor.object);",
                            "",
                            "detect.LockOrdersTest#aMonitorThatWasWaitedFor"),
                    of(
                            "monitors that are left",
                            "kernel/Monitors",
                            "loop.locks().released(owner, monitor.object);",
                            "",
                            "detect.LockOrdersTest#oneAfterTheOther"),
                    of(
                            "locks that are taken",
                            "kernel/Locks",
                            "if (holder != null) { taken(fiber, lock);",
                            "if (holder != null) {",
                            "detect.LockOrdersTest#locksInBothOrders"),
                    of(
                            "locks that are left",
                            "kernel/Locks",
                            "} else { released(fiber, lock);",
                            "} else {",
                            "detect.LockOrdersTest#oneAfterTheOther"),
                    of(
                            "who only tries does not wait",
                            ORDERS,
                            "&& !fiber.triesLock()",
                            "",
                            "detect.LockOrdersTest#whoOnlyTriesDoesNotWait"),
                    of(
                            "a further lock",
                            ORDERS,
                            "if (one == two) { return false; }",
                            "",
                            "detect.LockOrdersTest#aFurtherLockKeepsThemApart"),
                    of(
                            "what orders threads besides locks",
                            ORDERS,
                            "return !isBefore(other) && !other.isBefore(this);",
                            "return true;",
                            "detect.LockOrdersTest#whoWasJoinedHasEnded"),
                    of(
                            "longer circles",
                            ORDERS,
                            "} else if (path.size() < LONGEST) {",
                            "} else if (path.size() < 2) {",
                            "detect.LockOrdersTest#threeLocksInACircle"),
                    of(
                            "failing for it",
                            ORDERS,
                            "if (fails && found.size() > before) {",
                            "if (fails && found.size() < before) {",
                            "detect.LockOrdersTest#aScheduleFailsForItIfAsked"),
                    of(
                            "a thread comes after its starter",
                            FIBERS,
                            "if (parent != null) {",
                            "if (parent != null && by < 0) {",
                            "detect.LockOrdersTest#whoWasJoinedHasEnded"),
                    of(
                            "who is interrupted comes after who has done it",
                            CLOCKS,
                            "if (!isOfALock(waiting, THREAD)) {",
                            "if (waiting == null) {",
                            "detect.LockOrdersTest#anInterruptOrdersThem"),
                    of(
                            "what a coroutine does after another one",
                            CLOCKS,
                            "clocks.handOver(first.id(), waiting.id());",
                            "",
                            "detect.LockOrdersTest#coroutinesTakeTurns"),
                    of(
                            "who moves time comes after the others",
                            FIBERS,
                            "id < known && clock != null; id++",
                            "id < 0 && clock != null; id++",
                            "detect.LockOrdersTest#whoMovesTimeComesAfterTheOthers"),
                    of(
                            "volatile fields and all that is like them",
                            CLOCKS,
                            "clocks.order(fiber, object, member, access);",
                            "",
                            "detect.LockOrdersTest#aLatchOrdersThem"),
                    of(
                            "points that order",
                            CLOCKS,
                            "clocks.orderByName(fiber, object, member, access);",
                            "",
                            "detect.LockOrdersTest#aVolatileFieldOrdersThem"),
                    of(
                            "a lock orders nothing",
                            CLOCKS,
                            "if (member == MONITOR) { return true; }",
                            "",
                            "detect.LockOrdersTest#monitorsInBothOrders"),
                    of(
                            "the queue of a lock orders nothing",
                            CLOCKS,
                            "return on != null && on.getClass().getName().startsWith(LOCKS);",
                            "return false;",
                            "detect.LockOrdersTest#locksInBothOrders"));

    private DeadlockAblations() {}
}
