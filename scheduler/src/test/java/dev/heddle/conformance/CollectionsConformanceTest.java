package dev.heddle.conformance;

import static dev.heddle.Conformance.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.atomic.AtomicInteger;

/** Maps, sets and lists that threads share. */
class CollectionsConformanceTest {

    /** How often a value is made is up to the map; that it is there once is not. */
    private static void countIn(ConcurrentMap<String, Integer> map, int most) throws Exception {
        AtomicInteger made = new AtomicInteger();
        Together.all(() -> count(map, made), () -> count(map, made), () -> map.remove("other", 1));
        assertThat(map).containsEntry("key", 4).containsKey("made");
        assertThat(made.get()).isBetween(1, most);
        assertThat(map.replace("key", 4, 5)).isTrue();
        assertThat(map.putIfAbsent("key", 6)).isEqualTo(5);
        assertThat(map.computeIfPresent("key", (key, value) -> null)).isNull();
        assertThat(map).doesNotContainKey("key");
    }

    private static void count(ConcurrentMap<String, Integer> map, AtomicInteger made) {
        map.merge("key", 1, Integer::sum);
        map.compute("key", (key, value) -> value == null ? 1 : value + 1);
        map.computeIfAbsent("made", key -> made.incrementAndGet());
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "ConcurrentHashMap: merge, compute, computeIfAbsent, replace; ConcurrentMap")
    void updatesOfHashMapsAreAtomic() {
        check(() -> countIn(new ConcurrentHashMap<>(), 1));
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "ConcurrentHashMap: growing while others read")
    void hashMapsGrowUnderWriters() {
        check(
                () -> {
                    ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>(1);
                    Together.all(
                            () -> fill(map, 0), () -> fill(map, 40), () -> map.containsKey(20));
                    assertThat(map).hasSize(80);
                    assertThat(map.mappingCount()).isEqualTo(80);
                });
    }

    private static void fill(Map<Integer, Integer> map, int from) {
        for (int i = from; i < from + 40; i++) {
            map.put(i, i);
        }
    }

    @Test
    @Covers(
            area = Area.POOLS,
            value = "ConcurrentHashMap: forEach, search, reduce on the common pool")
    void bulkOperationsSeeAll() {
        check(
                () -> {
                    ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
                    for (int i = 0; i < 20; i++) {
                        map.put(i, i);
                    }
                    AtomicInteger sum = new AtomicInteger();
                    map.forEach(1, (key, value) -> sum.addAndGet(value));
                    assertThat(sum.get()).isEqualTo(190);
                    assertThat(map.reduceValuesToInt(1, value -> value, 0, Integer::sum))
                            .isEqualTo(190);
                    assertThat(map.reduceKeys(1, Integer::max)).isEqualTo(19);
                    Integer found = map.search(1, (key, value) -> key == 7 ? value : null);
                    assertThat(found).isEqualTo(7);
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "ConcurrentHashMap.newKeySet, keySet with a value")
    void keySetsAreSets() {
        check(
                () -> {
                    Set<String> set = ConcurrentHashMap.newKeySet();
                    AtomicInteger added = new AtomicInteger();
                    Together.all(
                            () -> added.addAndGet(set.add("a") ? 1 : 0),
                            () -> added.addAndGet(set.add("a") ? 1 : 0));
                    assertThat(added.get()).isEqualTo(1);
                });
    }

    @Test
    @Covers(
            area = Area.CONCURRENT,
            value = "ConcurrentSkipListMap, ConcurrentSkipListSet; ConcurrentNavigableMap")
    void skipListsKeepOrder() {
        check(
                () -> {
                    countIn(new ConcurrentSkipListMap<>(), 2);
                    ConcurrentNavigableMap<Integer, Integer> map = new ConcurrentSkipListMap<>();
                    Together.all(
                            () -> fill(map, 40), () -> fill(map, 0), () -> map.pollFirstEntry());
                    assertThat(map.size()).isIn(79, 80);
                    assertThat(new ArrayList<>(map.keySet())).isSorted();
                    assertThat(map.headMap(40).size()).isIn(39, 40);
                    ConcurrentSkipListSet<Integer> set = new ConcurrentSkipListSet<>();
                    Together.all(() -> set.add(2), () -> set.add(1));
                    assertThat(set).containsExactly(1, 2);
                });
    }

    @Test
    @Covers(area = Area.CONCURRENT, value = "CopyOnWriteArrayList, CopyOnWriteArraySet")
    void iteratorsSeeWhatWasThere() {
        check(
                () -> {
                    CopyOnWriteArrayList<Integer> list = new CopyOnWriteArrayList<>(List.of(1, 2));
                    int[] sum = new int[1];
                    Together.all(
                            () -> {
                                for (int element : list) {
                                    sum[0] += element;
                                }
                            },
                            () -> list.add(4),
                            () -> list.addIfAbsent(4));
                    assertThat(sum[0]).isIn(3, 7, 11);
                    assertThat(list.size()).isIn(3, 4);
                    CopyOnWriteArraySet<Integer> set = new CopyOnWriteArraySet<>();
                    Together.all(() -> set.add(1), () -> set.add(1));
                    assertThat(set).containsExactly(1);
                });
    }
}
