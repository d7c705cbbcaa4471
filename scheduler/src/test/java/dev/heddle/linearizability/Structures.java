package dev.heddle.linearizability;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicStampedReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Concurrent structures, written from their published descriptions, each with a switch that brings
 * the mistake into it that is known for it.
 */
final class Structures {

    private Structures() {}

    /** A counter: an increment that reads and then writes. */
    static final class Counter {
        private final boolean broken;
        private final AtomicInteger atomic = new AtomicInteger();
        private volatile int value;

        Counter(boolean broken) {
            this.broken = broken;
        }

        int increment() {
            return broken ? ++value : atomic.incrementAndGet();
        }

        int get() {
            return broken ? value : atomic.get();
        }
    }

    private static final class Cell {
        final int value;
        volatile Cell next;

        Cell(int value, Cell next) {
            this.value = value;
            this.next = next;
        }
    }

    /** Treiber's stack: a pop that does not compare when it sets. */
    static final class Stack {
        private final boolean broken;
        private final AtomicReference<Cell> top = new AtomicReference<>();

        Stack(boolean broken) {
            this.broken = broken;
        }

        void push(int value) {
            Cell old;
            do {
                old = top.get();
            } while (!top.compareAndSet(old, new Cell(value, old)));
        }

        Integer pop() {
            while (true) {
                Cell old = top.get();
                if (old == null) {
                    return null;
                }
                if (broken) {
                    top.set(old.next);
                    return old.value;
                }
                if (top.compareAndSet(old, old.next)) {
                    return old.value;
                }
            }
        }
    }

    /**
     * Michael and Scott's queue. In the broken one nobody helps a tail that lags behind, and who
     * takes something does not look at it: the front overtakes the tail, and what is put in behind
     * that is lost.
     */
    static final class Queue {
        private final boolean broken;
        private final AtomicReference<Cell> head;
        private final AtomicReference<Cell> tail;
        private final Map<Cell, AtomicReference<Cell>> nexts = new ConcurrentHashMap<>();

        Queue(boolean broken) {
            this.broken = broken;
            Cell dummy = new Cell(0, null);
            nexts.put(dummy, new AtomicReference<>());
            head = new AtomicReference<>(dummy);
            tail = new AtomicReference<>(dummy);
        }

        void enqueue(int value) {
            Cell cell = new Cell(value, null);
            nexts.put(cell, new AtomicReference<>());
            while (true) {
                Cell last = tail.get();
                AtomicReference<Cell> link = nexts.get(last);
                if (broken) {
                    link.set(cell); // It takes the last one for the last one.
                    tail.compareAndSet(last, cell);
                    return;
                }
                Cell next = link.get();
                if (next != null) {
                    tail.compareAndSet(last, next);
                } else if (link.compareAndSet(null, cell)) {
                    tail.compareAndSet(last, cell);
                    return;
                }
            }
        }

        Integer dequeue() {
            while (true) {
                Cell first = head.get();
                Cell last = tail.get();
                Cell next = nexts.get(first).get();
                if (next == null) {
                    return null;
                }
                if (!broken && first == last) {
                    tail.compareAndSet(last, next);
                } else if (head.compareAndSet(first, next)) {
                    return next.value;
                }
            }
        }
    }

    /**
     * A stack whose cells are used again: a top that was away and is back is taken for the same.
     */
    static final class PooledStack {
        private final boolean broken;
        private final AtomicStampedReference<Node> top = new AtomicStampedReference<>(null, 0);
        private final AtomicReference<Node> plain = new AtomicReference<>();
        private final ThreadLocal<List<Node>> pool = ThreadLocal.withInitial(ArrayList::new);

        private static final class Node {
            volatile int value;
            volatile Node next;
        }

        PooledStack(boolean broken) {
            this.broken = broken;
        }

        void push(int value) {
            List<Node> mine = pool.get();
            Node node = mine.isEmpty() ? new Node() : mine.removeLast();
            node.value = value;
            int[] stamp = new int[1];
            Node old;
            do {
                old = broken ? plain.get() : top.get(stamp);
                node.next = old;
            } while (!set(old, node, stamp[0]));
        }

        Integer pop() {
            int[] stamp = new int[1];
            Node old;
            Node next;
            do {
                old = broken ? plain.get() : top.get(stamp);
                if (old == null) {
                    return null;
                }
                next = old.next;
            } while (!set(old, next, stamp[0]));
            int value = old.value;
            pool.get().add(old);
            return value;
        }

        private boolean set(Node old, Node node, int stamp) {
            return broken
                    ? plain.compareAndSet(old, node)
                    : top.compareAndSet(old, node, stamp, stamp + 1);
        }
    }

    /** A map to several values: it gets the list, and puts a longer one. */
    static final class Multimap {
        private final boolean broken;
        private final ConcurrentHashMap<Integer, List<Integer>> map = new ConcurrentHashMap<>();

        Multimap(boolean broken) {
            this.broken = broken;
        }

        void add(int key, int value) {
            if (broken) {
                List<Integer> old = map.get(key);
                map.put(key, with(old, value));
            } else {
                map.compute(key, (any, old) -> with(old, value));
            }
        }

        private static List<Integer> with(List<Integer> old, int value) {
            List<Integer> values = old == null ? new ArrayList<>() : new ArrayList<>(old);
            values.add(value);
            return List.copyOf(values);
        }

        List<Integer> get(int key) {
            return map.getOrDefault(key, List.of());
        }
    }

