package dev.heddle.async;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What an event loop has open beside its tasks: connections, servers, processes. What is left when
 * the loop is closed is closed with it, the oldest first, so that no thread stays behind.
 */
final class Holdings {

    private final Map<Long, Runnable> open = new LinkedHashMap<>();
    private long last;

    /** The network of a loop whose time is its own; made when it is first asked for. */
    @Nullable Network network;

    /**
     * Something was opened.
     *
     * @param close closes it at once, whatever becomes of what it has not sent yet
     * @return its number
     */
    long add(Runnable close) {
        Touch.mixes();
        open.put(++last, close);
        return last;
    }

    /** It was closed. */
    void remove(long number) {
        open.remove(number);
    }

    int size() {
        return open.size();
    }

    void close() {
        for (Runnable one : List.copyOf(open.values())) {
            one.run();
        }
        open.clear();
    }
}
