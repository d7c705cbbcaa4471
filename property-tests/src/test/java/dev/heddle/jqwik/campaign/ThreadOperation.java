package dev.heddle.jqwik.campaign;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** Threads: starting, waiting, interrupting, asking. */
enum ThreadOperation implements Operation {
    SLEEP(
            (scene, argument) -> {
                Thread.sleep(argument);
                return "";
            }),
    YIELD(
            (scene, argument) -> {
                Thread.yield();
                return scene.cells[0];
            }),
    SPIN(
            (scene, argument) -> {
                Thread.onSpinWait();
                return scene.cells[1];
            }),
    PARK(
            (scene, argument) -> {
                LockSupport.parkNanos(scene, 1 + argument * 1_000_000L);
                return Thread.currentThread().isInterrupted();
            }),
    UNPARK(
            (scene, argument) -> {
                LockSupport.unpark(scene.thread(argument));
                return "";
            }),
    INTERRUPT(
            (scene, argument) -> {
                scene.thread(argument).interrupt();
                return scene.thread(argument).isInterrupted();
            }),
    INTERRUPTED((scene, argument) -> Thread.interrupted()),
    STATE(
            (scene, argument) -> {
                Thread other = scene.thread(argument);
                return other.getName() + other.getState() + other.isAlive();
            }),
    JOIN(
            (scene, argument) -> {
                Thread other = scene.thread(argument);
                return other.getState() != Thread.State.NEW
                        && other.join(Duration.ofMillis(argument));
            }),
    START_VIRTUAL(
            (scene, argument) -> {
                Thread thread = Thread.startVirtualThread(() -> scene.cells[0]++);
                if (argument % 2 == 0) {
                    thread.join();
                }
                return thread.isAlive() + "" + thread.threadId();
            }),
    START_DAEMON(
            (scene, argument) -> {
                Thread thread = new Thread(() -> count(scene, 100));
                thread.setDaemon(true);
                thread.start();
                return thread.getName();
            }),
    START_PLATFORM(
            (scene, argument) -> {
                Thread.ofPlatform().name("extra").start(() -> count(scene, argument));
                return scene.cells[2];
            }),
    THREAD_LOCAL(
            (scene, argument) -> {
                scene.local.set(scene.local.get() + argument);
                scene.inherited.set(argument);
                int[] seen = new int[1];
                Thread child = new Thread(() -> seen[0] = scene.inherited.get());
                child.start();
                child.join(50);
                return scene.local.get() + seen[0];
            }),
    /** An exception that nobody takes fails the run; here only if two updates were lost. */
    FAIL(
            (scene, argument) -> {
                if (argument == 7 && scene.cells[0] % 3 == 1) {
                    Thread.startVirtualThread(
                            () -> {
                                throw new IllegalStateException("cells " + scene.cells[0]);
                            });
                }
                return scene.cells[0];
            }),
    HANDLED(
            (scene, argument) -> {
                Thread thread =
                        new Thread(
                                () -> {
                                    throw new IllegalStateException("handled");
                                });
                thread.setUncaughtExceptionHandler((who, what) -> scene.cells[1] += argument);
                thread.start();
                return scene.cells[1];
            });

    private final Action action;

    ThreadOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }

    private static void count(Scene scene, int times) {
        for (int i = 0; i < times; i++) {
            scene.cells[2]++;
        }
    }
}
