package dev.heddle.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.List;

/** A report does not depend on the machine, nor on what else it has to do. */
class SameReportTest {

    /** For each processor. */
    private static final int BUSY = 4;

    @Test
    void onABusyMachine() throws IOException {
        int threads = BUSY * Runtime.getRuntime().availableProcessors();
        Process load =
                FreshJvm.start(List.of(), ReportMain.class, List.of(Integer.toString(threads)));
        List<String> busy;
        try {
            busy = reports();
        } finally {
            load.destroyForcibly();
        }
        assertThat(busy)
                .isNotEmpty()
                .noneMatch(report -> report.contains("\"shrunk\":null"))
                .noneMatch(report -> report.contains("no time left"))
                .isEqualTo(reports());
    }

    private static List<String> reports() {
        return FreshJvm.lines(List.of("-XX:TieredStopAtLevel=1"), ReportMain.class, List.of())
                .stream()
                .filter(line -> line.startsWith("{"))
                .toList();
    }
}
