package dev.heddle.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The usual strategy finds the bugs of the classic programs, and none in the correct ones. {@code
 * -Dsearch.write=true} measures all strategies, and writes the table in {@code docs/search.md}.
 */
class ClassicsTest {

    /** Far more than it takes. */
    private static final int ENOUGH = 5_000;

    /** None takes a second where the JVM is warm and the machine has nothing else to do. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Path PAGE = Path.of("..", "docs", "search.md");
    private static final String BEGIN = "<!-- table: made by ClassicsTest -->\n";
    private static final String END = "<!-- end of table -->";

    private static final List<String> STRATEGIES =
            List.of("portfolio", "halt", "surw", "pct", "pos", "random", "delay:2", "preemption:2");

    private static final int SEEDS = 5;
    private static final int BUDGET = 2_000;

    private static final String TIMES = "<!-- table: times, made by ClassicsTest -->\n";
    private static final String TIMES_HEADING =
            "| | schedules, half of the time | schedules, at worst | seconds, at worst |";
    private static final int TIMED_SEEDS = 20;

    /** More than any takes: one that is not found says so. */
    private static final int TIMED_BUDGET = 100_000;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @ParameterizedTest
    @EnumSource
    void theUsualStrategyFindsTheBug(Classics program) {
        for (int seed = 1; seed <= 2; seed++) {
            Report report =
                    Heddle.explorer()
                            .seed(seed)
                            .shrink(0)
                            .schedules(ENOUGH)
                            .explore(program.broken());
            assertThat(report.time()).isLessThan(LONGEST);
            Failure found = report.failure().orElseThrow();
            assertThat(found.kind()).isEqualTo(program.finds());
            Report again = Heddle.replay(found.token(), program.broken());
            assertThat(again.failure().orElseThrow().summary()).isEqualTo(found.summary());
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsFoundWhereNothingIs(Classics program) {
        Heddle.explorer().schedules(300).explore(program.correct()).check();
    }

    /** The table has a line for each program and a column for each strategy. */
    @Test
    void thePageHasThemAll() throws IOException {
        if (Boolean.getBoolean("search.write")) {
            write(TIMES, times());
            write(BEGIN, table());
        }
        has(BEGIN, heading());
        has(TIMES, TIMES_HEADING);
    }

    private static void write(String begin, String table) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        Files.writeString(PAGE, page.substring(0, from) + table + page.substring(end(page, from)));
    }

    private static void has(String begin, String heading) throws IOException {
        String page = Files.readString(PAGE);
        int from = page.indexOf(begin) + begin.length();
        List<String> lines = page.substring(from, end(page, from)).lines().toList();
        assertThat(lines).contains(heading);
        for (Classics program : Classics.values()) {
            assertThat(lines).anyMatch(line -> line.startsWith("| " + program.title() + " |"));
        }
    }

    private static int end(String page, int from) {
        return page.indexOf(END, from);
    }

    /**
     * With everything that is usually on but for making the schedule smaller; the JVM is warm,
     * since the tests before have been run.
     */
    private static String times() {
        StringBuilder table = new StringBuilder(TIMES_HEADING);
        table.append("\n| --- |").append(" ---: |".repeat(3)).append('\n');
        for (Classics program : Classics.values()) {
            int[] counts = new int[TIMED_SEEDS];
            double worst = 0;
            for (int seed = 1; seed <= TIMED_SEEDS; seed++) {
                Report report =
                        Heddle.explorer()
                                .seed(seed)
                                .shrink(0)
                                .schedules(TIMED_BUDGET)
                                .explore(program.broken());
                counts[seed - 1] = report.failure().orElseThrow().schedule();
                worst = Math.max(worst, report.time().toNanos() / 1e9);
            }
            Arrays.sort(counts);
            table.append(
                    String.format(
                            Locale.ROOT,
                            "| %s | %,d | %,d | %.2f |%n",
                            program.title(),
                            counts[TIMED_SEEDS / 2],
                            counts[TIMED_SEEDS - 1],
                            worst));
        }
        return table.toString();
    }

    private static String heading() {
        return "| | `" + String.join("` | `", STRATEGIES) + "` |";
    }

    private static String table() {
        StringBuilder table = new StringBuilder(heading());
        table.append("\n| --- |").append(" ---: |".repeat(STRATEGIES.size())).append('\n');
        for (Classics program : Classics.values()) {
            table.append("| ").append(program.title()).append(" |");
            for (String strategy : STRATEGIES) {
                table.append(' ').append(median(program, strategy)).append(" |");
            }
            table.append('\n');
        }
        return table.toString();
    }

    /** The middle one of the numbers of schedules that it took, or what says that it took more. */
    private static String median(Classics program, String strategy) {
        int[] counts = new int[SEEDS];
        for (int seed = 1; seed <= SEEDS; seed++) {
            counts[seed - 1] =
                    Heddle.explorer()
                            .strategy(strategy)
                            .races(Check.OFF)
                            .seed(seed)
                            .shrink(0)
                            .schedules(BUDGET)
                            .explore(program.broken())
                            .failure()
                            .map(Failure::schedule)
                            .orElse(Integer.MAX_VALUE);
        }
        Arrays.sort(counts);
        int middle = counts[SEEDS / 2];
        return middle == Integer.MAX_VALUE ? "-" : String.format(Locale.ROOT, "%,d", middle);
    }
}
