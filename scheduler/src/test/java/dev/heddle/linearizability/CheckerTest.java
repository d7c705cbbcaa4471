package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/** Verdicts, what they say, and how much they take. */
class CheckerTest {

    /** Reads of a register that was written before. */
    private static History staleRead() {
        return History.builder()
                .did("a", "write", null, 1)
                .did("a", "write", null, 2)
                .did("b", "read", 1)
                .build();
    }

    @Test
    void conditionsDiffer() {
        Checker<?> checker = Checker.of(Models.register(0));
        assertFalse(checker.check(staleRead()).holds());
        assertTrue(checker.condition(Condition.SEQUENTIAL_CONSISTENCY).check(staleRead()).holds());
        assertFalse(checker.condition(Condition.QUIESCENT_CONSISTENCY).check(staleRead()).holds());
        History.Builder busy = History.builder();
        int other = busy.call("c", "read");
        busy.did("a", "read", 1).did("a", "write", null, 1).returned(other, 0);
        assertTrue(checker.condition(Condition.QUIESCENT_CONSISTENCY).check(busy.build()).holds());
        assertFalse(
                checker.condition(Condition.SEQUENTIAL_CONSISTENCY).check(busy.build()).holds());
    }

    @Test
    void aViolationIsExplained() {
        History.Builder history = History.builder();
        for (int i = 0; i < 50; i++) {
            history.did("a", "write", null, i).did("b", "read", i);
        }
        history.did("a", "write", null, 100).did("a", "write", null, 101);
        int pending = history.call("c", "write", 7);
        history.did("b", "read", 100).did("b", "read", 7).returned(pending, null);
        Verdict verdict = Checker.of(Models.register(0)).check(history.build());
        assertTrue(verdict.isViolated());
        assertEquals(
                """
                The history is not linearizable: there is no order of its operations that explains what they came to.
                These 3 of 105 operations are enough for that, whatever the others came to:

                a                   b
                write(100) -> null
                write(101) -> null
                                    read() -> 100

                The only attempt breaks:
                  After write(100) -> null, write(101) -> null there can not be read() -> 100 of b (there: -> 101).\
                """,
                verdict.toString());
        assertEquals(3, verdict.shortest().size());
        assertEquals(2, verdict.order().size());
        assertEquals("read() -> 100", verdict.stuck().getFirst().toString());
        LinearizabilityError error = assertThrows(LinearizabilityError.class, verdict::check);
        assertEquals(verdict.toString(), error.getMessage());
    }

    @Test
    void whatHoldsHasAnOrder() {
        History.Builder history = History.builder();
        int add = history.call("a", "enqueue", 1);
        history.did("b", "dequeue", 1);
        history.returned(add, null);
        Verdict verdict = Checker.of(Models.queue()).check(history.build());
        verdict.check();
        assertEquals("[enqueue(1) -> null, dequeue() -> 1]", verdict.order().toString());
    }

    @Test
    void whatWaitsForEverMustHaveToWait() {
        History.Builder justified = History.builder();
        justified.blocked(justified.call("a", "take"));
        justified.did("b", "put", null, 1).did("c", "take", 1);
        Checker.of(Models.queue()).check(justified.build()).check();
        History.Builder lost = History.builder();
        lost.blocked(lost.call("a", "take"));
        lost.did("b", "put", null, 1);
        Verdict verdict = Checker.of(Models.queue()).check(lost.build());
        assertTrue(verdict.isViolated());
        assertTrue(
                verdict.toString()
                        .contains("take() waits for ever of a, which could go on (there: -> 1)"),
                verdict::toString);
    }

    /** A store with 20 keys, used by ten clients at once; operations take effect as they begin. */
    private static History.Builder keyValue(int operations) {
        SplittableRandom random = new SplittableRandom(7);
        History.Builder history = History.builder();
        Map<Integer, Object> store = new HashMap<>();
        int[] under = new int[10];
        Object[] results = new Object[10];
        Arrays.fill(under, -1);
        for (int called = 0; called < operations; ) {
            int client = random.nextInt(under.length);
            if (under[client] >= 0) {
                history.returned(under[client], results[client]);
                under[client] = -1;
                continue;
            }
            called++;
            int key = random.nextInt(20);
            int value = random.nextInt(100);
            if (random.nextBoolean()) {
                under[client] = history.call("client " + client, "get", key);
                results[client] = store.get(key);
            } else {
                under[client] = history.call("client " + client, "put", key, value);
                results[client] = store.put(key, value);
            }
        }
        return history;
    }

