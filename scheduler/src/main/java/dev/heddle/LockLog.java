package dev.heddle;

import dev.heddle.control.Sites;
import dev.heddle.detect.LockOrder;
import dev.heddle.detect.LockOrders;
import dev.heddle.kernel.Loop;
import dev.heddle.kernel.Order;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The locks that are taken in different orders in the runs of an exploration, each case once. */
final class LockLog {

    /** More than anybody reads. */
    private static final int MOST = 100;

    private final @Nullable LockOrders detector;
    private final Map<String, LockOrder> found = new LinkedHashMap<>();

    /** Whether the loop tells what comes before what. */
    private boolean ordered;

    private boolean gaveUp;

    LockLog(Check check) {
        detector =
                check == Check.OFF ? null : new LockOrders(LockLog::location, check == Check.FAIL);
    }

    /** Knows already in the first run what comes before what: there will be no other. */
    LockLog forOneRun() {
        if (detector != null) {
            detector.keepClocks();
        }
        return this;
    }

    /** Looks at the runs of a loop, which tells who looks for races already. */
    void watch(Loop loop) {
        loop.locks().tell(detector);
        ordered = false;
        order(loop);
    }

    /** Whether something was seen that another run may confirm. */
    boolean wantsAnotherRun() {
        return detector != null && detector.wantsAnotherRun();
    }

    private void order(Loop loop) {
        Order order = detector == null || ordered ? null : detector.order();
        if (order != null) {
            loop.memory().tellAlso(order);
            ordered = true;
        }
    }

    /** Keeps what the last run had. */
    void note(Loop loop) {
        LockOrders seen = detector;
        if (seen == null) {
            return;
        }
        gaveUp |= seen.hasGivenUp();
        for (LockOrder one : seen.found()) {
            if (found.size() < MOST) {
                found.putIfAbsent(one.key(), one);
            }
        }
        order(loop);
    }

    /** How many there are. */
    int count() {
        return found.size();
    }

    List<LockOrder> orders() {
        return List.copyOf(found.values());
    }

    /** What is to be said besides. */
    List<String> warnings() {
        return gaveUp
                ? List.of(
                        "The order of locks was not looked at in all of a run: it has too many"
                                + " threads, or takes locks one within the other in too many ways.")
                : List.of();
    }

    private static String location(int number) {
        Sites.Site site = Sites.find(number);
        return site == null ? "at an unknown place" : site.location();
    }
}
