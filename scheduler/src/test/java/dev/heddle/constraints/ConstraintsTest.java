package dev.heddle.constraints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Chooser.Choice;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** What makes a schedule fail is found, is small, and forces the failure after edits as well. */
class ConstraintsTest {

    // --- what is found
    // ----------------------------------------------------------------------------

    @Test
    void twoOrdersMakeWithdrawalsOverdraw() {
        assertThat(constraintsOf(Bank::overdraw))
                .map(ConstraintsTest::withoutLine)
                .containsExactly(
                        "\"A\" reads balance #1 in %s before \"B\" writes balance #1 in %s",
                        "\"B\" writes balance #1 in %s before \"A\" reads balance #2 in %s");
    }

    @Test
    void eachThreadOfADeadlockTakesItsFirstLockBeforeTheOtherTakesItsSecond() {
        List<String> found = constraintsOf(Bank::deadlock);
        assertThat(found).hasSize(2);
        assertThat(found.get(0)).contains("\"A\" enters a monitor #1").contains("\"B\" enters");
        assertThat(found.get(1)).contains("\"B\" enters a monitor #1").contains("\"A\" enters");
    }

    @Test
    void whatFailsInAnyScheduleNeedsNone() {
        Failure failure =
                fails(
                        () -> {
                            throw new IllegalStateException("always");
                        });
        assertThat(failure.constraints())
                .hasValueSatisfying(all -> assertThat(all.list()).isEmpty());
        assertThat(failure.toString())
                .contains("It fails like this in any schedule (31 of 31 did).");
    }

    /** What is drawn at random is part of what makes it fail, if it matters. */
    @Test
    void whatFailsByChanceSaysSo() {
        Body unlucky =
                () -> {
                    if (new java.util.Random().nextInt(4) == 2) {
                        throw new AssertionError("bad luck");
                    }
                };
        Failure failure =
                Heddle.explorer().strategy("random").explore(unlucky).failure().orElseThrow();
        assertThat(failure.constraints().orElseThrow().list())
                .singleElement()
                .asString()
                .contains("choice of chance #1 is");
    }

    @Test
    void emptyOnesAreReadBack() {
        Failure failure =
                fails(
                        () -> {
                            throw new IllegalStateException("always");
                        });
        String kept = failure.constraints().orElseThrow().toString();
        Report report = Heddle.explorer().constraints(kept).explore(Bank::mended);
        assertThat(report.passed()).isTrue();
    }

    @Test
    void theMessageHasThem() {
        Failure failure = fails(Bank::overdraw);
        String text = failure.constraints().orElseThrow().toString();
        assertThat(text.lines().skip(1))
                .isNotEmpty()
                .allSatisfy(line -> assertThat(failure.toString()).contains(line.strip()));
    }

    /** None can be done without: with any of them alone, some schedule passes. */
    @Test
    void noneIsTooMuch() {
        List<Constraint> all = fails(Bank::overdraw).constraints().orElseThrow().list();
        for (Constraint one : all) {
            Report report =
                    Heddle.explorer()
                            .constraints(new Constraints(List.of(one)).toString())
                            .schedules(40)
                            .strategy("fifo")
                            .toTheEnd()
                            .explore(Bank::overdraw);
            assertThat(report.failures()).as("with %s alone", one).isLessThan(report.schedules());
        }
    }

    @Test
    void theSameAreFoundEachTime() {
        assertThat(constraintsOf(Bank::overdraw)).isEqualTo(constraintsOf(Bank::overdraw));
        assertThat(constraintsOf(Bank::deadlock)).isEqualTo(constraintsOf(Bank::deadlock));
    }

    @Test
    void withoutABudgetNoneAreLookedFor() {
        Report report = Heddle.explorer().shrink(0).explore(Bank::overdraw);
        assertThat(report.failure().orElseThrow().constraints()).isEmpty();
    }

    // --- the program is changed
    // -------------------------------------------------------------------

    @Test
    void theyForceTheFailureAtOnce() {
        String kept = fails(Bank::overdraw).constraints().orElseThrow().toString();
        Report report = Heddle.explorer().constraints(kept).explore(Bank::overdraw);
        assertThat(report.failures()).isEqualTo(1);
        assertThat(report.schedules()).isEqualTo(1);
        String token = report.failure().orElseThrow().token();
        assertThat(Heddle.replay(token, Bank::overdraw).failures()).isEqualTo(1);
    }

