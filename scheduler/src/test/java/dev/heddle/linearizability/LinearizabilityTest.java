package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.Failure;
import dev.heddle.ScheduleFailure;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.HeddleException;
import dev.heddle.linearizability.Scenario.Call;

import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** What can be said of an object, and what comes of it. */
class LinearizabilityTest {

    /** Nobody sees what another thread has stored before it stores something itself. */
    static final class Cached {
        private final AtomicInteger shared = new AtomicInteger();
        private final ThreadLocal<Integer> seen = ThreadLocal.withInitial(() -> 0);

        void write(int value) {
            shared.set(value);
            seen.set(value);
        }

        int read() {
            return seen.get();
        }
    }

    private static Linearizability<Cached> cached() {
        return Linearizability.of(Cached::new)
                .command("write", Cached::write, Arguments.ints(1, 2))
                .operation("read", Cached::read)
                .scenario(Scenario.of(List.of(Call.of("write", 1)), List.of(Call.of("read"))))
                .scenarios(0);
    }

    @Test
    void onlyTheOrderOfCallsAndReturnsTellsAStaleRead() {
        assertFalse(cached().schedules(50).model(Models.register(0)).explore().passed());
        cached().model(Models.register(0)).condition(Condition.SEQUENTIAL_CONSISTENCY).check();
    }

    @Test
    void aProofSeesThatOrderToo() {
        LinearizabilityReport report = cached().model(Models.register(0)).exhaustive().explore();
        assertFalse(report.passed());
        assertTrue(report.toString().contains("there can not be read() -> 0"), report::toString);
    }

    @Test
    void aFailureNamesPlacesOfTheProgramOnly() {
        LinearizabilityReport report =
                Linearizability.of(() -> new int[1])
                        .operation("increment", counted -> ++counted[0])
                        .scenario(
                                Scenario.of(
                                        List.of(Call.of("increment")),
                                        List.of(Call.of("increment"))))
                        .scenarios(0)
                        .explore();
        assertFalse(report.passed());
        assertTrue(report.toString().contains("LinearizabilityTest.java:"), report::toString);
        assertTrue(report.toString().contains("joins 'thread 1'"), report::toString);
        assertFalse(report.toString().contains("ScenarioBody"), report::toString);
    }

    @Test
    void aProofOfWhatIsRight() {
        Linearizability<AtomicInteger> counter =
                Linearizability.of(AtomicInteger::new)
                        .operation("increment", AtomicInteger::incrementAndGet)
                        .operation("get", AtomicInteger::get)
                        .threads(2)
                        .operationsPerThread(2)
                        .scenarios(5)
                        .exhaustive();
        LinearizabilityReport report = counter.explore();
        report.check();
        assertTrue(report.constructions() > 5, report::toString);
        LinearizabilityReport cut =
                Linearizability.of(AtomicInteger::new)
                        .operation("increment", AtomicInteger::incrementAndGet)
                        .scenarios(1)
                        .exhaustive(prover -> prover.schedules(1))
                        .explore();
        assertFalse(cut.passed());
        assertThrows(LinearizabilityError.class, cut::check);
    }

    @Test
    void equalSeedsGiveEqualFailures() {
        LinearizabilityReport first = broken().seed(7).explore();
        LinearizabilityReport second = broken().seed(7).explore();
        assertEquals(first.scenario(), second.scenario());
        assertEquals(first.foundScenario(), second.foundScenario());
        assertEquals(first.constructions(), second.constructions());
        assertEquals(first.allConstructions(), second.allConstructions());
        assertEquals(first.failure().map(Failure::token), second.failure().map(Failure::token));
        assertNotEquals(first.foundScenario(), broken().seed(8).explore().foundScenario());
    }

    private static Linearizability<Structures.Stack> broken() {
        return Linearizability.of(() -> new Structures.Stack(true))
                .command("push", Structures.Stack::push, Arguments.ints(1, 3))
                .operation("pop", Structures.Stack::pop);
    }

    @Test
    void aFailureIsReplayedByItsScenarioAndToken() {
        ScheduleFailure thrown = assertThrows(ScheduleFailure.class, () -> broken().check());
        LinearizabilityReport found = broken().explore();
        String token = found.failure().orElseThrow().token();
        assertEquals(token, thrown.failure().token());
        LinearizabilityReport again = broken().replay(found.scenario().orElseThrow(), token);
        assertEquals(thrown.failure().summary(), again.failure().orElseThrow().summary());
        for (String bad : List.of("", "linear1:", "linear1:9/9/:x", "linear1:/0.7/1/:" + token)) {
            assertThrows(HeddleException.class, () -> broken().replay(bad), bad);
        }
    }

    @Test
    void waitingIsRightWhereTheObjectWouldWait() {
        Linearizability.of(() -> new ArrayBlockingQueue<Integer>(1))
                .command("put", BlockingQueue::put, Arguments.ints(1, 2))
                .operation("take", BlockingQueue::take)
                .operation("poll", queue -> queue.poll(1, TimeUnit.DAYS))
                .scenarios(20)
                .schedules(30)
                .check();
        // Who has a lock may take it again; the others wait for ever if nobody gives it back.
        Linearizability.of(ReentrantLock::new)
                .command("lock", ReentrantLock::lock)
                .command("unlock", ReentrantLock::unlock)
                .operation("tryLock", lock -> lock.tryLock(1, TimeUnit.HOURS))
                .scenarios(20)
                .schedules(30)
                .check();
    }

