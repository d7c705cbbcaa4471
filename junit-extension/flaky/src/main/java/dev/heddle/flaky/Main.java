package dev.heddle.flaky;

import dev.heddle.api.API;
import dev.heddle.flaky.WorkerProcess.LostException;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The finder of flaky tests as a program: see {@code docs/flaky.md}.
 *
 * {@snippet lang=text :
 *     java -cp heddle-flaky.jar:heddle-scheduler.jar:junit-platform-launcher.jar dev.heddle.flaky.Main
 * }
 *
 * <p>It ends with 0 if nothing was found that it shall fail on, with 1 if something was, with 2 if
 * it was told something wrong, and with 3 if it could not do its work.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Main {

    private static final String REPORT = "report.json";

    private Main() {}

    /** Starts it, and ends the JVM. */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        System.exit(run(arguments, out));
    }

    /**
     * Does what the arguments say.
     *
     * @return what the JVM would end with
     */
    public static int run(String[] arguments, PrintStream out) {
        try {
            Options options = Options.parse(arguments, out);
            if (options.help()) {
                out.print(Options.HELP);
                return 0;
            }
            return switch (options.task()) {
                case FIND -> find(options);
                case REPLAY -> replay(options);
                case MERGE -> merge(options);
            };
        } catch (UsageException e) {
            out.println(e.getMessage());
            return 2;
        } catch (RuntimeException e) {
            out.println("The finder of flaky tests can not go on:");
            e.printStackTrace(out);
            return 3;
        }
    }

    private static int find(Options options) {
        Path file = options.report().resolve(REPORT);
        Set<String> known = known(options);
        Set<String> suspects = Suspects.in(options.suspects());
        List<Finding> before = before(file, options.out());
        if (options.writesReplayFile()) {
            ArgumentFile.write(options.replayFile(), options.replayArguments());
        }
        Results results =
                new Results(
                        options.now(),
                        options.zone(),
                        options.seed(),
                        new Campaign(options, suspects).run());
        return tell(options, results, before, known);
    }

    /** What the last campaign has found; a report that this version can not read is none. */
    private static List<Finding> before(Path file, PrintStream out) {
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Results.read(file).findings();
        } catch (UsageException e) {
            out.println("There is no comparison with the last time. " + e.getMessage());
            return List.of();
        }
    }

    private static int merge(Options options) {
        Results results =
                Results.merged(options.rest().stream().map(Path::of).map(Results::read).toList());
        return tell(options, results, List.of(), known(options));
    }

    /** The ids of the tests that were flaky in the baseline. */
    private static Set<String> known(Options options) {
        if (options.baseline().isPresent() && !Files.exists(options.baseline().get())) {
            throw new UsageException(
                    "There is no baseline %s: copy a report.json to it, or leave it out, and every flaky test counts as new."
                            .formatted(options.baseline().get()));
        }
        return options.baseline().map(Results::read).stream()
                .flatMap(results -> results.flaky().stream())
                .map(finding -> finding.subject().id())
                .collect(Collectors.toSet());
    }

    private static int tell(
            Options options, Results results, List<Finding> before, Set<String> known) {
        results.write(options.report().resolve(REPORT));
        Sources sources = new Sources(root());
        write(options.report().resolve("report.html"), Page.html(results, options.replayCommand()));
        write(options.report().resolve("report.sarif"), Sarif.text(results, sources) + "\n");
        Xml.files(results)
                .forEach(
                        (name, text) -> write(options.report().resolve("xml").resolve(name), text));
        GitHub.tell(results, options.replayCommand(), sources, System.getenv(), options.out());
        options.out().print(Console.text(results, known, options.replayCommand()));
        String changes = Comparison.text(before, results.findings());
        if (!changes.isEmpty()) {
            options.out().println(changes);
        }
        options.out().println("Reports: " + options.report());
        boolean fails =
                switch (options.failOn()) {
                    case NONE -> false;
                    case ANY -> !results.flaky().isEmpty();
                    case NEW ->
                            results.flaky().stream()
                                    .anyMatch(finding -> !known.contains(finding.subject().id()));
                };
        return fails ? 1 : 0;
    }

    /**
     * What paths in reports start from: the root of the repository, if the job says where it is.
     */
    private static Path root() {
        String workspace = System.getenv("GITHUB_WORKSPACE");
        String project = System.getenv("CI_PROJECT_DIR");
        Path here = Path.of("").toAbsolutePath();
        for (String root : java.util.Arrays.asList(workspace, project)) {
            if (root != null && here.startsWith(Path.of(root).toAbsolutePath())) {
                return Path.of(root).toAbsolutePath();
            }
        }
        return here;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("The report can not be written: " + file, e);
        }
    }

    private static int replay(Options options) {
        Code code = Code.parse(options.rest().get(0));
        try (WorkerProcess worker = new WorkerProcess(options, true)) {
            Json answer =
                    worker.ask(
                            Campaign.request("replay", Map.of("code", code.text())),
                            Duration.ofMillis(options.runMillis() * 2));
            List<String> missing = answer.texts("missing");
            if (!missing.isEmpty()) {
                throw new UsageException(
                        "There is no test %s on the class path.".formatted(missing.get(0)));
            }
            options.out()
                    .println(
                            answer.flag("failed")
                                    ? answer.text("message")
                                    : "It passes: the failure is mended, or depends on something"
                                            + " that is another thing here. "
                                            + answer.text("message"));
            return answer.flag("failed") ? 1 : 0;
        } catch (LostException e) {
            options.out().println(e.getMessage());
            return 3;
        }
    }
}
