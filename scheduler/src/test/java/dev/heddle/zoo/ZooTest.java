package dev.heddle.zoo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.schedule.Strategies;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every bug of the zoo is found in few schedules, and none where it is mended. The build tries the
 * mended ones under 300 schedules each; {@code -Dzoo.schedules=10000} under more. {@code
 * -Dzoo.write=true} measures the table of {@code docs/zoo.md} anew.
 */
class ZooTest {

    /** Within how many schedules the usual strategy finds every bug, from each of the seeds. */
    private static final int ENOUGH = 300;

    private static final int SEEDS = 3;
    private static final int MENDED = Integer.getInteger("zoo.schedules", 300);

    private static final Path PAGE = Path.of("..", "docs", "zoo.md");
    private static final String BEGIN = "<!-- table: made by ZooTest -->\n";
    private static final String END = "<!-- end of table -->";

    private static final int MEASURED_SEEDS = 5;
    private static final int MEASURED = 5_000;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    @ParameterizedTest
    @EnumSource
    void theBugIsFound(Zoo program) {
        for (int seed = 1; seed <= SEEDS; seed++) {
            Report report =
                    Heddle.explorer()
                            .seed(seed)
                            .schedules(ENOUGH)
                            .shrink(0)
                            .explore(program.broken());
            Failure failure = report.failure().orElseThrow(() -> new AssertionError("not found"));
            assertThat(failure.kind()).isEqualTo(program.finds());
        }
    }

    /** Else any test would find it. */
    @ParameterizedTest
    @EnumSource
    void theBugIsNotThereInEverySchedule(Zoo program) {
        Report report =
                Heddle.explorer()
                        .schedules(ENOUGH)
                        .toTheEnd()
                        .races(Check.OFF)
                        .shrink(0)
                        .explore(program.broken());
        assertThat(report.failures()).isBetween(1, report.schedules() - 1);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsFoundWhereItIsMended(Zoo program) {
        Heddle.explorer().schedules(MENDED).explore(program.fixed()).check();
    }

    @Test
    void thereAreEnoughOfEachKind() {
        assertThat(Zoo.values()).hasSizeGreaterThanOrEqualTo(40);
        assertThat(Stream.of(Zoo.values()).map(Zoo::sort).distinct()).hasSizeGreaterThan(9);
    }

    /** The numbers change with every scheduling point more or less, so only names are compared. */
    @Test
    void thePageHasThemAll() throws IOException {
        if (Boolean.getBoolean("zoo.write")) {
            String page = Files.readString(PAGE);
            int begin = page.indexOf(BEGIN) + BEGIN.length();
            String after = page.substring(page.indexOf(END));
            Files.writeString(PAGE, page.substring(0, begin) + table() + after);
        }
        List<String> lines = Files.readString(PAGE).lines().toList();
        for (Zoo program : Zoo.values()) {
            String row = "| %s | %s |".formatted(program.sort(), program.title());
            assertThat(lines).anyMatch(line -> line.startsWith(row));
        }
    }

    private static String table() {
        List<String> strategies = strategies();
        StringBuilder table =
                new StringBuilder("\n| kind | program | ")
                        .append(String.join(" | ", strategies))
                        .append(" |\n| --- | --- |")
                        .append(" --- |".repeat(strategies.size()))
                        .append('\n');
        for (Zoo program : Zoo.values()) {
            table.append("| %s | %s |".formatted(program.sort(), program.title()));
            for (String strategy : strategies) {
                table.append(' ').append(measured(program, strategy)).append(" |");
            }
            table.append('\n');
        }
        return table.append('\n').toString();
    }

    /** Those that take another course with another seed. */
    private static List<String> strategies() {
        return Stream.of("portfolio", "random", "pct", "pos", "surw")
                .filter(ZooTest::exists)
                .toList();
    }

    private static boolean exists(String strategy) {
        try {
            return Strategies.named(strategy).usesSeed();
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * On average, how many schedules it takes; those that did not find it count as all they ran.
     */
    private static String measured(Zoo program, String strategy) {
        long sum = 0;
        int missed = 0;
        for (int seed = 1; seed <= MEASURED_SEEDS; seed++) {
            Report report =
                    Heddle.explorer()
                            .seed(seed)
                            .strategy(strategy)
                            .schedules(MEASURED)
                            .races(Check.OFF)
                            .shrink(0)
                            .explore(program.broken());
            sum += report.schedules();
            missed += report.passed() ? 1 : 0;
        }
        String mean = "%,d".formatted(Math.round((double) sum / MEASURED_SEEDS));
        return missed == 0 ? mean : mean + " (%d missed)".formatted(missed);
    }
}
