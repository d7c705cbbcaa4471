package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.function.Function;

/** The known mistakes of concurrent structures are found and made small; those without pass. */
class StructuresTest {

    /** Structures, and the most calls that a small failure may need. */
    enum Structure {
        COUNTER(
                2,
                broken ->
                        Linearizability.of(() -> new Structures.Counter(broken))
                                .operation("increment", Structures.Counter::increment)
                                .operation("get", Structures.Counter::get)),
        TREIBER_STACK(
                4,
                broken ->
                        Linearizability.of(() -> new Structures.Stack(broken))
                                .command("push", Structures.Stack::push, Arguments.ints(1, 3))
                                .operation("pop", Structures.Stack::pop)),
        MICHAEL_SCOTT_QUEUE(
                4,
                broken ->
                        Linearizability.of(() -> new Structures.Queue(broken))
                                .command("enqueue", Structures.Queue::enqueue, Arguments.ints(1, 3))
                                .operation("dequeue", Structures.Queue::dequeue)),
        POOLED_STACK(
                9,
                broken ->
                        Linearizability.of(() -> new Structures.PooledStack(broken))
                                .command("push", Structures.PooledStack::push, Arguments.ints(1, 3))
                                .operation("pop", Structures.PooledStack::pop)
                                .operationsPerThread(4)),
        MULTIMAP(
                3,
                broken ->
                        Linearizability.of(() -> new Structures.Multimap(broken))
                                .command(
                                        "add",
                                        Structures.Multimap::add,
                                        Arguments.ints(0, 1),
                                        Arguments.ints(0, 2))
                                .operation("get", Structures.Multimap::get, Arguments.ints(0, 1))),
        HASH_TABLE(
                6,
                broken ->
                        Linearizability.of(() -> new Structures.HashTable(broken))
                                .operation(
                                        "put",
                                        Structures.HashTable::put,
                                        Arguments.ints(0, 3),
                                        Arguments.ints(0, 2))
                                .operation("get", Structures.HashTable::get, Arguments.ints(0, 3))),
        LAZY_LIST(
                5,
                broken ->
                        Linearizability.of(() -> new Structures.LazyList(broken))
                                .operation("add", Structures.LazyList::add, Arguments.ints(0, 2))
                                .operation(
                                        "remove", Structures.LazyList::remove, Arguments.ints(0, 2))
                                .operation(
                                        "contains",
                                        Structures.LazyList::contains,
                                        Arguments.ints(0, 2))),
        DEQUE(
                6,
                broken ->
                        Linearizability.of(() -> new Structures.Deque(broken))
                                .command(
                                        "addFirst",
                                        Structures.Deque::addFirst,
                                        Arguments.ints(1, 3))
                                .command("addLast", Structures.Deque::addLast, Arguments.ints(1, 3))
                                .operation("pollFirst", Structures.Deque::pollFirst)
                                .operation("pollLast", Structures.Deque::pollLast)),
        BUFFER(
                2,
                broken ->
                        Linearizability.of(() -> new Structures.Buffer(broken))
                                .command("put", Structures.Buffer::put, Arguments.ints(1, 3))
                                .operation("take", Structures.Buffer::take));

        final int calls;
        final Function<Boolean, Linearizability<?>> check;

        Structure(int calls, Function<Boolean, Linearizability<?>> check) {
            this.calls = calls;
            this.check = check;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMistakeIsFoundAndMadeSmall(Structure structure) {
        LinearizabilityReport report =
                structure.check.apply(true).scenarios(200).schedules(100).explore();
        assertFalse(report.passed());
        String message = report.toString();
        if (Boolean.getBoolean("linearizability.print")) {
            System.out.println(
                    report.constructions()
                            + " runs "
                            + report.time()
                            + " "
                            + report.foundAfter()
                            + "\n"
                            + message);
        }
        assertTrue(message.contains("not linearizable"), message);
        assertTrue(report.scenario().orElseThrow().size() <= structure.calls, message);
        message.lines()
                .filter(line -> !line.contains("heddle1-"))
                .forEach(line -> assertTrue(line.length() <= 120, line));
        String token = message.replaceAll("(?s).*replay\\(\"(linear1:[^\"]*)\"\\).*", "$1");
        LinearizabilityReport again = structure.check.apply(true).replay(token);
        assertEquals(
                report.failure().orElseThrow().summary(), again.failure().orElseThrow().summary());
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNoAlarmWithoutIt(Structure structure) {
        structure.check.apply(false).scenarios(30).schedules(50).check();
    }
}
