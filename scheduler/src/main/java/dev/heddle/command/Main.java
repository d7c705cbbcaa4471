package dev.heddle.command;

import dev.heddle.Explorer;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.control.Control;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What {@code java -jar heddle-scheduler.jar} runs. */
public final class Main {

    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int USAGE = 2;
    static final int UNABLE = 3;

    private static final int MOST_SCHEDULES = 1_000_000_000;
    private static final int USUAL_SCHEDULES = 1_000;

    private Main() {}

    /** Explores or replays a program; ends the JVM. */
    public static void main(String[] arguments) {
        // The program may leave threads behind that nothing ends.
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] line, PrintStream out, PrintStream err) {
        String command = line.length == 0 ? null : line[0];
        Path file = null;
        try {
            Options options = Options.parse(line);
            if (options.command() == Options.Command.HELP) {
                out.print(Options.HELP);
                return PASSED;
            }
            file = options.json();
            return run(options, out);
        } catch (UsageException e) {
            err.println(e.getMessage());
            err.println("java -jar heddle-scheduler.jar --help says more.");
            return failed(command, e, USAGE, file, out, err);
        } catch (HeddleException | UncheckedIOException e) {
            err.println(e.getMessage());
            return failed(command, e, UNABLE, file, out, err);
        }
    }

    /** Even then the last line is an object, for whoever reads nothing else. */
    private static int failed(
            @Nullable String command,
            RuntimeException error,
            int exit,
            @Nullable Path file,
            PrintStream out,
            PrintStream err) {
        boolean isKnown = "explore".equals(command) || "replay".equals(command);
        Json json =
                new Json()
                        .with("command", isKnown ? command : null)
                        .with("error", error.getMessage())
                        .with("exit", exit);
        if (file != null && !(error instanceof UncheckedIOException)) {
            try {
                write(file, json.toString());
            } catch (UncheckedIOException e) {
                err.println(e.getMessage());
            }
        }
        out.println(json);
        return exit;
    }

    private static int run(Options options, PrintStream out) {
        Explorer explorer = explorer(options);
        Program program = Program.of(options.path(), options.mainClass(), options.arguments());
        Control.install(); // Before the streams are replaced: the JVM prints a warning to them.
        boolean replay = options.command() == Options.Command.REPLAY;
        Report report =
                Sink.with(
                        options.output(),
                        () ->
                                replay
                                        ? explorer.replay(options.token(), program)
                                        : explorer.explore(program));
        out.println(report);
        String json = json(options, report).toString();
        Path file = options.json();
        if (file != null) {
            write(
                    file,
                    json(options, report)
                            .with("report", report.toString())
                            .withJson("details", report.toJson())
                            .toString());
        }
        Path page = options.html();
        if (page != null) {
            report.failure().ifPresent(failure -> failure.writeHtml(page));
        }
        out.println(json);
        return report.passed() ? PASSED : FAILED;
    }

    private static Explorer explorer(Options options) {
        Explorer explorer = Heddle.explorer().allowExit().replayedBy(options::replayLine);
        try {
            Duration time = options.time();
            Integer schedules = options.schedules();
            explorer.schedules(
                    schedules != null
                            ? schedules
                            : time != null ? MOST_SCHEDULES : USUAL_SCHEDULES);
            if (time != null) {
                explorer.within(time);
            }
            String strategy = options.strategy();
            if (strategy != null) {
                explorer.strategy(strategy);
            }
            Long seed = options.seed();
            if (seed != null) {
                explorer.seed(seed);
            }
            Integer shrink = options.shrink();
            if (shrink != null) {
                explorer.shrink(shrink);
            }
            Long stepLimit = options.stepLimit();
            if (stepLimit != null) {
                explorer.stepLimit(stepLimit);
            }
            if (options.allowLeaks()) {
                explorer.allowLeaks();
            }
            explorer.allowRaces(options.allowedRaces());
            options.checks()
                    .forEach(
                            (option, check) -> {
                                switch (option) {
                                    case "--races" -> explorer.races(check);
                                    case "--lock-orders" -> explorer.lockOrders(check);
                                    case "--leaks" -> explorer.leaks(check);
                                    default -> explorer.swallowed(check);
                                }
                            });
            if (options.constraints().length > 0) {
                explorer.constraints(options.constraints());
            }
            if (options.instrument().length > 0) {
                explorer.instrument(options.instrument());
            }
        } catch (IllegalArgumentException | HeddleException e) {
            throw new UsageException(String.valueOf(e.getMessage()));
        }
        return explorer;
    }

    private static Json json(Options options, Report report) {
        Failure failure = report.failure().orElse(null);
        Json json =
                new Json()
                        .with(
                                "command",
                                options.command() == Options.Command.REPLAY ? "replay" : "explore")
                        .with("main", options.mainClass())
                        .with("schedules", report.schedules())
                        .withSeconds("seconds", report.time().toMillis())
                        .with("found", failure != null);
        if (failure == null) {
            return json;
        }
        report.foundAfter().ifPresent(time -> json.withSeconds("foundSeconds", time.toMillis()));
        json.with("schedule", failure.schedule())
                .with("kind", failure.kind().name())
                .with("failure", failure.summary())
                .with("token", failure.token());
        failure.shrunk()
                .ifPresent(
                        shrunk ->
                                json.with("preemptions", shrunk.after().preemptions())
                                        .with("foundToken", failure.foundToken()));
        return json;
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The file " + file + " can not be written.", e);
        }
    }
}
