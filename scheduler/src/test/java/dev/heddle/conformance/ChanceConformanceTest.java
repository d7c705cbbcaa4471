package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.conformance.Covers.Handling;

import org.junit.jupiter.api.Test;

import java.security.Provider;
import java.security.SecureRandom;
import java.security.SecureRandomSpi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Chance keeps the promises of the JDK, whoever draws. */
class ChanceConformanceTest {

    static {
        Conformance.install();
    }

    private enum Colour {
        RED,
        GREEN
    }

    @Test
    @Covers(area = Area.CHANCE, value = "new Random()")
    @Covers(area = Area.CHANCE, value = "new Random(seed)")
    @Covers(area = Area.CHANCE, value = "new SplittableRandom(), split, splits")
    @Covers(area = Area.CHANCE, value = "RandomGenerator.getDefault and every named algorithm")
    @Covers(area = Area.CHANCE, value = "Random.from")
    void generatorsAreUnlikeEachOther() {
        check(
                () -> {
                    assertThat(new Random(42).nextInt()).isEqualTo(-1170105035);
                    assertThat(new Random().nextLong()).isNotEqualTo(new Random().nextLong());
                    SplittableRandom one = new SplittableRandom();
                    assertThat(one.split().nextLong()).isNotEqualTo(one.split().nextLong());
                    assertThat(new SplittableRandom(7).nextInt())
                            .isEqualTo(new SplittableRandom(7).nextInt());
                    for (String name :
                            RandomGeneratorFactory.all()
                                    .map(RandomGeneratorFactory::name)
                                    .toList()) {
                        assertThat(RandomGenerator.of(name).nextLong())
                                .as(name)
                                .isNotEqualTo(RandomGenerator.of(name).nextLong());
                    }
                    assertThat(Random.from(RandomGenerator.getDefault()).nextInt(5))
                            .isBetween(0, 4);
                    assertThat(new Random().ints(5, 0, 3).allMatch(i -> i >= 0 && i < 3)).isTrue();
                });
    }

    @Test
    @Covers(area = Area.CHANCE, value = "ThreadLocalRandom, in platform and virtual threads")
    @Covers(area = Area.CHANCE, value = "LongAdder and ConcurrentHashMap, which spread by it")
    void everyThreadHasItsOwnNumbers() {
        check(
                () -> {
                    Set<Long> drawn = ConcurrentHashMap.newKeySet();
                    LongAdder sum = new LongAdder();
                    Runnable draw =
                            () -> {
                                for (int i = 0; i < 3; i++) {
                                    drawn.add(ThreadLocalRandom.current().nextLong());
                                    sum.increment();
                                }
                            };
                    Thread one = new Thread(draw);
                    Thread two = Thread.ofVirtual().unstarted(draw);
                    one.start();
                    two.start();
                    draw.run();
                    one.join();
                    two.join();
                    assertThat(drawn).hasSize(9);
                    assertThat(sum.sum()).isEqualTo(9);
                    assertThatThrownBy(() -> ThreadLocalRandom.current().setSeed(1))
                            .isInstanceOf(UnsupportedOperationException.class);
                });
    }

