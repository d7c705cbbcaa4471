package dev.heddle.flaky;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestEngine;

import own.OwnChecks;
import own.OwnEngine;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Tests of whatever engine are examined like any. */
class OwnEngineTest {

    @Test
    void testsOfAnEngineOfOnesOwnAreFoundAndJudged(@TempDir Path directory) throws Exception {
        // Not among the resources of these tests, since others would find the engine then.
        Path services = Files.createDirectories(directory.resolve("own/META-INF/services"));
        Files.writeString(services.resolve(TestEngine.class.getName()), OwnEngine.class.getName());
        Finder.Run run =
                Finder.run(
                        "--classpath",
                        System.getProperty("java.class.path")
                                + File.pathSeparator
                                + directory.resolve("own"),
                        "--tests",
                        Options.place(OwnChecks.class),
                        "--names",
                        "nothing.of.other.Engines",
                        "--schedules",
                        "30",
                        "--workers",
                        "1",
                        "--fail-on",
                        "none",
                        "--out",
                        directory.resolve("out").toString());
        assertThat(run.code()).as(run.text()).isZero();
        Map<String, Finding> all =
                Results.read(directory.resolve("out/report.json")).findings().stream()
                        .collect(
                                Collectors.toMap(
                                        finding -> finding.subject().method(),
                                        Function.identity()));
        assertThat(all).containsOnlyKeys("checkThatNoCountIsLost", "checkThatOneCounts");
        Finding flaky = all.get("checkThatNoCountIsLost");
        assertThat(flaky.subject().id()).startsWith("[engine:own]");
        assertThat(flaky.verdict()).isEqualTo(Verdict.SCHEDULE);
        assertThat(flaky.failure().replayed()).isEqualTo(5);
        assertThat(flaky.failure().elsewhere()).isTrue();
        assertThat(flaky.failure().message()).contains("the count is wrong", "OwnChecks.java:");
        assertThat(all.get("checkThatOneCounts").verdict()).isEqualTo(Verdict.NOT_REPRODUCED);
    }
}
