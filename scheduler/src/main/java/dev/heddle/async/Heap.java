package dev.heddle.async;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;

/**
 * The things in a priority queue, with the smallest first: a binary heap that moves them as
 * CPython's {@code heapq} does, so that of equal ones the same comes out first.
 */
final class Heap<E> extends AbstractCollection<E> {

    /**
     * No element is smaller than the one at half its index, rounded down, of those counted from 1.
     */
    private final List<E> all = new ArrayList<>();

    private final Comparator<? super E> order;

    Heap(Comparator<? super E> order) {
        this.order = order;
    }

    @Override
    public boolean add(E added) {
        all.add(added);
        rise(all.size() - 1);
        return true;
    }

    /** Takes the smallest out; there must be one. */
    E removeSmallest() {
        E last = all.removeLast();
        if (all.isEmpty()) {
            return last;
        }
        E smallest = all.set(0, last);
        sink();
        return smallest;
    }

    /** Lets an element rise above all that are larger. */
    private void rise(int from) {
        E rising = all.get(from);
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!isLess(rising, all.get(parent))) {
                break;
            }
            all.set(at, all.get(parent));
            at = parent;
        }
        all.set(at, rising);
    }

    /** Lets the first sink to the bottom, past the smaller of each two, and rise from there. */
    private void sink() {
        E sinking = all.getFirst();
        int at = 0;
        int child = 1;
        while (child < all.size()) {
            int right = child + 1;
            if (right < all.size() && !isLess(all.get(child), all.get(right))) {
                child = right;
            }
            all.set(at, all.get(child));
            at = child;
            child = 2 * at + 1;
        }
        all.set(at, sinking);
        rise(at);
    }

    private boolean isLess(E one, E other) {
        return order.compare(one, other) < 0;
    }

    @Override
    public Iterator<E> iterator() {
        return all.iterator();
    }

    @Override
    public int size() {
        return all.size();
    }
}
