package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Check;
import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.parallel.Isolated;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is set for all tests: after the annotation, and before what is usual. */
@Isolated("Changes system properties.")
class ConfigurationTest {

    private static int runs;

    @BeforeEach
    void forget() {
        runs = 0;
    }

    @Test
    void whatTheAnnotationDoesNotSayIsConfigured() {
        Results.with(Plain.class, "heddle.schedules", "7");
        assertThat(runs).isEqualTo(7 + 1);
        runs = 0;
        Results.with(Saying.class, "heddle.schedules", "7");
        assertThat(runs).isEqualTo(3 + 1);
    }

    @Test
    void aSystemPropertyDoesItToo() {
        withProperty(
                "heddle.schedules",
                "9",
                () -> assertThat(Results.failures(Results.of(Plain.class))).isEmpty());
        assertThat(runs).isEqualTo(9 + 1);
    }

    @Test
    void everySettingCanBeConfigured() {
        ScheduleFailure failure =
                (ScheduleFailure)
                        Results.only(
                                Results.failures(
                                        Results.with(
                                                Racy.class,
                                                "heddle.races",
                                                "fail",
                                                "heddle.seed",
                                                "11",
                                                "heddle.strategy",
                                                "random",
                                                "heddle.shrink",
                                                "0")));
        assertThat(failure)
                .hasMessageContaining("Data race")
                .hasMessageContaining("strategy random, seed 11.");
        assertThat(failure.failure().shrunk()).isEmpty();
        assertThat(
                        Results.failures(
                                Results.with(
                                        Racy.class,
                                        "heddle.races",
                                        "FAIL",
                                        "heddle.allowRaces",
                                        "com.example, dev.heddle.junit.Programs$RacyCounter.value",
                                        "heddle.spuriousWakeups",
                                        "false",
                                        "heddle.timeLimitMillis",
                                        "60_000")))
                .isEmpty();
    }

    @Test
    void anAnnotationCanSayWhatIsUsual() {
        assertThat(Results.failures(Results.with(Reporting.class, "heddle.races", "FAIL")))
                .isEmpty();
    }

    @Test
    void timeMayBeLimited() {
        assertThat(Results.failureOf(Slow.class))
                .hasMessageContaining("'the test has come to its end'")
                .hasMessageContaining("did not become true within 1m");
        assertThat(Results.failures(Results.of(FastEnough.class))).isEmpty();
        Results.of(Within.class).testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(runs).isPositive().isLessThan(1_000_000);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        String[][] cases = {
            {"heddle.schedules", "many", "heddle.schedules must be a whole number, but is 'many'."},
            {
                "heddle.schedules",
                "-5",
                "The number of schedules must be from 1 to 1,000,000,000, but is -5."
            },
            {"heddle.strategy", "lucky", "There is no strategy 'lucky'. There are: portfolio,"},
            {
                "heddle.races",
                "maybe",
                "heddle.races must be one of REPORT, FAIL, OFF, but is 'maybe'."
            },
            {"heddle.strict", "yes", "heddle.strict must be true or false, but is 'yes'."},
            {"heddle.epoch", "noon", "The epoch must be a point in time such as"},
            {"heddle.seed", "lucky", "must be a number or 'random', but is 'lucky'"},
            {"heddle.stepLimit", "0", "The step limit must be at least 1, but is 0."},
            {"heddle.perSchedule", "all", "heddle.perSchedule must be one of INSTANCE, LIFECYCLE"},
            {"heddle.virtualTimeLimitMillis", "0", "The limit of virtual time must be positive"},
            {"heddle.withinMillis", "-1", "The time for all schedules must be positive"}
        };
        for (String[] one : cases) {
            assertThat(Results.only(Results.failures(Results.with(Plain.class, one[0], one[1]))))
                    .as(one[0])
                    .isInstanceOf(ExtensionConfigurationException.class)
                    .hasMessageStartingWith("@Interleaved of Plain.test can not be used as it is: ")
                    .hasMessageContaining(one[2])
                    .hasMessageContaining(one[0] + "=" + one[1]);
        }
        assertThat(runs).isZero();
    }

    @Test
    void oneValueIsNotTwo() {
        assertThat(Results.failureOf(Undecided.class))
                .hasMessageContaining("strict must have one value, but has 2.");
    }

