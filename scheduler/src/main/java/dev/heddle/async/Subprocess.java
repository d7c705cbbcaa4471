package dev.heddle.async;

import dev.heddle.api.API;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A process that runs beside the event loop: asyncio's {@code create_subprocess_exec}.
 *
 * {@snippet :
 *     Subprocess sort = Subprocess.exec("sort");
 *     Subprocess.Output output = sort.communicate("b\na\n".getBytes(UTF_8));
 * }
 *
 * <p>Processes are real, and take real time. In a run of Heddle they are not under control, which
 * the report says; a strict run refuses them. An event loop whose time is virtual can not wait for
 * them, and refuses them as well.
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Subprocess {

    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("pipe", 0);

    private final EventLoop loop;
    private final Process process;
    private final PipeTransport stdin;
    private final PipeTransport stdout;
    private final PipeTransport stderr;
    private final Waiters exited;
    private final long held;
    private OptionalInt exitCode = OptionalInt.empty();

    /** What a process has said until its end. */
    public static final class Output {
        private final int exitCode;
        private final byte[] stdout;
        private final byte[] stderr;

        private Output(int exitCode, byte[] stdout, byte[] stderr) {
            this.exitCode = exitCode;
            this.stdout = stdout;
            this.stderr = stderr;
        }

        /** What it has ended with. */
        public int exitCode() {
            return exitCode;
        }

        /** What came from its standard output. */
        public byte[] stdout() {
            return stdout.clone();
        }

        /** What came from its standard error. */
        public byte[] stderr() {
            return stderr.clone();
        }
    }

    private Subprocess(EventLoop loop, Process process, String name) {
        this.loop = loop;
        this.process = process;
        this.held = loop.holdings().add(process::destroyForcibly);
        this.stdin =
                new PipeTransport(loop, name, NOWHERE, NOWHERE, 1, null, process.getOutputStream());
        this.stdout =
                new PipeTransport(
                        loop,
                        name,
                        NOWHERE,
                        NOWHERE,
                        Streams.LIMIT,
                        process.getInputStream(),
                        null);
        this.stderr =
                new PipeTransport(
                        loop,
                        "the errors of " + name,
                        NOWHERE,
                        NOWHERE,
                        Streams.LIMIT,
                        process.getErrorStream(),
                        null);
        this.exited = new Waiters("the end of " + name);
    }

    /**
     * Starts a process.
     *
     * @throws IOException if there is no such program
     * @throws IllegalStateException on an event loop whose time is virtual
     */
    public static Subprocess exec(String... command) throws IOException {
        return exec(new ProcessBuilder(command));
    }

    /** As above, with a directory, an environment, or redirections. */
    public static Subprocess exec(ProcessBuilder builder) throws IOException {
        Objects.requireNonNull(builder, "There is no process to start.");
        EventLoop loop = EventLoop.running();
        if (!loop.ground().isReal() && loop.ground().turns() == null) {
            throw new IllegalStateException(
                    "A process takes real time, and that of this event loop is virtual. Make the"
                            + " loop by EventLoop.create().");
        }
        List<String> command = builder.command();
        String name = "the process '%s'".formatted(command.isEmpty() ? "" : command.getFirst());
        Subprocess made = new Subprocess(loop, builder.start(), name);
        made.stdout.begin();
        made.stderr.begin();
        PipeTransport.start("process-waiter", made::waitInThread);
        return made;
    }

    private void waitInThread() {
        try {
            int code = process.waitFor();
            Outlet.post(loop, () -> ended(code));
        } catch (InterruptedException e) {
            process.destroyForcibly(); // Nobody interrupts this thread; but then nobody waits.
        }
    }

    private void ended(int code) {
        exitCode = OptionalInt.of(code);
        loop.holdings().remove(held);
        exited.wake(Integer.MAX_VALUE);
    }

    /** What the process reads. Close it to let it come to an end. */
    public StreamWriter stdin() {
        return writer(stdin.writer);
    }

    /** What it says. */
    public StreamReader stdout() {
        return reader(stdout.reader);
    }

    /** What it says of errors. */
    public StreamReader stderr() {
        return reader(stderr.reader);
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    /** What it has ended with, if it has. */
    public OptionalInt exitCode() {
        return exitCode;
    }

    /**
     * Waits until it has ended; use {@link #communicate} if it says much, or it may wait for ever
     * for somebody to read that.
     *
     * @return what it has ended with
     */
    public int waitFor() {
        while (exitCode.isEmpty()) {
            Waiter waiter = exited.add(loop);
            try {
                waiter.pause();
            } finally {
                exited.remove(waiter);
            }
        }
        return exitCode.getAsInt();
    }

    /**
     * Lets it read all of this, reads all it says, and waits until it has ended. If the task is
     * cancelled, the process goes on: {@link #kill} it.
     */
    public Output communicate(byte[] input) throws Exception {
        Objects.requireNonNull(input, "There is no input; give it an empty array for none.");
        try (TaskGroup group = Async.taskGroup()) {
            Task<byte[]> said = group.createTask(() -> stdout().readAll());
            Task<byte[]> errors = group.createTask(() -> stderr().readAll());
            feed(input);
            byte[] all = said.await();
            byte[] rest = errors.await();
            group.join();
            return new Output(waitFor(), all, rest);
        }
    }

    private void feed(byte[] input) {
        StreamWriter writer = stdin();
        try {
            if (input.length > 0) {
                writer.write(input);
                writer.drain();
            }
            writer.close();
            writer.waitClosed();
        } catch (IOException ended) {
            // It has closed its input without reading all of that: so it does not want it.
            writer.close();
        }
    }

    /** Asks it to end. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it. */
    public void kill() {
        process.destroyForcibly();
    }

    @Override
    public String toString() {
        return "process %d, %s"
                .formatted(
                        process.pid(),
                        exitCode.isEmpty()
                                ? "which runs"
                                : "which has ended with " + exitCode.getAsInt());
    }

    private static StreamReader reader(@Nullable StreamReader reader) {
        if (reader == null) {
            throw new IllegalStateException("A pipe from a process can be read.");
        }
        return reader;
    }

    private static StreamWriter writer(@Nullable StreamWriter writer) {
        if (writer == null) {
            throw new IllegalStateException("A pipe to a process can be written.");
        }
        return writer;
    }
}
