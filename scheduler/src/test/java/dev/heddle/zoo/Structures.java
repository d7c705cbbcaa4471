package dev.heddle.zoo;

import static dev.heddle.zoo.Cage.check;
import static dev.heddle.zoo.Cage.maybeLocked;
import static dev.heddle.zoo.Cage.together;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicStampedReference;

/** What becomes of data that several threads share: ABA, iterators, caches, closing. */
final class Structures {

    private boolean closed;
    private int users;
    private int closings;

    private Structures() {}

    // --- ABA
    // --------------------------------------------------------------------------------------

    private record Node(String name, Node next) {}

    /** A stack whose nodes are used again: the head is the same, what is below it is not. */
    static void reusedNode(boolean fixed) throws Exception {
        Node b = new Node("B", null);
        Node a = new Node("A", b);
        AtomicStampedReference<Node> head = new AtomicStampedReference<>(a, 0);
        AtomicBoolean bIsTaken = new AtomicBoolean();
        together(
                () -> {
                    int[] stamp = new int[1];
                    Node top = head.get(stamp);
                    if (top != a) {
                        return;
                    }
                    int expected = fixed ? stamp[0] : -1;
                    boolean taken = bIsTaken.get();
                    if (fixed
                            ? head.compareAndSet(top, top.next(), expected, expected + 1)
                            : sameNode(head, top)) {
                        check(taken || !bIsTaken.get(), "what is on top was taken already");
                    }
                },
                () -> {
                    // Takes A and B, and puts A back.
                    int[] stamp = new int[1];
                    if (head.get(stamp) == a
                            && head.compareAndSet(a, null, stamp[0], stamp[0] + 1)) {
                        bIsTaken.set(true);
                        head.set(a, stamp[0] + 2);
                    }
                });
    }

    private static boolean sameNode(AtomicStampedReference<Node> head, Node top) {
        int now = head.getStamp();
        return head.compareAndSet(top, top.next(), now, now + 1);
    }

    static void changedAndChangedBack(boolean fixed) throws Exception {
        AtomicInteger balance = new AtomicInteger(20);
        AtomicInteger version = new AtomicInteger();
        AtomicInteger paid = new AtomicInteger();
        Object lock = new Object();
        together(
                () ->
                        maybeLocked(
                                fixed,
                                lock,
                                () -> {
                                    int seen = balance.get();
                                    int before = version.get();
                                    if (seen == 20 && balance.compareAndSet(seen, 0)) {
                                        paid.set(version.get() - before);
                                    }
                                }),
                () ->
                        maybeLocked(
                                fixed,
                                lock,
                                () -> {
                                    if (balance.compareAndSet(20, 10)) {
                                        version.incrementAndGet();
                                        balance.compareAndSet(10, 20);
                                    }
                                }));
        check(paid.get() == 0, "it is 20 again, but not the same 20");
    }

    // --- iterators
    // --------------------------------------------------------------------------------

    static void listenerRemovedMeanwhile(boolean fixed) throws Exception {
        List<String> listeners = fixed ? new CopyOnWriteArrayList<>() : new ArrayList<>();
        listeners.addAll(List.of("a", "b", "c"));
        together(
                () -> {
                    for (String listener : listeners) {
                        check(!listener.isEmpty(), "nobody");
                    }
                },
                () -> listeners.remove("a"));
    }

    static void entryAddedMeanwhile(boolean fixed) throws Exception {
        Map<String, Integer> map = fixed ? new ConcurrentHashMap<>() : new HashMap<>();
        map.put("a", 1);
        map.put("b", 2);
        together(
                () -> {
                    int sum = 0;
                    for (Integer value : map.values()) {
                        sum += value;
                    }
                    check(sum > 0, "nothing");
                },
                () -> map.put("c", 3));
    }

    static void sizeThenIndex(boolean fixed) throws Exception {
        List<String> list = java.util.Collections.synchronizedList(new ArrayList<>(List.of("a")));
        together(
                () ->
                        maybeLocked(
                                fixed,
                                list,
                                () -> {
                                    if (!list.isEmpty()) {
                                        check(!list.get(list.size() - 1).isEmpty(), "nothing");
                                    }
                                }),
                () -> list.clear());
    }

    // --- caches
    // -----------------------------------------------------------------------------------

    static void stampede(boolean fixed) throws Exception {
        Map<String, Integer> cache = new ConcurrentHashMap<>();
        AtomicInteger computed = new AtomicInteger();
        Cage.Step asks =
                () -> {
                    if (fixed) {
                        cache.computeIfAbsent("key", key -> computed.incrementAndGet());
                    } else if (cache.get("key") == null) {
                        cache.put("key", computed.incrementAndGet());
                    }
                };
        together(asks, asks, asks);
        check(computed.get() == 1, "it was computed more than once");
    }

    static void invalidatedTooEarly(boolean fixed) throws Exception {
        AtomicInteger stored = new AtomicInteger(1);
        AtomicReference<Integer> cached = new AtomicReference<>();
        Object lock = new Object();
        together(
                () ->
                        maybeLocked(
                                fixed,
                                lock,
                                () -> {
                                    if (cached.get() == null) {
                                        cached.set(stored.get());
                                    }
                                }),
                () ->
                        maybeLocked(
                                fixed,
                                lock,
                                () -> {
                                    stored.set(2);
                                    cached.set(null);
                                }));
        Integer seen = cached.get();
        check(seen == null || seen == stored.get(), "the cache has kept the old value");
    }

    // --- closing
    // ----------------------------------------------------------------------------------

    static void closedTwice(boolean fixed) throws Exception {
        Structures resource = new Structures();
        Cage.Step closes =
                () ->
                        maybeLocked(
                                fixed,
                                resource,
                                () -> {
                                    if (!resource.closed) {
                                        resource.closed = true;
                                        resource.closings++;
                                        check(resource.closings == 1, "it was closed twice");
                                    }
                                });
        together(closes, closes);
    }

    static void usedAfterItWasClosed(boolean fixed) throws Exception {
        Structures resource = new Structures();
        together(
                () ->
                        maybeLocked(
                                fixed,
                                resource,
                                () -> {
                                    if (!resource.closed) {
                                        resource.users++;
                                        check(!resource.closed, "it is used, and closed");
                                        resource.users--;
                                    }
                                }),
                () -> maybeLocked(fixed, resource, () -> resource.closed = true));
    }

    static void lastUserCloses(boolean fixed) throws Exception {
        AtomicInteger references = new AtomicInteger(2);
        AtomicInteger closings = new AtomicInteger();
        Cage.Step releases =
                () -> {
                    if (fixed) {
                        if (references.decrementAndGet() == 0) {
                            closings.incrementAndGet();
                        }
                    } else {
                        references.decrementAndGet();
                        if (references.get() == 0) {
                            closings.incrementAndGet();
                        }
                    }
                };
        together(releases, releases);
        check(closings.get() == 1, "both were the last one");
    }
}
