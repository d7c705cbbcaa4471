package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import planted.Expected;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tests in {@code planted}: flaky ones of each kind, which must all be given their verdicts,
 * and sound ones, of which none must be called flaky. All of them by -Dtest.jvm=-Dplanted=all; a
 * few are examined in each build.
 */
class PlantedTest {

    private static final String A_FEW =
            "incrementsAreLost|sleepsAndHopes|theZoneIsGreenwich|aSetComesInOrder"
                    + "|forgetsAPool|countsOnBeingTheFirst|memoryIsFree|isBroken|PropertyTest"
                    + "|OrderTest.*([rR]egist|Mode|Sold|opens|sells|Catalogue)"
                    + "|waitsForALatch|OldSoundTest.isInTime|drawsWithinItsRange";

    @Test
    void aFewAreJudgedRight(@TempDir Path directory) throws Exception {
        Results results =
                Finder.find(
                        directory, "--names", "planted\\..*", "--only", A_FEW, "--schedules", "30");
        assertThat(verdicts(results)).isEqualTo(expected(results)).hasSize(22);
        everyFailureIsProven(results);
    }

    /** Everything that was found can be replayed, and was, each time alike, in another JVM. */
    private static void everyFailureIsProven(Results results) {
        for (Finding finding : results.findings()) {
            if (finding.verdict() == Verdict.NOT_REPRODUCED
                    || finding.verdict() == Verdict.UNCONTROLLED) {
                continue;
            }
            Finding.Shown shown = finding.failure();
            String about = finding.toMap().toString();
            assertThat(shown).as(about).isNotNull();
            assertThat(shown.code()).as(about).startsWith("flaky1-");
            assertThat(shown.elsewhere()).as(about).isTrue();
            assertThat(shown.replayed()).as(about).isEqualTo(5);
            assertThat(shown.replays()).as(about).isEqualTo(5);
            assertThat(Code.parse(shown.code()).before()).as(about).hasSameSizeAs(before(finding));
        }
    }

    /** What is executed before it, where that decides. */
    private static List<String> before(Finding finding) {
        return switch (finding.subject().method()) {
            case "isNotOpenAndSold", "opens", "sells" -> List.of("opens", "sells");
            case "theRegistryIsEmpty", "registersAName" -> List.of("registersAName");
            case "theModeIsPlain", "switchesTheMode" -> List.of("switchesTheMode");
            case "titlesAreWrittenSmall" -> List.of("speaksTurkish");
            case "countsOnBeingTheFirst" -> List.of("itself");
            default -> List.of();
        };
    }

    /** Within five minutes on two idle cores. */
    @Test
    @EnabledIfSystemProperty(named = "planted", matches = "all")
    void allAreJudgedRight(@TempDir Path directory) throws Exception {
        Results results =
                Finder.find(
                        directory,
                        "--names",
                        "planted\\..*Test(\\$.*)?",
                        "--workers",
                        "2",
                        "--seconds",
                        "300"); // For which there is no time is skipped, and so judged wrong.
        assertThat(verdicts(results)).isEqualTo(expected(results));
        assertThat(results.flaky()).hasSizeGreaterThanOrEqualTo(30);
        assertThat(results.counts().get(Verdict.NOT_REPRODUCED)).isGreaterThanOrEqualTo(30);
        everyFailureIsProven(results);
    }

    /** Each verdict that a test can be given is planted several times, in JUnit 4 as well. */
    @Test
    void everyVerdictIsPlantedSeveralTimes() throws Exception {
        Map<String, Integer> counts = new TreeMap<>();
        Set<String> old = new TreeSet<>();
        try (Stream<Path> files = Files.list(Path.of(Options.place(Expected.class), "planted"))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString().replace(".class", "");
                for (Method method : Class.forName("planted." + name).getDeclaredMethods()) {
                    Expected expected = method.getAnnotation(Expected.class);
                    if (expected != null) {
                        counts.merge(expected.value(), 1, Integer::sum);
                        if (method.isAnnotationPresent(org.junit.Test.class)) {
                            old.add(expected.value());
                        }
                    }
                }
            }
        }
        Set<String> verdicts =
                Arrays.stream(Verdict.values())
                        .filter(verdict -> verdict.isFlaky() || verdict == Verdict.FAILS_ALWAYS)
                        .map(Verdict::text)
                        .collect(Collectors.toSet());
        assertThat(counts.keySet()).isEqualTo(verdicts);
        assertThat(counts.values()).allMatch(count -> count >= 3);
        verdicts.remove(Verdict.RANDOMNESS.text());
        assertThat(old).isEqualTo(verdicts);
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
