package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A test that hangs, or takes its JVM with it, is marked, and the campaign goes on. */
class HostileTestsTest {

    @Test
    void theCampaignGoesOn(@TempDir Path directory) {
        Results results =
                Finder.find(
                        directory,
                        "--names",
                        "hostile\\..*",
                        "--schedules",
                        "2",
                        "--run-seconds",
                        "1",
                        "--workers",
                        "1",
                        "--order",
                        "no",
                        "--jvm",
                        "-XX:+SuppressFatalErrorMessage",
                        "--jvm",
                        "-XX:-CreateCoredumpOnCrash",
                        "--jvm",
                        "--sun-misc-unsafe-memory-access=allow");
        Map<String, Finding> all =
                results.findings().stream()
                        .collect(
                                Collectors.toMap(
                                        finding -> finding.subject().method(),
                                        Function.identity()));
        assertThat(all).hasSize(4);
        assertThat(all.get("isSound").verdict())
                .as(all.get("isSound").why())
                .isEqualTo(Verdict.NOT_REPRODUCED);
        assertThat(all.get("crashesTheJvm").verdict()).isEqualTo(Verdict.UNCONTROLLED);
        assertThat(all.get("crashesTheJvm").why())
                .contains("The JVM that executed it ended with exit code");
        assertThat(all.get("loopsForEver").verdict()).isEqualTo(Verdict.UNCONTROLLED);
        assertThat(all.get("loopsForEver").why()).contains("did not come to its end in the time");
        assertThat(all.get("endsTheJvm").verdict()).isEqualTo(Verdict.FAILS_ALWAYS);
        assertThat(all.get("endsTheJvm").why()).contains("It ends the JVM");
    }
}
