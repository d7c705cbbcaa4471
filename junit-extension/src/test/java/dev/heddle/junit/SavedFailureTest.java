package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.OtherCourseException;
import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.HeddleException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.OutputDirectoryCreator;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.FileEntry;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/** A test that has failed begins with the schedule in which it did, until it passes. */
class SavedFailureTest {

    @TempDir private Path output;

    private static int runs;

    /** Which sums the subject takes for wrong. */
    private static int wrong;

    /** Whether the subject does something more first. */
    private static boolean edited;

    @BeforeEach
    void begin() {
        runs = 0;
        wrong = 1;
        edited = false;
    }

    private EngineExecutionResults run(Class<?> tests, String... more) {
        String[] all =
                Stream.concat(
                                Stream.of(more),
                                Stream.of(
                                        "heddle.output", output.toString(), "heddle.saved", "true"))
                        .toArray(String[]::new);
        runs = 0;
        return Results.with(tests, all);
    }

    private ScheduleFailure failure(EngineExecutionResults results) {
        return (ScheduleFailure) Results.only(Results.failures(results));
    }

    private Path file(String ending) {
        return output.resolve("failures/dev/heddle/junit/SavedFailureTest$Counting.test" + ending);
    }

    @Test
    void theScheduleThatHasFailedIsTriedFirst() throws IOException {
        ScheduleFailure first = failure(run(Counting.class));
        assertThat(runs).isGreaterThan(1);
        assertThat(Files.readString(file(".token"))).isEqualTo(first.failure().token() + "\n");
        assertThat(Files.readString(file(".constraints"))).contains(" before ");
        EngineExecutionResults again = run(Counting.class);
        assertThat(runs).isEqualTo(1);
        assertThat(failure(again))
                .hasMessageContaining("This was the replay of " + first.failure().token());
        assertThat(Results.remarks(again))
                .anyMatch(
                        text ->
                                text.startsWith(
                                        "This is the schedule in which the test has failed"
                                                + " before."));
        assertThat(file(".token")).exists();
    }

    @Test
    void whatPassesItsSavedScheduleIsExploredAndForgotten() {
        run(Counting.class);
        wrong = 0;
        EngineExecutionResults results = run(Counting.class);
        results.testEvents().assertStatistics(s -> s.succeeded(1));
        // What was saved, all schedules, the first again, and one for the places of the race.
        assertThat(runs).isEqualTo(1 + 60 + 1 + 1);
        assertThat(file(".token")).doesNotExist();
        assertThat(file(".constraints")).doesNotExist();
        run(Counting.class);
        assertThat(runs).isEqualTo(60 + 1 + 1);
    }

    @Test
    void whatPassesItsSavedScheduleAndFailsInAnotherIsSavedAnew() throws IOException {
        String first = failure(run(Counting.class)).failure().token();
        wrong = 2;
        String second = failure(run(Counting.class)).failure().token();
        assertThat(second).isNotEqualTo(first);
        assertThat(Files.readString(file(".token")).strip()).isEqualTo(second);
    }

    @Test
    void anEditedProgramIsTriedWithTheSameConstraints() {
        run(Counting.class);
        edited = true;
        EngineExecutionResults results = run(Counting.class);
        assertThat(failure(results).failure().strategy()).isEqualTo("constraints");
        assertThat(failure(results).failure().schedule()).isEqualTo(1);
        assertThat(Results.remarks(results))
                .anyMatch(
                        text ->
                                text.contains("does not fit the program any more")
                                        && text.endsWith(
                                                "Schedules that keep the same constraints are tried"
                                                        + " first."));
        run(Counting.class);
        assertThat(runs).isEqualTo(1); // It has been saved anew.
    }

    @Test
    void whatIsDamagedIsLeftOut() throws IOException {
        run(Counting.class);
        Files.writeString(file(".token"), "heddle1-nonsense");
        EngineExecutionResults results = run(Counting.class);
        assertThat(runs).isGreaterThan(1);
        assertThat(Results.remarks(results))
                .anyMatch(
                        text ->
                                text.startsWith(
                                        "What was saved of an earlier failure can not be used"));
        assertThat(Files.readString(file(".token")).strip())
                .isEqualTo(failure(results).failure().token());
    }

