package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The members take turns, and who brings nothing new is passed over. */
class PortfolioTest {

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** A member that notes when it is asked. */
    private static final class Member implements Strategy {

        private final String name;
        private final List<String> asked;

        /** How many runs there are for it; no limit if negative. */
        private int left;

        private boolean begun;

        Member(String name, List<String> asked, int left) {
            this.name = name;
            this.asked = asked;
            this.left = left;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean usesSeed() {
            return left < 0;
        }

        @Override
        public boolean isExhausted() {
            return left == 0;
        }

        @Override
        public void begin(long seed) {
            asked.add(name);
            begun = true;
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return runnable.oldest();
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return among.oldest();
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            return false;
        }

        @Override
        public void ended(long behaviour, boolean isNew) {
            assertThat(begun).isTrue();
            begun = false;
            left--;
        }
    }

    private final List<String> asked = new ArrayList<>();

    private Portfolio portfolio(int... lefts) {
        List<Strategy> members = new ArrayList<>();
        for (int left : lefts) {
            members.add(new Member(String.valueOf((char) ('a' + members.size())), asked, left));
        }
        return new Portfolio(members);
    }

    /** Runs of which those of the named members are new. */
    private String run(Portfolio portfolio, int runs, String fresh) {
        asked.clear();
        for (int i = 0; i < runs; i++) {
            portfolio.begin(i);
            portfolio.ended(i, fresh.contains(portfolio.nameOfRun()));
        }
        return String.join("", asked);
    }

    @Test
    void theMembersTakeTurns() {
        assertThat(run(portfolio(-1, -1, -1), 9, "abc")).isEqualTo("abcabcabc");
    }

    /** It comes back every eighth round, and for good once it has brought something new. */
    @Test
    void whoBringsNothingNewIsPassedOverButForEveryEighthRound() {
        Portfolio portfolio = portfolio(-1, -1);
        String begins = run(portfolio, 2 * Portfolio.DULL, "a");
        assertThat(begins).isEqualTo("ab".repeat(Portfolio.DULL));
        String then = run(portfolio, 9 * 8, "a");
        assertThat(then.chars().filter(c -> c == 'b').count()).isEqualTo(8);
        String after = run(portfolio, 100, "ab");
        assertThat(after).endsWith("ab".repeat(40));
    }

    @Test
    void ifNobodyBringsAnythingNewAllGoOn() {
        Portfolio portfolio = portfolio(-1, -1, -1);
        assertThat(run(portfolio, 600, "")).isEqualTo("abc".repeat(200));
    }

    @Test
    void whoIsExhaustedIsNotAskedAgain() {
        assertThat(run(portfolio(-1, 2, -1), 10, "abc")).isEqualTo("abcabcacac");
    }

    @Test
    void theSameSeedGivesTheSameRuns() {
        Body racy =
                () -> {
                    int[] value = new int[1];
                    Thread thread = new Thread(() -> value[0]++);
                    thread.start();
                    value[0]++;
                    thread.join();
                };
        List<List<Long>> all = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            List<Long> digests = new ArrayList<>();
            Report report = Heddle.explorer().schedules(2_000).onDigest(digests::add).explore(racy);
            assertThat(digests).hasSize(report.schedules());
            all.add(digests);
        }
        assertThat(all.getFirst()).isEqualTo(all.getLast());
        List<Long> others = new ArrayList<>();
        Heddle.explorer().seed(2).schedules(2_000).onDigest(others::add).explore(racy);
        assertThat(others).isNotEqualTo(all.getFirst());
    }

    /** A small program has few schedules, and none that needs more than two delays. */
    @Test
    void saysWhatAMemberHasProven() {
        Report report =
                Heddle.explorer()
                        .explore(
                                () -> {
                                    int[] value = new int[1];
                                    Thread thread = new Thread(() -> value[0] = 1);
                                    thread.start();
                                    value[0] = 2;
                                    thread.join();
                                });
        report.check();
        assertThat(report.schedules()).isEqualTo(1_000);
        assertThat(report.coverage().proof()).isEqualTo("All schedules there are were among them.");
    }
}
