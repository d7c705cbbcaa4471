package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A test that hangs, takes its JVM with it, or needs what it finds around it, is told what it is,
 * in a sentence, and the campaign goes on.
 */
class HostileTestsTest {

    private static Map<String, Finding> find(Path directory, String only, String... more) {
        List<String> options = new ArrayList<>(List.of("--names", "hostile\\..*", "--only", only));
        options.addAll(List.of("--schedules", "2", "--order", "no"));
        options.addAll(List.of(more));
        Results results = Finder.find(directory, options.toArray(String[]::new));
        return results.findings().stream()
                .collect(
                        Collectors.toMap(
                                finding -> finding.subject().method(), Function.identity()));
    }

    @Test
    void whatDoesNotComeToItsEndIsSaid(@TempDir Path directory) {
        Map<String, Finding> all =
                find(directory, "(loops|waits)ForEver", "--run-seconds", "1", "--workers", "1");
        assertThat(all).hasSize(2);
        is(
                all.get("loopsForEver"),
                Verdict.UNCONTROLLED,
                "did not come to its end in the time that a run may take");
        is(
                all.get("waitsForEver"),
                Verdict.UNCONTROLLED,
                "did not come to its end in the time that a run may take");
    }

    /** However busy the machine is, no run of these is taken for one that does not end. */
    @Test
    void theCampaignGoesOn(@TempDir Path directory) {
        Map<String, Finding> all =
                find(
                        directory,
                        "[.](?!(loops|waits)ForEver$|.*FirstJvm$|isOne$|isTheOther$)[^.]+$",
                        "--run-seconds",
                        "120",
                        "--jvm",
                        "-XX:+SuppressFatalErrorMessage",
                        "--jvm",
                        "-XX:-CreateCoredumpOnCrash",
                        "--jvm",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--jvm",
                        "-Dhostile.directory=" + directory);
        assertThat(all).hasSize(14);
        is(all.get("isSound"), Verdict.NOT_REPRODUCED, "It has not failed in");
        is(all.get("needsItsDirectoryAndItsResources"), Verdict.NOT_REPRODUCED, "not failed");
        is(all.get("usesStaticState"), Verdict.NOT_REPRODUCED, "It has not failed in");
        is(all.get("writesToItsOutput"), Verdict.NOT_REPRODUCED, "It has not failed in");
        is(all.get("makesTests"), Verdict.NOT_REPRODUCED, "It has not failed in");
        is(
                all.get("crashesTheJvm"),
                Verdict.UNCONTROLLED,
                "The JVM that executed it ended with exit code");
        is(all.get("waitsForNobody"), Verdict.FAILS_ALWAYS, "It failed in every run");
        assertThat(all.get("waitsForNobody").failure().message())
                .contains("HostileTest.waitsForNobody");
        is(all.get("endsTheJvm"), Verdict.FAILS_ALWAYS, "It ends the JVM");
        is(
                all.get("leavesAFileThatItDoesNotExpect"),
                Verdict.UNCONTROLLED,
                "It passed when it was executed first, and failed from then on");
        assertThat(all.get("leavesAFileThatItDoesNotExpect").uncontrolled())
                .anyMatch(sentence -> sentence.contains("left.txt"));
        is(all.get("isDisabled"), Verdict.SKIPPED, "JUnit skips it: until somebody has time");
        is(all.get("takesParameters"), Verdict.FAILS_ALWAYS, "It failed in every run");
        assertThat(all.get("takesParameters").failure().summary()).contains("number 3");
        is(all.get("overflowsTheStack"), Verdict.FAILS_ALWAYS, "It failed in every run");
        is(all.get("isNeverExecuted"), Verdict.FAILS_ALWAYS, "It failed in every run");
        assertThat(all.get("isNeverExecuted").failure().summary()).contains("no database");
        is(all.get("isNeverMade"), Verdict.FAILS_ALWAYS, "It failed in every run");
        assertThat(all.get("isNeverMade").failure().message())
                .contains("set hostile.no.such.property");
    }

    /** What fails in the JVM that has found it, and nowhere else, is not due to its schedule. */
    @Test
    void whatFailsInOneJvmOnlyIsUncontrolled(@TempDir Path directory) {
        Map<String, Finding> all =
                find(
                        directory,
                        "InTheFirstJvm",
                        "--schedules",
                        "30",
                        "--workers",
                        "1",
                        "--jvm",
                        "-Dhostile.directory=" + directory);
        assertThat(all).hasSize(2);
        for (Finding finding : all.values()) {
            is(
                    finding,
                    Verdict.UNCONTROLLED,
                    "It failed, but not in 5 of 5 replays of the same run in another JVM:");
            assertThat(finding.uncontrolled()).anyMatch(text -> text.contains("first.txt"));
            assertThat(finding.failure().code()).isEmpty();
            assertThat(finding.failure().message()).doesNotContain("flaky1-");
        }
        assertThat(all.get("losesCountInTheFirstJvm").rate().failed()).isPositive();
    }

    /** What an earlier build makes suspect is examined first. */
    @Test
    void suspectsComeFirst(@TempDir Path directory) throws Exception {
        Path reports = Files.createDirectory(directory.resolve("surefire-reports"));
        List<String> usual = orderOfExamination(directory, reports);
        String other = usual.get(usual.size() - 1);
        assertThat(usual.get(0)).isNotEqualTo(other);
        Files.writeString(
                reports.resolve("TEST-hostile.SuspectTest.xml"),
                "<testsuite><testcase name=\"%s\" classname=\"hostile.SuspectTest\"><failure message=\"once\"/></testcase></testsuite>"
                        .formatted(other));
        List<String> now = orderOfExamination(directory, reports);
        assertThat(now.get(0)).isEqualTo(other);
        assertThat(now.get(now.size() - 1)).isEqualTo(usual.get(0));
    }

    private static List<String> orderOfExamination(Path directory, Path reports) throws Exception {
        Path order = directory.resolve("order.txt");
        Files.deleteIfExists(order);
        find(
                directory.resolve("out"),
                "SuspectTest",
                "--workers",
                "1",
                "--suspects",
                reports.toString(),
                "--jvm",
                "-Dhostile.directory=" + directory);
        return Files.readAllLines(order);
    }

    private static void is(Finding finding, Verdict verdict, String why) {
        assertThat(finding.verdict()).as(finding.toMap().toString()).isEqualTo(verdict);
        assertThat(finding.why()).contains(why);
    }
}
