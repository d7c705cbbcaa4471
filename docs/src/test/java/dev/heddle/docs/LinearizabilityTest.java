package dev.heddle.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.linearizability.Arguments;
import dev.heddle.linearizability.Checker;
import dev.heddle.linearizability.Condition;
import dev.heddle.linearizability.History;
import dev.heddle.linearizability.JepsenHistory;
import dev.heddle.linearizability.Linearizability;
import dev.heddle.linearizability.LinearizabilityReport;
import dev.heddle.linearizability.Model;
import dev.heddle.linearizability.Models;
import dev.heddle.linearizability.Outcome;
import dev.heddle.linearizability.Scenario;
import dev.heddle.linearizability.Scenario.Call;
import dev.heddle.linearizability.Verdict;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The examples of docs/linearizability.md. {@code -Dlinearizability.write=true} writes its sample
 * anew.
 */
class LinearizabilityTest {

    private static final Path PAGE = Path.of("linearizability.md");
    private static final String BEGIN = "<!-- LinearizabilityTest writes this -->\n";
    private static final String END = "<!-- end of what LinearizabilityTest writes -->";

    /** Treiber's stack, but for a pop that does not compare when it sets. */
    static final class Stack {
        private record Cell(int value, Cell below) {}

        private final AtomicReference<Cell> top = new AtomicReference<>();

        void push(int value) {
            Cell old;
            do {
                old = top.get();
            } while (!top.compareAndSet(old, new Cell(value, old)));
        }

        Integer pop() {
            Cell old = top.get();
            if (old == null) {
                return null;
            }
            top.set(old.below());
            return old.value();
        }
    }

    @Test
    void aStackThatLosesWhatIsPushed() throws IOException {
        Linearizability<Stack> check =
                Linearizability.of(Stack::new)
                        .command("push", Stack::push, Arguments.ints(1, 3))
                        .operation("pop", Stack::pop);
        LinearizabilityReport report = check.explore();
        assertThat(report.passed()).isFalse();
        String text = report.toString();
        assertThat(report.scenario().orElseThrow().size()).isLessThanOrEqualTo(4);
        String sample =
                "```text\n"
                        + text.substring(0, text.indexOf("\nReplay it")).stripTrailing()
                        + "\n```\n";
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        if (Boolean.getBoolean("linearizability.write")) {
            Files.writeString(
                    PAGE, page.substring(0, begin) + sample + page.substring(page.indexOf(END)));
            return;
        }
        assertThat(page.substring(begin, page.indexOf(END)))
                .describedAs(PAGE + "; write it anew with -Dlinearizability.write=true")
                .isEqualTo(sample);
    }

    @Test
    void methodsByTheirNames() {
        Linearizability.of(ConcurrentHashMap<Integer, Integer>::new)
                .arguments(Object.class, Arguments.ints(0, 2))
                .operationsOf(Map.class, "get", "put", "remove")
                .explorer(explorer -> explorer.instrument("java.util.concurrent"))
                .scenarios(10)
                .check();
    }

    @Test
    void whatIsRight() {
        Linearizability.<Queue<Integer>>of(ConcurrentLinkedQueue::new)
                .operation("offer", Queue::offer, Arguments.ints(1, 3))
                .operation("poll", Queue::poll)
                .sequential(ArrayDeque::new)
                .state(List::copyOf)
                .scenarios(10)
                .check();
        Linearizability.<Queue<Integer>>of(ConcurrentLinkedQueue::new)
                .operation("offer", Queue::offer, Arguments.ints(1, 3))
                .operation("poll", Queue::poll)
                .model(Models.queue())
                .condition(Condition.SEQUENTIAL_CONSISTENCY)
                .scenarios(10)
                .check();
    }

    @Test
    void everyInterleavingOfAScenario() {
        Linearizability.<Queue<Integer>>of(ConcurrentLinkedQueue::new)
                .operation("offer", Queue::offer, Arguments.ints(1, 3))
                .operation("poll", Queue::poll)
                .scenario(
                        Scenario.of(
                                List.of(Call.of("offer", 1), Call.of("poll")),
                                List.of(Call.of("offer", 2))))
                .scenarios(0)
                .exhaustive()
                .check();
    }

    @Test
    void aHistoryByItself() {
        History.Builder history = History.builder();
        int add = history.call("ann", "enqueue", 1);
        history.did("bob", "dequeue", null);
        history.returned(add, null);
        history.did("bob", "dequeue", null);
        Verdict verdict = Checker.of(Models.queue()).check(history.build());
        assertThat(verdict.isViolated()).isTrue();
        assertThat(verdict.shortest().size()).isEqualTo(3);
    }

    @Test
    void aModelOfOnesOwn() {
        Model<Integer> seats =
                Model.of(
                        2,
                        (free, operation) ->
                                switch (operation.name()) {
                                    case "book" ->
                                            free > 0
                                                    ? Outcome.of(free - 1, true)
                                                    : Outcome.of(free, false);
                                    case "cancel" -> Outcome.of(free + 1);
                                    default -> throw new IllegalArgumentException(operation.name());
                                });
        List<Boolean> booked = new ArrayList<>();
        History.Builder history = History.builder();
        for (String client : List.of("ann", "bob", "cleo")) {
            history.did(client, "book", true);
            booked.add(true);
        }
        assertThat(Checker.of(seats).check(history.build()).isViolated()).isTrue();
        assertThat(booked).hasSize(3);
    }

    @Test
    void ofJepsen() {
        String text =
                """
                {:process 0, :type :invoke, :f :write, :value 1}
                {:process 1, :type :invoke, :f :read, :value nil}
                {:process 0, :type :ok, :f :write, :value 1}
                {:process 1, :type :ok, :f :read, :value 1}
                """;
        History history = JepsenHistory.reader().read(text);
        Checker.of(Models.casRegister(null)).check(history).check();
    }
}
