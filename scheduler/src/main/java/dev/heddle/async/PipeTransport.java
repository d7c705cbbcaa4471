package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;

/**
 * Something real that is read and written by calls that wait: a socket, or a pipe to a process. A
 * virtual thread waits in each, and hands over to the event loop what it gets; both end when it is
 * closed.
 */
class PipeTransport extends Transport {

    private static final int CHUNK = 64 * 1024;

    /** In the queue of the thread that writes: say that there is no more. */
    private static final byte[] END = {};

    /** There: close everything. */
    private static final byte[] CLOSE = {};

    private final @Nullable InputStream in;
    private final @Nullable OutputStream out;

    /** Lets the reading thread read once more. */
    private final Semaphore mayRead = new Semaphore(1);

    private final LinkedBlockingQueue<byte[]> toWrite = new LinkedBlockingQueue<>();

    private boolean paused;

    /** Whether the reading thread waits for what it has read to be wanted. */
    private boolean held;

    private boolean writes;
    private volatile boolean closed;

    PipeTransport(
            EventLoop loop,
            String peer,
            InetSocketAddress local,
            InetSocketAddress remote,
            int limit,
            @Nullable InputStream in,
            @Nullable OutputStream out) {
        super(loop, peer, local, remote, limit, in != null, out != null);
        this.in = in;
        this.out = out;
    }

    /** Begins to read; once it is all set up. */
    final void begin() {
        InputStream source = in;
        if (source != null) {
            start("stream-reader", () -> readAll(source));
        }
    }

    static void start(String name, Runnable body) {
        Thread.ofVirtual().name(name).start(body);
    }

    /** Says to the other side that there is no more. */
    void shutOutput() throws IOException {
        OutputStream target = out;
        if (target != null) {
            target.close();
        }
    }

    /**
     * Closes everything, and wakes who waits in it. A pipe can not be closed while somebody waits
     * to write, so a thread does it when that is over.
     *
     * @param atOnce whether the other side is to see that the connection was reset
     */
    void shut(boolean atOnce) throws IOException {
        start(
                "stream-closer",
                () -> {
                    closePipe(in);
                    closePipe(out);
                });
    }

    private void closePipe(@Nullable Closeable pipe) {
        try {
            if (pipe != null) {
                pipe.close();
            }
        } catch (IOException e) {
            // What was not written had nobody to read it: a process that has ended.
            Errors.debug("Closing the pipe to %s has failed: %s".formatted(peer, e));
        }
    }

    // --- called by the loop
    // ----------------------------------------------------------------------

    @Override
    void send(byte[] data) {
        put(data);
    }

    @Override
    void finish() {
        put(END);
    }

    @Override
    void close() {
        put(CLOSE);
    }

    @Override
    void abort() {
        closeNow(true);
        lost(null);
    }

    @Override
    void pauseReading() {
        paused = true;
    }

    @Override
    void resumeReading() {
        paused = false;
        if (held) {
            held = false;
            mayRead.release();
        }
    }

    private void put(byte[] data) {
        toWrite.add(data);
        if (!writes) {
            writes = true;
            start("stream-writer", this::writeAll);
        }
    }

    private void arrived(byte[] data) {
        if (reader != null) {
            reader.feed(data);
        }
        if (paused) {
            held = true;
        } else {
            mayRead.release();
        }
    }

    private void ended() {
        if (reader != null) {
            reader.feedEnd();
        }
        if (writer == null) {
            closeNow(false);
            lost(null);
        }
    }

    // --- called by its threads
    // -------------------------------------------------------------------

    private void readAll(InputStream source) {
        byte[] chunk = new byte[CHUNK];
        try {
            while (true) {
                mayRead.acquire();
                int count = closed ? -1 : source.read(chunk);
                if (count < 0) {
                    break;
                }
                byte[] data = Arrays.copyOf(chunk, count);
                post(() -> arrived(data));
            }
            post(this::ended);
        } catch (IOException | InterruptedException e) {
            fail(e);
        }
    }

    private void writeAll() {
        OutputStream target = out;
        try {
            while (true) {
                byte[] data = toWrite.take();
                if (data == CLOSE || closed || target == null) {
                    closeNow(false);
                    post(() -> lost(null));
                    return;
                }
                if (data == END) {
                    shutOutput();
                    continue;
                }
                for (int from = 0; from < data.length && !closed; from += CHUNK) {
                    int count = Math.min(CHUNK, data.length - from);
                    target.write(data, from, count);
                    target.flush();
                    post(() -> written(count));
                }
            }
        } catch (IOException | InterruptedException e) {
            fail(e);
        }
    }

    private void written(int count) {
        if (writer != null) {
            writer.sent(count);
        }
    }

    private void fail(Exception thrown) {
        if (closed) {
            return; // It is because of that: whoever has closed it deals with it.
        }
        IOException failure =
                thrown instanceof IOException io
                        ? io
                        : new IOException("A thread of a stream was interrupted.", thrown);
        post(() -> lost(failure)); // First: the other thread tells of the end, without a reason.
        closeNow(false);
    }

    /** Has the loop call something, unless it is closed: then everything is. */
    private void post(Runnable callback) {
        if (!Outlet.post(loop, callback)) {
            closeNow(true);
        }
    }

    private void closeNow(boolean atOnce) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            shut(atOnce);
        } catch (IOException e) {
            Errors.warn("Closing the connection to %s has failed: %s".formatted(peer, e));
        }
        mayRead.release();
        toWrite.add(CLOSE);
    }
}
