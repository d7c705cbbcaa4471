package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.ScheduleFailure;
import dev.heddle.junit.VirtualTime;

import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The snippets of migrating.md. */
class MigratingTest {

    private final Mailer mailer = new Mailer();

    @Test
    @VirtualTime
    void theMailIsSentWithinAMinute() throws InterruptedException {
        mailer.schedule("welcome", Duration.ofSeconds(40));
        Thread.sleep(Duration.ofMinutes(1));
        assertThat(mailer.sent()).containsExactly("welcome");
    }

    @Test
    @VirtualTime
    void theMailIsSentInTheEnd() {
        mailer.schedule("welcome", Duration.ofSeconds(40));
        await().atMost(Duration.ofHours(1)).until(() -> mailer.sent().contains("welcome"));
    }

    @Test
    @VirtualTime
    void whatIsNeverSentIsWaitedForAndMissed() {
        long before = System.nanoTime();
        assertThatThrownBy(() -> await().atMost(Duration.ofMinutes(5)).until(() -> false))
                .isInstanceOf(ConditionTimeoutException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - before))
                .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(5).plusSeconds(1));
    }

    @Test
    void aBlockIsExplored() {
        Body body = MigratingTest::twoIncrements;
        assertThatThrownBy(() -> check(body)).isInstanceOf(ScheduleFailure.class);
        check(
                () -> {
                    AtomicInteger count = new AtomicInteger();
                    Thread other = new Thread(count::incrementAndGet);
                    other.start();
                    count.incrementAndGet();
                    other.join();
                    assertThat(count.get()).isEqualTo(2);
                });
    }

    private static void check(Body body) {
        Heddle.explore(body).check();
    }

    private static void twoIncrements() throws InterruptedException {
        AtomicInteger count = new AtomicInteger();
        Thread other = new Thread(() -> count.set(count.get() + 1));
        other.start();
        count.set(count.get() + 1);
        other.join();
        assertThat(count.get()).isEqualTo(2);
    }

    private static final class Mailer {
        private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
        private final List<String> sent = new CopyOnWriteArrayList<>();

        void schedule(String mail, Duration later) {
            timer.schedule(() -> sent.add(mail), later.toMillis(), TimeUnit.MILLISECONDS);
            timer.shutdown();
        }

        List<String> sent() {
            return sent;
        }
    }
}
