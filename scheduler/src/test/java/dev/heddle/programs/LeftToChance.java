package dev.heddle.programs;

import java.util.Collection;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Programs without any race that fail by chance, and only sometimes. */
final class LeftToChance {

    private LeftToChance() {}

    /** One number of many is not expected. */
    static void number(int bound) throws InterruptedException {
        AtomicInteger drawn = new AtomicInteger();
        Thread other = new Thread(() -> drawn.set(new Random().nextInt(bound)));
        other.start();
        other.join();
        if (drawn.get() == 3) {
            throw new AssertionError("the number was 3");
        }
    }

    /** Objects without a hash code of their own come in the order of their identity hash codes. */
    static void firstAdded(Set<Object> set) {
        Object first = new Object();
        set.add(first);
        set.add(new Object());
        set.add(new Object());
        if (set.iterator().next() != first) {
            throw new AssertionError("it was not the first");
        }
    }

    /** A set that can not be changed has an order, but not the one it was written in. */
    static void firstNamed(Collection<String> names) {
        if (!names.iterator().next().equals("left")) {
            throw new AssertionError("left was not the first");
        }
    }
}
