package dev.heddle.flaky;

import dev.heddle.flaky.Finding.Shown;
import dev.heddle.flaky.Replays.Again;
import dev.heddle.flaky.Runner.Runs;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The other side of a {@link WorkerProcess}: a JVM in which tests are executed. It reads one
 * request a line from its standard input and answers each with a line of JSON after {@link
 * #ANSWER}; whatever else comes out of this JVM is somebody else's.
 */
final class Worker {

    /** What the line of an answer begins with. */
    static final String ANSWER = "heddle-flaky-answer:";

    /** Has the logging of the platform, which says the same things in each run; must not go. */
    private static final Logger PLATFORM = Logger.getLogger("org.junit");

    private final JvmState state = new JvmState();
    private final Tests tests;
    private final Runner runner;
    private final PrintStream shown;

    private Worker(Json settings, PrintStream shown) {
        List<Path> roots = paths(settings.text("tests"));
        List<Path> fresh = paths(settings.text("fresh"));
        this.tests = new Tests(roots, fresh);
        this.shown = shown;
        this.runner =
                new Runner(
                        tests,
                        state,
                        settings.number("seed"),
                        Duration.ofMillis(settings.number("runMillis")),
                        settings.text("replayCommand"));
    }

    private static List<Path> paths(String text) {
        return Arrays.stream(text.split(File.pathSeparator))
                .filter(part -> !part.isEmpty())
                .map(Path::of)
                .toList();
    }

    /** Works until there is nothing left to read. */
    public static void main(String[] arguments) throws IOException {
        PLATFORM.setLevel(Level.OFF);
        PrintStream answers = System.out;
        BufferedReader requests =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        Worker worker = null;
        for (String line = requests.readLine(); line != null; line = requests.readLine()) {
            Map<String, Object> answer;
            try {
                Json request = Json.parse(line);
                if (worker == null) {
                    worker = new Worker(request, System.err);
                    answer = new LinkedHashMap<>();
                } else {
                    answer = worker.answer(request);
                }
            } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
                answer = new LinkedHashMap<>();
                answer.put("error", described(e));
            }
            answer.put("stuck", worker != null && worker.runner.isStuck());
            answer.put("executions", worker == null ? 0 : worker.tests.executions());
            answer.put("processorMillis", processorMillis());
            answers.println("\n" + ANSWER + Json.write(answer));
            answers.flush();
        }
        // Threads that tests have left outside of runs must not keep this JVM.
        Runtime.getRuntime().halt(0);
    }

    private static long processorMillis() {
        return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    private static String described(Throwable thrown) {
        if (thrown instanceof NoClassDefFoundError
                && String.valueOf(thrown.getMessage()).startsWith("org/junit/platform/")) {
            return "The class path of the tests lacks the JUnit Platform (%s): add junit-platform-launcher, in the version of the project's JUnit, and an engine, such as junit-jupiter-engine or junit-vintage-engine."
                    .formatted(thrown.getMessage());
        }
        if (thrown instanceof UsageException) {
            return String.valueOf(thrown.getMessage());
        }
        List<String> frames =
                Arrays.stream(thrown.getStackTrace()).limit(12).map(Object::toString).toList();
        return thrown + "\n    at " + String.join("\n    at ", frames);
    }

    private Map<String, Object> answer(Json request) {
        return switch (request.text("do")) {
            case "find" -> find(request);
            case "examine" -> examine(request);
            case "sequence" -> sequence(request);
            case "after" -> after(request);
            case "prove" -> prove(request);
            case "replay" -> replay(request);
            default -> throw new UsageException("Nobody can do '" + request.text("do") + "'.");
        };
    }

    private Map<String, Object> find(Json request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "tests", tests.find(request.text("names")).stream().map(Subject::toMap).toList());
        return answer;
    }

    private Examination examination(Json request) {
        return new Examination(
                runner,
                Subject.of(request.object("test")),
                Instant.parse(request.text("now")),
                request.text("zone"),
                (int) request.number("schedules"),
                request.number("slackMillis"),
                Duration.ofMillis(request.number("millis")));
    }

    private Map<String, Object> examine(Json request) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("finding", examination(request).examine().toMap());
        return answer;
    }

    /** Says how a test fails after others. */
    private Map<String, Object> after(Json request) {
        Shown shown = examination(request).after(request.texts("before"));
        Map<String, Object> answer = new LinkedHashMap<>();
        if (shown != null) {
            answer.put("failure", shown.toMap());
        }
        return answer;
    }

    /** Executes tests one after the other in one run, and says which of them have failed. */
    private Map<String, Object> sequence(Json request) {
        Setting setting = Setting.of(request.object("setting"));
        List<String> ids = request.texts("ids");
        Runs runs =
                runner.runAll(
                        ids,
                        setting,
                        (int) request.number("count"),
                        Duration.ofMillis(request.number("millis")));
        List<@Nullable String> results = new ArrayList<>();
        for (Throwable result : runs.body().seen().results) {
            results.add(result == null ? "" : result.toString());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        // If the run has not come to its end, it is the test after the last result that kept it.
        answer.put("ended", runs.failure() == null && !runs.hasExited());
        answer.put("how", runs.failure() == null ? "" : runs.failure().summary());
        answer.put("results", results);
        return answer;
    }

    /** Replays a failure so many times. */
    private Map<String, Object> prove(Json request) {
        return Replays.prove(
                        runner,
                        Code.parse(request.text("code")),
                        request.text("summary"),
                        (int) request.number("times"))
                .toMap();
    }

    /** Replays a failure once, for who wants to look at it. */
    private Map<String, Object> replay(Json request) {
        state.show(shown);
        Again again = Replays.show(runner, Code.parse(request.text("code")));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("failed", again.failed());
        answer.put("missing", again.missing());
        answer.put("message", again.message());
        return answer;
    }
}
