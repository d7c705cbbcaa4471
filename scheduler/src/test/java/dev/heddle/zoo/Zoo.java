package dev.heddle.zoo;

import static dev.heddle.kernel.Ending.Kind.DEADLOCK;
import static dev.heddle.kernel.Ending.Kind.FAILED;

import dev.heddle.Body;
import dev.heddle.kernel.Ending;

/**
 * Small programs with a bug, by kinds, and each without it. The bodies are lambdas so that no
 * program's class is loaded before its first run.
 */
enum Zoo {
    LOST_UPDATE("atomicity", fixed -> Atomicity.lostUpdate(fixed)),
    SOLD_TWICE("atomicity", fixed -> Atomicity.soldTwice(fixed)),
    OVERDRAWN("atomicity", fixed -> Atomicity.overdrawn(fixed)),
    SUM_AMID_TRANSFER("atomicity", fixed -> Atomicity.sumAmidTransfer(fixed)),
    SAME_NUMBER_TWICE("atomicity", fixed -> Atomicity.sameNumberTwice(fixed)),
    GREATEST_OVERWRITTEN("atomicity", fixed -> Atomicity.greatestOverwritten(fixed)),
    LOST_WHILE_GROWING("atomicity", fixed -> Atomicity.lostWhileGrowing(fixed)),
    POLLED_TWICE("atomicity", fixed -> Atomicity.polledTwice(fixed)),
    USED_BEFORE_IT_IS_MADE("order", fixed -> OrderOfThings.usedBeforeItIsMade(fixed)),
    SEEN_HALF_BUILT("order", fixed -> OrderOfThings.seenHalfBuilt(fixed)),
    COUNTED_DOWN_TOO_EARLY("order", fixed -> OrderOfThings.countedDownTooEarly(fixed)),
    FLAG_BEFORE_VALUE("order", fixed -> OrderOfThings.flagBeforeValue(fixed)),
    SHUT_DOWN_TOO_EARLY("order", fixed -> OrderOfThings.shutDownTooEarly(fixed)),
    CROSSED_MONITORS("deadlock", DEADLOCK, fixed -> Deadlocks.crossedMonitors(fixed)),
    CROSSED_LOCKS("deadlock", DEADLOCK, fixed -> Deadlocks.crossedLocks(fixed)),
    PHILOSOPHERS("deadlock", DEADLOCK, fixed -> Deadlocks.philosophers(fixed)),
    UPGRADED_READ_LOCK("deadlock", DEADLOCK, fixed -> Deadlocks.upgradedReadLock(fixed)),
    PERMITS_ONE_BY_ONE("deadlock", DEADLOCK, fixed -> Deadlocks.permitsOneByOne(fixed)),
    JOINED_UNDER_A_LOCK("deadlock", DEADLOCK, fixed -> Deadlocks.joinedUnderALock(fixed)),
    NOTIFIED_TOO_EARLY("lost signal", DEADLOCK, fixed -> Signals.notifiedTooEarly(fixed)),
    WRONG_ONE_NOTIFIED("lost signal", DEADLOCK, fixed -> Signals.wrongOneNotified(fixed)),
    WAITS_IN_NO_LOOP("lost signal", fixed -> Signals.waitsInNoLoop(fixed)),
    CONDITION_WITHOUT_STATE("lost signal", DEADLOCK, fixed -> Signals.conditionWithoutState(fixed)),
    UNPARKED_WHO_HAS_NOT_BEGUN(
            "lost signal", DEADLOCK, fixed -> Signals.unparkedWhoHasNotBegun(fixed)),
    ANSWERED_TWICE("time-out", fixed -> Clocks.answeredTwice(fixed)),
    GAVE_UP_AND_GOT_IT("time-out", fixed -> Clocks.gaveUpAndGotIt(fixed)),
    RENEWED_TOO_LATE("time-out", fixed -> Clocks.renewedTooLate(fixed)),
    FLAGS_IN_THE_WRONG_ORDER("visible, and wrong", fixed -> Protocols.flagsInTheWrongOrder(fixed)),
    PETERSON_REVERSED("visible, and wrong", fixed -> Protocols.petersonReversed(fixed)),
    SEQUENCE_LOCK("visible, and wrong", fixed -> Protocols.sequenceLock(fixed)),
    BARRIER_USED_AGAIN("visible, and wrong", DEADLOCK, fixed -> Protocols.barrierUsedAgain(fixed)),
    LOOK_THEN_LOCK("visible, and wrong", fixed -> Protocols.lookThenLock(fixed)),
    REUSED_NODE("ABA", fixed -> Structures.reusedNode(fixed)),
    CHANGED_AND_CHANGED_BACK("ABA", fixed -> Structures.changedAndChangedBack(fixed)),
    LISTENER_REMOVED_MEANWHILE("iterator", fixed -> Structures.listenerRemovedMeanwhile(fixed)),
    ENTRY_ADDED_MEANWHILE("iterator", fixed -> Structures.entryAddedMeanwhile(fixed)),
    SIZE_THEN_INDEX("iterator", fixed -> Structures.sizeThenIndex(fixed)),
    STAMPEDE("cache", fixed -> Structures.stampede(fixed)),
    INVALIDATED_TOO_EARLY("cache", fixed -> Structures.invalidatedTooEarly(fixed)),
    CLOSED_TWICE("closing", fixed -> Structures.closedTwice(fixed)),
    USED_AFTER_IT_WAS_CLOSED("closing", fixed -> Structures.usedAfterItWasClosed(fixed)),
    LAST_USER_CLOSES("closing", fixed -> Structures.lastUserCloses(fixed)),
    STARVED_POOL("pool", DEADLOCK, fixed -> PoolsAndTasks.starvedPool(fixed)),
    JOINED_IN_THE_POOL("pool", DEADLOCK, fixed -> PoolsAndTasks.joinedInThePool(fixed)),
    RESULTS_IN_ANY_ORDER("pool", fixed -> PoolsAndTasks.resultsInAnyOrder(fixed)),
    UPDATE_ACROSS_AN_AWAIT("coroutines", fixed -> PoolsAndTasks.updateAcrossAnAwait(fixed)),
    CLOSED_WHILE_AWAITING("coroutines", fixed -> PoolsAndTasks.closedWhileAwaiting(fixed)),
    CROSSED_COROUTINES("coroutines", DEADLOCK, fixed -> PoolsAndTasks.crossedCoroutines(fixed));

    /** A program, with its bug or without. */
    @FunctionalInterface
    interface Program {
        void run(boolean fixed) throws Exception;
    }

    private final String sort;
    private final Ending.Kind finds;
    private final Program program;

    Zoo(String sort, Program program) {
        this(sort, FAILED, program);
    }

    Zoo(String sort, Ending.Kind finds, Program program) {
        this.sort = sort;
        this.finds = finds;
        this.program = program;
    }

    /** The kind of bug. */
    String sort() {
        return sort;
    }

    /** How a run ends that shows it. */
    Ending.Kind finds() {
        return finds;
    }

    Body broken() {
        return () -> program.run(false);
    }

    Body fixed() {
        return () -> program.run(true);
    }

    /** What it is called in a table. */
    String title() {
        return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
