package dev.heddle.docs.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.async.ContextVar;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The tutorial programs, in Java, print what they print in Python, and take as long; and the page
 * that puts them side by side shows what was compiled.
 */
@ResourceLock(Resources.SYSTEM_OUT)
class TutorialTest {

    private static final Path PYTHON = Path.of("src/test/resources/tutorial");
    private static final Path JAVA = Path.of("src/main/java/dev/heddle/docs/tutorial");
    private static final Path TESTS = Path.of("src/test/java/dev/heddle/docs/tutorial");
    private static final Path PAGE = Path.of("tutorial.md");
    private static final String THREADS =
            """

            # Programs with threads

            Under Heddle threads run one at a time as well, and every schedule is another order of what they do.
            """;
    private static final String MARK = "<!-- What follows is written by TutorialTest. -->\n";

    private static final Duration MUCH_LATER = Duration.ofSeconds(30);

    /** A program: its file in Python without the ending, its class in Java, and how to run it. */
    record Program(String python, String name, Body main) {
        @Override
        public String toString() {
            return name;
        }
    }

    static List<Program> programs() {
        return List.of(
                new Program("003_01_say_hello_run", "SayHello", SayHello::main),
                new Program("003_02_two_tasks", "TwoTasks", TwoTasks::main),
                new Program("003_03_gather_three", "GatherThree", GatherThree::main),
                new Program("003_04_gather_exception", "GatherException", GatherException::main),
                new Program("004_01_coroutine", "MainCoroutine", MainCoroutine::main),
                new Program("004_02_await", "AwaitResult", AwaitResult::main),
                new Program("004_03_sequential", "Sequential", Sequential::main),
                new Program("004_04_create_task", "CreateTask", CreateTask::main),
                new Program("004_05_gather", "GatherResults", GatherResults::main),
                new Program("004_06_taskgroup", "GroupOfTasks", GroupOfTasks::main),
                new Program("004_07_future", "FutureResult", FutureResult::main),
                new Program("004_08_lock", "SharedResource", SharedResource::main),
                new Program("004_09_semaphore", "LimitedResource", LimitedResource::main),
                new Program("004_10_event", "SetEvent", SetEvent::main),
                new Program("004_11_download_one", "DownloadOne", DownloadOne::main),
                new Program("004_12_download_two_tasks", "DownloadTwo", DownloadTwo::main),
                new Program("004_13_download_gather", "DownloadThree", DownloadThree::main),
                new Program("004_14_queue_workers", "QueueWorkers", QueueWorkers::main),
                new Program("004_15_greet", "Greet", Greet::main),
                new Program("004_16_gather_two", "GatherTwo", GatherTwo::main),
                new Program("004_17_two_workers", "TwoWorkers", TwoWorkers::main),
                new Program("004_18_fetch_process", "FetchAndProcess", FetchAndProcess::main),
                new Program("004_20_gather_same", "GatherSame", GatherSame::main));
    }

    /** One with threads; what is found is said below it, and tested by {@link ThreadingTest}. */
    record Threads(String python, String name, Callable<String> found) {}

    private static List<Threads> threads() {
        return List.of(
                new Threads(
                        "004_19_threads",
                        "TwoThreads",
                        () ->
                                "In every schedule it prints both lines, and takes two seconds of"
                                        + " virtual time.\n"),
                new Threads(
                        "004_21_to_thread",
                        "InAThread",
                        () ->
                                "The coroutine waits for the thread, for two seconds of virtual"
                                        + " time, and keeps no other from going on.\n"),
                new Threads(
                        "004_22_blocking_file",
                        "BlockingFile",
                        () -> named(ThreadingTest.blockedByAFile())),
                new Threads(
                        "004_23_blocking_sqlite",
                        "BlockingQuery",
                        () -> named(ThreadingTest.blocked(BlockingQuery::blocking))),
                new Threads(
                        "004_24_blocking_requests",
                        "BlockingRequest",
                        () ->
                                "Both are tested on the real clock, with a server in the same"
                                        + " program.\n"),
                new Threads(
                        "004_27_thread_race_counter",
                        "RacyCounter",
                        () ->
                                "With `count(1)` in place of 100,000, a test that expects 2 fails, and is told why:\n\n```text\n%s\n```\n"
                                        .formatted(ThreadingTest.foundInRacyCounter())),
                new Threads(
                        "004_26_thread_lock_counter",
                        "LockedCounter",
                        () ->
                                "Exploring a thousand schedules of `count(3)` finds nothing but"
                                        + " 6.\n"));
    }

