package dev.heddle.linearizability;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.heddle.linearizability.Scenario.Call;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Classes of the JDK, with threads preempted inside them. */
class JdkTest {

    private static final String INSIDE = "java.util.concurrent";

    /** Under so many schedules each; see CONTRIBUTING.md for how to take more. */
    private static final int SCHEDULES = Integer.getInteger("linearizability.schedules", 1_000);

    private static final boolean PRINTS = Boolean.getBoolean("linearizability.print");

    enum Sound {
        MAP(() -> map(ConcurrentHashMap::new)),
        SORTED_MAP(() -> map(ConcurrentSkipListMap::new)),
        QUEUE(() -> queue(ConcurrentLinkedQueue::new)),
        TRANSFER_QUEUE(() -> waitingQueue());

        final Supplier<Linearizability<?>> check;

        Sound(Supplier<Linearizability<?>> check) {
            this.check = check;
        }
    }

    private static Linearizability<?> map(Supplier<Map<Integer, Integer>> made) {
        return Linearizability.of(made)
                .arguments(Object.class, Arguments.ints(0, 2))
                .operationsOf(Map.class, "get", "put", "putIfAbsent", "containsKey");
    }

    private static Linearizability<?> queue(Supplier<Queue<Integer>> made) {
        return Linearizability.of(made)
                .arguments(Object.class, Arguments.ints(0, 2))
                .operationsOf(Queue.class, "add", "poll", "peek");
    }

    /** Its poll waits: the one that does not is another matter. */
    private static Linearizability<?> waitingQueue() {
        return Linearizability.of(LinkedTransferQueue<Integer>::new)
                .operation("add", LinkedTransferQueue::add, Arguments.ints(0, 2))
                .operation("poll", queue -> queue.poll(1, TimeUnit.SECONDS))
                .operation("peek", LinkedTransferQueue::peek);
    }

    @ParameterizedTest
    @EnumSource
    void thereIsNoAlarm(Sound sound) {
        int scenarios = Math.max(10, SCHEDULES / 100);
        LinearizabilityReport report =
                sound.check
                        .get()
                        .explorer(explorer -> explorer.instrument(INSIDE))
                        .scenarios(scenarios)
                        .schedules(SCHEDULES / scenarios)
                        .explore();
        if (PRINTS) {
            System.out.println(sound + ": " + report);
        }
        report.check();
        assertTrue(report.constructions() >= SCHEDULES, report::toString);
    }

    static Linearizability<?> deque() {
        return Linearizability.of(ConcurrentLinkedDeque<Integer>::new)
                .arguments(Object.class, Arguments.ints(0, 2))
                .operationsOf(
                        Deque.class, "addFirst", "addLast", "pollFirst", "pollLast", "peekFirst")
                .explorer(explorer -> explorer.instrument(INSIDE));
    }

    @Test
    void theDequesPollFirstIsNotLinearizable() {
        LinearizabilityReport report = deque().scenarios(2_000).explore();
        if (PRINTS) {
            System.out.println(
                    report.constructions()
                            + " until found, "
                            + report.allConstructions()
                            + " in all, "
                            + report.foundAfter()
                            + " "
                            + report.time()
                            + "\n"
                            + report);
        }
        assertFalse(report.passed());
        assertTrue(report.scenario().orElseThrow().size() <= 6, report::toString);
    }

    /**
     * It reads that nothing comes behind the first element, and, if another one then takes that,
     * believes that the queue is empty, although something was put in before.
     */
    @Test
    void theTransferQueuesPollMayMissWhatIsThere() {
        LinearizabilityReport report =
                transferQueue()
                        .scenario(
                                new Scenario(
                                        List.of(Call.of("add", 0)),
                                        List.of(
                                                List.of(Call.of("poll")),
                                                List.of(Call.of("add", 1), Call.of("poll"))),
                                        List.of()))
                        .scenarios(0)
                        .schedules(2_000)
                        .explore();
        assertFalse(report.passed());
        assertTrue(report.toString().contains("there can not be poll() -> null"), report::toString);
    }

    static Linearizability<?> transferQueue() {
        return Linearizability.of(LinkedTransferQueue<Integer>::new)
                .arguments(Object.class, Arguments.ints(0, 2))
                .operationsOf(Queue.class, "add", "poll", "peek")
                .explorer(explorer -> explorer.instrument(INSIDE));
    }
}
