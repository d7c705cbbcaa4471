package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What was compiled with JUnit 6 works with JUnit 5.13 and later, too. Their jars are looked for
 * where that of JUnit 6 is from: the build has seen to it that they are there.
 */
class OlderJUnitTest {

    private static final String JUNIT = Test.class.getPackage().getImplementationVersion();

    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({"5.13.4, 1.13.4", "5.14.4, 1.14.4"})
    void runsTestsOfAllKinds(String jupiter, String platform) throws Exception {
        String output = run(jupiter, platform, List.of());
        assertThat(output)
                .contains("JUnit " + jupiter)
                .contains("plain() SUCCESSFUL")
                .contains("1,000 schedules (portfolio) SUCCESSFUL") // sound()
                .contains("1,000 schedules (portfolio) FAILED") // racy()
                .containsPattern("schedule \\d+: heddle1-\\S+ ABORTED")
                .contains("expected 2, but it is 1")
                .contains("heddle.coverage = ", "heddle.proof = All 2 interleavings were checked")
                .contains("aDayIsNothing() SUCCESSFUL")
                .contains("[1] others=1 SUCCESSFUL", "[2] others=2 SUCCESSFUL")
                .contains("20 schedules (portfolio) SUCCESSFUL") // wholeLifeCycle()
                .contains("deeper(Scheduler) SUCCESSFUL")
                .doesNotContain("NoSuchMethodError", "NoClassDefFoundError");
        assertThat(output.lines().filter(line -> line.endsWith(" FAILED"))).hasSize(1);
        Matcher page = Pattern.compile("the failure as a page: (\\S+)").matcher(output);
        assertThat(page.find()).isTrue();
        assertThat(Path.of(page.group(1))).content().contains("expected 2, but it is 1");

        Matcher token = Pattern.compile("heddle\\.token = (\\S+)").matcher(output);
        assertThat(token.find()).isTrue();
        String again =
                run(jupiter, platform, List.of("-Dheddle.replay=" + token.group(1), "-Donly=racy"));
        assertThat(again)
                .contains("replay of heddle1-", " FAILED", "expected 2, but it is 1")
                .doesNotContain("SUCCESSFUL", "ABORTED");
    }

    private String run(String jupiter, String platform, List<String> options) throws Exception {
        List<String> path = new ArrayList<>();
        for (String element : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String older =
                    element.contains("junit-jupiter")
                            ? element.replace(JUNIT, jupiter)
                            : element.contains("junit-platform")
                                    ? element.replace(JUNIT, platform)
                                    : element;
            if (!older.equals(element) && !element.contains("testkit")) {
                assertThat(Path.of(older)).as("mvn generate-test-resources gets it").exists();
            }
            path.add(older);
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+EnableDynamicAgentLoading"));
        command.addAll(options);
        command.addAll(List.of("-Dheddle.output=" + directory.resolve("heddle")));
        command.addAll(List.of("-cp", String.join(File.pathSeparator, path), Main.class.getName()));
        Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
        jvm.getOutputStream().close();
        String output = new String(jvm.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(jvm.waitFor()).as(output).isZero();
        return output;
    }

    /** The main class of the other JVM. */
    static final class Main {

        private Main() {}

        public static void main(String[] arguments) {
            System.out.println("JUnit " + Test.class.getPackage().getImplementationVersion());
            String only = System.getProperty("only");
            try (LauncherSession session = LauncherFactory.openSession()) {
                session.getLauncher()
                        .execute(
                                LauncherDiscoveryRequestBuilder.request()
                                        .selectors(
                                                only == null
                                                        ? DiscoverySelectors.selectClass(
                                                                Subject.class)
                                                        : DiscoverySelectors.selectMethod(
                                                                Subject.class, only))
                                        .build(),
                                new Printer());
            }
        }
    }

    private static final class Printer implements TestExecutionListener {
        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
                System.out.println(test.getDisplayName() + " " + result.getStatus());
                result.getThrowable().ifPresent(thrown -> System.out.println(thrown.getMessage()));
            }
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            entry.getKeyValuePairs()
                    .forEach((name, value) -> System.out.println(name + " = " + value));
        }
    }

    static class Subject {

        @Test
        void plain() {}

        private static void check(int count) {
            if (count != 2) {
                throw new AssertionError("expected 2, but it is " + count);
            }
        }

        @Interleaved
        void racy() throws InterruptedException {
            check(Programs.countTwice(new Programs.RacyCounter()));
        }

        @Interleaved
        void sound() throws InterruptedException {
            check(Programs.countTwice(new Programs.LockedCounter()));
        }

        @Exhaustive
        void proved() throws InterruptedException {
            java.util.concurrent.atomic.AtomicInteger count =
                    new java.util.concurrent.atomic.AtomicInteger();
            Thread other = new Thread(count::incrementAndGet);
            other.start();
            count.incrementAndGet();
            other.join();
            check(count.get());
        }

        @Test
        @VirtualTime
        void aDayIsNothing() throws InterruptedException {
            Thread.sleep(86_400_000);
        }

        @Interleaved(schedules = 20)
        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        void parameters(int others) throws InterruptedException {
            Thread other = new Thread(() -> {});
            other.start();
            other.join();
        }

        @Interleaved(schedules = 20, perSchedule = PerSchedule.LIFECYCLE)
        void wholeLifeCycle(@TempDir Path directory) throws IOException {
            Files.createFile(directory.resolve("new"));
        }

        @Nested
        @Interleaved(schedules = 20)
        class Inner {
            @Test
            void deeper(Scheduler scheduler) {
                scheduler.yield();
            }
        }
    }
}
