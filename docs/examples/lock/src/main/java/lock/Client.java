package lock;

import dev.heddle.async.Async;
import dev.heddle.async.Connection;
import dev.heddle.async.Streams;

import java.time.Duration;

/** Takes the lock, works for a while, and writes. */
public final class Client {

    private final String server;
    private final Storage storage;

    public Client(String server, Storage storage) {
        this.server = server;
        this.storage = storage;
    }

    /** Whether it could write. */
    public boolean work(Duration time) throws Exception {
        long lease = take();
        Async.sleep(time);
        return storage.write(lease);
    }

    private long take() throws Exception {
        try (Connection connection = Streams.openConnection(server, 7000)) {
            while (true) {
                connection.writer().write("take\n");
                connection.writer().drain();
                String answer = connection.reader().readLine();
                if (answer != null && !answer.equals("no")) {
                    return Long.parseLong(answer);
                }
                Async.sleep(Duration.ofSeconds(1));
            }
        }
    }
}
