package dev.heddle.async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.heddle.control.Control;
import dev.heddle.schedule.RandomWalk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Programs of coroutines of our own generator do what they do in CPython's asyncio: those that come
 * with recordings, and new ones where there is a CPython 3.13.
 *
 * <p>System properties: {@code asyncio.programs} says how many new ones, {@code asyncio.first} the
 * number of the first (else another one each time), {@code asyncio.schedules} under how many random
 * schedules each is run, {@code asyncio.python} where CPython is, and {@code asyncio.record} how
 * many to record anew.
 */
@Timeout(7200)
class AsyncioCampaignTest {

    private static final int PROGRAMS = Integer.getInteger("asyncio.programs", 200);
    private static final int SCHEDULES = Integer.getInteger("asyncio.schedules", 1);

    private static final int AT_ONCE = 1_000;
    private static final int MOST_SHOWN = 5;

    private static final Path OTHER_RECORDINGS =
            Path.of("..", "scheduler", "src", "test", "resources", "asyncio");

    /** All of the language but for what the scheduler's cases have of it alone. */
    private static final Set<String> OPERATIONS =
            new TreeSet<>(
                    Arrays.asList(
                            ("acquire add add_done_callback as_completed await barrier_abort"
                                            + " barrier_reset barrier_state barrier_wait busy"
                                            + " call_at call_later call_soon call_soon_threadsafe"
                                            + " cancel cancelling cond_wait cond_wait_for ctx_get"
                                            + " ctx_set event_clear event_set event_wait gather get"
                                            + " get_nowait is_set join locked log notify notify_all"
                                            + " put put_nowait qsize raise release repeat"
                                            + " reschedule result return set set_exception"
                                            + " set_result shield shutdown sleep spawn state"
                                            + " task_done taskgroup tg_spawn timeout to_thread try"
                                            + " uncancel wait wait_for with")
                                    .split(" ")));

    private static final Pattern OPERATION = Pattern.compile("\"op\":\"(\\w+)\"");

    static {
        Control.install();
    }

    // --- the campaign
    // ----------------------------------------------------------------------------

    @Test
    void recordedProgramsDoWhatTheyDidInAsyncio() throws Exception {
        List<RecordedProgram> all = Campaign.committed();
        assertThat(Campaign.differences(all, SCHEDULES).stream().limit(MOST_SHOWN)).isEmpty();
        assertThat(all).hasSizeGreaterThanOrEqualTo(2_000);
        assertThat(operationsIn(all)).isEqualTo(OPERATIONS);
        assertThat(all.stream().filter(RecordedProgram::isEager)).hasSizeGreaterThan(100);
        Map<String, Integer> ends = new TreeMap<>();
        all.forEach(one -> ends.merge(one.expected().status(), 1, Integer::sum));
        assertThat(ends).containsOnlyKeys("deadlock", "error", "ok");
        assertThat(ends.get("ok")).isGreaterThan(all.size() / 3);
    }

    @Test
    void newProgramsDoSoToo() throws Exception {
        Python python = python();
        long first = Long.getLong("asyncio.first", System.currentTimeMillis() * 1_000);
        int differing = 0;
        int events = 0;
        List<String> shown = new ArrayList<>();
        for (int done = 0; done < PROGRAMS; done += AT_ONCE) {
            // From one to the next are more numbers than are ever left out.
            List<RecordedProgram> all =
                    Campaign.recorded(
                            python, first + 10L * done, Math.min(AT_ONCE, PROGRAMS - done));
            for (RecordedProgram one : all) {
                events += one.expected().trace().size();
            }
            List<String> differences = Campaign.differences(all, SCHEDULES);
            differing += differences.size();
            differences.stream().limit(MOST_SHOWN - shown.size()).forEach(shown::add);
            if (!differences.isEmpty()) {
                smallest(python, all).ifPresent(shown::add);
                break;
            }
        }
        System.out.printf(
                "Campaign of asyncio: %,d programs from -Dasyncio.first=%d on, %,d events, by %s:"
                        + " %,d differences%n",
                PROGRAMS, first, events, python, differing);
        assertThat(shown).isEmpty();
    }

    /** Of the first that differs on a loop of its own. */
    private static Optional<String> smallest(Python python, List<RecordedProgram> all)
            throws IOException, InterruptedException {
        for (RecordedProgram one : all) {
            if (Campaign.difference(one) != null) {
                RecordedProgram small =
                        new Shortened(python, other -> Campaign.difference(other) != null).of(one);
                return Optional.of(
                        "The smallest like %s: %s%n%s%n%s"
                                .formatted(
                                        one,
                                        Campaign.difference(small),
                                        Campaign.text(small),
                                        WrittenJson.of(small.expected().json())));
            }
        }
        return Optional.empty();
    }

