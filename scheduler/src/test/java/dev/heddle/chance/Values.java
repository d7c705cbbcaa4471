package dev.heddle.chance;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Something drawn in every way that there is, each by a name. */
final class Values {

    private Values() {}

    /** An object without a hash code of its own, that knows how many there were before it. */
    private static final class Plain {
        private final int number;

        Plain(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    /** The inherited hash code, asked for by a method that overrides it. */
    private static final class Shifted {
        @Override
        public int hashCode() {
            return super.hashCode() >>> 1;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    private record Pair(Object one, Object other) {}

    private static List<Plain> plain(int count) {
        return IntStream.range(0, count).mapToObj(Plain::new).toList();
    }

    private static List<Integer> numbers(Iterable<Plain> objects) {
        List<Integer> numbers = new ArrayList<>();
        objects.forEach(object -> numbers.add(object.number()));
        return numbers;
    }

    /** What differs from run to run. */
    static Map<String, String> draw() throws GeneralSecurityException, InterruptedException {
        Map<String, Object> drawn = new LinkedHashMap<>();
        generators(drawn);
        secure(drawn);
        hashes(drawn);
        orders(drawn);
        Map<String, String> texts = new LinkedHashMap<>();
        drawn.forEach((name, value) -> texts.put(name, value.toString()));
        return texts;
    }

    private static void generators(Map<String, Object> drawn) throws InterruptedException {
        drawn.put("Random", new Random().nextLong());
        drawn.put("another Random", new Random().nextLong());
        drawn.put("ThreadLocalRandom", ThreadLocalRandom.current().nextLong());
        AtomicInteger ofOther = new AtomicInteger();
        Thread other = new Thread(() -> ofOther.set(ThreadLocalRandom.current().nextInt()));
        other.start();
        other.join();
        drawn.put("ThreadLocalRandom of another thread", ofOther.get());
        Thread virtual =
                Thread.startVirtualThread(() -> ofOther.set(ThreadLocalRandom.current().nextInt()));
        virtual.join();
        drawn.put("ThreadLocalRandom of a virtual thread", ofOther.get());
        drawn.put("ThreadLocalRandom.ints", ThreadLocalRandom.current().ints(2).boxed().toList());
        drawn.put("SplittableRandom", new SplittableRandom().nextLong());
        drawn.put("SplittableRandom.split", new SplittableRandom().split().nextLong());
        drawn.put("Math.random", Math.random());
        drawn.put("StrictMath.random", StrictMath.random());
        drawn.put("RandomGenerator.getDefault", RandomGenerator.getDefault().nextLong());
        RandomGeneratorFactory.all()
                .map(RandomGeneratorFactory::name)
                .sorted()
                .forEach(name -> drawn.put("a " + name, RandomGenerator.of(name).nextLong()));
        drawn.put("Random.from", Random.from(RandomGenerator.getDefault()).nextInt());
        List<Integer> cards = new ArrayList<>(IntStream.range(0, 30).boxed().toList());
        Collections.shuffle(cards);
        drawn.put("Collections.shuffle", cards);
    }

    private static void secure(Map<String, Object> drawn) throws GeneralSecurityException {
        drawn.put("UUID.randomUUID", UUID.randomUUID());
        drawn.put("SecureRandom", new SecureRandom().nextLong());
        drawn.put("SecureRandom.getInstanceStrong", SecureRandom.getInstanceStrong().nextLong());
        drawn.put("SecureRandom.getSeed", Arrays.toString(SecureRandom.getSeed(8)));
        drawn.put("DRBG", SecureRandom.getInstance("DRBG").nextLong());
        drawn.put("SHA1PRNG", SecureRandom.getInstance("SHA1PRNG").nextLong());
    }

    private static void hashes(Map<String, Object> drawn) {
        drawn.put("hashCode", new Plain(0).hashCode());
        drawn.put("System.identityHashCode", System.identityHashCode(new Plain(0)));
        drawn.put("super.hashCode", new Shifted().hashCode());
        drawn.put("toString", new Object().toString());
        drawn.put("Objects.toIdentityString", Objects.toIdentityString(new Object()));
        drawn.put("Objects.hash", Objects.hash(new Object(), new Object()));
        drawn.put("Arrays.hashCode", Arrays.hashCode(new Object[] {new Object()}));
        drawn.put("a record", new Pair(new Object(), new Object()).hashCode());
        drawn.put("an array", new int[1].hashCode());
        drawn.put("a thread", new Thread().hashCode());
        Object captured = new Object();
        drawn.put("a lambda", ((Runnable) captured::notifyAll).hashCode());
        ToIntFunction<Object> reference = Object::hashCode;
        drawn.put("Object::hashCode", reference.applyAsInt(new Object()));
        IntSupplier bound = new Plain(0)::hashCode;
        drawn.put("object::hashCode", bound.getAsInt());
        ToIntFunction<Object> identity = System::identityHashCode;
        drawn.put("System::identityHashCode", identity.applyAsInt(new Object()));
        drawn.put("%h", String.format("%h", new Object()));
    }

    private static void orders(Map<String, Object> drawn) {
        drawn.put("a HashSet", numbers(new HashSet<>(plain(20))));
        Map<Plain, String> map = new HashMap<>();
        plain(20).forEach(key -> map.put(key, ""));
        drawn.put("a HashMap", numbers(map.keySet()));
        Map<Plain, String> identity = new IdentityHashMap<>();
        plain(20).forEach(key -> identity.put(key, ""));
        drawn.put("an IdentityHashMap", numbers(identity.keySet()));
        List<Plain> held = plain(20);
        Map<Plain, String> weak = new WeakHashMap<>();
        held.forEach(key -> weak.put(key, ""));
        drawn.put("a WeakHashMap", numbers(weak.keySet()));
        Integer[] many = IntStream.range(0, 40).boxed().toArray(Integer[]::new);
        drawn.put("Set.of", Set.of(many));
        drawn.put("Set.copyOf", Set.copyOf(Arrays.asList(many)));
        drawn.put(
                "toUnmodifiableSet",
                IntStream.range(0, 40).boxed().collect(Collectors.toUnmodifiableSet()));
        drawn.put(
                "Map.copyOf",
                Map.copyOf(Arrays.stream(many).collect(Collectors.toMap(key -> key, key -> 0))));
    }
}
