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
                "a counter that reads, then writes",
                2,
                broken ->
                        Linearizability.of(() -> new Structures.Counter(broken))
                                .operation("increment", Structures.Counter::increment)
                                .operation("get", Structures.Counter::get)),
        TREIBER_STACK(
                "Treiber's stack, a pop that does not compare",
                4,
                broken ->
                        Linearizability.of(() -> new Structures.Stack(broken))
                                .command("push", Structures.Stack::push, Arguments.ints(1, 3))
                                .operation("pop", Structures.Stack::pop)),
        MICHAEL_SCOTT_QUEUE(
                "Michael and Scott's queue, nobody helps the tail",
                4,
                broken ->
                        Linearizability.of(() -> new Structures.Queue(broken))
                                .command("enqueue", Structures.Queue::enqueue, Arguments.ints(1, 3))
                                .operation("dequeue", Structures.Queue::dequeue)),
        POOLED_STACK(
                "a stack of used cells, ABA",
                9,
                broken ->
                        Linearizability.of(() -> new Structures.PooledStack(broken))
                                .command("push", Structures.PooledStack::push, Arguments.ints(1, 3))
                                .operation("pop", Structures.PooledStack::pop)
                                .operationsPerThread(4)),
        MULTIMAP(
                "a multimap that gets, then puts",
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
                "a hash table that grows unlocked",
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
                "the lazy list, not validated",
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
                "a deque with a lock for each end",
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
                "a buffer that wakes nobody",
                2,
                broken ->
                        Linearizability.of(() -> new Structures.Buffer(broken))
                                .command("put", Structures.Buffer::put, Arguments.ints(1, 3))
                                .operation("take", Structures.Buffer::take));

        /** What is wrong, as it stands in the table of the page. */
        final String mistake;

        final int calls;
        final Function<Boolean, Linearizability<?>> check;

        Structure(String mistake, int calls, Function<Boolean, Linearizability<?>> check) {
            this.mistake = mistake;
            this.calls = calls;
            this.check = check;
        }
    }

    @ParameterizedTest
    @EnumSource
    void theMistakeIsFoundAndMadeSmall(Structure structure) {
        LinearizabilityReport report = structure.check.apply(true).explore();
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
