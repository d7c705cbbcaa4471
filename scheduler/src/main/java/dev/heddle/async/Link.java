package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * What one end of a connection sends to the other: bytes that are cut into segments, which arrive
 * in order. The first of those on their way has a time at which it arrives; if the hosts are cut
 * off from each other then, it is sent again later, and those behind it wait.
 */
final class Link {

    /** How much later a segment comes than the one that it was split from, at least. */
    private static final long GAP = 1_000;

    /** After which time what has got lost is sent again; each further time, twice that. */
    private static final long FIRST_WAIT = Duration.ofMillis(200).toNanos();

    private static final long LONGEST_WAIT = Duration.ofMinutes(2).toNanos();
    private static final int MOST_RETRIES = 15;

    private enum Kind {
        DATA,
        /** There is no more. */
        END,
        /** The connection is no more. */
        RESET
    }

    private static final class Segment {
        final Kind kind;
        final byte[] data;
        final long arrival;

        Segment(Kind kind, byte[] data, long arrival) {
            this.kind = kind;
            this.data = data;
            this.arrival = arrival;
        }
    }

    private static final byte[] NOTHING = {};

    private final Network network;
    private final MemoryTransport from;
    private final MemoryTransport to;

    /** What was written and not sent. */
    private final ArrayDeque<byte[]> unsent = new ArrayDeque<>();

    /** How many bytes of the first of these were sent. */
    private int begun;

    /** What was sent and has not arrived, or waits for a reader. */
    private final ArrayDeque<Segment> flying = new ArrayDeque<>();

    /** How many bytes may be sent before some arrive. */
    private long window;

    /** When the last segment arrives; no later one comes before it. */
    private long lastArrival;

    /** When {@link #deliver} is called next; {@link Ground#NEVER} if it is not going to be. */
    private long due = Ground.NEVER;

    private int retries;

    /** Whether the end is to be sent once all is. */
    private boolean finishing;

    /** Whether the end, or a reset, was sent. */
    private boolean over;

    private boolean isReset;

    /** Whether what has not arrived is going to be sent again when it is {@link #due}. */
    private boolean retrying;

    Link(Network network, MemoryTransport from, MemoryTransport to, long begin) {
        this.network = network;
        this.from = from;
        this.to = to;
        this.window = network.window();
        this.lastArrival = begin;
    }

    // --- at the end that sends
    // -------------------------------------------------------------------

    /** Whether all was sent, and the end as well. */
    boolean isFinished() {
        return over;
    }

    void write(byte[] data) {
        unsent.add(data);
        pump();
    }

    void finish() {
        finishing = true;
        pump();
    }

    /** Drops what was not sent, and says that the connection is no more. */
    void reset() {
        unsent.clear();
        begun = 0;
        over = true;
        if (!isReset) {
            isReset = true;
            send(Kind.RESET, NOTHING, 0);
        }
    }

    /** Sends nothing any more. */
    void stop() {
        over = true;
        isReset = true;
        unsent.clear();
        begun = 0;
        flying.clear();
    }

    private void pump() {
        boolean split = false;
        while (!over && window > 0 && !unsent.isEmpty()) {
            byte[] data = unsent.getFirst();
            int whole = (int) Math.min(data.length - begun, window);
            int count = network.segment(whole);
            byte[] segment =
                    count == data.length ? data : Arrays.copyOfRange(data, begun, begun + count);
            begun += count;
            if (begun == data.length) {
                unsent.removeFirst();
                begun = 0;
            }
            window -= count;
            send(Kind.DATA, segment, split ? GAP : 0);
            split = count < whole;
            writerOf(from).sent(count);
        }
        if (finishing && !over && unsent.isEmpty()) {
            over = true;
            send(Kind.END, NOTHING, 0);
            from.finished();
        }
    }

    private void send(Kind kind, byte[] data, long gap) {
        long arrival = from.loop.time() + network.delay();
        long wait = FIRST_WAIT;
        for (int losses = 0; losses < MOST_RETRIES && network.loses(); losses++) {
            arrival += wait;
            wait = Math.min(wait * 2, LONGEST_WAIT);
        }
        lastArrival = Math.max(arrival, lastArrival + gap);
        flying.add(new Segment(kind, data, lastArrival));
        if (due == Ground.NEVER) {
            callAt(lastArrival);
        }
    }

    private static StreamWriter writerOf(MemoryTransport end) {
        StreamWriter writer = end.writer;
        if (writer == null) {
            throw new IllegalStateException("An end of a connection can always write.");
        }
        return writer;
    }

    // --- at the end that receives
    // ----------------------------------------------------------------

    /** Whether something waits for a reader. */
    boolean hasUnread() {
        Segment first = flying.peekFirst();
        return first != null && first.kind == Kind.DATA && first.arrival <= to.loop.time();
    }

    /**
     * The reader reads again. What waits for it comes with the next pass: it is about to look for
     * what it has, and must not miss what comes meanwhile.
     */
    void resume() {
        if (!retrying && !flying.isEmpty()) {
            callAt(to.loop.time());
        }
    }

    /** Lets all arrive whose time has come. */
    private void deliver() {
        due = Ground.NEVER;
        while (true) {
            Segment first = next();
            if (first == null) {
                return;
            }
            if (first.arrival > to.loop.time()) {
                callAt(first.arrival);
                return;
            }
            if (network.isCut(from.host(), to.host())) {
                sendAgain();
                return;
            }
            retries = 0;
            flying.remove(first);
            arrive(first);
        }
    }

    /** The first of those on their way, or, past a reader that reads nothing, a reset. */
    private @Nullable Segment next() {
        if (!to.isPaused()) {
            return flying.peekFirst();
        }
        Segment last = flying.peekLast();
        return last != null && last.kind == Kind.RESET ? last : null;
    }

    private void arrive(Segment segment) {
        StreamReader reader = to.reader;
        switch (segment.kind) {
            case DATA -> {
                if (to.isGone() || reader == null) {
                    flying.clear();
                    to.refuses();
                } else {
                    reader.feed(segment.data);
                    acknowledge(segment.data.length);
                }
            }
            case END -> {
                if (reader != null) {
                    reader.feedEnd();
                }
            }
            case RESET -> {
                flying.clear();
                to.fails("Connection reset");
            }
        }
    }

    private void acknowledge(int count) {
        if (unsent.isEmpty()) {
            window += count; // Nobody waits for it.
        } else {
            Network.at(
                    from.loop,
                    to.loop.time() + network.latency(),
                    () -> {
                        window += count;
                        pump();
                    });
        }
    }

    private void sendAgain() {
        if (retries == MOST_RETRIES) {
            flying.clear();
            Network.at(from.loop, from.loop.time(), () -> from.fails("Connection timed out"));
            return;
        }
        long wait = LONGEST_WAIT;
        if (retries < 10) {
            wait = Math.min(FIRST_WAIT << retries, LONGEST_WAIT);
        }
        retries++;
        retrying = true;
        callAt(to.loop.time() + wait);
    }

    private void callAt(long when) {
        due = when;
        Network.at(to.loop, when, this::deliverIfDue);
    }

    private void deliverIfDue() {
        if (due <= to.loop.time()) {
            retrying = false;
            deliver();
        }
    }
}
