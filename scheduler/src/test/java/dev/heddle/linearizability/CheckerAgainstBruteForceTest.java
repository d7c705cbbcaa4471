package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.linearizability.RandomHistories.Call;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The checker says of small histories what the definition says. */
class CheckerAgainstBruteForceTest {

    /** So many of all models together; see CONTRIBUTING.md for how to try more. */
    private static final int HISTORIES = Integer.getInteger("linearizability.histories", 2_700);

    enum Kind {
        REGISTER(Models.register(0L), new Call("read", 0), new Call("write", 1)),
        CAS_REGISTER(
                Models.casRegister(0L),
                new Call("read", 0),
                new Call("write", 1),
                new Call("cas", 2)),
        QUEUE(Models.queue(), new Call("enqueue", 1), new Call("dequeue", 0), new Call("take", 0)),
        STACK(Models.stack(), new Call("push", 1), new Call("pop", 0)),
        SET(Models.set(), new Call("add", 1), new Call("remove", 1), new Call("contains", 1)),
        MAP(
                Models.map(),
                new Call("get", 1),
                new Call("put", 2),
                new Call("remove", 1),
                new Call("cas", 3)),
        COUNTER(
                Models.counter(),
                new Call("read", 0),
                new Call("add", 1),
                new Call("incrementAndGet", 0)),
        LOCK(Models.lock(), new Call("acquire", 0), new Call("release", 0), new Call("tryLock", 0)),
        /** A queue that gives back any of its two oldest elements. */
        LOOSE_QUEUE(new LooseQueue(), new Call("enqueue", 1), new Call("dequeue", 0));

        final Model<?> model;
        final List<Call> calls;

        Kind(Model<?> model, Call... calls) {
            this.model = model;
            this.calls = List.of(calls);
        }
    }

    private static final class LooseQueue implements Model<List<Object>> {
        private final Model<List<Object>> queue = Models.queue();

        @Override
        public List<Object> initial() {
            return List.of();
        }

        @Override
        public List<List<Object>> next(List<Object> state, Operation operation) {
            Set<List<Object>> next = new HashSet<>(queue.next(state, operation));
            if (state.size() > 1 && operation.name().equals("dequeue")) {
                List<Object> rest = new java.util.ArrayList<>(state);
                Object second = rest.remove(1);
                if (!operation.hasReturned() || operation.hasResult(second)) {
                    next.add(rest);
                }
            }
            return List.copyOf(next);
        }
    }

    @ParameterizedTest
    @EnumSource
    void agrees(Kind kind) {
        agree(kind, kind.model);
    }

    private <S> void agree(Kind kind, Model<S> model) {
        RandomHistories random = new RandomHistories(kind.ordinal());
        Map<Condition, Integer> violated = new EnumMap<>(Condition.class);
        int count = HISTORIES / Kind.values().length;
        for (int i = 0; i < count; i++) {
            History history = random.next(model, kind.calls, 2 + i % 3, 3 + i % 4, 2 + i % 2);
            for (Condition condition : Condition.values()) {
                boolean expected = BruteForce.explains(model, condition, history);
                Verdict verdict = Checker.of(model).condition(condition).check(history);
                assertFalse(verdict.isUnknown());
                assertEquals(
                        expected, verdict.holds(), () -> kind + " " + condition + "\n" + history);
                if (!expected) {
                    violated.merge(condition, 1, Integer::sum);
                    History shortest = verdict.shortest();
                    assertFalse(
                            BruteForce.explains(model, condition, shortest),
                            () -> "the shortest of\n" + history + "\nis\n" + shortest);
                    verdict.toString()
                            .lines()
                            .forEach(line -> assertTrue(line.length() <= 120, line));
                }
            }
        }
        for (Condition condition : Condition.values()) {
            int bad = violated.getOrDefault(condition, 0);
            assertTrue(
                    bad > count / 100 && bad < count * 9 / 10,
                    () -> "%s: %d of %d are not %s".formatted(kind, bad, count, condition));
        }
    }
}