    /** A hash table of open addressing that grows without keeping others out. */
    static final class HashTable {
        private final boolean broken;
        private final ReentrantLock lock = new ReentrantLock();
        private volatile AtomicReferenceArray<int[]> table = new AtomicReferenceArray<>(2);

        HashTable(boolean broken) {
            this.broken = broken;
        }

        Integer put(int key, int value) {
            lock.lock();
            try {
                AtomicReferenceArray<int[]> at = table;
                int index = find(at, key);
                if (index < 0) {
                    if (broken) {
                        // Others must not wait for this.
                        lock.unlock();
                        AtomicReferenceArray<int[]> larger = grown(at);
                        lock.lock();
                        table = larger;
                    } else {
                        table = grown(at);
                    }
                    at = table;
                    index = find(at, key);
                    if (index < 0) {
                        table = grown(at);
                        at = table;
                        index = find(at, key);
                    }
                }
                int[] old = at.get(index);
                at.set(index, new int[] {key, value});
                return old == null ? null : old[1];
            } finally {
                lock.unlock();
            }
        }

        Integer get(int key) {
            lock.lock();
            try {
                AtomicReferenceArray<int[]> at = table;
                int index = find(at, key);
                int[] entry = index < 0 ? null : at.get(index);
                return entry == null ? null : entry[1];
            } finally {
                lock.unlock();
            }
        }

        private static AtomicReferenceArray<int[]> grown(AtomicReferenceArray<int[]> old) {
            AtomicReferenceArray<int[]> larger = new AtomicReferenceArray<>(2 * old.length());
            for (int i = 0; i < old.length(); i++) {
                int[] entry = old.get(i);
                if (entry != null) {
                    larger.set(find(larger, entry[0]), entry);
                }
            }
            return larger;
        }

        /** Where a key is, or could be put; -1 if there is no room. */
        private static int find(AtomicReferenceArray<int[]> table, int key) {
            for (int i = 0; i < table.length(); i++) {
                int at = (key + i) % table.length();
                int[] entry = table.get(at);
                if (entry == null || entry[0] == key) {
                    return at;
                }
            }
            return -1;
        }
    }

    /** The lazy list: who has locked two neighbours does not look whether they still are ones. */
    static final class LazyList {
        private final boolean broken;
        private final Node head = new Node(Integer.MIN_VALUE);

        private static final class Node {
            final int key;
            volatile boolean removed;
            volatile Node next;

            Node(int key) {
                this.key = key;
            }
        }

        LazyList(boolean broken) {
            this.broken = broken;
            head.next = new Node(Integer.MAX_VALUE);
        }

        boolean add(int key) {
            while (true) {
                Node[] two = neighbours(key);
                Node before = two[0];
                Node at = two[1];
                synchronized (before) {
                    synchronized (at) {
                        if (!isValid(before, at)) {
                            continue;
                        }
                        if (at.key == key) {
                            return false;
                        }
                        Node added = new Node(key);
                        added.next = at;
                        before.next = added;
                        return true;
                    }
                }
            }
        }

        boolean remove(int key) {
            while (true) {
                Node[] two = neighbours(key);
                Node before = two[0];
                Node at = two[1];
                synchronized (before) {
                    synchronized (at) {
                        if (!isValid(before, at)) {
                            continue;
                        }
                        if (at.key != key) {
                            return false;
                        }
                        at.removed = true;
                        before.next = at.next;
                        return true;
                    }
                }
            }
        }

        boolean contains(int key) {
            Node at = head;
            while (at.key < key) {
                at = at.next;
            }
            return at.key == key && !at.removed;
        }

        private Node[] neighbours(int key) {
            Node before = head;
            Node at = head.next;
            while (at.key < key) {
                before = at;
                at = at.next;
            }
            return new Node[] {before, at};
        }

        private boolean isValid(Node before, Node at) {
            return broken || (!before.removed && !at.removed && before.next == at);
        }
    }

    /**
     * A deque in an array, its two ends locked for themselves: where one element is left, both ends
     * take it.
     */
    static final class Deque {
        private static final int MIDDLE = 50;

        private final Object left = new Object();
        private final Object right;
        private final AtomicReferenceArray<Integer> values = new AtomicReferenceArray<>(2 * MIDDLE);
        private volatile int first = MIDDLE;
        private volatile int end = MIDDLE;

        Deque(boolean broken) {
            right = broken ? new Object() : left;
        }

        void addFirst(int value) {
            synchronized (left) {
                values.set(first - 1, value);
                first--;
            }
        }

        void addLast(int value) {
            synchronized (right) {
                values.set(end, value);
                end++;
            }
        }

        Integer pollFirst() {
            synchronized (left) {
                if (first >= end) {
                    return null;
                }
                Integer value = values.get(first);
                first++;
                return value;
            }
        }

        Integer pollLast() {
            synchronized (right) {
                if (first >= end) {
                    return null;
                }
                Integer value = values.get(end - 1);
                end--;
                return value;
            }
        }
    }

    /** A buffer of one place: who puts something in wakes nobody. */
    static final class Buffer {
        private final boolean broken;
        private final Map<String, Integer> place = new HashMap<>();

        Buffer(boolean broken) {
            this.broken = broken;
        }

        synchronized void put(int value) throws InterruptedException {
            while (!place.isEmpty()) {
                wait();
            }
            place.put("it", value);
            if (!broken) {
                notifyAll();
            }
        }

        synchronized int take() throws InterruptedException {
            while (place.isEmpty()) {
                wait();
            }
            notifyAll();
            return place.remove("it");
        }
    }
}
