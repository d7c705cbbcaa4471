package dev.heddle.ablation;

import static dev.heddle.ablation.Ablation.of;

import java.util.List;

/** Strategies that are a little wrong, and still find something now and then. */
final class StrategyAblations {

    private static final String WALK = "schedule/Randomised";
    private static final String PCT = "schedule/Pct";
    private static final String POS = "schedule/Pos";
    private static final String SURW = "schedule/Surw";
    private static final String HALT = "schedule/Halting";
    private static final String DELAY = "schedule/DelayBounded";
    private static final String PREEMPTION = "schedule/PreemptionBounded";
    private static final String SYSTEMATIC = "schedule/Systematic";
    private static final String PORTFOLIO = "schedule/Portfolio";
    private static final String RANDOM_TEST = "schedule.StrategiesTest";
    private static final String PCT_TEST = "schedule.PctTest";
    private static final String POS_TEST = "schedule.PosTest";
    private static final String SURW_TEST = "schedule.SurwTest";
    private static final String HALT_TEST = "schedule.HaltingTest";
    private static final String SYSTEMATIC_TEST = "schedule.SystematicTest";
    private static final String PORTFOLIO_TEST = "schedule.PortfolioTest";

    static final List<Ablation> ALL =
            List.of(
                    // --- random walk
                    of(
                            "any thread",
                            WALK,
                            "return runnable.get(draws.below(0, size));",
                            "return runnable.get(0);",
                            RANDOM_TEST + "#everyOrderOfThreadsIsEquallyLikely[random]"),
                    of(
                            "the last thread, too",
                            WALK,
                            "return runnable.get(draws.below(0, size));",
                            "return runnable.get(draws.below(0, Math.max(1, size - 1)));",
                            RANDOM_TEST + "#everyOrderOfThreadsIsEquallyLikely[random]"),
                    of(
                            "all equally likely",
                            WALK,
                            "return runnable.get(draws.below(0, size));",
                            "return runnable.get(Math.min(size - 1, draws.below(0, size + 1)));",
                            RANDOM_TEST + "#everyOrderOfThreadsIsEquallyLikely[random]"),
                    of(
                            "any of those who wait",
                            WALK,
                            "return among.get(draws.below(Tape.streamOf(choice), among.size()));",
                            "return among.get(0);",
                            RANDOM_TEST + "#anybodyIsNotifiedEquallyOften[random]"),
                    of(
                            "one wait of eight ends for no reason",
                            WALK,
                            "return draws.below(Tape.streamOf(choice), SPURIOUS_ONE_IN) == 0;",
                            "return draws.below(Tape.streamOf(choice), SPURIOUS_ONE_IN) < 2;",
                            RANDOM_TEST + "#oneWaitOfEightEndsForNoReason"),
                    of(
                            "another seed",
                            "schedule/Draws",
                            "states[0] = seed;",
                            "states[0] = 0;",
                            RANDOM_TEST + "#everyOrderOfThreadsIsEquallyLikely[random]"),

                    // --- PCT
                    of(
                            "changes anywhere",
                            PCT,
                            "changes[i] = 1 + draws.below(Draws.PLAN, lengthOfRun);",
                            "changes[i] = 1;",
                            PCT_TEST + "#aBugOfDepthTwoIsFoundAsOftenAsTheBoundSays"),
                    of(
                            "changes not beyond the end",
                            PCT,
                            "changes[i] = 1 + draws.below(Draws.PLAN, lengthOfRun);",
                            "changes[i] = 1 + draws.below(Draws.PLAN, 4 * lengthOfRun);",
                            PCT_TEST + "#changesAreSpreadOverTheRun"),
                    of(
                            "changes late in the run",
                            PCT,
                            "changes[i] = 1 + draws.below(Draws.PLAN, lengthOfRun);",
                            "changes[i] = 1 + draws.below(Draws.PLAN, lengthOfRun) / 2;",
                            PCT_TEST + "#changesAreSpreadOverTheRun"),
                    of(
                            "who is to go on falls",
                            PCT,
                            "priorities.set(best, i + 1);",
                            "priorities.set(best, LOWEST_OF_THREADS + (draws.positive(0) >>> 1));",
                            PCT_TEST + "#changesAreSpreadOverTheRun"),
                    of(
                            "below all others",
                            PCT,
                            "priorities.set(best, i + 1);",
                            "priorities.set(best, 0);",
                            PCT_TEST + "#changesAreSpreadOverTheRun"),
                    of(
                            "each change has a place of its own",
                            PCT,
                            "priorities.set(best, i + 1);",
                            "priorities.set(best, changes.length - nextChange);",
                            PCT_TEST + "#aBugOfDepthThreeIsFoundAsOftenAsTheBoundSays"),
                    of(
                            "one change for each but the first",
                            PCT,
                            "changes = new int[depthOfRun - 1];",
                            "changes = new int[Math.min(1, depthOfRun - 1)];",
                            PCT_TEST + "#aBugOfDepthThreeIsFoundAsOftenAsTheBoundSays"),
                    of(
                            "no change for the first",
                            PCT,
                            "if (changes.length != depthOfRun - 1) { changes = new int[depthOfRun"
                                    + " - 1];",
                            "if (changes.length != depthOfRun) { changes = new int[depthOfRun];",
                            PCT_TEST + "#noBugOfDepthTwoIsFoundWithADepthOfOne"),
                    of(
                            "priorities are drawn",
                            PCT,
                            "priority = LOWEST_OF_THREADS + (draws.positive(0) >>> 1);",
                            "priority = LOWEST_OF_THREADS + fiber.id();",
                            PCT_TEST + "#aBugOfDepthOneIsFoundInAThirdOfTheRuns",
                            RANDOM_TEST + "#everyOrderOfThreadsIsEquallyLikely[pct:1]"),
                    of(
                            "priorities last",
                            PCT,
                            "priorities.set(fiber, priority);",
                            "",
                            PCT_TEST + "#aBugOfDepthOneIsFoundInAThirdOfTheRuns"),
                    of(
                            "how long runs are is learnt",
                            PCT,
                            "longest == 0 ? FIRST_LENGTH : longest;",
                            "FIRST_LENGTH;",
                            PCT_TEST + "#learnsHowLongRunsAre"),
                    of(
                            "who yields once is not the last for ever",
                            PCT,
                            "if (without != null && givesWayForGood(without)) {",
                            "if (without != null) {",
                            PCT_TEST + "#whoYieldsOnceMayStillComeFirst"),
                    of(
                            "the depth is drawn",
                            PCT,
                            "depth == AUTOMATIC ? DRAWN[halvings] : depth;",
                            "depth == AUTOMATIC ? 1 : depth;",
                            PCT_TEST + "#withoutADepthItFindsAllOfThem"),

                    // --- POS
                    of(
                            "who has done something draws again",
                            POS,
                            "if (fiber == best || Access.conflict(best, fiber)) {",
                            "if (fiber != best && Access.conflict(best, fiber)) {",
                            POS_TEST + "#whatHasNothingToDoWithTheOtherStepsIsLateOnceInTwelve"),
                    of(
                            "what can not be swapped draws again",
                            POS,
                            "if (fiber == best || Access.conflict(best, fiber)) {",
                            "if (fiber == best) {",
                            POS_TEST + "#withStepsThatHaveToDoWithItThereIsADrawForEach"),
                    of(
                            "what can be swapped does not",
                            POS,
                            "if (fiber == best || Access.conflict(best, fiber)) {",
                            "if (fiber != null) {",
                            POS_TEST + "#whatHasNothingToDoWithTheOtherStepsIsLateOnceInTwelve"),
                    of(
                            "priorities are drawn",
                            POS,
                            "priority = draws.positive(0);",
                            "priority = 1 + fiber.id();",
                            POS_TEST + "#whatHasNothingToDoWithTheOtherStepsIsLateOnceInTwelve",
                            RANDOM_TEST + "#everyOrderOfThreadsIsEquallyLikely[pos]"),
                    of(
                            "priorities last",
                            POS,
                            "priorities.set(fiber, priority);",
                            "",
                            POS_TEST + "#whatHasNothingToDoWithTheOtherStepsIsLateOnceInTwelve"),
                    of(
                            "who yields is left out",
                            POS,
                            "if (priority > most && !(leaves && fiber == current)) {",
                            "if (priority > most) {",
                            "schedule.FairnessTest#whoYieldsIsNotChosenAtOnce[pos]"),

                    // --- SURW
                    of(
                            "weights",
                            SURW,
                            "return Math.max(1, weight);",
                            "return 1;",
                            SURW_TEST + "#allPlacesAreEquallyLikely"),
                    of(
                            "weights become less",
                            SURW,
                            "left[id]--;",
                            "",
                            SURW_TEST + "#allPlacesAreEquallyLikely"),
                    of(
                            "whose step comes next is drawn for each",
                            SURW,
                            "left[id]--; } intended = -1;",
                            "left[id]--; }",
                            SURW_TEST + "#allPlacesAreEquallyLikely"),
                    of(
                            "a run cares for some steps",
                            SURW,
                            "return key == ALL || step == key;",
                            "return true;",
                            SURW_TEST + "#stepsOfNoInterestDoNotMatter"),
                    of(
                            "some runs care for all steps",
                            SURW,
                            "draws.below(Draws.PLAN, ALL_ONE_IN) == 0 ? ALL :",
                            "",
                            SURW_TEST + "#someRunsCareForStepsOfAllKinds"),
                    of(
                            "a starter has the weight of those it starts",
                            SURW,
                            "weight += left[other];",
                            "",
                            SURW_TEST + "#whoStartsOthersLateIsNotHeldUp"),
                    of(
                            "how many steps there are is learnt",
                            "schedule/StepCounts",
                            "return seen >= known ? seen : known - (known - seen) / 8;",
                            "return Math.max(1, known);",
                            SURW_TEST + "#allPlacesAreEquallyLikely"),
                    of(
                            "the others are done meanwhile in any order",
                            SURW,
                            "int place = draws.below(0, free);",
                            "int place = 0;",
                            SURW_TEST + "#theOthersAreDoneInAnyOrder"),

                    // --- halting
                    of(
                            "who is halted",
                            HALT,
                            "if (!done[i] && halted[i] == best.id() && before[i] =="
                                    + " steps.get(best) + 1) {",
                            "if (!done[i] && halted[i] < 0) {",
                            HALT_TEST + "#eachStepIsOneBeforeWhichAThreadIsHalted"),
                    of(
                            "before any of its steps",
                            HALT,
                            "before[i] = 1 + draws.below(Draws.PLAN, Math.max(1,"
                                    + " learntSteps[fiber]));",
                            "before[i] = 1 + draws.below(Draws.PLAN, 4 * Math.max(1,"
                                    + " learntSteps[fiber]));",
                            HALT_TEST + "#eachStepIsOneBeforeWhichAThreadIsHalted"),
                    of(
                            "kinds are drawn first",
                            HALT,
                            "int fiber = anyOfKind(1 + draws.below(Draws.PLAN, kindsKnown));",
                            "int fiber = draws.below(Draws.PLAN, kinds.length);",
                            HALT_TEST + "#howManyOthersThereAreDoesNotMatter"),
                    of(
                            "those of a kind come together",
                            HALT,
                            "int kind = fiber < kinds.length ? kinds[fiber] : 0;",
                            "int kind = fiber;",
                            HALT_TEST + "#theOneOfAnotherKindComesFirstHalfOfTheTime"),
                    of(
                            "who yields once is not the last for ever",
                            HALT,
                            "if (without != null && givesWayForGood(without)) {",
                            "if (without != null) {",
                            HALT_TEST + "#whoYieldsOnceMayStillComeFirst"),
                    of(
                            "two are halted",
                            HALT,
                            ": 1 + Long.numberOfTrailingZeros((salt >>> 1) | (1 << (MOST_HALTS -"
                                    + " 1)));",
                            ": 1;",
                            HALT_TEST + "#twoThreadsAreHalted"),
                    of(
                            "three are halted",
                            HALT,
                            "(1 << (MOST_HALTS - 1)));",
                            "(1 << (MOST_HALTS - 2)));",
                            HALT_TEST + "#threeThreadsAreHalted"),

                    // --- systematic search
                    of(
                            "a preemption costs one",
                            PREEMPTION,
                            "int option = option(runnable.size(), ONE);",
                            "int option = option(runnable.size(), FREE);",
                            SYSTEMATIC_TEST + "#onePreemptionOfTwoThreads"),
                    of(
                            "who comes after one that has ended is free",
                            PREEMPTION,
                            "return inOrder(runnable, option(runnable.size(), FREE), null);",
                            "return inOrder(runnable, option(runnable.size(), ONE), null);",
                            SYSTEMATIC_TEST + "#withoutAPreemptionOneThreadRunsAfterTheOther"),
                    of(
                            "the usual one goes on",
                            PREEMPTION,
                            "return option == 0 ? current : inOrder(runnable, option - 1,"
                                    + " current);",
                            "return inOrder(runnable, option, null);",
                            SYSTEMATIC_TEST + "#onePreemptionOfTwoThreads"),
                    of(
                            "who is notified is free",
                            PREEMPTION,
                            "int costOfOthers() { return FREE; }",
                            "int costOfOthers() { return ONE; }",
                            SYSTEMATIC_TEST + "#visitsWhoIsNotified"),
                    of(
                            "a wait that ends for no reason costs one",
                            SYSTEMATIC,
                            "return option(2, ONE) == 1;",
                            "return option(2, FREE) == 1;",
                            SYSTEMATIC_TEST + "#aWaitThatEndsForNoReasonCostsAsMuchAsAPreemption"),
                    of(
                            "the third in line costs two delays",
                            DELAY,
                            "int option = option(runnable.size(), RISING); if (leaves) {",
                            "int option = option(runnable.size(), ONE); if (leaves) {",
                            SYSTEMATIC_TEST + "#delaysAmongThree"),
                    of(
                            "the order of the line is not free",
                            DELAY,
                            "return inOrder(runnable, option(runnable.size(), RISING), null);",
                            "return inOrder(runnable, option(runnable.size(), FREE), null);",
                            SYSTEMATIC_TEST + "#delaysAreFewerSinceTheOrderOfTheLineIsNotFree"),
                    of(
                            "who is delayed is the last in line",
                            DELAY,
                            "return option == 0 ? current : inOrder(runnable, option - 1,"
                                    + " current);",
                            "return option == 0 ? current : inOrder(runnable, runnable.size() - 1 -"
                                    + " option, current);",
                            SYSTEMATIC_TEST + "#delaysAmongThree"),
                    of(
                            "those that cost less come first",
                            SYSTEMATIC,
                            "waiting.get(node.cost + more).add(new Children(node, more, kept));",
                            "waiting.get(bound).add(new Children(node, more, kept));",
                            SYSTEMATIC_TEST + "#theCheapestComeFirst"),
                    of(
                            "all children",
                            SYSTEMATIC,
                            "return child(option++);",
                            "at++; return child(1);",
                            SYSTEMATIC_TEST + "#thereAreAsManyAsArithmeticSays",
                            SYSTEMATIC_TEST + "#withoutAPreemptionOneThreadRunsAfterTheOther"),
                    of(
                            "none twice",
                            SYSTEMATIC,
                            "return new Node(of, of.decision + 1 + at, taken, of.cost + more);",
                            "return new Node(of, Math.max(0, of.decision + at), taken, of.cost +"
                                    + " more);",
                            SYSTEMATIC_TEST + "#thereAreAsManyAsArithmeticSays"),
                    of(
                            "whether there is more above the bound",
                            SYSTEMATIC,
                            "if (node.cost + more > bound) { cut = true;",
                            "if (node.cost + more > bound) {",
                            SYSTEMATIC_TEST + "#onePreemptionOfTwoThreads"),
                    of(
                            "what was too long",
                            SYSTEMATIC,
                            "gap = \"some runs are too long\";",
                            "",
                            SYSTEMATIC_TEST + "#aRunThatIsTooLongProvesNothing"),

                    // --- the portfolio
                    of(
                            "who brings nothing new is passed over",
                            PORTFOLIO,
                            "return isDone(one) || (dull[one] >= DULL",
                            "return isDone(one) || (dull[one] < 0",
                            PORTFOLIO_TEST
                                    + "#whoBringsNothingNewIsPassedOverButForEveryEighthRound"),
                    of(
                            "but not for ever",
                            PORTFOLIO,
                            "&& round % REST != 0",
                            "",
                            PORTFOLIO_TEST
                                    + "#whoBringsNothingNewIsPassedOverButForEveryEighthRound"),
                    of(
                            "who brings something new is back",
                            PORTFOLIO,
                            "dull[turn] = isNew ? 0 : dull[turn] + 1;",
                            "dull[turn] = isNew ? dull[turn] : dull[turn] + 1;",
                            PORTFOLIO_TEST
                                    + "#whoBringsNothingNewIsPassedOverButForEveryEighthRound"),
                    of(
                            "who is done",
                            PORTFOLIO,
                            "return !strategy.usesSeed() && strategy.isExhausted();",
                            "return false;",
                            PORTFOLIO_TEST + "#whoIsExhaustedIsNotAskedAgain"),
                    of(
                            "what a member has proven",
                            PORTFOLIO,
                            "if (isDone(i)) { return members.get(i).proof(); }",
                            "",
                            PORTFOLIO_TEST + "#saysWhatAMemberHasProven"));

    private StrategyAblations() {}
}
