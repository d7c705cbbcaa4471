package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.heddle.Body;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Proof;
import dev.heddle.Report;
import dev.heddle.async.Async;
import dev.heddle.async.Barrier;
import dev.heddle.async.BoundedSemaphore;
import dev.heddle.async.Condition;
import dev.heddle.async.Context;
import dev.heddle.async.ContextVar;
import dev.heddle.async.Coroutine;
import dev.heddle.async.Lock;
import dev.heddle.async.Semaphore;
import dev.heddle.async.Task;
import dev.heddle.async.TimerHandle;
import dev.heddle.async.Waited;
import dev.heddle.docs.Counter;
import dev.heddle.jqwik.Interleavings;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.linearizability.Arguments;
import dev.heddle.linearizability.Linearizability;
import dev.heddle.linearizability.LinearizabilityReport;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The examples of types that users come to later. */
class PartsTest {

    private static String fetch(String what) {
        Async.sleep(Duration.ofMillis(10));
        return what;
    }

    @Test
    void semaphores() throws Exception {
        List<String> log = new ArrayList<>();
        Async.run(
                () -> {
                    Semaphore connections = new Semaphore(2); // No more than two at a time.
                    try (Lock.Held _ = connections.hold()) {
                        log.add(fetch("page"));
                    }
                    BoundedSemaphore seats = new BoundedSemaphore(1);
                    seats.acquire();
                    seats.release(); // Once more would be an IllegalStateException.
                });
        assertThat(log).containsExactly("page");
    }

    @Test
    void condition() throws Exception {
        ArrayDeque<String> orders = new ArrayDeque<>();
        String first =
                Async.run(
                        () -> {
                            Condition changed = new Condition();
                            Task<String> cook =
                                    Async.createTask(
                                            () -> {
                                                try (Lock.Held _ = changed.hold()) {
                                                    changed.awaitUntil(() -> !orders.isEmpty());
                                                    return orders.remove();
                                                }
                                            });
                            try (Lock.Held _ = changed.hold()) {
                                orders.add("soup");
                                changed.notifyOne();
                            }
                            return cook.await();
                        });
        assertThat(first).isEqualTo("soup");
    }

    @Test
    void barrier() throws Exception {
        List<String> log = new ArrayList<>();
        Async.run(
                () -> {
                    Barrier start = new Barrier(2);
                    Task<?> ada =
                            Async.createTask(
                                    () -> {
                                        log.add("Ada is there");
                                        start.await();
                                        log.add("Ada runs");
                                    });
                    fetch("Bob");
                    log.add("Bob is there");
                    start.await(); // The last one: both go on.
                    ada.await();
                });
        assertThat(log).containsExactly("Ada is there", "Bob is there", "Ada runs");
    }

    @Test
    void context() throws Exception {
        ContextVar<String> user = ContextVar.named("user", "nobody");
        Async.run(
                () -> {
                    user.set("Ada");
                    Context kept = Context.copy();
                    user.set("Bob");
                    String then = kept.call(() -> user.get()); // "Ada"
                    assertThat(then).isEqualTo("Ada");
                });
    }

    @Test
    void coroutine() throws Exception {
        Coroutine<String> greeting = Coroutine.of("greeting", () -> fetch("hello"));
        String text = Async.run(() -> greeting.await()); // It runs now, and only once.
        assertThat(text).isEqualTo("hello");
    }

    @Test
    void timerHandle() throws Exception {
        List<String> log = new ArrayList<>();
        Async.run(
                () -> {
                    TimerHandle reminder =
                            Async.loop().callLater(Duration.ofMillis(5), () -> log.add("too late"));
                    reminder.cancel();
                    fetch("what takes longer");
                });
        assertThat(log).isEmpty();
    }

    @Test
    void waited() throws Exception {
        String winner =
                Async.run(
                        () -> {
                            Task<String> quick = Async.createTask(() -> fetch("quick"));
                            Task<String> slow =
                                    Async.createTask(
                                            () -> {
                                                Async.sleep(Duration.ofMillis(200));
                                                return "slow";
                                            });
                            Waited<String> waited =
                                    Async.wait(
                                            List.of(quick, slow),
                                            null,
                                            Waited.Until.FIRST_COMPLETED);
                            waited.pending().forEach(late -> late.cancel());
                            return waited.done().getFirst().result();
                        });
        assertThat(winner).isEqualTo("quick");
    }

    /** Always the last one that came; nothing else happens. */
    static final class LastComesFirst implements Strategy {
        @Override
        public String name() {
            return "last comes first";
        }

        @Override
        public void begin(long seed) {}

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return runnable.get(runnable.size() - 1);
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return among.get(among.size() - 1);
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            return false;
        }
    }

    @Test
    void strategy() {
        Report report =
                Heddle.explorer().schedules(5).strategy(new LastComesFirst()).explore(() -> {});
        assertThat(report.passed()).isTrue();
    }

    @Test
    void interleavings() {
        List<String> orders = new ArrayList<>();
        Interleavings.<String>forEach(
                List.of(List.of("a", "b"), List.of("1")),
                order -> orders.add(String.join("", order)));
        assertThat(orders).containsExactlyInAnyOrder("ab1", "a1b", "1ab");
    }

    @Test
    void proofProgress() {
        AtomicInteger count = new AtomicInteger();
        Body body =
                () -> {
                    Thread other = new Thread(count::incrementAndGet);
                    other.start();
                    other.join();
                };
        Proof proof =
                Heddle.prover()
                        .onProgress(
                                progress -> System.out.println(progress.executions() + " so far"))
                        .prove(body);
        assertThat(proof.isComplete()).isTrue();
    }

    @Test
    void ending() {
        Body body = Counter.losing();
        Failure failure = Heddle.explore(body).failure().orElseThrow();
        switch (failure.kind()) {
            case FAILED -> System.out.println("An exception has left a thread.");
            case DEADLOCK -> failure.standing().forEach(wait -> System.out.println(wait));
            default -> System.out.println(failure.summary());
        }
        assertThat(failure.steps()).isNotEmpty();
    }

    @Test
    void linearizabilityReport() {
        LinearizabilityReport report =
                Linearizability.of(AtomicInteger::new)
                        .operation("add", AtomicInteger::addAndGet, Arguments.ints(1, 2))
                        .scenarios(3)
                        .schedules(20)
                        .explore();
        System.out.println(report.constructions() + " objects in " + report.time());
        report.scenario().ifPresent(smallest -> System.out.println(smallest));
        assertEquals(3, report.scenarios());
    }
}
