package dev.heddle.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A schedule comes out with as few preemptions as there can be. That there can be no fewer is
 * proved by running all schedules with fewer. The table in {@code docs/shrinking.md} is made here:
 * after a change, {@code -Dshrinking.write=true} writes it anew.
 */
class MinimaTest {

    private static final Path PAGE = Path.of("..", "docs", "shrinking.md");
    private static final String BEGIN = "<!-- table: made by MinimaTest -->\n";
    private static final String END = "<!-- end of table -->";

    /** How many schedules of each program are made smaller. */
    private static final int SEEDS = 5;

    private static final int RUNS = 2_000;
    private static final double GOAL = 0.95;

    @ParameterizedTest
    @EnumSource
    void theLeastIsTheLeast(Minima program) {
        if (program.least() > 0) {
            assertThat(below(program).failure()).as("with fewer").isEmpty();
        }
        assertThat(AllSchedules.search(program.body(), program.least(), program.kind()).failure())
                .as("with as many")
                .isPresent();
    }

    private static AllSchedules.Found below(Minima program) {
        return AllSchedules.search(program.body(), program.least() - 1, program.kind());
    }

    @Test
    void schedulesComeOutWithTheLeast() throws IOException {
        int exact = 0;
        int all = 0;
        StringBuilder table = new StringBuilder("\n");
        table.append(
                "| program | fewest | all with fewer | found with | comes out with | runs |\n");
        table.append("| --- | --- | --- | --- | --- | --- |\n");
        for (Minima program : Minima.values()) {
            Row row = new Row();
            Lab lab = new Lab(program.body());
            for (int seed = 1; seed <= SEEDS; seed++) {
                row.add(lab, lab.make(seed, Lab.runs(RUNS), Lab.ALL), program);
            }
            exact += row.exact;
            all += SEEDS;
            table.append(row.line(program));
        }
        table.append("\n%d of %d are exact.\n".formatted(exact, all));
        assertThat((double) exact / all).as(table.toString()).isGreaterThanOrEqualTo(GOAL);
        checkPage(table.toString());
    }

    private static void checkPage(String table) throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END);
        assertThat(begin).isBetween(BEGIN.length(), end);
        if (Boolean.getBoolean("shrinking.write")) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
            return;
        }
        assertThat(results(page.substring(begin, end)))
                .describedAs("docs/shrinking.md; write it anew with -Dshrinking.write=true")
                .isEqualTo(results(table));
    }

    /**
     * What is to be true at every commit. How many schedules there are, and how many runs it took,
     * changes with every scheduling point more or less.
     */
    private static List<String> results(String table) {
        List<String> results = new ArrayList<>();
        for (String line : table.lines().toList()) {
            String[] cells = line.split("\\|");
            results.add(
                    cells.length == 7
                            ? String.join("|", List.of(cells[1], cells[2], cells[5]))
                            : line);
        }
        return results;
    }

    private static final class Row {
        private int exact;
        private int runs;
        private final List<Integer> before = new ArrayList<>();
        private final List<Integer> after = new ArrayList<>();

        void add(Lab lab, Lab.Made made, Minima program) {
            Size size = made.shrunk().after();
            assertThat(lab.preemptions(made.tape())).isEqualTo(size.preemptions());
            assertThat(Likeness.of(made.ending())).isEqualTo(made.likeness());
            assertThat(size).isLessThanOrEqualTo(made.shrunk().before());
            assertThat(size.preemptions()).isGreaterThanOrEqualTo(program.least());
            if (size.preemptions() == program.least()) {
                exact++;
            }
            runs += made.shrunk().runs();
            before.add(made.shrunk().before().preemptions());
            after.add(size.preemptions());
        }

        String line(Minima program) {
            String proof = program.least() == 0 ? "" : "%,d".formatted(below(program).runs());
            return "| %s | %d | %s | %s | %s | %,d |\n"
                    .formatted(
                            program.about(),
                            program.least(),
                            proof,
                            range(before),
                            range(after),
                            runs / SEEDS);
        }

        private static String range(List<Integer> numbers) {
            int least = numbers.stream().mapToInt(Integer::intValue).min().orElseThrow();
            int most = numbers.stream().mapToInt(Integer::intValue).max().orElseThrow();
            return least == most ? "" + least : least + " to " + most;
        }
    }
}