    private static String named(List<String> blocked) {
        return """
        `inAThread` keeps no other coroutine from going on. `blocking` does; it is named in every run of Heddle:

        ```text
        %s
        ```
        """
                .formatted(String.join("\n", blocked));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void printsAndTakesTheSameInVirtualTime(Program program) {
        long[] took = {0};
        String printed =
                printed(
                        () ->
                                Heddle.explorer()
                                        .strategy("fifo")
                                        .schedules(1)
                                        .explore(
                                                () -> {
                                                    long begin = System.nanoTime();
                                                    program.main().run();
                                                    took[0] = System.nanoTime() - begin;
                                                })
                                        .check());
        String expected = read(PYTHON.resolve(program.python() + ".expected"));
        assertThat(printed).isEqualTo(expected);
        assertThat(took[0]).isEqualTo(TimeUnit.SECONDS.toNanos(seconds(program)));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void holdsInAnyOrderOfTasks(Program program) {
        printed(() -> Heddle.explorer().schedules(100).explore(program.main()).check());
    }

    /** What a program has printed, and how long it took, in real time. */
    private record Real(String printed, Duration took) {}

    /**
     * Side by side, since they only sleep: so that all of them take as long as the longest. How
     * much longer than in Python it takes depends on what else the machine does, so that there is
     * room.
     */
    @Test
    void onTheRealClockTheyPrintTheSameAndTakeAsLong() throws Exception {
        PrintStream before = System.out;
        System.setOut(new PrintStream(new ToWhoRuns(before), true, StandardCharsets.UTF_8));
        Map<Program, Future<Real>> all = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Program program : programs()) {
                all.put(program, threads.submit(() -> inRealTime(program)));
            }
        } finally {
            System.setOut(before);
        }
        for (Program program : all.keySet()) {
            Real real = all.get(program).get();
            Duration expected = Duration.ofSeconds(seconds(program));
            String python = read(PYTHON.resolve(program.python() + ".expected"));
            // Which of two comes first that sleep for as long is up to the machine.
            assertThat(real.printed().lines().sorted())
                    .as(program.name())
                    .containsExactlyElementsOf(python.lines().sorted().toList());
            assertThat(real.took())
                    .as(program.name())
                    .isBetween(expected, expected.plus(MUCH_LATER));
        }
    }

    private static Real inRealTime(Program program) throws Exception {
        ByteArrayOutputStream mine = new ByteArrayOutputStream();
        ToWhoRuns.OUTPUT.set(mine);
        long begin = System.nanoTime();
        try {
            program.main().run();
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        return new Real(text(mine), took);
    }

    /**
     * Several programs print at once; each thread, and the tasks of its loop, to its own output.
     */
    private static final class ToWhoRuns extends OutputStream {

        static final ContextVar<ByteArrayOutputStream> OUTPUT = ContextVar.named("output");

        private final PrintStream ofOthers;

        ToWhoRuns(PrintStream ofOthers) {
            this.ofOthers = ofOthers;
        }

        private OutputStream here() {
            ByteArrayOutputStream mine = OUTPUT.getOrNull();
            return mine == null ? ofOthers : mine;
        }

        @Override
        public void write(int b) throws IOException {
            here().write(b);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            here().write(bytes, from, length);
        }
    }

    /** Write the page anew with {@code -Dtutorial.write=true}. */
    @Test
    void thePageShowsThePrograms() throws Exception {
        String page = read(PAGE);
        String text = page.substring(0, page.indexOf(MARK) + MARK.length());
        StringBuilder made = new StringBuilder(text);
        for (Program program : programs()) {
            made.append(section(program.python(), program.name()));
        }
        made.append(section("003_06_pytest_asyncio", "SayHelloTest"));
        made.append(THREADS);
        for (Threads program : threads()) {
            made.append(section(program.python(), program.name()));
            made.append("\n").append(program.found().call());
        }
        if (Boolean.getBoolean("tutorial.write")) {
            Files.writeString(PAGE, made);
            page = made.toString();
        }
        assertThat(page).isEqualTo(made.toString());
    }

    private static String section(String python, String name) {
        Path folder = name.endsWith("Test") ? TESTS : JAVA;
        String source = read(folder.resolve(name + ".java"));
        int begin = source.indexOf("/** ") + 4;
        String title = source.substring(begin, source.indexOf('.', begin));
        String before = source.contains("() {}\n\n") ? "() {}\n\n" : " {\n\n";
        int first = source.indexOf(before) + before.length();
        String body = source.substring(first, source.lastIndexOf("}\n"));
        return "\n## %s\n\nPython:\n\n```python\n%s```\n\nJava:\n\n```java\n%s```\n"
                .formatted(
                        title,
                        read(PYTHON.resolve(python + ".py")).replace("\t", "    ").stripTrailing()
                                + "\n",
                        body.stripTrailing().stripIndent() + "\n");
    }

    private static int seconds(Program program) {
        return read(PYTHON.resolve("virtual-seconds.tsv"))
                .lines()
                .map(line -> line.split("\t"))
                .filter(line -> line[0].equals(program.python()))
                .map(line -> Integer.parseInt(line[1]))
                .findFirst()
                .orElseThrow();
    }

    private static String printed(Body body) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            body.run();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            System.setOut(before);
        }
        return text(bytes);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