    /** Writes those that come with the tests. */
    @Test
    @EnabledIfSystemProperty(
            named = "asyncio.record",
            matches = "\\d+",
            disabledReason = "It is not asked for.")
    void recordsAnewIfAskedTo() throws Exception {
        Campaign.write(Campaign.recorded(python(), 1, Integer.getInteger("asyncio.record")));
    }

    private static Python python() throws Exception {
        try {
            return Python.find();
        } catch (Python.NoneException none) {
            return abort(none.getMessage());
        }
    }

    private static Set<String> operationsIn(List<RecordedProgram> all) {
        Set<String> operations = new TreeSet<>();
        for (RecordedProgram one : all) {
            Matcher matcher = OPERATION.matcher(Campaign.text(one));
            while (matcher.find()) {
                operations.add(matcher.group(1));
            }
        }
        return operations;
    }

    // --- whether it can fail
    // --------------------------------------------------------------------

    @Test
    void whateverIsAnotherInARecordingIsNoticed() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (RecordedProgram one : Campaign.committed().subList(0, 300)) {
            RecordedProgram changed =
                    new RecordedProgram(one.name(), one.program(), changed(one, random));
            assertThat(Plays.difference(changed)).as(Campaign.text(one)).isNotNull();
        }
    }

    private static Recorded changed(RecordedProgram one, SplittableRandom random) {
        Recorded recorded = one.expected();
        List<Object> trace = new ArrayList<>(recorded.trace());
        List<Object> passes = new ArrayList<>(recorded.passes());
        int at = random.nextInt(trace.size());
        int kind = random.nextInt(6);
        switch (kind) {
            case 0 -> {
                trace.remove(at);
                passes.remove(at);
            }
            case 1 -> {
                trace.add(at, trace.get(at));
                passes.add(at, passes.get(at));
            }
            case 2 -> {
                List<Object> event = new ArrayList<>((List<?>) trace.get(at));
                event.set(3, Map.of("err", "Nothing"));
                trace.set(at, event);
            }
            case 3 -> passes.set(at, (Long) passes.get(at) + 1);
            default -> {}
        }
        return new Recorded(
                kind == 4 ? "limit" : recorded.status(),
                recorded.main(),
                recorded.time() + (kind == 5 ? 1 : 0),
                trace,
                passes);
    }

    /** The same programs by another rule: tasks begin where they are created. */
    @Test
    void anotherRuleIsNoticed() throws Exception {
        List<RecordedProgram> some =
                Campaign.committed().subList(0, 300).stream()
                        .filter(one -> !one.isEager() && Campaign.text(one).contains("\"spawn\""))
                        .toList();
        int noticed = 0;
        for (RecordedProgram one : some) {
            Map<String, Object> other = new LinkedHashMap<>(one.program());
            other.put("eager", true);
            RecordedProgram changed = new RecordedProgram(one.name(), other, one.expected());
            noticed += Plays.difference(changed) == null ? 0 : 1;
        }
        assertThat(noticed).isGreaterThan(some.size() * 95 / 100);
    }

    /** And in any other order than the first in, first out. */
    @Test
    void anotherOrderIsNoticed() throws Exception {
        List<RecordedProgram> some = Campaign.committed().subList(0, 200);
        List<String> wrong = Plays.wrongInRuns(some, new RandomWalk(), 1, Plays::differenceOfRun);
        assertThat(wrong).hasSizeGreaterThan(some.size() * 2 / 3);
    }

    // --- the generator
    // ---------------------------------------------------------------------------

    @Test
    void programsAreTheirNumbersOwn() {
        Set<String> all = new TreeSet<>();
        for (long seed = 1; seed <= 500; seed++) {
            String text = WrittenJson.of(GeneratedProgram.of(seed));
            assertThat(WrittenJson.of(GeneratedProgram.of(seed))).isEqualTo(text);
            all.add(text);
        }
        assertThat(all).hasSize(500);
    }

    // --- the recorder
    // ----------------------------------------------------------------------------

    /** Those were recorded by another program. */
    @Test
    void itRecordsWhatTheSchedulersRecordingsSay() throws Exception {
        Python python = python();
        assertThat(python.compare(OTHER_RECORDINGS.resolve("cases")))
                .isEqualTo("146 programs, 0 differ");
        assertThat(python.compare(OTHER_RECORDINGS.resolve("corpus")))
                .isEqualTo("200 programs, 0 differ");
        assertThat(python.compare(OTHER_RECORDINGS.resolve("eager")))
                .isEqualTo("50 programs, 0 differ");
    }

    @Test
    void aWrongProgramIsMadeSmaller() throws Exception {
        Python python = python();
        RecordedProgram large =
                Campaign.recorded(python, 1, 200).stream()
                        .filter(AsyncioCampaignTest::hasLimit)
                        .min(Comparator.comparing(one -> Campaign.text(one).length()))
                        .orElseThrow();
        RecordedProgram small = new Shortened(python, AsyncioCampaignTest::hasLimit).of(large);
        assertThat(hasLimit(small)).isTrue();
        Matcher matcher = OPERATION.matcher(Campaign.text(small));
        assertThat(matcher.results().count()).isLessThanOrEqualTo(3);
    }

    private static boolean hasLimit(RecordedProgram one) {
        return WrittenJson.of(one.expected().trace()).contains(",\"timeout l");
    }

    // --- bad input
    // -------------------------------------------------------------------------------

    private static final Map<String, String> BAD_PROGRAMS =
            Map.of(
                    "{\"main\":[{\"op\":\"slep\"}]}",
                    "main[0]: there is no operation 'slep'",
                    "{\"main\":[{\"op\":\"try\",\"body\":[{\"op\":\"sleep\"}]}]}",
                    "main[0].body[0]: sleep needs 'd'",
                    "{\"main\":[{\"op\":\"call_soon\",\"as\":\"h\",\"do\":{\"op\":\"sleep\",\"d\":1}}]}",
                    "main[0].do: sleep may suspend, and can not stand in do",
                    "{\"main\":[{\"op\":\"shield\"}]}",
                    "main[0]: shield needs 'target|body'",
                    "{\"objects\":{\"o\":{\"kind\":\"look\"}},\"main\":[]}",
                    "objects.o: there is no kind 'look'",
                    "{\"objects\":{\"o\":{\"kind\":\"queue\"}},\"main\":[]}",
                    "objects.o: queue needs 'maxsize'",
                    "{}",
                    "main: must be a list of operations",
                    "[]",
                    "a program must be an object");

    @Test
    void theRecorderSaysWhatIsWrongWithAProgram() throws Exception {
        Python python = python();
        String good = "{\"program\":{\"main\":[]}}";
        for (Map.Entry<String, String> bad : BAD_PROGRAMS.entrySet()) {
            List<String> lines = List.of(good, "{\"program\":" + bad.getKey() + "}");
            assertThatThrownBy(() -> python.linesFor(lines))
                    .hasMessage("The recorder ends with 2: line 2: " + bad.getValue());
        }
        assertThatThrownBy(() -> python.linesFor(List.of("{}")))
                .hasMessageContaining("line 1: there is no \"program\"");
        assertThatThrownBy(() -> python.linesFor(List.of("{"))).hasMessageContaining("line 1: ");
    }

    @Test
    void theInterpreterSaysWhatItDoesNotKnow() {
        String nothing =
                ",\"expected\":{\"status\":\"ok\",\"time\":0,\"trace\":[],\"batches\":[]}}";
        for (Map.Entry<String, String> bad :
                Map.of(
                                "{\"main\":[{\"op\":\"slep\"}]}",
                                "There is no operation slep",
                                "{\"main\":[{\"op\":\"sleep\"}]}",
                                "sleep needs d, a Long",
                                "{\"objects\":{\"o\":{\"kind\":\"look\"}},\"main\":[]}",
                                "There is no look",
                                "{}",
                                "needs main, a List")
                        .entrySet()) {
            RecordedProgram program =
                    RecordedProgram.of("bad", "{\"program\":" + bad.getKey() + nothing);
            assertThat(Plays.difference(program))
                    .contains("it could not be run")
                    .contains(bad.getValue());
        }
        assertThatThrownBy(() -> RecordedProgram.of("bad", "{}"))
                .hasMessage("There is no program in it, or no recording.");
    }

    @Test
    void aLineThatIsNoRecordingIsNamed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream file = new GZIPOutputStream(bytes)) {
            file.write("{\"program\":{}}\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThatThrownBy(() -> Campaign.read(new ByteArrayInputStream(bytes.toByteArray())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("line 1 is no recorded program");
    }

    @Test
    void aPythonThatWillNotDoIsRefused() {
        String before = System.getProperty(Python.PROPERTY);
        System.setProperty(Python.PROPERTY, "no-such-python");
        try {
            assertThatThrownBy(Python::find)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cpython 3.13")
                    .hasMessageContaining("no-such-python: is not there");
        } finally {
            if (before == null) {
                System.clearProperty(Python.PROPERTY);
            } else {
                System.setProperty(Python.PROPERTY, before);
            }
        }
    }
}
