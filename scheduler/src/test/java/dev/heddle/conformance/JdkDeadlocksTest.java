package dev.heddle.conformance;

import static dev.heddle.conformance.Covers.Area.MONITORS;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Vector;

/** Objects of the JDK that are locked one within the other, in both orders and in one. */
class JdkDeadlocksTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    /** Does something with both objects, holding the first one while it asks for the second. */
    private interface Operation<T> {
        void run(T first, T second);
    }

    @Test
    @Covers(area = MONITORS, value = "StringBuffer.append(StringBuffer) in both directions")
    void stringBuffers() {
        demandDeadlock(
                new StringBuffer("a"),
                new StringBuffer("b"),
                (first, second) -> {
                    first.append(second);
                    first.setLength(1);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Vector.containsAll, equals of two vectors, both ways")
    void vectors() {
        Vector<String> one = new Vector<>(List.of("a", "b"));
        Vector<String> two = new Vector<>(List.of("a", "b"));
        demandDeadlock(one, two, (first, second) -> first.containsAll(second));
        demandDeadlock(one, two, (first, second) -> first.equals(second));
    }

    @Test
    @Covers(area = MONITORS, value = "Vector.addAll in both directions, which copies first")
    void vectorsAreCopiedBeforeTheyAreAdded() {
        Conformance.check(
                bothWays(
                        new Vector<>(List.of("a")),
                        new Vector<>(List.of("b")),
                        (first, second) -> {
                            first.addAll(second);
                            first.setSize(1);
                        }));
    }

    @Test
    @Covers(area = MONITORS, value = "Hashtable.computeIfAbsent that asks another table")
    void hashtables() {
        demandDeadlock(
                new Hashtable<String, String>(),
                new Hashtable<String, String>(),
                (first, second) ->
                        first.computeIfAbsent("key", key -> second.getOrDefault("key", "value")));
    }

    @Test
    @Covers(area = MONITORS, value = "Collections.synchronizedList.addAll in both directions")
    void synchronizedLists() {
        demandDeadlock(
                Collections.synchronizedList(new ArrayList<>(List.of("a"))),
                Collections.synchronizedList(new ArrayList<>(List.of("b"))),
                (first, second) -> {
                    first.addAll(second);
                    // They outlive a schedule, and would double with each.
                    while (first.size() > 1) {
                        first.removeLast();
                    }
                });
    }

    @Test
    @Covers(area = MONITORS, value = "ByteArrayOutputStream.writeTo in both directions")
    void byteArrays() {
        ByteArrayOutputStream one = new ByteArrayOutputStream();
        ByteArrayOutputStream two = new ByteArrayOutputStream();
        one.write(1);
        two.write(2);
        demandDeadlock(
                one,
                two,
                (first, second) -> {
                    try {
                        first.writeTo(second);
                        second.reset();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Test
    @Covers(area = MONITORS, value = "a block that holds an object of the JDK, and its methods")
    void aBlockAndAMethod() {
        demandDeadlock(
                new StringBuffer("a"),
                new StringBuffer("b"),
                (first, second) -> {
                    synchronized (first) {
                        second.setLength(1);
                    }
                });
    }

    @Test
    @Covers(area = MONITORS, value = "a block that holds a list, and a constructor that copies one")
    void copyConstructors() {
        demandDeadlock(
                new Vector<>(List.of("a")),
                new Vector<>(List.of("b")),
                (first, second) -> {
                    synchronized (first) {
                        assertThat(new ArrayList<>(second)).hasSize(1);
                    }
                });
        demandDeadlock(
                Collections.synchronizedList(new ArrayList<>(List.of("a"))),
                Collections.synchronizedList(new ArrayList<>(List.of("b"))),
                (first, second) -> {
                    synchronized (first) {
                        assertThat(new ArrayList<>(second)).hasSize(1);
                    }
                });
    }

    @Test
    @Covers(
            area = MONITORS,
            value = "new String(StringBuffer), String.contentEquals of one, in a block")
    void stringsOfBuffers() {
        demandDeadlock(
                new StringBuffer("a"),
                new StringBuffer("b"),
                (first, second) -> {
                    synchronized (first) {
                        assertThat(new String(second)).hasSize(1);
                    }
                });
        demandDeadlock(
                new StringBuffer("a"),
                new StringBuffer("a"),
                (first, second) -> {
                    synchronized (first) {
                        assertThat("a".contentEquals(second)).isTrue();
                    }
                });
    }

    @Test
    @Covers(area = MONITORS, value = "String.contentEquals waits for the StringBuffer")
    void comparingWaitsForTheMonitor() {
        Conformance.check(
                () -> {
                    StringBuffer buffer = new StringBuffer("ab");
                    Thread other =
                            new Thread(
                                    () -> {
                                        synchronized (buffer) {
                                            buffer.setLength(1);
                                            buffer.append('b');
                                        }
                                    });
                    other.start();
                    assertThat("ab".contentEquals(buffer)).isTrue();
                    other.join();
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Hashtable.equals, Properties.store, both ways")
    void tables() {
        demandDeadlock(
                new Hashtable<>(Map.of("a", "b")),
                new Hashtable<>(Map.of("a", "b")),
                (first, second) -> first.equals(second));
        demandDeadlock(
                new Properties(),
                new Properties(),
                (first, second) -> {
                    synchronized (first) {
                        store(second);
                    }
                });
    }

    private static void store(Properties properties) {
        try {
            properties.store(Writer.nullWriter(), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @Covers(area = MONITORS, value = "Hashtable.putAll, Properties.putAll, both ways: no deadlock")
    void tablesAreNotLockedToBeRead() {
        Conformance.check(
                bothWays(
                        new Hashtable<>(Map.of("a", "b")),
                        new Hashtable<>(Map.of("c", "d")),
                        (first, second) -> first.putAll(second)));
        Conformance.check(
                bothWays(
                        new Properties(),
                        new Properties(),
                        (first, second) -> first.putAll(second)));
    }

    @Test
    @Covers(area = MONITORS, value = "PrintStream, StringWriter, Reader, Random used in a block")
    void streamsInBlocks() {
        demandDeadlock(
                new PrintStream(OutputStream.nullOutputStream()),
                new PrintStream(OutputStream.nullOutputStream()),
                (first, second) -> {
                    synchronized (first) {
                        second.println("a");
                    }
                });
        demandDeadlock(
                new StringReader("a"),
                new StringReader("a"),
                (first, second) -> {
                    synchronized (first) {
                        ready(second);
                    }
                });
        demandDeadlock(
                new Random(1),
                new Random(2),
                (first, second) -> {
                    synchronized (first) {
                        second.nextGaussian();
                    }
                });
        Object lock = new Object();
        StringWriter writer = new StringWriter();
        Failure failure =
                Heddle.explorer()
                        .schedules(50)
                        .explore(
                                () -> {
                                    Thread other =
                                            new Thread(
                                                    () -> {
                                                        synchronized (writer.getBuffer()) {
                                                            synchronized (lock) {
                                                                writer.flush();
                                                            }
                                                        }
                                                    });
                                    other.start();
                                    synchronized (lock) {
                                        writer.append("a");
                                    }
                                    other.join();
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
    }

    private static void ready(Reader reader) {
        try {
            reader.ready();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String simpleName(Object object) {
        return object.getClass().getName().replaceFirst(".*\\.", "").replace('$', '.');
    }

    private static <T> void demandDeadlock(T one, T two, Operation<T> operation) {
        Failure failure =
                Heddle.explorer()
                        .schedules(50)
                        .shrink(0) // What the objects hold may grow with each run.
                        .explore(bothWays(one, two, operation))
                        .failure()
                        .orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.toString())
                .contains("waits to enter the monitor of " + simpleName(one))
                .contains("held by 'other'")
                .doesNotContain("took another course");
        // The objects are free again, for runs and for others.
        Conformance.check(oneAfterTheOther(one, two, operation));
        Conformance.check(inOneOrder(one, two, operation), 30);
    }

    private static <T> Body bothWays(T one, T two, Operation<T> operation) {
        return () -> {
            Thread other = new Thread(() -> operation.run(two, one), "other");
            other.start();
            operation.run(one, two);
            other.join();
        };
    }

    private static <T> Body inOneOrder(T one, T two, Operation<T> operation) {
        return () -> {
            Thread other = new Thread(() -> operation.run(one, two), "other");
            other.start();
            operation.run(one, two);
            other.join();
        };
    }

    private static <T> Body oneAfterTheOther(T one, T two, Operation<T> operation) {
        return () -> {
            Thread other = new Thread(() -> operation.run(two, one), "other");
            other.start();
            other.join();
            operation.run(one, two);
        };
    }
}
