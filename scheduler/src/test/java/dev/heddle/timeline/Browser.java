package dev.heddle.timeline;

import dev.heddle.ParsedJson;
import dev.heddle.trace.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real browser without a window, driven by what its own developer tools use: commands and answers
 * as JSON over a web socket.
 */
final class Browser implements AutoCloseable {

    /** If this variable of the environment is {@code required}, a test without a browser fails. */
    static final String DEMAND = "HEDDLE_BROWSER";

    private static final List<String> NAMES =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    /** Nothing a page does here takes long; this says that it will not come any more. */
    private static final int PATIENCE_SECONDS = 60;

    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final Path profile;
    private final BlockingQueue<Map<?, ?>> received = new LinkedBlockingQueue<>();
    private final List<String> complaints = new ArrayList<>();
    private @Nullable WebSocket socket;
    private final HttpClient client = HttpClient.newHttpClient();
    private String session = "";
    private long commands;

    private Browser(Path program) throws IOException {
        profile = Files.createTempDirectory("heddle-browser");
        process =
                new ProcessBuilder(
                                program.toString(),
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--disable-dev-shm-usage",
                                "--no-first-run",
                                "--hide-scrollbars",
                                "--remote-debugging-port=0",
                                "--remote-allow-origins=*",
                                "--user-data-dir=" + profile,
                                "about:blank")
                        .redirectErrorStream(true)
                        .start();
    }

    /** Waits until the browser has started, and opens a page in it. */
    void connect() throws IOException {
        socket =
                client.newWebSocketBuilder()
                        .buildAsync(URI.create(address()), new Listener())
                        .join();
        Map<?, ?> target = call("Target.createTarget", Map.of("url", "about:blank"));
        Map<?, ?> attached =
                call(
                        "Target.attachToTarget",
                        Map.of("targetId", target.get("targetId"), "flatten", true));
        session = (String) attached.get("sessionId");
        call("Runtime.enable", Map.of());
        call("Log.enable", Map.of());
        call("Page.enable", Map.of());
        call("Network.enable", Map.of());
    }

    /**
     * A browser that starts; the test is aborted, or fails if one is demanded, where none is
     * installed.
     */
    static Browser open() throws IOException {
        return new Browser(
                program(
                        System.getProperty("heddle.browser"),
                        System.getenv().getOrDefault("PATH", ""),
                        System.getenv(DEMAND)));
    }

    /**
     * Where a browser is.
     *
     * @param given the one that was named; null if none was
     * @param path where to look for one otherwise
     * @param demand whether one is demanded; null if nothing was said
     */
    static Path program(@Nullable String given, String path, @Nullable String demand) {
        if (given != null) {
            if (!Files.isExecutable(Path.of(given))) {
                throw new AssertionError(
                        "The browser that -Dheddle.browser names can not be executed: " + given);
            }
            return Path.of(given);
        }
        Optional<Path> found =
                NAMES.stream()
                        .flatMap(
                                name ->
                                        Stream.of(path.split(File.pathSeparator))
                                                .map(folder -> Path.of(folder, name)))
                        .filter(Files::isExecutable)
                        .findFirst();
        if (found.isEmpty()) {
            String advice =
                    "No Chromium was found, so the pages are not looked at: install one (Debian:"
                            + " apt-get install chromium), or name one by -Dheddle.browser=FILE.";
            if ("required".equals(demand)) {
                throw new AssertionError(advice);
            }
            Assumptions.abort(advice);
        }
        return found.orElseThrow();
    }