    @Test
    void theyForceItAfterEditsToo() {
        String kept = fails(Bank::overdraw).constraints().orElseThrow().toString();
        Report report = Heddle.explorer().constraints(kept).explore(Bank::overdrawEdited);
        assertThat(report.schedules()).isEqualTo(1);
        assertThat(report.failure().orElseThrow().summary()).contains("overdrawn");
    }

    @Test
    void whenItIsMendedTheReportSaysSoAndGoesOn() {
        String kept = fails(Bank::overdraw).constraints().orElseThrow().toString();
        Report report = Heddle.explorer().constraints(kept).schedules(100).explore(Bank::mended);
        assertThat(report.passed()).isTrue();
        assertThat(report.schedules()).isEqualTo(100);
        assertThat(report.warnings())
                .anySatisfy(
                        warning ->
                                assertThat(warning)
                                        .contains("can not be met any more")
                                        .contains("not seen any more that 'A' reads balance"));
    }

    @Test
    void itSaysWhichThreadOrStepIsNotThereAnyMore() {
        Report report =
                Heddle.explorer()
                        .constraints(
                                "\"X\" reads balance #1 in a.B.c before \"A\" reads balance #1 in"
                                        + " a.B.c")
                        .schedules(5)
                        .explore(Bank::mended);
        assertThat(report.warnings()).anyMatch(text -> text.contains("No thread 'X' has done"));
        Report other =
                Heddle.explorer()
                        .constraints(
                                "\"A\" reads nothing #1 in a.B.c before \"B\" reads balance #1 in"
                                        + " a.B.c")
                        .schedules(5)
                        .explore(Bank::mended);
        assertThat(other.warnings())
                .anyMatch(text -> text.contains("not seen any more that 'A' reads nothing"));
    }

    /** The exploration after it is that which there is without constraints. */
    @Test
    void theyDoNotChangeTheExploration() {
        List<Long> without = new java.util.ArrayList<>();
        Heddle.explorer().schedules(50).onDigest(without::add).explore(Bank::mended);
        List<Long> with = new java.util.ArrayList<>();
        Heddle.explorer()
                .schedules(50)
                .constraints(fails(Bank::overdraw).constraints().orElseThrow().toString())
                .onDigest(with::add)
                .explore(Bank::mended);
        assertThat(with.subList(20, 50)).isEqualTo(without.subList(0, 30));
    }

    /** As many are run as were asked for; at least one of them is left to the strategy. */
    @Test
    void theSchedulesThatAreTriedFirstCount() {
        String kept = fails(Bank::overdraw).constraints().orElseThrow().toString();
        for (int schedules : List.of(2, 10, 50)) {
            Report report =
                    Heddle.explorer().constraints(kept).schedules(schedules).explore(Bank::mended);
            assertThat(report.schedules()).isEqualTo(schedules);
        }
        Report found =
                Heddle.explorer()
                        .constraints(
                                "\"X\" reads balance #1 in a.B.c before \"A\" reads balance #1 in"
                                        + " a.B.c")
                        .explore(() -> failsAfter(new int[1]));
        assertThat(found.failure().orElseThrow().schedule()).isEqualTo(found.schedules());
    }

    private static int calls;

    /** Not in the schedules that are tried first. */
    private static void failsAfter(int[] ignored) {
        if (++calls > 20) {
            throw new IllegalStateException("late");
        }
    }

    // --- text
    // -------------------------------------------------------------------------------------

    @Test
    void textIsReadBack() {
        Moment strange = new Moment("a \"b\" \\ c", "calls Map.put", "x.Y.lambda$z", 12, 3);
        Moment plain = new Moment("main", "reads x", "X.<init>", 1, -1);
        Constraints all =
                new Constraints(
                        List.of(
                                new Constraint.Order(strange, plain),
                                new Constraint.Order(plain, strange),
                                new Constraint.Outcome("a\nb", Choice.NOTIFY, 2, "pool-1")));
        assertThat(Constraints.parse(all.toString())).isEqualTo(all);
    }

