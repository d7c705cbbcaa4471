package dev.heddle.zoo;

import dev.heddle.Body;
import dev.heddle.kernel.Ending;

/**
 * The programs by which tools of this kind are compared, after the published descriptions of those
 * in SCTBench: each with the bug, and without.
 */
enum Classics {
    REORDER_3("reorder_3", () -> Reorder.broken(3), () -> Reorder.correct(3)),
    REORDER_4("reorder_4", () -> Reorder.broken(4), () -> Reorder.correct(4)),
    REORDER_5("reorder_5", () -> Reorder.broken(5), () -> Reorder.correct(5)),
    REORDER_10("reorder_10", () -> Reorder.broken(10), () -> Reorder.correct(10)),
    REORDER_20("reorder_20", () -> Reorder.broken(20), () -> Reorder.correct(20)),
    TWO_STAGE_20("twostage_20", () -> TwoStage.broken(20), () -> TwoStage.correct(20)),
    TWO_STAGE_50("twostage_50", () -> TwoStage.broken(50), () -> TwoStage.correct(50)),
    TWO_STAGE_100("twostage_100", () -> TwoStage.broken(100), () -> TwoStage.correct(100)),
    ACCOUNT("account", () -> Account.broken(), () -> Account.correct()),
    BLUETOOTH("bluetooth driver", () -> Bluetooth.broken(), () -> Bluetooth.correct()),
    WORK_STEALING("work-steal queue", () -> WorkStealing.broken(), () -> WorkStealing.correct()),
    CIRCULAR_BUFFER(
            "circular buffer", () -> CircularBuffer.broken(), () -> CircularBuffer.correct()),
    LAZY_INITIALISATION(
            "lazy init", () -> LazyInitialisation.broken(), () -> LazyInitialisation.correct()),
    WRONG_LOCK_1("wronglock_1", () -> WrongLock.broken(1), () -> WrongLock.correct(1)),
    WRONG_LOCK_3("wronglock_3", () -> WrongLock.broken(3), () -> WrongLock.correct(3)),
    TOKEN_RING("token ring", () -> TokenRing.broken(), () -> TokenRing.correct()),
    PHASE("phase", () -> Phases.broken(), () -> Phases.correct(), Ending.Kind.DEADLOCK),
    SYNC("sync", () -> Sync.broken(), () -> Sync.correct(), Ending.Kind.DEADLOCK);

    private final String title;
    private final Body broken;
    private final Body correct;
    private final Ending.Kind finds;

    Classics(String title, Body broken, Body correct) {
        this(title, broken, correct, Ending.Kind.FAILED);
    }

    Classics(String title, Body broken, Body correct, Ending.Kind finds) {
        this.title = title;
        this.broken = broken;
        this.correct = correct;
        this.finds = finds;
    }

    /** What it is called elsewhere. */
    String title() {
        return title;
    }

    Body broken() {
        return broken;
    }

    Body correct() {
        return correct;
    }

    /** How a run of the broken one ends that shows the bug. */
    Ending.Kind finds() {
        return finds;
    }
}
