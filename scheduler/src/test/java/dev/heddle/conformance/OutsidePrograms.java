package dev.heddle.conformance;

import com.sun.net.httpserver.HttpServer;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.ref.Cleaner;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Programs that reach out of their run. */
final class OutsidePrograms {

    private OutsidePrograms() {}

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void sockets() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback)) {
            Thread echo =
                    new Thread(
                            () -> {
                                try (Socket socket = server.accept()) {
                                    int read;
                                    while ((read = socket.getInputStream().read()) >= 0) {
                                        socket.getOutputStream().write(read + 1);
                                    }
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            echo.start();
            try (Socket client = new Socket(loopback, server.getLocalPort())) {
                for (int i = 0; i < 5; i++) {
                    client.getOutputStream().write(i);
                    demand(client.getInputStream().read() == i + 1, "echo");
                }
            }
            echo.join();
        }
    }

    static void selector() throws Exception {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            Thread client =
                    new Thread(
                            () -> {
                                try (SocketChannel channel =
                                        SocketChannel.open(server.getLocalAddress())) {
                                    channel.write(ByteBuffer.wrap(new byte[] {7}));
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            client.start();
            demand(selector.select(TimeUnit.MINUTES.toMillis(1)) == 1, "selected");
            try (SocketChannel accepted = server.accept()) {
                ByteBuffer buffer = ByteBuffer.allocate(1);
                accepted.configureBlocking(true);
                demand(accepted.read(buffer) == 1 && buffer.get(0) == 7, "read");
            }
            client.join();
        }
    }

    static void pipe() throws Exception {
        Pipe pipe = Pipe.open();
        Thread writer =
                new Thread(
                        () -> {
                            try (Pipe.SinkChannel sink = pipe.sink()) {
                                for (byte i = 0; i < 5; i++) {
                                    sink.write(ByteBuffer.wrap(new byte[] {i}));
                                    Thread.sleep(1);
                                }
                            } catch (IOException | InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        writer.start();
        int count = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1);
        try (Pipe.SourceChannel source = pipe.source()) {
            while (source.read(buffer) >= 0) {
                demand(buffer.get(0) == count++, "order");
                buffer.clear();
            }
        }
        demand(count == 5, "all");
        writer.join();
    }

    static void wakeup() throws Exception {
        try (Selector selector = Selector.open()) {
            Thread waking = new Thread(selector::wakeup);
            waking.start();
            demand(selector.select() == 0, "nothing is ready");
            waking.join();
        }
    }

    static void process() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        ArrayBlockingQueue<String> lines = new ArrayBlockingQueue<>(10);
        Thread reader =
                new Thread(
                        () -> {
                            try (BufferedReader in =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    process.getInputStream(),
                                                    StandardCharsets.UTF_8))) {
                                String line;
                                while ((line = in.readLine()) != null) {
                                    lines.put(line);
                                }
                            } catch (IOException | InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        reader.start();
        try (OutputStream out = process.getOutputStream()) {
            out.write("a\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
            demand(lines.take().equals("a"), "first line");
            out.write("b\n".getBytes(StandardCharsets.UTF_8));
        }
        demand(lines.take().equals("b"), "second line");
        demand(process.waitFor() == 0, "exit");
        reader.join();
    }

    static void onExit() throws Exception {
        Process process = new ProcessBuilder("sleep", "0.3").start();
        CompletableFuture<Process> ended = process.onExit();
        Thread other = new Thread(() -> demand(ended.join().exitValue() == 0, "exit"));
        other.start();
        other.join();
    }

    static void files() throws Exception {
        Path file = Files.createTempFile("heddle", ".txt");
        try {
            Thread writer =
                    new Thread(
                            () -> {
                                try {
                                    Files.writeString(file, "text");
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            writer.start();
            writer.join();
            demand(Files.readString(file).equals("text"), "content");
            File old = file.toFile();
            demand(old.exists() && old.length() == 4, "attributes");
            try (FileInputStream in = new FileInputStream(old)) {
                demand(in.readAllBytes().length == 4, "stream");
            }
        } finally {
            Files.delete(file);
        }
    }

    static void hiddenFile() {
        try {
            demand(new File("/").exists(), "root");
        } catch (RuntimeException | Error e) {
            // Whoever catches everything still has a failing run.
        }
    }

    static void inside() throws InterruptedException {
        ArrayBlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                queue.put(String.format("%d items", 3));
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        thread.start();
        demand(queue.take().equals("3 items"), "taken");
        System.out.print("");
        thread.join();
    }

    /** A named pipe: opening and reading it wait in native code. */
    static void fifo() throws Exception {
        Path directory = Files.createTempDirectory("heddle");
        Path fifo = directory.resolve("fifo");
        try {
            demand(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "made");
            Thread writer =
                    new Thread(
                            () -> {
                                try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
                                    out.write(1);
                                    Thread.sleep(10);
                                    out.write(2);
                                } catch (IOException | InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            });
            writer.start();
            try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                demand(in.read() == 1 && in.read() == 2 && in.read() == -1, "content");
            }
            writer.join();
        } finally {
            Files.deleteIfExists(fifo);
            Files.delete(directory);
        }
    }

    static void http() throws Exception {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    byte[] answer = "hello".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, answer.length);
                    try (OutputStream out = exchange.getResponseBody()) {
                        out.write(answer);
                    }
                });
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            demand(body.equals("hello"), "body");
        } finally {
            server.stop(0);
        }
    }

    static void asynchronous() throws Exception {
        try (AsynchronousServerSocketChannel server = AsynchronousServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Future<AsynchronousSocketChannel> accepted = server.accept();
            try (AsynchronousSocketChannel client = AsynchronousSocketChannel.open()) {
                client.connect(server.getLocalAddress()).get();
                try (AsynchronousSocketChannel other = accepted.get()) {
                    client.write(ByteBuffer.wrap(new byte[] {5})).get();
                    ByteBuffer buffer = ByteBuffer.allocate(1);
                    demand(other.read(buffer).get() == 1 && buffer.get(0) == 5, "read");
                }
            }
        }
    }

    static void datagrams() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (DatagramSocket one = new DatagramSocket(0, loopback);
                DatagramSocket two = new DatagramSocket(0, loopback)) {
            Thread sender =
                    new Thread(
                            () -> {
                                byte[] bytes = {3};
                                try {
                                    one.send(
                                            new DatagramPacket(
                                                    bytes, 1, loopback, two.getLocalPort()));
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            sender.start();
            DatagramPacket packet = new DatagramPacket(new byte[1], 1);
            two.receive(packet);
            demand(packet.getData()[0] == 3, "packet");
            sender.join();
        }
    }

    /** Its thread serves the JVM, not the run. */
    static void cleaner() {
        Cleaner cleaner = Cleaner.create();
        AtomicBoolean cleaned = new AtomicBoolean();
        Cleaner.Cleanable registered = cleaner.register(new Object(), () -> cleaned.set(true));
        registered.clean();
        demand(cleaned.get(), "cleaned");
    }
}
