package lock;

import dev.heddle.async.Async;
import dev.heddle.async.StreamReader;
import dev.heddle.async.StreamWriter;

import java.time.Duration;

/**
 * Lends one lock, for {@link #LEASE} at a time, to clients that it talks to in lines: {@code take}
 * is answered by the number of the lease, which is higher each time, or by {@code no}.
 */
public final class LockServer {

    public static final Duration LEASE = Duration.ofSeconds(10);

    private long number;
    private long until = Long.MIN_VALUE;

    public void serve(StreamReader reader, StreamWriter writer) throws Exception {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            writer.write(answer(line) + "\n");
            writer.drain();
        }
    }

    /** No coroutine waits in here, so no two are in here at once. */
    private String answer(String line) {
        long now = Async.loop().time();
        if (!line.equals("take") || now < until) {
            return "no";
        }
        until = now + LEASE.toNanos();
        return Long.toString(++number);
    }
}