    @Test
    void badTextIsRefused() {
        assertThatThrownBy(() -> Heddle.explorer().constraints("nonsense"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("not a constraint")
                .hasMessageContaining("'nonsense'");
        assertThatThrownBy(() -> Heddle.explorer().constraints("# only a remark\n"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("no constraint");
        assertThatThrownBy(() -> Heddle.explorer().constraints("# heddle constraints 9\n"))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("another version");
    }

    // --- choices that are not about who goes on
    // ---------------------------------------------------

    @Test
    void whoIsNotifiedIsPartOfIt() {
        Failure failure = fails(Bank::wrongOneIsNotified);
        assertThat(failure.kind()).isEqualTo(Ending.Kind.FAILED);
        String kept = failure.constraints().orElseThrow().toString();
        Report report = Heddle.explorer().constraints(kept).explore(Bank::wrongOneIsNotified);
        assertThat(report.schedules()).isEqualTo(1);
        assertThat(report.passed()).isFalse();
    }

    /** A coroutine is called as in the table, and found again among others. */
    @Test
    void whichCoroutineGoesOnIsPartOfIt() {
        Failure failure = fails(() -> coroutines("ann", "bob"));
        List<Constraint> all = failure.constraints().orElseThrow().list();
        assertThat(all)
                .as(failure.toString())
                .anySatisfy(
                        one ->
                                assertThat(one)
                                        .isInstanceOfSatisfying(
                                                Constraint.Outcome.class,
                                                outcome ->
                                                        assertThat(outcome.outcome())
                                                                .isIn("ann", "bob", "main")));
        String kept = failure.constraints().orElseThrow().toString();
        Report again = Heddle.explorer().constraints(kept).explore(() -> coroutines("ann", "bob"));
        assertThat(again.schedules()).isEqualTo(1);
        assertThat(again.passed()).isFalse();
        Report more =
                Heddle.explorer().constraints(kept).explore(() -> coroutines("ann", "eve", "bob"));
        assertThat(more.schedules()).as("one more coroutine").isEqualTo(1);
        assertThat(more.passed()).isFalse();
    }

    /** Fails if the last of them is first. */
    private static void coroutines(String... names) throws Exception {
        List<String> order = new java.util.ArrayList<>();
        dev.heddle.async.Async.run(
                () -> {
                    try (dev.heddle.async.TaskGroup group = dev.heddle.async.Async.taskGroup()) {
                        for (String name : names) {
                            group.createTask(name, () -> order.add(name));
                        }
                        group.join();
                    }
                    return null;
                });
        if (order.getFirst().equals("bob")) {
            throw new AssertionError("bob is first");
        }
    }

    /** Each says in words what is to happen, and is read back, whatever threads are called. */
    @Test
    void outcomesAreSentences() {
        for (String name : List.of("bob", "bob (2)", "a \"b\" (c)", "17", "x before y #1 in z")) {
            for (Choice choice : Choice.values()) {
                Constraint.Outcome outcome = new Constraint.Outcome(name, choice, 2, name);
                Constraints one = new Constraints(List.of(outcome));
                assertThat(Constraints.parse(one.toString())).isEqualTo(one);
            }
        }
        assertThat(new Constraint.Outcome("main", Choice.NOTIFY, 1, "bob"))
                .hasToString(
                        "\"bob\" is the one that is notified (\"main\" choice of notify #1 is"
                                + " bob)");
        assertThat(new Constraint.Outcome("main", Choice.STALL, 1, "1"))
                .hasToString(
                        "time passes although a thread could go on (\"main\" choice of stall #1 is"
                                + " 1)");
    }

    /** Files that were kept by number, or without the words, are still read. */
    @Test
    void numbersOfCoroutinesAreStillRead() {
        Constraints all =
                Constraints.parse("# heddle constraints 1\n\"main\" choice of ready #1 is 1");
        assertThat(all.list())
                .containsExactly(new Constraint.Outcome("main", Choice.READY, 1, "1"));
        Constraints second = Constraints.parse("\"main\" choice of ready #1 is bob (2)");
        assertThat(second.list())
                .containsExactly(new Constraint.Outcome("main", Choice.READY, 1, "bob (2)"));
        Constraints none = Constraints.parse("\"\" choice of chance #1 is 3");
        assertThat(none.list()).containsExactly(new Constraint.Outcome("", Choice.CHANCE, 1, "3"));
        assertThat(none.list().getFirst())
                .hasToString(
                        "what the program draws at random is the same again (choice of chance #1 is"
                                + " 3)");
        assertThat(Constraints.parse(none.toString())).isEqualTo(none);
    }

    @Test
    void whatIsMissingIsSaidInWords() {
        Moment third = new Moment("A", "reads x", "X.y", 3, 7);
        assertThat(third.inWords()).isEqualTo("'A' reads x for the 3rd time in X.y");
        assertThat(new Moment("A", "reads x", "X.y", 1, 7).inWords())
                .isEqualTo("'A' reads x in X.y");
        Report report =
                Heddle.explorer()
                        .constraints(
                                "\"A\" reads balance #9 in %1$s.withdrawSafely before \"B\" reads balance #1 in %1$s.withdrawSafely"
                                        .formatted(Bank.class.getName()))
                        .schedules(5)
                        .explore(Bank::mended);
        assertThat(report.warnings())
                .anySatisfy(
                        warning ->
                                assertThat(warning)
                                        .contains(
                                                "It is seen only twice, and not 9 times, that"
                                                        + " 'A'"));
    }

    private static List<String> constraintsOf(Body body) {
        return fails(body).constraints().orElseThrow().list().stream()
                .map(Constraint::toString)
                .toList();
    }

    private static Failure fails(Body body) {
        return Heddle.explorer().explore(body).failure().orElseThrow();
    }

    private static String withoutLine(String constraint) {
        return constraint.replaceAll("in \\S+", "in %s");
    }

    /** The programs; loaded when control is installed. */
    private static final class Bank {

        private int balance = 100;

        private void withdraw(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }

        private synchronized void withdrawSafely(int amount) {
            if (balance >= amount) {
                balance -= amount;
            }
        }

        static void overdraw() throws InterruptedException {
            Bank bank = new Bank();
            inTwoThreads(() -> bank.withdraw(80), () -> bank.withdraw(80));
            bank.check();
        }

        /** The same after a change: other things are done before, after and between. */
        static void overdrawEdited() throws InterruptedException {
            int[] log = {0, 0, 0};
            ExecutorService pool = Executors.newFixedThreadPool(1);
            pool.execute(() -> log[2]++);
            Bank bank = new Bank();
            log[0]++;
            inTwoThreads(
                    () -> {
                        log[0]++;
                        bank.withdraw(80);
                        log[0]++;
                    },
                    () -> {
                        log[1]++;
                        log[1]++;
                        bank.withdraw(80);
                    });
            pool.shutdown();
            bank.check();
        }

        static void mended() throws InterruptedException {
            Bank bank = new Bank();
            inTwoThreads(() -> bank.withdrawSafely(80), () -> bank.withdrawSafely(80));
            bank.check();
        }

        private void check() {
            if (balance < 0) {
                throw new AssertionError("overdrawn: " + balance);
            }
        }

        static void deadlock() throws InterruptedException {
            Object one = new Object();
            Object other = new Object();
            inTwoThreads(() -> nested(one, other), () -> nested(other, one));
        }

        private static void nested(Object outer, Object inner) {
            synchronized (outer) {
                synchronized (inner) {
                    outer.hashCode();
                }
            }
        }

        static void wrongOneIsNotified() throws InterruptedException {
            Object bell = new Object();
            boolean[] woken = new boolean[2];
            Thread[] waiters = new Thread[2];
            for (int i = 0; i < 2; i++) {
                int number = i;
                waiters[i] = new Thread(() -> waitFor(bell, woken, number), "waiter-" + i);
                waiters[i].setDaemon(true);
                waiters[i].start();
            }
            Thread.sleep(10);
            synchronized (bell) {
                bell.notify();
            }
            Thread.sleep(10);
            if (woken[1]) {
                throw new AssertionError("the second was notified");
            }
        }

        private static void waitFor(Object bell, boolean[] woken, int number) {
            synchronized (bell) {
                try {
                    bell.wait();
                    woken[number] = true;
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        private static void inTwoThreads(Runnable one, Runnable other) throws InterruptedException {
            Thread a = new Thread(one, "A");
            Thread b = new Thread(other, "B");
            a.start();
            b.start();
            a.join();
            b.join();
        }
    }
}
