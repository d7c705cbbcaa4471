package dev.heddle.jqwik.campaign;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Chance and time: what a JVM gives that another would give otherwise. */
enum ChanceOperation implements Operation {
    RANDOM((scene, argument) -> new Random().nextInt(100)),
    THREAD_LOCAL_RANDOM((scene, argument) -> ThreadLocalRandom.current().nextInt(100)),
    MATH_RANDOM((scene, argument) -> Math.random()),
    SPLITTABLE((scene, argument) -> new SplittableRandom().split().nextLong()),
    SECURE((scene, argument) -> new SecureRandom().nextInt(1 + argument)),
    GENERATOR((scene, argument) -> RandomGenerator.getDefault().nextInt(1 + argument)),
    NAMED_GENERATOR((scene, argument) -> RandomGenerator.of("Xoshiro256PlusPlus").nextLong()),
    RANDOM_UUID((scene, argument) -> UUID.randomUUID()),
    SHUFFLE(
            (scene, argument) -> {
                List<Integer> cards = new ArrayList<>(List.of(1, 2, 3, 4, 5));
                Collections.shuffle(cards);
                return cards;
            }),
    IDENTITY_HASH((scene, argument) -> System.identityHashCode(new int[argument])),
    TO_STRING((scene, argument) -> new Object()),
    HASH_SET(
            (scene, argument) -> {
                Set<Object> set = new HashSet<>();
                for (int i = 0; i < 4; i++) {
                    set.add(new Named(i));
                }
                return set;
            }),
    SHARED_OBJECTS(
            (scene, argument) -> {
                Set<Object> set = ConcurrentHashMap.newKeySet();
                Collections.addAll(set, scene.monitors);
                StringBuilder order = new StringBuilder();
                set.forEach(one -> order.append(Arrays.asList(scene.monitors).indexOf(one)));
                return order;
            }),
    THREADS_IN_A_MAP(
            (scene, argument) -> {
                Map<Thread, String> names = new HashMap<>();
                scene.threads.forEach(thread -> names.put(thread, thread.getName()));
                return names.values();
            }),
    IDENTITY_MAP(
            (scene, argument) -> {
                Map<Object, Integer> map = new IdentityHashMap<>();
                for (int i = 0; i < 4; i++) {
                    map.put(new Object(), i);
                }
                return map.values();
            }),
    SET_OF((scene, argument) -> Set.of("a", "b", "c", "d", "e").toString()),
    MAP_OF((scene, argument) -> Map.of("a", 1, "b", 2, "c", 3).keySet().toString()),
    ENUM_HASH((scene, argument) -> values()[argument].hashCode()),
    CLASS_HASH((scene, argument) -> Scene.class.hashCode()),
    NOW((scene, argument) -> Instant.now()),
    NANO_TIME((scene, argument) -> System.nanoTime()),
    DATE((scene, argument) -> new Date().getTime()),
    LOCAL_TIME((scene, argument) -> LocalDateTime.now());

    private final Action action;

    ChanceOperation(Action action) {
        this.action = action;
    }

    @Override
    public Object run(Scene scene, int argument) throws Exception {
        return String.valueOf(action.run(scene, argument));
    }

    /** Its place in a hash table is its identity's. */
    private static final class Named {
        private final int number;

        Named(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "" + number;
        }
    }
}
