package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import planted.Expected;

import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The tests in {@code planted}: flaky ones of each kind, which must all be given their verdicts,
 * and sound ones, of which none must be called flaky. All of them by -Dtest.jvm=-Dplanted=all; a
 * few are examined in each build.
 */
class PlantedTest {

    private static final String A_FEW =
            "incrementsAreLost|sleepsAndHopes|theZoneIsGreenwich|aSetComesInOrder"
                + "|forgetsAPool|memoryIsFree|isBroken|registersAName|theRegistryIsEmpty|PropertyTest"
                + "|waitsForALatch|OldSoundTest.isInTime|drawsWithinItsRange";

    @Test
    void aFewAreJudgedRight(@TempDir Path directory) throws Exception {
        Results results =
                Finder.find(
                        directory, "--names", "planted\\..*", "--only", A_FEW, "--schedules", "30");
        assertThat(verdicts(results)).isEqualTo(expected(results)).hasSize(14);
        for (Finding finding : results.findings()) {
            if (finding.failure() != null && !finding.failure().code().isEmpty()) {
                assertThat(finding.failure().elsewhere()).as(finding.subject().name()).isTrue();
                assertThat(finding.failure().replayed()).as(finding.subject().name()).isEqualTo(5);
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "planted", matches = "all")
    void allAreJudgedRight(@TempDir Path directory) throws Exception {
        Results results = Finder.find(directory, "--names", "planted\\..*Test(\\$.*)?");
        assertThat(verdicts(results)).isEqualTo(expected(results));
        assertThat(results.flaky()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(results.counts().get(Verdict.NOT_REPRODUCED)).isGreaterThanOrEqualTo(30);
    }

    private static Map<String, String> verdicts(Results results) {
        Map<String, String> all = new TreeMap<>();
        results.findings()
                .forEach(finding -> all.put(finding.subject().name(), finding.verdict().text()));
        return all;
    }

    private static Map<String, String> expected(Results results) throws ClassNotFoundException {
        Map<String, String> all = new LinkedHashMap<>();
        for (Finding finding : results.findings()) {
            Method method =
                    Arrays.stream(Class.forName(finding.subject().type()).getDeclaredMethods())
                            .filter(one -> one.getName().equals(finding.subject().method()))
                            .findFirst()
                            .orElseThrow();
            Expected expected = method.getAnnotation(Expected.class);
            all.put(
                    finding.subject().name(),
                    expected == null ? Verdict.NOT_REPRODUCED.text() : expected.value());
        }
        return new TreeMap<>(all);
    }
}