    @Test
    void circlesAreToldAsDeadlocks() {
        record Two(ReentrantLock a, ReentrantLock b) {
            int both(ReentrantLock first, ReentrantLock second) {
                first.lock();
                try {
                    second.lock();
                    second.unlock();
                } finally {
                    first.unlock();
                }
                return 0;
            }
        }
        LinearizabilityReport report =
                Linearizability.of(() -> new Two(new ReentrantLock(), new ReentrantLock()))
                        .operation("ab", two -> two.both(two.a, two.b))
                        .operation("ba", two -> two.both(two.b, two.a))
                        .explore();
        assertEquals(Ending.Kind.DEADLOCK, report.failure().orElseThrow().kind());
        assertEquals(2, report.scenario().orElseThrow().size());
    }

    @Test
    void exceptionsAreResults() {
        Linearizability.of(ConcurrentLinkedQueue<Integer>::new)
                .operation("remove", Queue::remove)
                .operation("add", Queue::add, Arguments.ints(1, 2))
                .scenarios(20)
                .schedules(20)
                .check();
        LinearizabilityReport report =
                Linearizability.of(ArrayDeque<Integer>::new)
                        .operation("remove", Queue::remove)
                        .operation("add", Queue::add, Arguments.ints(1, 2))
                        .explorer(explorer -> explorer.instrument("java.util"))
                        .explore();
        assertFalse(report.passed());
    }

    @Test
    void anErrorIsAFailureOfItsOwn() {
        LinearizabilityReport report =
                Linearizability.of(AtomicInteger::new)
                        .operation("set", AtomicInteger::getAndSet, Arguments.ints(0, 1))
                        .operation(
                                "check",
                                value -> {
                                    if (value.get() == 1) {
                                        throw new AssertionError("it is 1");
                                    }
                                    return null;
                                })
                        .explore();
        assertEquals("it is 1", report.failure().orElseThrow().cause().orElseThrow().getMessage());
        assertEquals(2, report.scenario().orElseThrow().size(), report::toString);
    }

    @Test
    void anotherObjectOrAModelSaysWhatIsRight() {
        Linearizability<Queue<Integer>> queue =
                Linearizability.<Queue<Integer>>of(ConcurrentLinkedQueue::new)
                        .operation("offer", Queue::offer, Arguments.ints(1, 3))
                        .operation("poll", Queue::poll)
                        .scenarios(20)
                        .schedules(20);
        queue.sequential(ArrayDeque::new).state(List::copyOf).check();
        queue.model(Models.queue()).check();
        Linearizability<Queue<Integer>> stack =
                Linearizability.<Queue<Integer>>of(ConcurrentLinkedQueue::new)
                        .operation("push", Queue::offer, Arguments.ints(1, 3))
                        .operation("pop", Queue::poll)
                        .model(Models.stack());
        assertFalse(stack.explore().passed());
    }

    @Test
    void methodsAreFoundByTheirNames() {
        Linearizability.of(ConcurrentLinkedQueue<Integer>::new)
                .operationsOf(Queue.class, "offer", "poll", "peek")
                .scenarios(10)
                .schedules(10)
                .check();
        IllegalArgumentException none =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Linearizability.of(ConcurrentLinkedQueue<Integer>::new)
                                        .operationsOf(Queue.class, "frobnicate"));
        assertTrue(none.getMessage().contains("no public method 'frobnicate'"));
        IllegalArgumentException unknown =
                assertThrows(
                        IllegalArgumentException.class,
                        () ->
                                Linearizability.of(ConcurrentLinkedQueue<Integer>::new)
                                        .operationsOf(Queue.class, "addAll"));
        assertTrue(unknown.getMessage().contains("arguments(Collection.class"), unknown::toString);
    }

    @Test
    void nonsenseIsRefused() {
        Linearizability<AtomicInteger> counter = Linearizability.of(AtomicInteger::new);
        assertThrows(IllegalStateException.class, counter::explore);
        counter.operation("get", AtomicInteger::get);
        assertThrows(
                IllegalArgumentException.class,
                () -> counter.operation("get", AtomicInteger::intValue));
        assertThrows(
                IllegalArgumentException.class,
                () -> counter.scenario(Scenario.of(List.of(Call.of("put", 1)))));
        assertThrows(IllegalArgumentException.class, () -> counter.threads(1));
        assertThrows(IllegalArgumentException.class, () -> counter.schedules(0));
        assertThrows(IllegalArgumentException.class, () -> Arguments.ints(2, 1));
        assertThrows(IllegalArgumentException.class, Arguments::of);
        assertThrows(IllegalArgumentException.class, Scenario::of);
        assertThrows(
                HeddleException.class, () -> counter.model(Models.queue()).scenarios(1).explore());
    }

    @Test
    void scenariosAreValues() {
        Scenario one = Scenario.of(List.of(Call.of("add", 1)), List.of(Call.of("poll")));
        assertEquals(one, Scenario.of(List.of(Call.of("add", 1)), List.of(Call.of("poll"))));
        assertEquals("thread 1: add(1); thread 2: poll()", one.toString());
        assertEquals(2, one.size());
    }
}
