package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is told of a failure has the frames of the program, and none of this tool's. */
class ToldFramesTest {

    private static final Pattern FRAME =
            Pattern.compile("at\\s+(dev\\.heddle\\.[\\w.$]+)\\.[\\w$<>]+\\(\\w+\\.java:\\d+\\)");

    @Test
    void ofThisToolNoneIsTold() throws Exception {
        Body inOtherOrders =
                () -> {
                    Object left = new Object();
                    Object right = new Object();
                    Thread other = new Thread(() -> takeBoth(right, left));
                    other.start();
                    takeBoth(left, right);
                    other.join();
                };
        Body remains = () -> new ForkJoinPool(1).submit(() -> {}).get();
        Explorer fifo = Heddle.explorer().strategy("fifo").lockOrders(Check.FAIL);
        List<Report> reports =
                List.of(
                        Heddle.explore(() -> new CountDownLatch(1).await()),
                        Heddle.explorer().lockOrders(Check.OFF).explore(inOtherOrders),
                        fifo.explore(inOtherOrders),
                        Heddle.explorer().races(Check.FAIL).explore(ToldFramesTest::race),
                        Heddle.explore(ToldFramesTest::race),
                        Heddle.explorer().leaks(Check.FAIL).explore(remains));
        for (Report report : reports) {
            Matcher frames = FRAME.matcher(report.toString());
            assertThat(frames.results()).isNotEmpty();
            frames.reset();
            while (frames.find()) {
                Class<?> type = Class.forName(frames.group(1));
                assertThat(type.getProtectionDomain().getCodeSource())
                        .as(report::toString)
                        .isNotEqualTo(Heddle.class.getProtectionDomain().getCodeSource());
            }
        }
    }

    private static void race() throws InterruptedException {
        int[] shared = new int[1];
        Thread other = new Thread(() -> shared[0]++);
        other.start();
        shared[0]++;
        other.join();
    }

    private static void takeBoth(Object first, Object second) {
        synchronized (first) {
            synchronized (second) {
                assertThat(first).isNotSameAs(second);
            }
        }
    }
}
