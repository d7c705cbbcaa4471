package dev.heddle.debug;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JDK's command-line debugger and the JVM it debugs, with a time limit for everything. */
final class Jdb implements AutoCloseable {

    private static final Pattern PORT =
            Pattern.compile("Listening for transport dt_socket at address: (?:.*:)?(\\d+)");

    private final long deadline;
    private final Process program;
    private final Talk programTalk;
    private final Process debugger;
    private final Talk talk;
    private final Writer commands;

    /** Starts a JVM that waits for the debugger before its main class, and the debugger. */
    Jdb(Class<?> main, Duration limit) throws IOException, InterruptedException {
        deadline = System.nanoTime() + limit.toNanos();
        program =
                start(
                        "java",
                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,address=127.0.0.1:0",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName());
        programTalk = new Talk(program.getInputStream());
        Matcher port = programTalk.await(PORT, deadline);
        debugger = start("jdb", "-attach", "127.0.0.1:" + port.group(1));
        talk = new Talk(debugger.getInputStream());
        commands = new OutputStreamWriter(debugger.getOutputStream(), StandardCharsets.UTF_8);
        talk.await(Pattern.compile("main\\[1\\] "), deadline);
    }

    private static Process start(String tool, String... arguments) throws IOException {
        List<String> command = new java.util.ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", tool).toString());
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** Gives a command and returns what it says up to, and with, the expected answer. */
    String say(String command, String expected) throws IOException, InterruptedException {
        commands.write(command + "\n");
        commands.flush();
        return talk.await(Pattern.compile(expected, Pattern.DOTALL), deadline).group();
    }

    /** What the program itself prints, up to and with the expected text. */
    String printed(String expected) throws InterruptedException {
        return programTalk.await(Pattern.compile(expected), deadline).group();
    }

    /** The exit code of the program, once it has ended by itself. */
    int exitCode() throws InterruptedException {
        long left = deadline - System.nanoTime();
        if (!program.waitFor(left, TimeUnit.NANOSECONDS)) {
            throw new AssertionError("The program does not end.");
        }
        return program.exitValue();
    }

    @Override
    public void close() {
        debugger.destroyForcibly();
        program.destroyForcibly();
    }

    /** Collects what a process says, so that it can be waited for. */
    private static final class Talk {
        private final BlockingQueue<String> pieces = new LinkedBlockingQueue<>();
        private final StringBuilder unread = new StringBuilder();

        Talk(InputStream from) {
            Thread reader = new Thread(() -> read(from), "reader");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream from) {
            char[] buffer = new char[4096];
            try (Reader reader = new InputStreamReader(from, StandardCharsets.UTF_8)) {
                for (int read = reader.read(buffer); read >= 0; read = reader.read(buffer)) {
                    pieces.add(new String(buffer, 0, read));
                }
            } catch (IOException e) {
                pieces.add("\n[the stream was closed: " + e.getMessage() + "]\n");
            }
        }

        Matcher await(Pattern expected, long deadline) throws InterruptedException {
            while (true) {
                Matcher matcher = expected.matcher(unread.toString());
                if (matcher.find()) {
                    unread.delete(0, matcher.end());
                    return matcher;
                }
                String piece = pieces.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (piece == null) {
                    throw new AssertionError(
                            "Not seen in time: " + expected + ", but this: " + unread);
                }
                unread.append(piece);
            }
        }
    }
}
