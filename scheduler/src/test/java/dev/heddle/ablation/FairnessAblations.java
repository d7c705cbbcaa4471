package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** What keeps runs from going on for ever: turns that are too long, patience, time that passes. */
final class FairnessAblations {

    private static final String PATIENT = "schedule/Patient";
    private static final String SYSTEMATIC = "schedule/Systematic";
    private static final String SPINNING = "kernel/Spinning";
    private static final String FAIR = "schedule.FairnessTest";
    private static final String SPINS = "SpinningTest";

    static final List<Ablation> ALL =
            List.of(
                    of(
                            "who yields lets others go first",
                            PATIENT,
                            "boolean leaves = yielding;",
                            "boolean leaves = false;",
                            FAIR + "#threadsThatSayThatTheySpinLetOthersGoFirst[pct]"),
                    of(
                            "who goes on for too long lets others go first",
                            PATIENT,
                            "if (++turn > LONGEST_TURN) {",
                            "if (++turn < 0) {",
                            FAIR + "#threadsThatSpinWithoutSayingSoAreNoticed[pct:1]"),
                    of(
                            "what is preferred is given up in the end",
                            PATIENT,
                            "if (decisions > patience() || runnable.size() > CROWD) {",
                            "if (runnable.size() > CROWD) {",
                            FAIR + "#whatIsPreferredIsGivenUpInTheEnd[pct:1]"),
                    of(
                            "nobody is preferred among many",
                            PATIENT,
                            "if (decisions > patience() || runnable.size() > CROWD) {",
                            "if (decisions > patience()) {",
                            FAIR + "#nobodyIsPreferredAmongMany"),
                    of(
                            "half of the runs have no wait that ends for no reason",
                            PATIENT,
                            "return !strict && super.happens(choice);",
                            "return super.happens(choice);",
                            FAIR + "#inHalfOfTheRunsNoWaitEndsForNoReason[pos]"),
                    of(
                            "the other half has some",
                            PATIENT,
                            "return !strict && super.happens(choice);",
                            "return false;",
                            FAIR + "#inHalfOfTheRunsNoWaitEndsForNoReason[pos]"),
                    of(
                            "a long run is given more patience",
                            "schedule/Pct",
                            "return (int) Math.min(Integer.MAX_VALUE, PATIENCE + 2L *"
                                    + " lengthOfRun);",
                            "return 1;",
                            "schedule.PctTest#aBugOfDepthOneIsFoundInAThirdOfTheRuns"),
                    of(
                            "who yields lets others go first by random walk",
                            "schedule/Randomised",
                            "if (!leaves || current == null || size == 1) {",
                            "if (size > 0) {",
                            FAIR + "#whoYieldsIsNotChosenAtOnce[random]"),
                    of(
                            "who yields goes to the end of the line",
                            "schedule/Fifo",
                            "return current != null && !yielding ? current : runnable.oldest();",
                            "return current != null ? current : runnable.oldest();",
                            FAIR + "#threadsThatSayThatTheySpinLetOthersGoFirst[fifo]"),
                    of(
                            "who goes on for too long, systematically",
                            SYSTEMATIC,
                            "if (++turn > Patient.LONGEST_TURN) {",
                            "if (++turn < 0) {",
                            FAIR + "#threadsThatSpinWithoutSayingSoAreNoticed[preemption:2]"),
                    of(
                            "a systematic search gives up what it prefers",
                            SYSTEMATIC,
                            "if (count >= Patient.PATIENCE) {",
                            "if (count < 0) {",
                            FAIR + "#whatIsPreferredIsGivenUpInTheEnd[preemption:0]"),
                    of(
                            "those go first who have yielded less",
                            "schedule/PreemptionBounded",
                            "long times = yields.get(fiber);",
                            "long times = 0;",
                            FAIR + "#threadsThatSayThatTheySpinLetOthersGoFirst[preemption:2]"),

                    // --- time
                    of(
                            "a step takes time",
                            SPINNING,
                            "if (next != VirtualClock.NEVER && next <= time) {",
                            "if (next < 0) {",
                            SPINS + "#aLoopWithoutAnyHintSeesWhatAThreadDoesAfterAShortSleep"),
                    of(
                            "a run that makes progress takes no time",
                            SPINNING,
                            "void progress(long step) { progress = step; }",
                            "void progress(long step) {}",
                            SPINS + "#whoMakesProgressTakesNoTime"),
                    of(
                            "a step does not bring about what is far away",
                            SPINNING,
                            "if (next != VirtualClock.NEVER && next <= time) {",
                            "if (next != VirtualClock.NEVER) {",
                            SPINS + "#timeStandsStillAsLongAsSomebodyComputes"),
                    of(
                            "who says that it spins lets time pass",
                            SPINNING,
                            "if (++fiber.spins % PATIENCE == 0 && allSpin()) {",
                            "if (fiber.spins < 0) {",
                            SPINS + "#aLoopWithAHintSeesWhatAThreadDoesAfterHours"),
                    of(
                            "leaps become longer",
                            SPINNING,
                            "leap *= 10;",
                            "",
                            SPINS + "#aLoopWithAHintSeesWhatAThreadDoesAfterHours"),
                    of(
                            "all must spin",
                            SPINNING,
                            "if (fiber.spins < PATIENCE || fiber.spinsSince != progress) {",
                            "if (fiber == null) {",
                            SPINS + "#timeStandsStillAsLongAsSomebodyComputes"),
                    of(
                            "spins count anew after progress",
                            SPINNING,
                            "fiber.spinsSince = progress; fiber.spins = 0;",
                            "fiber.spinsSince = progress;",
                            SPINS + "#whoSpinsNowAndThenLetsNoTimePass"),
                    of(
                            "parks for next to nothing take time",
                            SPINNING,
                            "return loop.clock().deadline(PATIENCE * COARSE_NANOS);",
                            "return timer;",
                            SPINS
                                    + "#aThreadThatParksForNextToNothingIsNoHindranceToOneThatSleeps"),
                    of(
                            "only in a row",
                            SPINNING,
                            "< SHORT_NANOS ? shortJumps + 1 : 0;",
                            "< SHORT_NANOS ? shortJumps + 1 : shortJumps;",
                            SPINS + "#shortSleepsAreExact"));

    private FairnessAblations() {}
}