    @Test
    void nothingIsSavedIfThatIsSwitchedOff() {
        Results.with(Counting.class, "heddle.saved", "false", "heddle.output", output.toString());
        assertThat(file(".token")).doesNotExist();
    }

    @Test
    void whatCanNotBeSavedIsSaid() throws IOException {
        Files.writeString(output.resolve("failures"), "in the way");
        EngineExecutionResults results = run(Counting.class);
        assertThat(failure(results)).hasMessageContaining("wrong");
        assertThat(Results.remarks(results))
                .anyMatch(text -> text.startsWith("The failure can not be saved"));
    }

    @Test
    void eachTestOfATemplateHasItsOwn() {
        run(Several.class);
        assertThat(
                        output.resolve(
                                "failures/dev/heddle/junit/SavedFailureTest$Several.test.2.token"))
                .exists();
        assertThat(runs).isGreaterThan(3 + 1);
        EngineExecutionResults again = run(Several.class);
        assertThat(runs).isEqualTo(3 + 1 + 1);
        again.testEvents().assertStatistics(s -> s.succeeded(1).failed(1));
    }

    @Test
    void worksWithTheWholeLifeCycleToo() {
        run(Whole.class);
        int first = runs;
        run(Whole.class);
        assertThat(runs).isLessThan(first).isEqualTo(2); // One to warm up.
    }

    // --- what is given on the command line -------------------------------------------------------

    @Test
    void aTokenOnTheCommandLineIsTheOnlyScheduleThatIsRun() {
        String token = failure(run(Counting.class, "heddle.shrink", "0")).failure().token();
        run(Counting.class);
        EngineExecutionResults results = run(Counting.class, "heddle.replay", token);
        assertThat(runs).isEqualTo(1);
        assertThat(failure(results)).hasMessageContaining("This was the replay of " + token);
        wrong = 0;
        run(Counting.class, "heddle.replay", token)
                .testEvents()
                .assertStatistics(s -> s.succeeded(1));
        assertThat(runs).isEqualTo(1);
        assertThat(file(".token")).exists(); // Only an exploration that passes removes it.
    }

    @Test
    void aTokenThatDoesNotFitIsNoReplay() {
        String foreign = Programs.tokenOfAnother();
        assertThat(Results.only(Results.failures(run(Counting.class, "heddle.replay", foreign))))
                .isInstanceOf(OtherCourseException.class)
                .hasMessageContaining("does not take the course any more");
        assertThat(Results.only(Results.failures(run(Counting.class, "heddle.replay", "lucky"))))
                .isInstanceOf(HeddleException.class)
                .hasMessageStartingWith("'lucky' is not a Heddle token.");
        String code = "flaky1-AAAA"; // The same property replays it by the Maven plugin.
        assertThat(Results.only(Results.failures(run(Counting.class, "heddle.replay", code))))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("Call 'mvn heddle:flaky -Dheddle.replay=CODE'");
    }

    @Test
    void aTokenOfAnEditedProgramIsReplacedByItsConstraints() {
        String token = failure(run(Counting.class)).failure().token();
        edited = true;
        EngineExecutionResults results = run(Counting.class, "heddle.replay", token);
        assertThat(failure(results).failure().strategy()).isEqualTo("constraints");
        assertThat(Results.remarks(results))
                .anyMatch(text -> text.startsWith("The token does not fit the program any more"));
        wrong = 0;
        assertThat(Results.only(Results.failures(run(Counting.class, "heddle.replay", token))))
                .isInstanceOf(OtherCourseException.class);
    }

    // --- files and entries -----------------------------------------------------------------------

