package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.tools.Pinned;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/** Runs go on, and come to their end, whatever their threads do to the carriers they are on. */
class DriverTest {

    /** Ends a loop of the JDK's. */
    private static final String STOP = "dev.heddle.kernel.stop";

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Long> digests(Body body) {
        List<Long> digests = new ArrayList<>();
        Report report = Heddle.explorer().schedules(20).onDigest(digests::add).explore(body);
        report.check();
        assertThat(report.outsideEvents()).isZero();
        return digests;
    }

    /**
     * Each of the two, with a frame of C below it, waits for the other, on a carrier of its own.
     */
    @Test
    void whoCanNotLeaveItsCarrierLetsOthersGoOnElsewhere() {
        Body body =
                () -> {
                    int[] turns = new int[1];
                    CountDownLatch there = new CountDownLatch(1);
                    CountDownLatch back = new CountDownLatch(1);
                    Thread other =
                            new Thread(
                                    () ->
                                            Pinned.call(
                                                    () -> {
                                                        await(there);
                                                        turns[0]++;
                                                        back.countDown();
                                                    }));
                    other.start();
                    Pinned.call(
                            () -> {
                                there.countDown();
                                Thread.yield();
                                await(back);
                                turns[0]++;
                            });
                    other.join();
                    assertThat(turns[0]).isEqualTo(2);
                };
        List<Long> digests = digests(body);
        assertThat(digests(body)).isEqualTo(digests);
        assertThat(digests.stream().distinct().count()).isGreaterThan(1);
    }

    @Test
    void threadsThatWereStartedAndNeverRanHaveEndedAfterTheRun() {
        List<Thread> started = new ArrayList<>();
        List<String> ran = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .strategy("fifo")
                        .explore(
                                () -> {
                                    started.clear();
                                    started.add(new Thread(() -> ran.add("platform")));
                                    started.add(Thread.ofVirtual().unstarted(() -> ran.add("it")));
                                    started.forEach(Thread::start);
                                    throw new IllegalStateException("at once");
                                });
        assertThat(report.failure().orElseThrow().summary()).contains("at once");
        assertThat(ran).isEmpty();
        Thread platform = started.getFirst();
        assertThat(platform.getState()).isEqualTo(Thread.State.TERMINATED);
        assertThat(platform.isAlive()).isFalse();
        assertThat(platform.getThreadGroup()).isNull();
    }

    /** Nothing of it is under control, so that nothing ends it either. */
    @Test
    void aRunThatDoesNotComeBackIsStuck() {
        Security.setProperty(STOP, "");
        try {
            Report report =
                    Heddle.explorer()
                            .schedules(2)
                            .timeLimit(Duration.ofMillis(20))
                            .explore(
                                    () ->
                                            Stream.generate(() -> Security.getProperty(STOP))
                                                    .anyMatch("now"::equals));
            Failure failure = report.failure().orElseThrow();
            assertThat(failure.kind()).isEqualTo(Ending.Kind.STUCK);
            assertThat(failure.schedule()).isEqualTo(1);
        } finally {
            Security.setProperty(STOP, "now");
        }
        digests(() -> Thread.sleep(1));
    }

    /** What each of the runs has anew, and two threads need. */
    static final class Fresh {
        static final List<String> BY = new ArrayList<>();

        static {
            BY.add(Thread.currentThread().getName());
        }

        private Fresh() {}
    }

    static final class NeedsFresh implements Body {
        @Override
        public void run() throws InterruptedException {
            Thread one = new Thread(() -> Fresh.BY.add("then"), "one");
            Thread other = new Thread(() -> Fresh.BY.add("then"), "other");
            one.start();
            other.start();
            one.join();
            other.join();
            if (!Fresh.BY.equals(List.of("one", "then", "then"))) {
                throw new IllegalStateException("initialised by " + Fresh.BY);
            }
        }
    }

    /** The other one comes first in some, and may come when the first has just begun. */
    @Test
    void whoInitialisesAClassMayBeOvertaken() {
        List<Long> digests = new ArrayList<>();
        Report report =
                Heddle.explorer()
                        .schedules(100)
                        .toTheEnd()
                        .shrink(0)
                        .onDigest(digests::add)
                        .explore(NeedsFresh.class);
        assertThat(report.failures()).isBetween(10, 90);
        assertThat(report.failure().orElseThrow().summary())
                .contains("initialised by [other, then, then]");
        assertThat(report.divergence()).isEmpty();
        assertThat(digests.stream().distinct().count()).isGreaterThan(5);
    }
}
