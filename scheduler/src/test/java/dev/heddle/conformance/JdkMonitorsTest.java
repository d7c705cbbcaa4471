package dev.heddle.conformance;

import static dev.heddle.Conformance.check;
import static dev.heddle.conformance.Covers.Area.MONITORS;
import static dev.heddle.conformance.Exclusion.demandHolds;
import static dev.heddle.conformance.Exclusion.demandWaits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Observable;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.Stack;
import java.util.Vector;

/** A method of the JDK that is synchronized keeps out a block that is, and the other way round. */
class JdkMonitorsTest {

    @Test
    @Covers(area = MONITORS, value = "Vector, with synchronized (vector)")
    void vector() {
        check(
                () -> {
                    Vector<String> vector = new Vector<>(List.of("a", "b"));
                    demandWaits(
                            vector,
                            () -> vector.add("c"),
                            () -> vector.size(),
                            () -> vector.removeIf("c"::equals),
                            () -> vector.elements().nextElement(),
                            () -> vector.iterator().next());
                    demandHolds(
                            vector,
                            () -> vector.add("d"),
                            inside -> vector.forEach(each -> inside.run()),
                            inside -> vector.replaceAll(each -> after(inside, each)),
                            inside -> vector.removeIf(each -> after(inside, false)),
                            inside -> vector.sort((a, b) -> after(inside, a.compareTo(b))));
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Stack")
    void stack() {
        check(
                () -> {
                    Stack<String> stack = new Stack<>();
                    stack.addAll(List.of("a", "b", "c"));
                    demandWaits(
                            stack, () -> stack.push("d"), stack::pop, stack::peek, stack::empty);
                    demandHolds(
                            stack,
                            stack::pop,
                            inside -> stack.search(new Curious(inside)),
                            inside -> stack.forEach(each -> inside.run()));
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Hashtable, with callbacks")
    void hashtable() {
        check(
                () -> {
                    Hashtable<Object, String> table = new Hashtable<>(Map.of("a", "b"));
                    demandWaits(
                            table,
                            () -> table.get("a"),
                            () -> table.put("c", "d"),
                            () -> table.containsKey("a"),
                            () -> table.keySet().size(),
                            () -> table.entrySet().remove(Map.entry("x", "y")));
                    demandHolds(
                            table,
                            () -> table.put("e", "f"),
                            inside -> table.computeIfAbsent("g", key -> after(inside, "h")),
                            inside -> table.compute("a", (key, value) -> after(inside, value)),
                            inside -> table.merge("a", "i", (x, y) -> after(inside, x + y)),
                            inside -> table.forEach((key, value) -> inside.run()),
                            inside -> table.replaceAll((key, value) -> after(inside, value)),
                            inside -> table.get(new Curious(inside)));
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Properties")
    void properties() {
        check(
                () -> {
                    Properties properties = new Properties();
                    demandWaits(
                            properties,
                            () -> properties.setProperty("a", "b"),
                            () -> properties.putAll(Map.of("c", "d")),
                            () -> properties.remove("c"),
                            () -> properties.values().remove("e"));
                    demandHolds(
                            properties,
                            () -> properties.setProperty("c", "d"),
                            inside -> properties.forEach((key, value) -> inside.run()),
                            inside -> properties.computeIfAbsent("x", key -> after(inside, "y")));
                    assertThat(properties.getProperty("a")).isEqualTo("b");
                });
    }

    @Test
    @Covers(area = MONITORS, value = "StringBuffer")
    void stringBuffer() {
        check(
                () -> {
                    StringBuffer buffer = new StringBuffer("a");
                    demandWaits(
                            buffer,
                            () -> buffer.append("b"),
                            () -> buffer.append('c'),
                            buffer::length,
                            buffer::toString,
                            () -> buffer.insert(0, "d"));
                    demandHolds(
                            buffer,
                            () -> buffer.append("e"),
                            inside -> buffer.append(new Shown(inside)),
                            inside -> buffer.insert(0, new Shown(inside)));
                    assertThat(buffer).endsWith("e");
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Throwable.addSuppressed, initCause, getSuppressed")
    void throwable() {
        check(
                () -> {
                    Exception exception = new Exception();
                    demandWaits(
                            exception,
                            () -> exception.addSuppressed(new IllegalStateException()),
                            () -> exception.initCause(new IllegalStateException()),
                            exception::getSuppressed,
                            exception::getCause,
                            () -> exception.setStackTrace(new StackTraceElement[0]));
                    assertThat(exception.getSuppressed()).hasSize(1);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Random.nextGaussian, setSeed")
    void random() {
        check(
                () -> {
                    Random random = new Random(1);
                    demandWaits(random, random::nextGaussian, () -> random.setSeed(2));
                });
    }

    @Test
    @SuppressWarnings("deprecation")
    @Covers(area = MONITORS, value = "Observable")
    void observable() {
        check(
                () -> {
                    Observable observable = new Observable();
                    List<String> told = new ArrayList<>();
                    demandWaits(
                            observable,
                            () -> observable.addObserver((from, what) -> told.add("told")),
                            observable::countObservers,
                            observable::notifyObservers,
                            observable::hasChanged);
                    assertThat(told).isEmpty();
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Collections.synchronizedList, with callbacks")
    void synchronizedList() {
        check(
                () -> {
                    List<String> list =
                            Collections.synchronizedList(new ArrayList<>(List.of("a", "b")));
                    demandWaits(list, () -> list.add("c"), list::size, () -> list.contains("a"));
                    demandHolds(
                            list,
                            () -> list.add("d"),
                            inside -> list.forEach(each -> inside.run()),
                            inside -> list.removeIf(each -> after(inside, false)),
                            inside -> list.replaceAll(each -> after(inside, each)),
                            inside -> list.contains(new Curious(inside)));
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Collections.synchronizedMap, with callbacks")
    void synchronizedMap() {
        check(
                () -> {
                    Map<String, String> map =
                            Collections.synchronizedMap(new HashMap<>(Map.of("a", "b")));
                    demandWaits(
                            map,
                            () -> map.put("c", "d"),
                            () -> map.keySet().size(),
                            () -> map.getOrDefault("x", "y"));
                    demandHolds(
                            map,
                            () -> map.put("e", "f"),
                            inside -> map.computeIfAbsent("g", key -> after(inside, "h")),
                            inside -> map.compute("a", (key, value) -> after(inside, value)),
                            inside -> map.forEach((key, value) -> inside.run()),
                            inside -> map.values().removeIf(each -> after(inside, false)));
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Collections.synchronizedSet, synchronizedCollection")
    void synchronizedSet() {
        check(
                () -> {
                    Set<String> set = Collections.synchronizedSet(new HashSet<>(Set.of("a")));
                    demandWaits(set, () -> set.add("b"), () -> set.remove("a"), set::hashCode);
                    demandHolds(set, set::size, inside -> set.forEach(each -> inside.run()));
                    Collection<String> all =
                            Collections.synchronizedCollection(new ArrayList<>(List.of("a")));
                    demandWaits(all, () -> all.addAll(List.of("b")), all::toString);
                    demandHolds(all, all::size, inside -> all.forEach(each -> inside.run()));
                });
    }

    private static <T> T after(Runnable inside, T result) {
        inside.run();
        return result;
    }

    /** Calls back when it is looked for. */
    private record Curious(Runnable inside) {
        @Override
        public boolean equals(Object other) {
            inside.run();
            return false;
        }

        @Override
        public int hashCode() {
            inside.run();
            return 1;
        }
    }

    /** Calls back when it is shown. */
    private record Shown(Runnable inside) {
        @Override
        public String toString() {
            inside.run();
            return "shown";
        }
    }
}
