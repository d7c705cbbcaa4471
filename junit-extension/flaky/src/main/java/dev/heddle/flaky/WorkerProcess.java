package dev.heddle.flaky;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that executes tests. One that does not answer in time, or has died, is replaced when it is
 * asked again, and whoever has asked is told.
 */
final class WorkerProcess implements AutoCloseable {

    /** How much longer an answer may take than it should: a JVM starts, a machine is busy. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final int LINES_KEPT = 20;

    private final Options options;

    private @Nullable Process process;
    private LinkedBlockingQueue<String> lines = new LinkedBlockingQueue<>();

    /** What it has printed last; guarded by itself. */
    private final Deque<String> errors = new ArrayDeque<>();

    private final boolean showsErrors;

    /** What JVMs before this one have done, and this one up to its last answer. */
    private Work before = new Work(0, 0, 0);

    private Work now = new Work(0, 0, 0);

    /** A worker that is started when it is first asked. */
    WorkerProcess(Options options, boolean showsErrors) {
        this.options = options;
        this.showsErrors = showsErrors;
    }

    /** A worker has died or does not answer; the message says how, as a sentence. */
    static final class LostException extends Exception {
        private static final long serialVersionUID = 1L;

        LostException(String message) {
            super(message);
        }
    }

    /**
     * What JVMs have done.
     *
     * @param runs in which tests were executed
     */
    record Work(int processes, long runs, long processorMillis) {

        Work and(Work other) {
            return new Work(
                    processes + other.processes,
                    runs + other.runs,
                    processorMillis + other.processorMillis);
        }
    }

    /** What was done by all JVMs that it has started, as far as they have told. */
    Work work() {
        return before.and(now);
    }

    /**
     * Asks, and waits for the answer.
     *
     * @param expected how long the answer should take at the most
     * @throws UsageException if the worker refuses
     */
    Json ask(Map<String, Object> request, Duration expected) throws LostException {
        if (process == null) {
            start();
        }
        Json answer = answer(request, expected);
        if (answer.flag("stuck")) {
            close(); // A thread of a test is still there, and in the way.
        }
        if (answer.has("error")) {
            throw new UsageException(answer.text("error"));
        }
        return answer;
    }

    private Json answer(Map<String, Object> request, Duration expected) throws LostException {
        Process worker = java.util.Objects.requireNonNull(process);
        try {
            OutputStream out = worker.getOutputStream();
            out.write((Json.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
            String line = lines.poll(expected.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            if (line != null && !line.isEmpty()) {
                Json answer = Json.parse(line);
                now = new Work(1, answer.number("executions"), answer.number("processorMillis"));
                return answer;
            }
            if (line == null) {
                close();
                throw new LostException(
                        "The JVM that executed it did not answer for %d seconds and was ended."
                                .formatted(expected.plus(GRACE).toSeconds()));
            }
        } catch (IOException e) {
            // It is no longer there, which is said below.
            synchronized (errors) {
                errors.add(e.toString());
            }
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new LostException("The campaign was interrupted.");
        }
        throw died(worker);
    }

    private LostException died(Process worker) {
        String how;
        try {
            how =
                    worker.waitFor(5, TimeUnit.SECONDS)
                            ? "ended with exit code " + worker.exitValue()
                            : "closed its output";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            how = "closed its output";
        }
        close();
        String last;
        synchronized (errors) {
            last = String.join("\n", errors);
        }
        return new LostException(
                "The JVM that executed it "
                        + how
                        + "."
                        + (last.isEmpty() ? "" : " Its last words:\n" + last));
    }

    private void start() throws LostException {
        synchronized (errors) {
            errors.clear();
        }
        lines = new LinkedBlockingQueue<>();
        Path arguments = arguments();
        try {
            Process started =
                    new ProcessBuilder(options.java(), "@" + arguments)
                            .directory(options.directory())
                            .start();
            process = started;
            LinkedBlockingQueue<String> answers = lines;
            follow(
                    "answers",
                    started.getInputStream(),
                    line -> {
                        if (line.startsWith(Worker.ANSWER)) {
                            answers.add(line.substring(Worker.ANSWER.length()));
                        }
                    },
                    () -> answers.add(""));
            follow("errors", started.getErrorStream(), this::error, () -> {});
        } catch (IOException e) {
            delete(arguments);
            throw new UsageException(
                    "No JVM can be started by %s: %s".formatted(options.java(), e.getMessage()));
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("tests", text(options.tests()));
        settings.put("fresh", text(options.fresh()));
        settings.put("seed", options.seed());
        settings.put("replayCommand", options.replayCommand());
        settings.put("runMillis", options.runMillis());
        try {
            Json answer = answer(settings, Duration.ZERO);
            if (answer.has("error")) {
                close();
                throw new UsageException(answer.text("error"));
            }
        } finally {
            delete(arguments); // It has been read, or never will be.
        }
    }

    private Path arguments() {
        try {
            Path file = Files.createTempFile("heddle-flaky-", ".args");
            ArgumentFile.write(file, command());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary file can be made.", e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit(); // Somebody still looks at it, as happens on Windows.
        }
    }

    private void error(String line) {
        if (showsErrors) {
            options.out().println(line);
        }
        synchronized (errors) {
            errors.add(line);
            if (errors.size() > LINES_KEPT) {
                errors.remove();
            }
        }
    }

    /** What comes after {@code java}. */
    private List<String> command() {
        List<String> command = new ArrayList<>();
        options.agent().ifPresent(jar -> command.add("-javaagent:" + jar));
        command.add("-XX:+EnableDynamicAgentLoading");
        // Most of the time goes into classes that live for one run: compiling well does not pay.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-XX:+UseSerialGC");
        command.add("-Dfile.encoding=UTF-8");
        command.addAll(options.jvmOptions());
        command.add("-cp");
        command.add(options.workerPath());
        command.add(Worker.class.getName());
        return command;
    }

    private static String text(List<Path> paths) {
        return String.join(File.pathSeparator, paths.stream().map(Path::toString).toList());
    }

    private interface LineTaker {
        void take(String line);
    }

    private static void follow(String name, InputStream in, LineTaker taker, Runnable atEnd) {
        Thread thread =
                new Thread(
                        () -> {
                            try (BufferedReader reader =
                                    new BufferedReader(
                                            new InputStreamReader(in, StandardCharsets.UTF_8))) {
                                for (String line = reader.readLine();
                                        line != null;
                                        line = reader.readLine()) {
                                    taker.take(line);
                                }
                            } catch (IOException e) {
                                taker.take("It can not be read any more: " + e);
                            } finally {
                                atEnd.run();
                            }
                        },
                        "heddle-flaky-" + name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Ends the JVM, if there is one. */
    @Override
    public void close() {
        before = before.and(now);
        now = new Work(0, 0, 0);
        Process worker = process;
        process = null;
        if (worker != null) {
            worker.destroyForcibly();
        }
    }
}
