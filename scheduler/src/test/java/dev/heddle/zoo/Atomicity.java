package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;
import static dev.heddle.zoo.Cage.maybeLocked;
import static dev.heddle.zoo.Cage.together;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Several steps that should be one. */
final class Atomicity {

    private int value;
    private int other;
    private int[] items = new int[1];

    private Atomicity() {}

    static void lostUpdate(boolean fixed) throws Exception {
        Atomicity all = new Atomicity();
        Cage.Step adds = () -> maybeLocked(fixed, all, () -> all.value++);
        together(adds, adds);
        check(all.value == 2, "an update was lost");
    }

    static void soldTwice(boolean fixed) throws Exception {
        Map<String, String> seats = new ConcurrentHashMap<>();
        AtomicInteger sold = new AtomicInteger();
        Cage.Step buys =
                () -> {
                    if (fixed ? seats.putIfAbsent("7", "taken") == null : take(seats)) {
                        sold.incrementAndGet();
                    }
                };
        together(buys, buys);
        check(sold.get() == 1, "a seat was sold twice");
    }

    private static boolean take(Map<String, String> seats) {
        if (seats.containsKey("7")) {
            return false;
        }
        seats.put("7", "taken");
        return true;
    }

    static void overdrawn(boolean fixed) throws Exception {
        Atomicity account = new Atomicity();
        account.value = 100;
        Cage.Step withdraws =
                () ->
                        maybeLocked(
                                fixed,
                                account,
                                () -> {
                                    boolean enough;
                                    synchronized (account) {
                                        enough = account.value >= 100;
                                    }
                                    if (enough) {
                                        synchronized (account) {
                                            account.value -= 100;
                                        }
                                    }
                                });
        together(withdraws, withdraws);
        check(account.value == 0, "the account is overdrawn");
    }

    static void sumAmidTransfer(boolean fixed) throws Exception {
        Atomicity pair = new Atomicity();
        pair.value = 50;
        pair.other = 50;
        together(
                () ->
                        maybeLocked(
                                fixed,
                                pair,
                                () -> {
                                    pair.value -= 10;
                                    pair.other += 10;
                                }),
                () ->
                        maybeLocked(
                                fixed,
                                pair,
                                () -> check(pair.value + pair.other == 100, "money is missing")));
    }

    static void sameNumberTwice(boolean fixed) throws Exception {
        AtomicInteger last = new AtomicInteger();
        int[] given = new int[2];
        together(() -> given[0] = next(last, fixed), () -> given[1] = next(last, fixed));
        check(given[0] != given[1], "a number was given twice");
    }

    private static int next(AtomicInteger last, boolean fixed) {
        return fixed ? last.incrementAndGet() : lookAndSet(last);
    }

    private static int lookAndSet(AtomicInteger last) {
        int next = last.get() + 1;
        last.set(next);
        return next;
    }

    static void greatestOverwritten(boolean fixed) throws Exception {
        AtomicInteger greatest = new AtomicInteger();
        together(() -> raise(greatest, 5, fixed), () -> raise(greatest, 9, fixed));
        check(greatest.get() == 9, "a smaller one has replaced the greatest");
    }

    private static void raise(AtomicInteger greatest, int seen, boolean fixed) {
        if (fixed) {
            greatest.accumulateAndGet(seen, Math::max);
        } else if (greatest.get() < seen) {
            greatest.set(seen);
        }
    }

    static void lostWhileGrowing(boolean fixed) throws Exception {
        Atomicity list = new Atomicity();
        Cage.Step adds = () -> maybeLocked(fixed, list, list::add);
        together(adds, adds);
        check(list.value == 2 && list.items[1] == 1, "an item was lost as the array grew");
    }

    private void add() {
        if (value == items.length) {
            items = java.util.Arrays.copyOf(items, value + 1);
        }
        items[value] = 1;
        value++;
    }

    static void polledTwice(boolean fixed) throws Exception {
        ConcurrentLinkedQueue<Integer> queue = new ConcurrentLinkedQueue<>(java.util.List.of(1, 2));
        Cage.Step drains =
                () -> {
                    while (!queue.isEmpty()) {
                        Integer item = queue.poll();
                        check(fixed || item != null, "the queue was empty after all");
                    }
                };
        together(drains, drains);
    }
}
