package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** The snippets of outside.md. */
class OutsideTest {

    @TempDir Path folder;

    @Test
    void isSaid() throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.txt"), "4");
        Report report =
                Heddle.explore(
                        () -> {
                            int threads = Integer.parseInt(Files.readString(settings));
                            assertThat(threads).isEqualTo(4);
                        });
        assertThat(report.passed()).isTrue();
        assertThat(report.uncontrolled())
                .anyMatch(sentence -> sentence.contains("settings.txt, at dev.heddle.docs."));
    }

    @Test
    void failsAStrictRun() throws Exception {
        Path settings = Files.writeString(folder.resolve("settings.txt"), "4");
        Body body = () -> Files.readString(settings);
        Report report = Heddle.explorer().strict().explore(body);
        assertThat(report.failure().orElseThrow().summary())
                .contains("which is not under control, and the run is strict: at dev.heddle.docs.");
    }

    @Test
    void goesOnWithoutWhoWaits() {
        Heddle.explorer()
                .schedules(20)
                .explore(
                        () -> {
                            InetAddress here = InetAddress.getLoopbackAddress();
                            try (ServerSocket server = new ServerSocket(0, 1, here)) {
                                Thread client = new Thread(() -> send(server.getLocalPort(), 42));
                                client.start();
                                try (Socket socket = server.accept()) {
                                    assertThat(socket.getInputStream().read()).isEqualTo(42);
                                }
                                client.join();
                            }
                        })
                .check();
    }

    private static void send(int port, int value) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void canBeReplacedByWhatIsUnderControl() {
        Report report =
                Heddle.explorer()
                        .strict()
                        .explore(
                                () -> {
                                    PipedInputStream in = new PipedInputStream();
                                    PipedOutputStream out = new PipedOutputStream(in);
                                    Thread writer = Thread.startVirtualThread(() -> write(out));
                                    assertThat(in.read()).isEqualTo(42);
                                    writer.join();
                                });
        report.check();
        assertThat(report.uncontrolled()).isEmpty();
    }

    private static void write(PipedOutputStream out) {
        try (out) {
            out.write(42);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
