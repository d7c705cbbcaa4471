package handler;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpHandler;

import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.junit.Interleaved;

import org.junit.jupiter.api.Test;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class VisitsTest {

    @Interleaved
    void nobodyIsCountedTwice() throws Exception {
        assertEquals(Set.of("200 1", "200 2", "200 3"), answers(new Visits()));
    }

    /** What is plain in a test with one client, and wrong with three. */
    @Test
    void countingInTwoSteps() {
        Report report =
                Heddle.explore(
                        () -> {
                            Map<String, Integer> counts = new HashMap<>();
                            HttpHandler hasty =
                                    exchange -> {
                                        String path = exchange.getRequestURI().getPath();
                                        int count = counts.getOrDefault(path, 0) + 1;
                                        counts.put(path, count);
                                        exchange.sendResponseHeaders(200, -1);
                                        exchange.getResponseBody().write('0' + count);
                                    };
                            assertEquals(Set.of("200 1", "200 2", "200 3"), answers(hasty));
                        });
        assertEquals(false, report.passed());
    }

    private static Set<String> answers(HttpHandler handler) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> all =
                    List.of(
                            clients.submit(() -> answer(handler)),
                            clients.submit(() -> answer(handler)),
                            clients.submit(() -> answer(handler)));
            return Set.of(all.get(0).get(), all.get(1).get(), all.get(2).get());
        } catch (IllegalArgumentException twice) {
            throw new AssertionError("Two clients were told the same number.", twice);
        }
    }

    private static String answer(HttpHandler handler) throws Exception {
        Request request = new Request("/index");
        handler.handle(request);
        return request.answer();
    }
}
