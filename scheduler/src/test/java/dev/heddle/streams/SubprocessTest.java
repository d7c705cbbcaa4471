package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Runner;
import dev.heddle.async.Subprocess;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** Processes beside an event loop. */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the programs are those of Unix")
class SubprocessTest {

    private static void sorts() throws Exception {
        Async.run(
                () -> {
                    Subprocess sort = Subprocess.exec("sort");
                    Subprocess.Output output = sort.communicate("b\na\n".getBytes(UTF_8));
                    assertThat(new String(output.stdout(), UTF_8)).isEqualTo("a\nb\n");
                    assertThat(output.exitCode()).isZero();
                });
    }

    @Test
    void aProcessReadsWritesAndEnds() throws Exception {
        sorts();
        Async.run(
                () -> {
                    Subprocess shell =
                            Subprocess.exec(
                                    "sh", "-c", "read x; echo got $x; echo bad >&2; exit 3");
                    assertThat(shell.exitCode()).isEmpty();
                    shell.stdin().write("it\n");
                    assertThat(shell.stdout().readLine()).isEqualTo("got it");
                    assertThat(shell.stderr().readLine()).isEqualTo("bad");
                    assertThat(shell.stdout().readLine()).isNull();
                    assertThat(shell.waitFor()).isEqualTo(3);
                    assertThat(shell.exitCode()).hasValue(3);
                });
    }

    @Test
    void muchGoesThroughWithoutADeadlock() throws Exception {
        byte[] input = "0123456789abcde\n".repeat(100_000).getBytes(UTF_8);
        Subprocess.Output output = Async.run(() -> Subprocess.exec("cat").communicate(input));
        assertThat(output.stdout()).isEqualTo(input);
    }

    @Test
    void whoDoesNotWantTheInputNeedNotReadIt() throws Exception {
        Subprocess.Output output =
                Async.run(() -> Subprocess.exec("true").communicate(new byte[1_000_000]));
        assertThat(output.exitCode()).isZero();
    }

    @Test
    void waitingCanBeCancelledAndTheProcessKilled() throws Exception {
        Async.run(
                () -> {
                    Subprocess sleep = Subprocess.exec("sleep", "100");
                    Task<Integer> waiting = Async.createTask(sleep::waitFor);
                    Async.sleep(Duration.ofMillis(10));
                    waiting.cancel();
                    assertThatThrownBy(waiting::await).isInstanceOf(CancelledError.class);
                    assertThatThrownBy(() -> Async.waitFor(Duration.ofMillis(10), sleep::waitFor))
                            .isInstanceOf(TimeoutException.class);
                    sleep.terminate();
                    assertThat(sleep.waitFor()).isEqualTo(128 + 15);
                    Subprocess other = Subprocess.exec("sleep", "100");
                    other.kill();
                    assertThat(other.waitFor()).isEqualTo(128 + 9);
                });
    }

    @Test
    void aProcessThatIsLeftEndsWithTheLoop() throws Exception {
        long pid = Async.run(() -> Subprocess.exec("sleep", "100").pid());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
        assertThat(ProcessHandle.of(pid)).isEmpty();
    }

    @Test
    void aProgramThatDoesNotExistIsAnException() {
        assertThatThrownBy(() -> Async.run(() -> Subprocess.exec("no-such-program")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void virtualTimeDoesNotWaitForProcesses() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            assertThatThrownBy(() -> runner.run(() -> Subprocess.exec("true")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("EventLoop.create()");
        }
    }

    @Test
    void aRunSaysThatAProcessIsNotUnderControl() {
        Report report = Heddle.explorer().schedules(3).explore(SubprocessTest::sorts);
        report.check();
        assertThat(report.uncontrolled())
                .anyMatch(
                        sentence ->
                                sentence.contains(
                                        "starts a process: sort, at dev.heddle.streams."));
    }

    @Test
    void aStrictRunRefusesIt() {
        Report report = Heddle.explorer().schedules(3).strict().explore(SubprocessTest::sorts);
        assertThat(report.failure().orElseThrow().summary())
                .contains("starts a process: sort", "the run is strict");
    }
}