    @Test
    @Covers(area = Area.CHANCE, value = "Math.random, StrictMath.random")
    @Covers(area = Area.CHANCE, value = "Collections.shuffle")
    void sharedGeneratorsGoOn() {
        check(
                () -> {
                    assertThat(Math.random()).isBetween(0.0, 1.0).isNotEqualTo(Math.random());
                    assertThat(StrictMath.random()).isNotEqualTo(StrictMath.random());
                    List<Integer> cards = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        cards.add(i);
                    }
                    List<Integer> once = new ArrayList<>(cards);
                    List<Integer> again = new ArrayList<>(cards);
                    Collections.shuffle(once);
                    Collections.shuffle(again);
                    assertThat(once).containsExactlyInAnyOrderElementsOf(cards);
                    assertThat(once).isNotEqualTo(again);
                });
    }

    @Test
    @Covers(
            area = Area.CHANCE,
            value = "SecureRandom of the JDK's providers, getSeed, getInstanceStrong",
            note = "not secure inside a run")
    @Covers(area = Area.CHANCE, value = "UUID.randomUUID", note = "not secure inside a run")
    @Covers(area = Area.CHANCE, value = "SHA1PRNG with a seed of its own")
    void secureNumbersKeepTheirForm() {
        check(
                () -> {
                    UUID id = UUID.randomUUID();
                    assertThat(id.version()).isEqualTo(4);
                    assertThat(id).isNotEqualTo(UUID.randomUUID());
                    assertThat(SecureRandom.getSeed(3)).hasSize(3);
                    assertThat(new SecureRandom().nextLong())
                            .isNotEqualTo(new SecureRandom().nextLong());
                    byte[] bytes = new byte[100];
                    SecureRandom.getInstanceStrong().nextBytes(bytes);
                    assertThat(bytes).isNotEqualTo(new byte[100]);
                    assertThatThrownBy(() -> new SecureRandom().nextBytes(null))
                            .isInstanceOf(NullPointerException.class);
                    assertThatThrownBy(() -> new SecureRandom().generateSeed(-1))
                            .isInstanceOf(IllegalArgumentException.class);
                    SecureRandom seeded = SecureRandom.getInstance("SHA1PRNG");
                    SecureRandom alike = SecureRandom.getInstance("SHA1PRNG");
                    seeded.setSeed(5);
                    alike.setSeed(5);
                    assertThat(seeded.nextLong()).isEqualTo(alike.nextLong());
                    assertThat(SecureRandom.getInstance("SHA1PRNG").nextLong())
                            .isNotEqualTo(SecureRandom.getInstance("SHA1PRNG").nextLong());
                });
    }

    @Test
    @Covers(
            area = Area.CHANCE,
            value = "SecureRandom of the program's own provider",
            handling = Handling.REAL,
            note = "it is called like any other code")
    void anEngineOfTheProgramIsCalled() {
        check(() -> assertThat(new Fixed().nextInt()).isEqualTo(0x07070707));
    }

    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;

        Fixed() {
            super(new Engine(), new Provider("Fixed", "1", "") {});
        }
    }

    private static final class Engine extends SecureRandomSpi {
        private static final long serialVersionUID = 1L;

        @Override
        protected void engineSetSeed(byte[] seed) {}

        @Override
        protected void engineNextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, (byte) 7);
        }

        @Override
        protected byte[] engineGenerateSeed(int count) {
            return new byte[count];
        }
    }

    @Test
    @Covers(area = Area.CHANCE, value = "identity hash codes, Object.hashCode, Object.toString")
    @Covers(area = Area.CHANCE, value = "HashMap, HashSet and IdentityHashMap of plain objects")
    @Covers(area = Area.CHANCE, value = "hash codes of records, arrays, lambdas, threads")
    void anObjectsHashCodeStays() {
        check(
                () -> {
                    Object object = new Object();
                    int hash = object.hashCode();
                    assertThat(System.identityHashCode(object)).isEqualTo(hash);
                    assertThat(object.toString()).endsWith("@" + Integer.toHexString(hash));
                    synchronized (object) {
                        object.wait(1);
                        assertThat(object.hashCode()).isEqualTo(hash);
                    }
                    Object lockedFirst = new Object();
                    synchronized (lockedFirst) {
                        assertThat(lockedFirst.hashCode())
                                .isEqualTo(System.identityHashCode(lockedFirst));
                    }
                    Map<Object, Integer> map = new HashMap<>();
                    Map<Object, Integer> identity = new IdentityHashMap<>();
                    List<Object> keys = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        Object key = i % 2 == 0 ? new Object() : new int[0];
                        keys.add(key);
                        map.put(key, i);
                        identity.put(key, i);
                    }
                    for (int i = 0; i < 100; i++) {
                        assertThat(map.get(keys.get(i))).isEqualTo(i);
                        assertThat(identity.get(keys.get(i))).isEqualTo(i);
                    }
                    assertThat(System.identityHashCode(null)).isZero();
                    assertThatThrownBy(() -> hashOf(null)).isInstanceOf(NullPointerException.class);
                });
    }

    private static int hashOf(Object object) {
        return object.hashCode();
    }

    @Test
    @Covers(area = Area.CHANCE, value = "hash codes of enum constants and classes")
    void constantsHashAlike() {
        check(
                () -> {
                    assertThat(Colour.RED.hashCode())
                            .isEqualTo(System.identityHashCode(Colour.RED))
                            .isNotEqualTo(Colour.GREEN.hashCode());
                    assertThat(Map.of(Colour.RED, 1, Colour.GREEN, 2))
                            .containsEntry(Colour.GREEN, 2);
                    assertThat(new HashSet<>(List.of(Colour.class, Colour.class))).hasSize(1);
                });
    }

    @Test
    @Covers(
            area = Area.CHANCE,
            value = "iteration order of Set.of, Map.of, copyOf, toUnmodifiable*")
    void everyElementComesOnce() {
        check(
                () -> {
                    for (int size = 0; size < 12; size++) {
                        Set<Integer> numbers = new HashSet<>();
                        for (int i = 0; i < size; i++) {
                            numbers.add(i);
                        }
                        List<Integer> seen = new ArrayList<>(Set.copyOf(numbers));
                        assertThat(seen).containsExactlyInAnyOrderElementsOf(numbers);
                        assertThat(Set.copyOf(numbers).hashCode()).isEqualTo(numbers.hashCode());
                        Set<Integer> set = Set.copyOf(numbers);
                        Iterator<Integer> twice = set.iterator();
                        for (int number : set) {
                            assertThat(twice.next()).isEqualTo(number);
                        }
                    }
                });
    }

    /**
     * A thread outside a run finds in a map what a fiber has put there, and the other way round.
     */
    @Test
    void mapsAreSharedWithThreadsOutside() {
        Object before = new Object();
        Map<Object, String> shared = new ConcurrentHashMap<>();
        shared.put(before, "before");
        List<Object> made = new ArrayList<>();
        Heddle.explorer()
                .schedules(5)
                .explore(
                        () -> {
                            assertThat(shared).containsEntry(before, "before");
                            Object object = new Object();
                            made.add(object);
                            shared.put(object, "in a run");
                        })
                .check();
        assertThat(made)
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(key -> assertThat(shared).containsKey(key));
    }
}
