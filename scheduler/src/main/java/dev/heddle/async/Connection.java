package dev.heddle.async;

import dev.heddle.api.API;

import java.io.IOException;

/**
 * A connection as two streams, for a {@code try} with resources.
 *
 * {@snippet :
 *     try (Connection connection = Streams.openConnection(host, port)) {
 *         connection.writer().write(question + "\n");
 *         connection.writer().drain();
 *         return connection.reader().readLine();
 *     }
 * }
 *
 * @param reader what the other side sends
 * @param writer what is sent to the other side
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Connection(StreamReader reader, StreamWriter writer) implements AutoCloseable {

    /**
     * Closes it, and waits until all that was written has been sent.
     *
     * @throws IOException if it was lost before that
     */
    @Override
    public void close() throws IOException {
        writer.close();
        writer.waitClosed();
    }
}
