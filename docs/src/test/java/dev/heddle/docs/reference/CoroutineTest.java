package dev.heddle.docs.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.async.Async;
import dev.heddle.async.ContextVar;
import dev.heddle.async.Event;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Future;
import dev.heddle.async.Lock;
import dev.heddle.async.Queue;
import dev.heddle.async.Runner;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;
import dev.heddle.async.Timeout;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** The examples of {@code dev.heddle.async}. */
class CoroutineTest {

    static final ContextVar<String> USER = ContextVar.named("user", "nobody");

    static String greet(String user) {
        USER.set(user); // Of this task, and of those that it creates.
        Async.sleep(Duration.ofMillis(10));
        return "hello " + USER.get();
    }

    private static final List<String> SHOWN = new ArrayList<>();

    private static Duration fetching;

    private int balance;

    @BeforeEach
    void forget() {
        SHOWN.clear();
        fetching = Duration.ofMillis(20);
    }

    private static String fetch(String what) {
        Async.sleep(fetching);
        return what;
    }

    private static int fetchBalance() {
        return fetch("12").length();
    }

    private static void show(String one, String other) {
        SHOWN.add(one + " " + other);
    }

    @Test
    void async() throws Exception {
        String both =
                Async.run(
                        () -> {
                            Task<String> left = Async.createTask(() -> fetch("left"));
                            Task<String> right = Async.createTask(() -> fetch("right"));
                            return left.await() + right.await();
                        });
        assertThat(both).isEqualTo("leftright");
    }

    @Test
    void taskGroup() throws Exception {
        Async.run(
                () -> {
                    try (TaskGroup group = Async.taskGroup()) {
                        Task<String> left = group.createTask(() -> fetch("left"));
                        Task<String> right = group.createTask(() -> fetch("right"));
                        group.join();
                        show(left.result(), right.result());
                    }
                });
        assertThat(SHOWN).containsExactly("left right");
    }

    private static String ask() throws Exception {
        String answer;
        try (Timeout timeout = Async.timeout(Duration.ofSeconds(2))) {
            answer = fetch("answer");
        } catch (TimeoutException e) {
            answer = "nobody knows";
        }
        return answer;
    }

    @Test
    void timeout() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            assertThat(runner.run(CoroutineTest::ask)).isEqualTo("answer");
            fetching = Duration.ofSeconds(3);
            assertThat(runner.run(CoroutineTest::ask)).isEqualTo("nobody knows");
        }
    }

    @Test
    void lock() throws Exception {
        Lock lock = new Lock();
        Async.run(
                () -> {
                    try (Lock.Held held = lock.hold()) {
                        balance = fetchBalance() + 1;
                    }
                });
        assertThat(balance).isEqualTo(3);
        assertThat(lock.isLocked()).isFalse();
    }

    @Test
    void runner() throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            String first = runner.run(() -> fetch("first"));
            String second = runner.run(() -> fetch("second"));
            show(first, second);
        }
        assertThat(SHOWN).containsExactly("first second");
    }

    @Test
    void eventLoop() throws Exception {
        fetching = Duration.ofDays(2);
        try (EventLoop loop = EventLoop.createVirtual()) {
            loop.callLater(Duration.ofDays(1), () -> show("came", "tomorrow"));
            loop.runUntilComplete(() -> fetch("what takes two days"));
        }
        assertThat(SHOWN).containsExactly("came tomorrow");
    }

    @Test
    void queue() throws Exception {
        Async.run(
                () -> {
                    Queue<String> queue = new Queue<>(10);
                    Task<String> reader = Async.createTask(queue::get);
                    queue.put("hello"); // Waits while ten are there.
                    show(reader.await(), "handed on");
                });
        assertThat(SHOWN).containsExactly("hello handed on");
    }

    @Test
    void event() throws Exception {
        Async.run(
                () -> {
                    Event ready = new Event();
                    Async.createTask(
                            () -> {
                                fetch("settings");
                                ready.set();
                            });
                    ready.await();
                    show("is", "ready");
                });
        assertThat(SHOWN).containsExactly("is ready");
    }

    @Test
    void contextVar() throws Exception {
        List<String> greetings =
                Async.run(
                        () -> {
                            Task<String> ada = Async.createTask(() -> greet("Ada"));
                            Task<String> bob = Async.createTask(() -> greet("Bob"));
                            return List.of(ada.await(), bob.await());
                        });
        assertThat(greetings).containsExactly("hello Ada", "hello Bob");
    }

    @Test
    void future() throws Exception {
        Async.run(
                () -> {
                    Future<String> answer = Async.loop().createFuture();
                    Async.loop().callLater(Duration.ofMillis(1), () -> answer.setResult("yes"));
                    show(answer.await(), "was set");
                });
        assertThat(SHOWN).containsExactly("yes was set");
    }
}