    @Test
    void tenThousandOperationsOfTenClientsTakeFewSteps() {
        History history = keyValue(10_000).build();
        assertEquals(10_000, history.size());
        Verdict verdict = Checker.of(Models.map()).check(history);
        verdict.check();
        assertTrue(verdict.steps() < 2 * history.size(), () -> verdict.steps() + " steps");
        Verdict wrong =
                Checker.of(Models.map()).check(keyValue(10_000).did("d", "get", -1, 3).build());
        assertTrue(wrong.isViolated());
        assertTrue(wrong.steps() < 100 * history.size(), () -> wrong.steps() + " steps");
    }

    @Test
    void aHundredThousandOperationsNeedNoStack() {
        History.Builder history = History.builder();
        int never = history.call("crashed", "put", 0L, 9L);
        for (int i = 0; i < 50_000; i++) {
            int put = history.call("a", "put", 0L, (long) i);
            int get = history.call("b", "get", 0L);
            history.returned(put, i == 0 ? null : (Object) (long) (i - 1)).returned(get, (long) i);
        }
        Checker.of(Models.map()).check(history.build()).check();
        assertTrue(never == 0);
        history.did("b", "get", 3L, 0L);
        Verdict verdict = Checker.of(Models.map()).check(history.build());
        assertTrue(verdict.isViolated());
    }

    /** Writes that overlap all, and a read of what nobody wrote: every subset is another state. */
    private static History hard(int writers) {
        History.Builder history = History.builder();
        int[] adds = new int[writers];
        for (int i = 0; i < writers; i++) {
            adds[i] = history.call("w" + i, "enqueue", i);
        }
        for (int add : adds) {
            history.returned(add, null);
        }
        return history.did("r", "dequeue", -1).build();
    }

    @Test
    void aHardHistoryIsCutOffAndNeverDecidedWrongly() {
        Verdict verdict = Checker.of(Models.queue()).budget(10_000).check(hard(14));
        assertTrue(verdict.isUnknown());
        assertFalse(verdict.holds());
        assertFalse(verdict.isViolated());
        assertEquals(10_000, verdict.steps());
        assertTrue(
                verdict.toString()
                        .startsWith("It is not known whether the history is linearizable"),
                verdict::toString);
        assertThrows(LinearizabilityError.class, verdict::check);
        assertTrue(Checker.of(Models.queue()).check(hard(5)).isViolated());
    }

    /** A model whose steps take a fifth of a millisecond. */
    private static Model<List<Object>> slowQueue() {
        Model<List<Object>> queue = Models.queue();
        return new Model<>() {
            @Override
            public List<Object> initial() {
                return queue.initial();
            }

            @Override
            public List<List<Object>> next(List<Object> state, Operation operation) {
                LockSupport.parkNanos(200_000);
                return queue.next(state, operation);
            }
        };
    }

