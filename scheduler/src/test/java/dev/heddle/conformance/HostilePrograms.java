package dev.heddle.conformance;

import dev.heddle.Body;
import dev.heddle.Heddle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

/** What {@link HostileTest} lets loose. In classes of its own, since it is to be rewritten. */
final class HostilePrograms {

    /** The security property whose value ends {@link #loopInsideTheJdk}: asking is no point. */
    static final String STOP = "heddle.test.hostile.stop";

    private static final int MANY = 50_000;

    private static volatile boolean never;
    private static volatile boolean wentOn;
    private static Path pipe;

    private HostilePrograms() {}

    // --- what must not suffer
    // ---------------------------------------------------------------------

    /** Threads that race, wait and sleep. */
    static Body normal() {
        return () -> {
            int[] count = new int[1];
            Object lock = new Object();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Thread thread =
                        new Thread(
                                () -> {
                                    count[0]++;
                                    synchronized (lock) {
                                        count[0]++;
                                    }
                                    sleep(count[0]);
                                });
                thread.start();
                threads.add(thread);
            }
            for (Thread thread : threads) {
                thread.join();
            }
        };
    }

    static List<Long> digests() {
        List<Long> digests = new ArrayList<>();
        Heddle.explorer().schedules(50).onDigest(digests::add).explore(normal()).check();
        return digests;
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new AssertionError("Nobody interrupts.", e);
        }
    }

    // --- who never lets go
    // ------------------------------------------------------------------------

    static void loop() {
        countForEver();
    }

    /** Looks at nothing that others could see, so there is nothing to preempt it at. */
    private static long countForEver() {
        long count = 0;
        for (long i = 1; i != 0; i += 2) {
            count += i;
        }
        return count;
    }

    /** The loop is the JDK's, and it looks only at a property of the JVM, to be ended by. */
    static void loopInsideTheJdk() {
        IntStream.iterate(0, i -> i + 1).allMatch(i -> !"now".equals(Security.getProperty(STOP)));
    }

    static void loopBesideOthers() throws InterruptedException {
        Thread looper = new Thread(HostilePrograms::countForEver, "looper");
        Thread other = new Thread(() -> sleep(10), "other");
        looper.start();
        other.start();
        looper.join();
    }

    static void spin() {
        while (!never) {}
    }

    static void openPipe() {
        try {
            pipe = Files.createTempDirectory("heddle").resolve("pipe");
            if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
                throw new AssertionError("There is no mkfifo.");
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Lets go who still waits for somebody to write. */
    static void closePipe() {
        try {
            new RandomAccessFile(pipe.toFile(), "rw").close();
            Files.delete(pipe);
            Files.delete(pipe.getParent());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Opens a pipe that nobody writes to: the system lets it wait for a writer. */
    static void blockNatively() throws IOException {
        new RandomAccessFile(pipe.toFile(), "r").close();
    }

    static void blockNativelyBesideOthers() throws InterruptedException {
        wentOn = false;
        Thread blocker =
                new Thread(
                        () -> {
                            try {
                                blockNatively();
                            } catch (IOException e) {
                                throw new AssertionError(e);
                            }
                        },
                        "blocker");
        blocker.start();
        Thread other =
                new Thread(
                        () -> {
                            sleep(1_000);
                            wentOn = true;
                        },
                        "other");
        other.start();
        blocker.join();
    }

    static boolean othersWentOn() {
        return wentOn;
    }

    static void swallowInterrupts() throws InterruptedException {
        Thread deaf = new Thread(HostilePrograms::waitForEver, "deaf");
        deaf.start();
        for (int i = 0; i < 10; i++) {
            deaf.interrupt();
            Thread.sleep(1);
        }
        deaf.join();
    }

    @SuppressWarnings("InfiniteLoopStatement")
    private static void waitForEver() {
        while (true) {
            try {
                new CountDownLatch(1).await();
            } catch (Throwable any) {
                wentOn = true;
            }
        }
    }

    /** Called by reflection: the compiler knows that it is to be removed. */
    static void stopAThread() throws Throwable {
        Thread thread = new Thread(() -> sleep(1_000), "stopped");
        thread.start();
        try {
            Thread.class.getMethod("stop").invoke(thread);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw e.getCause();
        }
    }

    // --- errors of the JVM
    // ------------------------------------------------------------------------

    static int recurse(int depth) {
        counter[0]++; // A scheduling point.
        return recurse(depth + 1) + 1;
    }

    private static final int[] counter = new int[1];

    static void recurseBesideOthers() throws InterruptedException {
        Thread recursion = new Thread(() -> recurse(0), "recursion");
        Thread other =
                new Thread(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                counter[0]++;
                            }
                        });
        recursion.start();
        other.start();
        recursion.join();
        other.join();
    }

    /** A third thread asks where the other two are, when they are deep down. */
    static void recurseTogether() throws InterruptedException {
        depthSeen = 0;
        Thread down = new Thread(() -> recurse(0), "down");
        Thread.Builder.OfVirtual virtual = Thread.ofVirtual().name("further down");
        Thread further = virtual.unstarted(() -> recurse(0));
        down.start();
        further.start();
        for (int i = 0; i < 5_000; i++) {
            Thread.yield();
        }
        depthSeen = Math.min(down.getStackTrace().length, further.getStackTrace().length);
        down.join();
    }

    static int depthSeen() {
        return depthSeen;
    }

    private static volatile int depthSeen;

    static void recurseAndCatch() throws InterruptedException {
        int[] caught = new int[1];
        Thread other = new Thread(() -> sleep(1));
        other.start();
        try {
            recurse(0);
        } catch (StackOverflowError e) {
            caught[0]++;
        }
        other.join();
        if (caught[0] != 1) {
            throw new AssertionError("The end of the stack was not seen.");
        }
    }

    static void hugeArray() throws InterruptedException {
        List<long[]> kept = new ArrayList<>();
        Thread greedy = new Thread(() -> kept.add(new long[Integer.MAX_VALUE]), "greedy");
        greedy.start();
        greedy.join();
    }

    // --- while a run is unwound
    // -------------------------------------------------------------------

    private static void unwinding(Runnable last) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                sleep(1_000_000);
                            } finally {
                                last.run();
                            }
                        },
                        "unwound");
        thread.start();
        sleep(1);
        throw new IllegalStateException("the failure");
    }

    static void throwWhileUnwound() {
        unwinding(
                () -> {
                    throw new IllegalArgumentException("another");
                });
    }

    static void blockWhileUnwound() {
        unwinding(
                () -> {
                    try {
                        sleep(1);
                    } finally {
                        synchronized (counter) {
                            waitForEver();
                        }
                    }
                });
    }

    static void startWhileUnwound() {
        unwinding(
                () -> {
                    for (int i = 0; i < 100; i++) {
                        Thread late = new Thread(HostilePrograms::waitForEver);
                        late.start();
                        Thread.startVirtualThread(HostilePrograms::waitForEver);
                    }
                });
    }

    static void loopWhileUnwound() {
        unwinding(HostilePrograms::countForEver);
    }

    // --- many
    // -------------------------------------------------------------------------------------

    static void manyThreads() throws InterruptedException {
        CountDownLatch all = new CountDownLatch(2 * MANY);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            Thread platform = new Thread(all::countDown);
            platform.start();
            threads.add(platform);
            threads.add(Thread.startVirtualThread(all::countDown));
        }
        all.await();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** So many threads wait for what nobody does. */
    static void waitAllFor(int threads) throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        for (int i = 1; i <= threads; i++) {
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    throw new AssertionError("Nobody interrupts it.", e);
                                }
                            },
                            "waiting " + i);
            thread.start();
        }
        never.await();
    }
}
