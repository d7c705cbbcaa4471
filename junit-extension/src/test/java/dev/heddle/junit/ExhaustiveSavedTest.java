package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.IncompleteProofError;
import dev.heddle.ScheduleFailure;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What a proof leaves for the next time: what has failed, and how far it has come. */
class ExhaustiveSavedTest {

    @TempDir private Path output;

    private static int runs;

    /** Which values the subject takes for wrong. */
    private static Set<Integer> wrong = Set.of();

    /** Whether the subject does something more first. */
    private static boolean edited;

    @BeforeEach
    void begin() {
        wrong = Set.of(0, 1);
        edited = false;
    }

    private EngineExecutionResults run(Class<?> tests, String... more) {
        runs = 0;
        return Results.with(
                tests,
                Stream.concat(
                                Stream.of(more),
                                Stream.of(
                                        "heddle.output", output.toString(), "heddle.saved", "true"))
                        .toArray(String[]::new));
    }

    private static ScheduleFailure failure(EngineExecutionResults results) {
        return (ScheduleFailure) Results.only(Results.failures(results));
    }

    private static List<String> entries(EngineExecutionResults results, String key) {
        return results.testEvents().reportingEntryPublished().stream()
                .map(event -> event.getRequiredPayload(ReportEntry.class))
                .map(entry -> entry.getKeyValuePairs().get(key))
                .filter(Objects::nonNull)
                .toList();
    }

    private Path file(Class<?> tests, String ending) {
        return output.resolve(
                "failures/dev/heddle/junit/ExhaustiveSavedTest$"
                        + tests.getSimpleName()
                        + ".test"
                        + ending);
    }

    // --- what has failed -------------------------------------------------------------------------

    @Test
    void whatHasFailedIsTriedFirst() throws IOException {
        ScheduleFailure first = failure(run(Seeing.class));
        ScheduleFailure other = (ScheduleFailure) first.getSuppressed()[0];
        assertThat(Files.readAllLines(file(Seeing.class, ".token")))
                .containsExactly(first.failure().token(), other.failure().token());
        EngineExecutionResults again = run(Seeing.class);
        assertThat(runs).isEqualTo(2);
        assertThat(entries(again, "heddle.proof")).isEmpty();
        assertThat(failure(again))
                .hasMessageContaining("This was the replay of " + first.failure().token());
        assertThat(failure(again).getSuppressed())
                .singleElement()
                .asString()
                .contains("This was the replay of " + other.failure().token());
        assertThat(Results.remarks(again))
                .anyMatch(text -> text.startsWith("These are 2 interleavings in which the test"));
    }

    @Test
    void oneThatFailsStillIsEnoughAndNoneIsNot() throws IOException {
        run(Seeing.class);
        wrong = Set.of(1);
        EngineExecutionResults one = run(Seeing.class);
        assertThat(runs).isEqualTo(2);
        assertThat(failure(one)).hasRootCauseMessage("saw 1");
        assertThat(failure(one).getSuppressed()).isEmpty();
        assertThat(Results.remarks(one))
                .anyMatch(text -> text.startsWith("This is an interleaving in which the test"));
        wrong = Set.of(2);
        EngineExecutionResults another = run(Seeing.class);
        assertThat(entries(another, "heddle.proof")).hasSize(1);
        assertThat(failure(another)).hasRootCauseMessage("saw 2");
        assertThat(Files.readAllLines(file(Seeing.class, ".token")))
                .containsExactly(failure(another).failure().token());
        wrong = Set.of();
        EngineExecutionResults mended = run(Seeing.class);
        assertThat(Results.failures(mended)).isEmpty();
        assertThat(entries(mended, "heddle.proof"))
                .singleElement()
                .asString()
                .startsWith("All 3 interleavings were checked: correct");
        assertThat(file(Seeing.class, ".token")).doesNotExist();
    }

    @Test
    void anEditedProgramIsProvedAnew() throws IOException {
        run(Seeing.class);
        edited = true;
        EngineExecutionResults results = run(Seeing.class);
        assertThat(entries(results, "heddle.proof")).hasSize(1);
        assertThat(failure(results).getSuppressed()).hasSize(1);
        assertThat(Results.remarks(results))
                .anyMatch(text -> text.contains("do not fit the program any more"));
        Files.writeString(file(Seeing.class, ".token"), "heddle1-nonsense");
        EngineExecutionResults damaged = run(Seeing.class);
        assertThat(Results.remarks(damaged))
                .anyMatch(text -> text.startsWith("What was saved of earlier failures can not"));
        assertThat(failure(damaged).getSuppressed()).hasSize(1);
    }

    @Test
    void nothingIsSavedIfThatIsSwitchedOff() {
        Results.with(Seeing.class, "heddle.saved", "false", "heddle.output", output.toString());
        assertThat(file(Seeing.class, ".token")).doesNotExist();
    }

    @Test
    void aTokenOnTheCommandLineIsTheOnlyOneThatIsRun() {
        ScheduleFailure found = failure(run(Seeing.class));
        String second = ((ScheduleFailure) found.getSuppressed()[0]).failure().token();
        EngineExecutionResults results = run(Seeing.class, "heddle.replay", second);
        assertThat(runs).isEqualTo(1);
        assertThat(failure(results)).hasMessageContaining("This was the replay of " + second);
        assertThat(failure(results).getSuppressed()).isEmpty();
    }

