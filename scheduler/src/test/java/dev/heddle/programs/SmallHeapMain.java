package dev.heddle.programs;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The main class of a JVM with a small heap: many schedules of programs of which each has half a
 * megabyte, in what a thread, a pool or a lock holds as the run ends. Prints how much of the heap
 * is in use once everything was run a few times, and how much at the end.
 */
final class SmallHeapMain {

    private static final int PIECE = 512 * 1024;

    /** What is kept on purpose, to see that it would be noticed. */
    private static final List<byte[]> KEPT = new ArrayList<>();

    private static final ThreadLocal<byte[]> LOCAL = new ThreadLocal<>();

    private SmallHeapMain() {}

    /** The programs, by the ways in which they leave something behind. */
    enum Leaving {
        NOTHING(
                () -> {
                    byte[] piece = new byte[PIECE];
                    Thread thread = new Thread(() -> piece[0]++);
                    thread.start();
                    thread.join();
                }),
        A_DAEMON_IN_ITS_WORK(
                () -> {
                    byte[] piece = new byte[PIECE];
                    Thread thread = new Thread(() -> waitWith(piece, new CountDownLatch(1)));
                    thread.setDaemon(true);
                    thread.start();
                }),
        A_VIRTUAL_THREAD_THAT_HAS_NOT_BEGUN(
                () -> {
                    byte[] piece = new byte[PIECE];
                    Thread.startVirtualThread(() -> piece[0]++);
                }),
        THREAD_LOCALS(
                () -> {
                    LOCAL.set(new byte[PIECE]);
                    Thread thread = new Thread(() -> LOCAL.set(new byte[PIECE]));
                    thread.start();
                    thread.join();
                }),
        A_POOL_THAT_IS_NOT_SHUT_DOWN(
                () -> {
                    byte[] piece = new byte[PIECE];
                    ExecutorService pool = Executors.newFixedThreadPool(2);
                    pool.submit(() -> piece[0]++).get();
                }),
        THE_COMMON_POOL(
                () -> {
                    byte[] piece = new byte[PIECE];
                    CompletableFuture.runAsync(() -> piece[0]++).get();
                    CompletableFuture.runAsync(() -> piece[0]++).orTimeout(1, TimeUnit.DAYS);
                }),
        A_DEADLOCK(
                () -> {
                    byte[] piece = new byte[PIECE];
                    Object[] locks = {new Object(), new Object()};
                    CountDownLatch both = new CountDownLatch(2);
                    Thread thread = new Thread(() -> lockBoth(locks[0], locks[1], both, piece));
                    thread.start();
                    lockBoth(locks[1], locks[0], both, piece);
                }),
        A_FAILURE(
                () -> {
                    byte[] piece = new byte[PIECE];
                    Thread thread = new Thread(() -> waitWith(piece, new CountDownLatch(1)));
                    thread.start();
                    throw new PieceException(piece);
                }),
        A_SHUTDOWN_HOOK(
                () -> {
                    byte[] piece = new byte[PIECE];
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> piece[0]++));
                }),
        /** In one run, twice the heap: what a run has touched is not kept up to its end. */
        MORE_THAN_FITS_IN_EACH_RUN(
                () -> {
                    Piece[] last = new Piece[1];
                    Thread thread = new Thread(() -> makeMany(last));
                    thread.start();
                    thread.join();
                    last[0].bytes[0]++;
                }),
        SOMETHING_STATIC(() -> KEPT.add(new byte[PIECE / 16]));

        private final Body body;

        Leaving(Body body) {
            this.body = body;
        }
    }

    private static final class PieceException extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient byte[] piece;

        PieceException(byte[] piece) {
            super("has a piece");
            this.piece = piece;
        }

        @Override
        public String toString() {
            return "a piece of " + piece.length;
        }
    }

    /** An object with a final field, and much that only that leads to. */
    private static final class Piece {
        private final byte[] bytes = new byte[PIECE];
        private int times;
    }

    private static void makeMany(Piece[] last) {
        for (int i = 0; i < 250; i++) {
            Piece piece = new Piece();
            piece.bytes[i]++;
            piece.times++;
            last[0] = piece;
        }
    }

    private static void waitWith(byte[] piece, CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        piece[0]++;
    }

    private static void lockBoth(Object one, Object other, CountDownLatch both, byte[] piece) {
        synchronized (one) {
            both.countDown();
            waitWith(piece, both);
            synchronized (other) {
                piece[0]++;
            }
        }
    }

    public static void main(String[] arguments) {
        int schedules = Integer.parseInt(arguments[0]);
        for (String name : List.of(arguments).subList(1, arguments.length)) {
            Leaving program = Leaving.valueOf(name);
            int times = program == Leaving.MORE_THAN_FITS_IN_EACH_RUN ? schedules / 50 : schedules;
            explore(program, times / 4);
            long before = used();
            explore(program, times);
            System.out.println(name + " " + before + " " + used());
        }
    }

    private static void explore(Leaving program, int schedules) {
        Explorer explorer =
                Heddle.explorer().schedules(schedules).toTheEnd().timeLimit(Duration.ofMinutes(1));
        explorer.allowLeaks().explore(program.body);
    }

    /** Bytes of the heap that can not be freed. */
    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
