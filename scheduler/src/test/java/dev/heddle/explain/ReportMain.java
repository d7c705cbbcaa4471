package dev.heddle.explain;

import dev.heddle.Body;
import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Prints reports as JSON, each in a line, but for how long it took. Given a number, it does nothing
 * but keep the processors busy with so many threads, so that the reports of another JVM take long.
 */
final class ReportMain {

    private ReportMain() {}

    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            for (int i = Integer.parseInt(arguments[0]); i > 0; i--) {
                Thread.ofPlatform().start(ReportMain::keepBusy);
            }
            return;
        }
        Control.install();
        reports().forEach(System.out::println);
    }

    @SuppressWarnings("InfiniteLoopStatement") // Whoever has started this JVM ends it.
    private static void keepBusy() {
        while (true) {
            Thread.onSpinWait();
        }
    }

    private static List<String> reports() {
        List<String> all = new ArrayList<>();
        Body[] bodies = {
            Accounts::withdrawTwice,
            Accounts::transferCrosswise,
            Accounts::usedTooEarly,
            Accounts::everything,
            Accounts::latchOfTwo,
            ReportMain::fiveTimes
        };
        for (Body body : bodies) {
            all.add(json(Heddle.explorer().schedules(1_000), body));
        }
        all.add(json(Heddle.explorer().strategy("random").seed(7), ReportMain::fiveTimes));
        all.add(json(Heddle.explorer().stepLimit(20_000).shrink(100), ReportMain::forEver));
        return all;
    }

    private static String json(Explorer explorer, Body body) {
        return explorer.explore(body).toJson().replaceFirst("\"millis\":\\d+,", "");
    }

    private static final class Shared {
        int turn;
        int number;
    }

    /** Needs several preemptions, and many runs to be made as small as it can be. */
    private static void fiveTimes() throws InterruptedException {
        Shared shared = new Shared();
        Thread other =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    for (int i = 0; i < 20; i++) {
                                        shared.turn = 1;
                                        shared.number += i;
                                    }
                                });
        int alone = 0;
        for (int i = 0; i < 20; i++) {
            shared.turn = 0;
            alone += shared.turn;
        }
        other.join();
        if (alone > 2) {
            throw new IllegalStateException("It was not alone " + alone + " times.");
        }
    }

    private static void forEver() throws InterruptedException {
        ReentrantLock lock = new ReentrantLock();
        Thread other = Thread.ofPlatform().start(lock::lock);
        other.join();
        while (!lock.tryLock()) {
            Thread.yield();
        }
    }
}