    @Test
    void eachFailureHasItsFiles() throws IOException {
        ScheduleFailure first = failure(run(Seeing.class));
        Path directory = file(Seeing.class, "");
        assertThat(directory.resolve("heddle-failure.html")).content().contains("saw ");
        assertThat(directory.resolve("heddle-failure.json")).hasContent(first.failure().toJson());
        ScheduleFailure other = (ScheduleFailure) first.getSuppressed()[0];
        assertThat(directory.resolve("heddle-failure-2.html")).content().contains("saw ");
        assertThat(directory.resolve("heddle-failure-2.json")).hasContent(other.failure().toJson());
        assertThat(directory.resolve("heddle-token-2.txt")).hasContent(other.failure().token());
    }

    // --- how far it has come ---------------------------------------------------------------------

    @Test
    void whatIsLeftIsVisitedTheNextTime() {
        wrong = Set.of();
        EngineExecutionResults first = run(Long.class);
        assertThat(Results.only(Results.failures(first)))
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageStartingWith("15 interleavings were checked, but not all (of about ");
        assertThat(file(Long.class, ".proof")).exists();
        assertThat(Results.remarks(first))
                .anyMatch(text -> text.startsWith("The next run goes on"));
        EngineExecutionResults second = run(Long.class);
        assertThat(Results.only(Results.failures(second)))
                .hasMessageStartingWith("30 interleavings were checked, but not all");
        EngineExecutionResults third = run(Long.class);
        assertThat(Results.failures(third)).isEmpty();
        assertThat(entries(third, "heddle.proof"))
                .singleElement()
                .asString()
                .startsWith("All 34 interleavings were checked: correct");
        assertThat(Results.remarks(third)).anyMatch(text -> text.startsWith("The proof went on"));
        assertThat(file(Long.class, ".proof")).doesNotExist();
    }

    @Test
    void anotherProgramBeginsAnew() throws IOException {
        run(Long.class);
        edited = true;
        EngineExecutionResults results = run(Long.class);
        assertThat(Results.only(Results.failures(results)))
                .hasMessageStartingWith("15 interleavings were checked, but not all");
        assertThat(Results.remarks(results))
                .anyMatch(
                        text ->
                                text.startsWith("The proof begins anew. The program is not the one")
                                        && text.contains("its last run comes out in another way"));
        Files.writeString(file(Long.class, ".proof"), "This is not what was written there.");
        EngineExecutionResults damaged = run(Long.class);
        assertThat(Results.only(Results.failures(damaged))).hasMessageStartingWith("15 interleav");
        assertThat(Results.remarks(damaged)).anyMatch(text -> text.contains("or is damaged"));
        EngineExecutionResults bounded = run(Long.class, "heddle.exhaustive.preemptions", "4");
        assertThat(Results.remarks(bounded)).anyMatch(text -> text.contains("has other bounds"));
    }

    @Test
    void nothingIsKeptUnlessThatIsWanted() {
        wrong = Set.of();
        EngineExecutionResults results = run(Seeing.class, "heddle.exhaustive.schedules", "1");
        assertThat(Results.only(Results.failures(results)))
                .isInstanceOf(IncompleteProofError.class)
                .hasMessageContaining("let the next one go on (resume)");
        assertThat(file(Seeing.class, ".proof")).doesNotExist();
        run(Seeing.class, "heddle.exhaustive.schedules", "1", "heddle.exhaustive.resume", "true");
        assertThat(file(Seeing.class, ".proof")).exists();
    }

    @Test
    void progressIsTold() {
        wrong = Set.of();
        EngineExecutionResults results =
                run(
                        Endless.class,
                        "heddle.progressSeconds",
                        "0.5",
                        "heddle.exhaustive.withinMillis",
                        "1300");
        results.testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(entries(results, "heddle.progress"))
                .isNotEmpty()
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .matches(
                                                "Endless\\.test: [\\d,]+ interleavings checked of"
                                                        + " about [\\d,]+, [\\d,]+ a second\\."));
        EngineExecutionResults silent =
                run(
                        Endless.class,
                        "heddle.progressSeconds",
                        "0",
                        "heddle.exhaustive.withinMillis",
                        "1100");
        assertThat(entries(silent, "heddle.progress")).isEmpty();
    }

    // --- subjects --------------------------------------------------------------------------------

    private static void see() throws InterruptedException {
        runs++;
        AtomicInteger x = new AtomicInteger();
        if (edited) {
            Thread more = new Thread(x::get);
            more.start();
            more.join();
        }
        Thread other =
                new Thread(
                        () -> {
                            x.set(1);
                            x.set(2);
                        });
        other.start();
        int seen = x.get();
        other.join();
        if (wrong.contains(seen)) {
            if (seen == 0) {
                throw new IllegalStateException("saw 0");
            }
            if (seen == 1) {
                throw new IllegalStateException("saw 1");
            }
            throw new IllegalStateException("saw 2");
        }
    }

    private static void race(int threads) throws InterruptedException {
        Programs.RacyCounter counter = new Programs.RacyCounter();
        if (edited) {
            counter.value = -1;
        }
        Thread[] all = new Thread[threads];
        for (int i = 0; i < threads; i++) {
            all[i] =
                    new Thread(
                            () -> {
                                counter.increment();
                                counter.increment();
                            });
        }
        for (Thread thread : all) {
            thread.start();
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    static class Seeing {
        @Exhaustive
        void test() throws InterruptedException {
            see();
        }
    }

    static class Long {
        @Exhaustive(schedules = 15, resume = true)
        void test() throws InterruptedException {
            race(2);
        }
    }

    static class Endless {
        @Exhaustive(allowIncomplete = true)
        void test() throws InterruptedException {
            race(4);
        }
    }
}
