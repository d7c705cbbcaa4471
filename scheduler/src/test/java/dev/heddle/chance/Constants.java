package dev.heddle.chance;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What is drawn once in a JVM, in whatever run comes first, and stays for all that follow. */
final class Constants {

    private enum Colour {
        RED,
        GREEN
    }

    private static final UUID ID = UUID.randomUUID();
    private static final int NUMBER = new Random().nextInt();
    private static final int SPLIT = new SplittableRandom().nextInt();
    private static final int OF_THREAD = ThreadLocalRandom.current().nextInt();
    private static final double OF_ALL = Math.random();
    private static final int HASH = new Object().hashCode();
    private static final List<String> ORDER = List.copyOf(Set.of("a", "b", "c", "d", "e", "f"));
    private static final List<Integer> SHUFFLED =
            new java.util.ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8));

    static {
        Collections.shuffle(SHUFFLED);
    }

    private Constants() {}

    /** All of them, and the hash codes of what is there once in a JVM. */
    static List<String> lines() {
        Runnable capturesNothing = () -> {};
        return List.of(
                ID + " " + NUMBER + " " + SPLIT + " " + OF_THREAD + " " + OF_ALL + " " + HASH,
                ORDER + " " + SHUFFLED,
                Colour.RED.hashCode() + " " + System.identityHashCode(Colour.GREEN),
                "" + Colour.class.hashCode() + " " + Colour[].class.getComponentType().hashCode(),
                "" + capturesNothing.hashCode(),
                "" + System.identityHashCode("a literal"));
    }
}