    /** Where it listens, which is the first thing of interest that it prints. */
    private String address() throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread.ofVirtual().start(() -> lines.lines().forEach(rest -> {}));
                return line.substring(LISTENING.length());
            }
        }
        throw new IOException("The browser ended before it could be spoken to.");
    }

    // --- what a test says ------------------------------------------------------------------------

    /** Shows a page, and waits until its script has run. */
    void show(Path page) {
        complaints.clear();
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        await("document.documentElement?.dataset.ready === 'true'");
    }

    /** Shows a page whose script may not run. */
    void open(Path page) {
        call("Page.navigate", Map.of("url", page.toUri().toString()));
        await("document.readyState === 'complete'");
    }

    /** Lets scripts of pages run, or not. */
    void scripts(boolean run) {
        call("Emulation.setScriptExecutionDisabled", Map.of("value", !run));
    }

    /** The value of an expression of JavaScript. */
    Object value(String expression) {
        Map<?, ?> answer =
                call(
                        "Runtime.evaluate",
                        Map.of(
                                "expression",
                                expression,
                                "returnByValue",
                                true,
                                "awaitPromise",
                                true));
        if (answer.containsKey("exceptionDetails")) {
            throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
        }
        return ((Map<?, ?>) answer.get("result")).get("value");
    }

    String text(String expression) {
        return String.valueOf(value(expression));
    }

    long number(String expression) {
        return ((Number) value(expression)).longValue();
    }

    @SuppressWarnings("unchecked")
    List<Object> list(String expression) {
        return (List<Object>) value(expression);
    }

    /** Waits until something is so. */
    void await(String condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Boolean.TRUE.equals(value(condition))) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("It never came to this: " + condition + " " + complaints);
            }
        }
    }

    /** Presses a key, as a person would. */
    void press(String key) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", key.length() == 1 ? "keyDown" : "rawKeyDown");
        event.put("key", key);
        if (key.length() == 1) {
            event.put("text", key);
        }
        call("Input.dispatchKeyEvent", event);
        call("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key));
        frame();
    }

    /** Waits until what has changed is shown. */
    void frame() {
        value(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() =>"
                        + " done(1))))");
    }

    void prefersDark(boolean dark) {
        call(
                "Emulation.setEmulatedMedia",
                Map.of(
                        "features",
                        List.of(
                                Map.of(
                                        "name",
                                        "prefers-color-scheme",
                                        "value",
                                        dark ? "dark" : "light"))));
        frame();
    }

    void size(int width, int height) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        frame();
    }

    void picture(Path file) throws IOException {
        Map<?, ?> answer = call("Page.captureScreenshot", Map.of("format", "png"));
        Files.write(file, Base64.getDecoder().decode((String) answer.get("data")));
    }

    /** What the page, or the browser about it, has complained of since it was shown. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    // --- commands and answers -------------------------------------------------------------------

    private Map<?, ?> call(String method, Map<String, ?> parameters) {
        long id = ++commands;
        Map<String, Object> command = new LinkedHashMap<>();
        command.put("id", id);
        command.put("method", method);
        command.put("params", parameters);
        if (!session.isEmpty()) {
            command.put("sessionId", session);
        }
        socket.sendText(Json.text(command), true).join();
        try {
            while (true) {
                Map<?, ?> message = received.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (message == null) {
                    throw new AssertionError("The browser does not answer to " + method + ".");
                }
                if (message.get("id") instanceof Number number && number.longValue() == id) {
                    if (message.containsKey("error")) {
                        throw new AssertionError(method + ": " + message.get("error"));
                    }
                    return (Map<?, ?>) message.get("result");
                }
                note(message);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void note(Map<?, ?> message) {
        String method = String.valueOf(message.get("method"));
        boolean isRequest =
                method.equals("Network.requestWillBeSent")
                        && !String.valueOf(message).contains("type=Document");
        if (method.equals("Runtime.exceptionThrown")
                || method.equals("Runtime.consoleAPICalled")
                || method.equals("Log.entryAdded")
                || method.equals("Page.javascriptDialogOpening")
                || isRequest) {
            complaints.add(method + ": " + message.get("params"));
        }
    }

    private final class Listener implements WebSocket.Listener {

        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            parts.append(part);
            if (last) {
                received.add((Map<?, ?>) ParsedJson.of(parts.toString()));
                parts.setLength(0);
            }
            from.request(1);
            return null;
        }
    }

    @Override
    public void close() {
        if (socket != null) {
            socket.abort();
        }
        client.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
            try (Stream<Path> files = Files.walk(profile)) {
                files.sorted((one, other) -> other.compareTo(one))
                        .forEach(file -> file.toFile().delete());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
