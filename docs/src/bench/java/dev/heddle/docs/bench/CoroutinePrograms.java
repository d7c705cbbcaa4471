package dev.heddle.docs.bench;

import dev.heddle.async.Action;
import dev.heddle.async.Async;
import dev.heddle.async.Awaitable;
import dev.heddle.async.Event;
import dev.heddle.async.EventLoop;
import dev.heddle.async.Future;
import dev.heddle.async.Lock;
import dev.heddle.async.Queue;
import dev.heddle.async.Semaphore;
import dev.heddle.async.Task;
import dev.heddle.async.TaskGroup;
import dev.heddle.async.Timeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What {@link CoroutineBenchmark} measures: each program does one thing so many times. */
final class CoroutinePrograms {

    /** How often each program does its thing. */
    static final int TIMES = 100_000;

    private static final int TASKS = 10;

    private CoroutinePrograms() {}

    /** A program by its name; to be run by an event loop. */
    static Action named(String name) {
        return switch (name) {
            case "switchOne" -> () -> yieldOften(TIMES);
            case "switchMany" -> CoroutinePrograms::switchMany;
            case "createAndAwait" -> CoroutinePrograms::createAndAwait;
            case "gather" -> CoroutinePrograms::gather;
            case "lock" -> CoroutinePrograms::lock;
            case "semaphore" -> CoroutinePrograms::semaphore;
            case "queue" -> () -> queue(new Queue<>());
            case "queueOfOne" -> () -> queue(new Queue<>(1));
            case "event" -> CoroutinePrograms::event;
            case "future" -> CoroutinePrograms::future;
            case "callSoon" -> CoroutinePrograms::callSoon;
            case "timeout" -> CoroutinePrograms::timeout;
            case "taskGroup" -> CoroutinePrograms::taskGroup;
            default -> throw new IllegalArgumentException("There is no program '" + name + "'.");
        };
    }

    private static void yieldOften(int times) {
        for (int i = 0; i < times; i++) {
            Async.yield();
        }
    }

    private static void switchMany() throws Exception {
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            tasks.add(Async.createTask(() -> yieldOften(TIMES / TASKS)));
        }
        for (Task<?> task : tasks) {
            task.await();
        }
    }

    private static void createAndAwait() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            Async.createTask(() -> 1).await();
        }
    }

    private static void gather() throws Exception {
        for (int i = 0; i < TIMES / 100; i++) {
            List<Awaitable<Integer>> all = new ArrayList<>();
            for (int j = 0; j < 100; j++) {
                all.add(() -> 1);
            }
            Async.gather(all).await();
        }
    }

    private static void lock() throws Exception {
        Lock lock = new Lock();
        Action half =
                () -> {
                    for (int i = 0; i < TIMES / 2; i++) {
                        lock.acquire();
                        Async.yield();
                        lock.release();
                    }
                };
        Async.gather(half, half).await();
    }

    private static void semaphore() throws Exception {
        Semaphore semaphore = new Semaphore(1);
        Action half =
                () -> {
                    for (int i = 0; i < TIMES / 2; i++) {
                        semaphore.acquire();
                        Async.yield();
                        semaphore.release();
                    }
                };
        Async.gather(half, half).await();
    }

    private static void queue(Queue<Integer> queue) throws Exception {
        Async.gather(
                        () -> {
                            for (int i = 0; i < TIMES; i++) {
                                queue.put(i);
                            }
                        },
                        () -> {
                            for (int i = 0; i < TIMES; i++) {
                                queue.get();
                            }
                        })
                .await();
    }

    private static void event() throws Exception {
        Event ping = new Event();
        Event pong = new Event();
        Async.gather(
                        () -> answer(ping, pong),
                        () -> {
                            ping.set();
                            answer(pong, ping);
                        })
                .await();
    }

    private static void answer(Event heard, Event said) {
        for (int i = 0; i < TIMES / 2; i++) {
            heard.await();
            heard.clear();
            said.set();
        }
    }

    private static void future() throws Exception {
        EventLoop loop = Async.loop();
        for (int i = 0; i < TIMES; i++) {
            Future<Integer> future = loop.createFuture();
            loop.callSoon(() -> future.setResult(1));
            future.await();
        }
    }

    private static void callSoon() throws Exception {
        EventLoop loop = Async.loop();
        Future<Integer> done = loop.createFuture();
        new Runnable() {
            private int left = TIMES;

            @Override
            public void run() {
                if (--left > 0) {
                    loop.callSoon(this);
                } else {
                    done.setResult(1);
                }
            }
        }.run();
        done.await();
    }

    private static void timeout() throws Exception {
        for (int i = 0; i < TIMES; i++) {
            try (Timeout _ = Async.timeout(Duration.ofSeconds(1))) {
                Async.yield();
            }
        }
    }

    private static void taskGroup() {
        for (int i = 0; i < TIMES / TASKS; i++) {
            try (TaskGroup group = Async.taskGroup()) {
                for (int j = 0; j < TASKS; j++) {
                    group.createTask(() -> 1);
                }
                group.join();
            }
        }
    }
}