    @Test
    void filesAreInTheDirectoryThatJUnitHas() throws IOException {
        Path ofJUnit = output.resolve("of-junit");
        EngineExecutionResults results =
                EngineTestKit.engine("junit-jupiter")
                        .selectors(DiscoverySelectors.selectClass(Counting.class))
                        .outputDirectoryCreator(
                                new OutputDirectoryCreator() {
                                    @Override
                                    public Path getRootDirectory() {
                                        return ofJUnit;
                                    }

                                    @Override
                                    public Path createOutputDirectory(TestDescriptor test)
                                            throws IOException {
                                        return Files.createDirectories(ofJUnit.resolve("test"));
                                    }
                                })
                        .execute();
        ScheduleFailure failure = failure(results);
        assertThat(results.allEvents().fileEntryPublished().stream())
                .extracting(event -> event.getRequiredPayload(FileEntry.class))
                .extracting(entry -> entry.getPath().getFileName().toString())
                .contains(
                        "heddle-token.txt",
                        "heddle-failure.txt",
                        "heddle-failure.json",
                        "heddle-failure.html");
        assertThat(Files.readString(ofJUnit.resolve("test/heddle-failure.html")))
                .contains("1 is wrong");
        assertThat(Files.readString(ofJUnit.resolve("test/heddle-failure.json")))
                .isEqualTo(failure.failure().toJson());
        assertThat(ofJUnit.resolve("test/heddle-token.txt")).hasContent(failure.failure().token());
    }

    @Test
    void orInOurs() {
        EngineExecutionResults results = run(Counting.class);
        Map<String, String> entry =
                results.testEvents().reportingEntryPublished().stream()
                        .map(
                                event ->
                                        event.getRequiredPayload(ReportEntry.class)
                                                .getKeyValuePairs())
                        .filter(pairs -> pairs.containsKey("heddle.token"))
                        .findFirst()
                        .orElseThrow();
        ScheduleFailure failure = failure(results);
        assertThat(entry)
                .containsEntry("heddle.seed", "1")
                .containsEntry("heddle.token", failure.failure().token())
                .containsEntry("heddle.failure", failure.failure().summary());
        // For a terminal, where the dollar would be taken for something else.
        assertThat(entry.get("heddle.replay"))
                .startsWith("mvn test -Dtest='SavedFailureTest$Counting#test' ")
                .endsWith(" -Dheddle.replay=" + failure.failure().token());
        assertThat(Path.of(entry.get("heddle.file.heddle-failure.json")))
                .isEqualTo(file("").resolve("heddle-failure.json"))
                .exists();
    }

    @Test
    void aTestThatTakesLongSaysHowFarItIs() {
        wrong = 0;
        assertThat(progress(run(Counting.class))).isEmpty();
        assertThat(progress(run(Counting.class, "heddle.progressSeconds", "0"))).isEmpty();
        List<String> lines = progress(run(Counting.class, "heddle.progressSeconds", "1e-9"));
        assertThat(lines).hasSizeGreaterThanOrEqualTo(60);
        assertThat(lines.get(9))
                .startsWith("Counting.test: 10 of 60 schedules in ")
                .endsWith(" s, none has failed.");
        assertThat(
                        Results.only(
                                Results.failures(
                                        run(Counting.class, "heddle.progressSeconds", "often"))))
                .isInstanceOf(ExtensionConfigurationException.class)
                .hasMessageContaining(
                        "heddle.progressSeconds must be a number of seconds, or 0, but is"
                                + " 'often'.");
    }

    private static List<String> progress(EngineExecutionResults results) {
        return results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get("heddle.progress"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static void check() throws InterruptedException {
        runs++;
        if (edited) {
            Lock lock = new ReentrantLock();
            lock.lock();
            lock.unlock();
        }
        int value = Programs.countTwice(new Programs.RacyCounter());
        if (value == wrong) {
            throw new IllegalStateException(value + " is wrong");
        }
    }

    static class Counting {
        @Interleaved(schedules = 60)
        void test() throws InterruptedException {
            check();
        }
    }

    static class Several {
        @Interleaved(schedules = 3)
        @ParameterizedTest
        @ValueSource(booleans = {false, true})
        void test(boolean fails) {
            runs++;
            if (fails) {
                throw new IllegalStateException("as always");
            }
        }
    }

    static class Whole {
        @Interleaved(schedules = 60, perSchedule = PerSchedule.LIFECYCLE)
        void test() throws InterruptedException {
            check();
        }
    }
}
