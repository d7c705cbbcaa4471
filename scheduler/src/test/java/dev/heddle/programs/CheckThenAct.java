package dev.heddle.programs;

import java.util.Map;
import java.util.function.Predicate;

/** Two threads want to be the first to put a key into a map. */
final class CheckThenAct {

    private CheckThenAct() {}

    /** A map that is safe to share does not make two calls one. */
    static void broken(Map<String, Thread> map) throws InterruptedException {
        race(
                me -> {
                    if (map.containsKey("seat")) {
                        return false;
                    }
                    map.put("seat", me);
                    return true;
                });
    }

    static void putIfAbsent(Map<String, Thread> map) throws InterruptedException {
        race(me -> map.putIfAbsent("seat", me) == null);
    }

    static void computeIfAbsent(Map<String, Thread> map) throws InterruptedException {
        race(me -> map.computeIfAbsent("seat", key -> me) == me);
    }

    private static void race(Predicate<Thread> book) throws InterruptedException {
        boolean[] booked = new boolean[2];
        Thread other = new Thread(() -> booked[1] = book.test(Thread.currentThread()));
        other.start();
        booked[0] = book.test(Thread.currentThread());
        other.join();
        if (booked[0] && booked[1]) {
            throw new AssertionError("the seat was booked twice");
        }
        if (!booked[0] && !booked[1]) {
            throw new AssertionError("the seat was never booked");
        }
    }
}