    /** Builds have a property of this name, and Maven hands on what the command line says. */
    @Test
    void whichVersionABuildTakesIsNoSettingOfTests() {
        withProperty(
                "heddle.version",
                "1.0",
                () ->
                        Results.of(Plain.class)
                                .testEvents()
                                .assertStatistics(s -> s.started(1).succeeded(1)));
    }

    @Test
    void anUnknownSettingIsRefused() {
        withProperty(
                "heddle.schedule",
                "9",
                () ->
                        assertThat(Results.failureOf(Plain.class))
                                .isInstanceOf(ExtensionConfigurationException.class)
                                .hasMessageContaining(
                                        "There is no setting heddle.schedule. Did you mean"
                                                + " heddle.schedules?"));
        withProperty(
                "heddle.quantumEntanglement",
                "9",
                () ->
                        assertThat(Results.failureOf(Plain.class))
                                .hasMessageContaining("There are: allowLeaks, allowRaces, "));
        assertThat(runs).isZero();
    }

    @Test
    void everyAttributeCanBeConfiguredButThatOfOneTest() {
        Set<String> attributes = new TreeSet<>();
        for (Method method : Interleaved.class.getDeclaredMethods()) {
            attributes.add(method.getName());
        }
        attributes.remove("sometimes");
        assertThat(attributes).isEqualTo(new TreeSet<>(Setting.OF_TESTS));
    }

    @Test
    void thePageHasAllSettings() throws IOException {
        Set<String> told = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "configuration.md"))) {
            Matcher row = Pattern.compile("\\| `heddle\\.([\\w.]+)` \\|.*").matcher(line);
            if (row.matches()) {
                told.add(row.group(1));
            }
        }
        assertThat(told).isEqualTo(Setting.all());
    }

    @Test
    void theCodeReadsNoOthers() throws IOException {
        Set<String> read = new TreeSet<>();
        for (String module : List.of("scheduler", "junit-extension")) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src", "main", "java"))) {
                files.filter(file -> file.toString().endsWith(".java"))
                        .forEach(file -> addProperties(file, read));
            }
        }
        read.remove("library"); // A file in a jar.
        assertThat(read)
                .isNotEmpty()
                .allSatisfy(
                        name -> assertThat(Setting.isKnown("heddle." + name)).as(name).isTrue());
    }

    @Test
    void thePluginHasNoOthers() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("maven-plugin", "src", "main", "java"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Matcher names =
                        Pattern.compile("property = \"heddle\\.([\\w.]+)\"")
                                .matcher(Files.readString(file));
                while (names.find()) {
                    named.add(names.group(1));
                }
            }
        }
        assertThat(named).isNotEmpty().isSubsetOf(Setting.all());
    }

    private static void addProperties(Path file, Set<String> read) {
        try {
            Matcher names =
                    Pattern.compile(
                                    "(?:getProperty|getBoolean|getInteger|getLong|PROPERTY"
                                        + " =|SCHEDULER =|ATTACH =)\\(?\\s*\"heddle\\.([\\w.]+)\"")
                            .matcher(Files.readString(file));
            while (names.find()) {
                read.add(names.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void withProperty(String name, String value, Runnable test) {
        String before = System.getProperty(name);
        System.setProperty(name, value);
        try {
            test.run();
        } finally {
            if (before == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, before);
            }
        }
    }

    static class Plain {
        @Interleaved
        void test() {
            runs++;
        }
    }

    static class Saying {
        @Interleaved(schedules = 3)
        void test() {
            runs++;
        }
    }

    static class Racy {
        @Interleaved(schedules = 50)
        void test() throws InterruptedException {
            Programs.countTwice(new Programs.RacyCounter());
        }
    }

    static class Reporting {
        @Interleaved(schedules = 50, races = Check.REPORT)
        void test() throws InterruptedException {
            Programs.countTwice(new Programs.RacyCounter());
        }
    }

    static class Slow {
        @Interleaved(virtualTimeLimitMillis = 60_000)
        void test() throws InterruptedException {
            Thread.sleep(120_000);
        }
    }

    static class FastEnough {
        @Interleaved(schedules = 5, virtualTimeLimitMillis = 60_000)
        void test() throws InterruptedException {
            Thread.sleep(30_000);
        }
    }

    static class Within {
        @Interleaved(schedules = 1_000_000_000, withinMillis = 50)
        void test() {
            runs++;
        }
    }

    static class Undecided {
        @Interleaved(strict = {true, false})
        void test() {}
    }
}