    @Test
    @Timeout(60)
    void aSlowSearchIsCutOffWhenItsTimeIsOver() {
        Checker<?> checker = Checker.of(slowQueue());
        for (Condition condition : Condition.values()) {
            Verdict verdict =
                    checker.condition(condition).time(Duration.ofMillis(300)).check(hard(9));
            assertTrue(verdict.isUnknown(), condition::toString);
            assertTrue(verdict.steps() < 2_000, () -> verdict.steps() + " steps");
            String text = verdict.toString().replaceAll("\\s+", " ");
            assertTrue(
                    text.startsWith(
                            "It is not known whether the history is %s: the time was over after %,d steps."
                                    .formatted(condition, verdict.steps())),
                    text);
            assertTrue(text.contains("Give the checker more time"), text);
        }
        // What takes less than that is found out.
        assertTrue(checker.time(Duration.ofDays(100_000)).check(hard(2)).isViolated());
        assertThrows(IllegalArgumentException.class, () -> checker.time(Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class,
                () -> checker.time(Duration.ofSeconds(1).negated()));
    }

    @Test
    @Timeout(60)
    void anExplanationIsCutOffToo() {
        History.Builder history = History.builder();
        for (int i = 0; i < 300; i++) {
            history.did("w", "enqueue", null, i);
        }
        for (int i = 0; i < 300; i++) {
            history.did("r", "dequeue", i == 299 ? -1 : i);
        }
        Checker<?> checker = Checker.of(slowQueue());
        Verdict verdict = checker.time(Duration.ofSeconds(2)).check(history.build());
        assertTrue(verdict.isViolated());
        long began = System.nanoTime();
        assertTrue(
                verdict.toString().startsWith("The history is not linearizable"),
                verdict::toString);
        assertTrue(System.nanoTime() - began < Duration.ofSeconds(10).toNanos());
    }

    /** A state that is said to be as large as the memory of any JVM. */
    private static final class Vast extends AbstractList<Object> {
        private final int writes;

        Vast(int writes) {
            this.writes = writes;
        }

        @Override
        public Object get(int index) {
            return writes;
        }

        @Override
        public int size() {
            return writes == 0 ? 0 : Integer.MAX_VALUE;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Vast vast && vast.writes == writes;
        }

        @Override
        public int hashCode() {
            return writes;
        }
    }

    @Test
    @Timeout(60)
    void largeStatesEndTheSearchBeforeTheMemoryDoes() {
        Assumptions.assumeTrue(
                Runtime.getRuntime().maxMemory() < 200L << 30, "a JVM with vast memory");
        Model<List<Object>> model =
                Model.of(
                        new Vast(0),
                        (state, operation) ->
                                operation.name().equals("write")
                                        ? Outcome.of(new Vast(((Vast) state).writes + 1))
                                        : Outcome.of(state, state.size()));
        for (int crashed = 0; crashed < 2; crashed++) {
            History.Builder history = History.builder();
            if (crashed == 1) {
                history.call("z", "write"); // What is pending is searched for in several rounds.
            }
            for (int i = 0; i < 30; i++) {
                history.did("a", "write", null);
            }
            Verdict verdict = Checker.of(model).check(history.build());
            assertTrue(verdict.isUnknown());
            String text = verdict.toString().replaceAll("\\s+", " ");
            assertTrue(text.contains(": half of the memory was used up after "), text);
            assertTrue(text.contains("Give the JVM more memory"), text);
        }
        // A state that stays the same object takes its place once.
        History.Builder reads = History.builder();
        for (int i = 0; i < 100; i++) {
            reads.did("a", "read", 0);
        }
        Checker.of(model).check(reads.build()).check();
    }

    @Test
    void whatIsLinearizableIsQuicklySeenToMeetTheOtherConditions() {
        History history = keyValue(10_000).build();
        for (Condition condition : Condition.values()) {
            Verdict verdict = Checker.of(Models.map()).condition(condition).check(history);
            verdict.check();
            assertEquals(condition, verdict.condition());
            assertEquals(
                    history.operations().stream().filter(Operation::hasReturned).count(),
                    verdict.order().stream().filter(Operation::hasReturned).count());
            assertTrue(verdict.steps() < 2 * history.size(), () -> verdict.steps() + " steps");
        }
        // It is no more than a beginning: what is not linearizable may meet them, or may not.
        Checker<?> registers = Checker.of(Models.register(0));
        Verdict stale = registers.condition(Condition.SEQUENTIAL_CONSISTENCY).check(staleRead());
        assertTrue(stale.holds());
        assertEquals(Condition.SEQUENTIAL_CONSISTENCY, stale.condition());
        Verdict wrong =
                registers
                        .condition(Condition.SEQUENTIAL_CONSISTENCY)
                        .check(History.builder().did("a", "read", 7).build());
        assertTrue(wrong.toString().startsWith("The history is not sequentially consistent"));
    }

    @Test
    void keysAreTakenApartWhereThatIsAllowed() {
        History.Builder history = History.builder();
        // Each key for itself is sequentially consistent, both together are not.
        history.did("a", "write", null, "x", 1).did("a", "read", null, "y");
        history.did("b", "write", null, "y", 1).did("b", "read", null, "x");
        Checker<?> checker = Checker.of(Models.map());
        assertTrue(
                checker.condition(Condition.SEQUENTIAL_CONSISTENCY)
                        .check(history.build())
                        .isViolated());
        assertEquals(2, checker.check(history.build()).shortest().size());
    }

    @Test
    void nonsenseIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Checker.of(Models.queue()).budget(0));
        assertThrows(
                IllegalArgumentException.class,
                () -> Checker.of(Models.queue()).check(staleRead()),
                "unknown operation");
        History.Builder twice = History.builder();
        twice.call("a", "read");
        twice.call("a", "read");
        assertThrows(IllegalArgumentException.class, twice::build);
        History.Builder again = History.builder();
        int read = again.call("a", "read");
        again.returned(read, 1);
        assertThrows(IllegalArgumentException.class, () -> again.returned(read, 1));
        assertThrows(IllegalArgumentException.class, () -> again.returned(7, 1));
    }

    @Test
    void manyClientsAreListed() {
        History.Builder history = History.builder();
        int[] calls = new int[30];
        for (int i = 0; i < calls.length; i++) {
            calls[i] = history.call("client " + i, "write", "x".repeat(200));
        }
        for (int call : calls) {
            history.returned(call, null);
        }
        history.build().toString().lines().forEach(line -> assertTrue(line.length() <= 120, line));
    }
}
