package dev.heddle.conformance;

import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Threads that wait for something real, for a while or until they are interrupted. */
final class OutsideWaitsPrograms {

    private OutsideWaitsPrograms() {}

    private static void demand(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    /** How a wait ended in a thread that was interrupted while, or before, it was in it. */
    private static String interrupted(Thread.Builder builder, boolean before, Callable<?> wait)
            throws InterruptedException {
        AtomicReference<String> how = new AtomicReference<>("");
        Thread waiting =
                builder.unstarted(
                        () -> {
                            if (before) {
                                Thread.currentThread().interrupt();
                            }
                            String result;
                            try {
                                result = String.valueOf(wait.call());
                            } catch (Exception e) {
                                result = e.getClass().getSimpleName();
                            }
                            how.set(result + " " + Thread.currentThread().isInterrupted());
                        });
        waiting.start();
        Thread.sleep(30);
        waiting.interrupt();
        waiting.join();
        return how.get();
    }

    private static void bothWays(String expected, Callable<?> wait) throws InterruptedException {
        for (Thread.Builder builder :
                new Thread.Builder[] {Thread.ofPlatform(), Thread.ofVirtual()}) {
            String seen = interrupted(builder, false, wait);
            demand(seen.equals(expected), seen);
        }
    }

    static void queue() throws Exception {
        ReferenceQueue<Object> queue = new ReferenceQueue<>();
        WeakReference<Object> kept = new WeakReference<>(queue, queue);
        bothWays("InterruptedException false", queue::remove);
        bothWays("InterruptedException false", () -> queue.remove(60_000));
        String before = interrupted(Thread.ofPlatform(), true, queue::remove);
        // The second interrupt may come before the thread has ended, or after.
        demand(before.startsWith("InterruptedException"), before);
        kept.clear();
    }

    static void process() throws Exception {
        Process process = new ProcessBuilder("sleep", "100").start();
        try {
            bothWays("InterruptedException false", process::waitFor);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    static void channel() throws Exception {
        bothWays(
                ClosedByInterruptException.class.getSimpleName() + " true",
                () -> {
                    try (ServerSocketChannel server = ServerSocketChannel.open()) {
                        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                        try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                            return client.read(ByteBuffer.allocate(1));
                        }
                    }
                });
        String before =
                interrupted(
                        Thread.ofPlatform(),
                        true,
                        () -> {
                            try (Pipe.SourceChannel source = Pipe.open().source()) {
                                return source.read(ByteBuffer.allocate(1));
                            }
                        });
        demand(before.equals("ClosedByInterruptException true"), before);
    }

    static void selector() throws Exception {
        bothWays(
                "0 true",
                () -> {
                    try (Selector selector = Selector.open()) {
                        return selector.select();
                    }
                });
    }

    /** A platform thread that reads a socket takes no notice. */
    static void socket() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort());
                Socket accepted = server.accept()) {
            AtomicReference<String> how = new AtomicReference<>("");
            Thread reader =
                    new Thread(
                            () -> {
                                try {
                                    int read = client.getInputStream().read();
                                    how.set(read + " " + Thread.currentThread().isInterrupted());
                                } catch (IOException e) {
                                    how.set(e.toString());
                                }
                            });
            reader.start();
            Thread.sleep(30);
            reader.interrupt();
            Thread.sleep(30);
            accepted.getOutputStream().write(7);
            reader.join();
            demand(how.get().equals("7 true"), how.get());
        }
    }

    /** How much time has passed when nobody has answered; in a run exactly as much as was given. */
    static long timesOut() throws Exception {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket server = new ServerSocket(0, 1, loopback);
                Socket client = new Socket(loopback, server.getLocalPort())) {
            client.setSoTimeout(150);
            long began = System.nanoTime();
            try {
                client.getInputStream().read();
                throw new AssertionError("an answer");
            } catch (SocketTimeoutException e) {
                long passed = System.nanoTime() - began;
                demand(passed >= 140_000_000, "too early: " + passed);
                return passed;
            }
        }
    }

    /** A real answer that takes its time, but less than there is. */
    static void answersInTime() throws Exception {
        Process process = new ProcessBuilder("sleep", "0.2").start();
        demand(process.waitFor(20, TimeUnit.SECONDS), "ended in time");
        Process other = new ProcessBuilder("sleep", "100").start();
        try {
            demand(!other.waitFor(60, TimeUnit.MILLISECONDS), "not ended");
        } finally {
            other.destroyForcibly().waitFor();
        }
    }
}
