package planted;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;

import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.FutureTask;

/** Sound ones in JUnit 4. */
public class OldSoundTest {

    private static int opened;

    @Rule public TemporaryFolder folder = new TemporaryFolder();

    @After
    public void close() {
        opened = 0;
    }

    @Test
    public void opensOnce() {
        assertEquals(1, ++opened);
    }

    @Test
    public void opensOnceToo() {
        assertEquals(1, ++opened);
    }

    @Test
    public void makesAFile() throws Exception {
        assertNotNull(folder.newFile("a.txt"));
    }

    @Test(timeout = 20_000)
    public void isInTime() throws Exception {
        FutureTask<Integer> task = new FutureTask<>(() -> 7);
        Thread worker = new Thread(task);
        worker.start();
        assertEquals(7, (int) task.get());
        worker.join();
    }

    @Test(expected = ArithmeticException.class)
    public void fails() {
        int zero = new ByteArrayOutputStream().size();
        assertEquals(1, 1 / zero);
    }

    @Test
    public void talksToItself() throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, here)) {
            Thread client =
                    new Thread(
                            () -> {
                                try (Socket socket = new Socket(here, server.getLocalPort());
                                        OutputStream out = socket.getOutputStream()) {
                                    out.write(42);
                                } catch (java.io.IOException e) {
                                    throw new java.io.UncheckedIOException(e);
                                }
                            });
            client.start();
            try (Socket socket = server.accept();
                    InputStream in = socket.getInputStream()) {
                assertEquals(42, in.read());
            }
            client.join();
        }
    }
}
