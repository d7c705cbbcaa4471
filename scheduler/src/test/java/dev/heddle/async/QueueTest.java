package dev.heddle.async;

import static dev.heddle.async.Grounds.inAnyOrder;
import static dev.heddle.async.Grounds.inOrder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Queues: what comes out in which order, who waits, and how they come to an end. */
class QueueTest {

    static Stream<Arguments> kinds() {
        return Stream.of(
                arguments(new Queue<Integer>(3), List.of(2, 1, 3)),
                arguments(Queue.<Integer>lifo(3), List.of(3, 1, 2)),
                arguments(Queue.<Integer>priority(3), List.of(1, 2, 3)),
                arguments(Queue.<Integer>priority(3, Comparator.reverseOrder()), List.of(3, 2, 1)));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void eachKindHasItsOrder(Queue<Integer> queue, List<Integer> order) throws Exception {
        inOrder(
                () -> {
                    for (int item : new int[] {2, 1, 3}) {
                        queue.put(item);
                    }
                    assertThat(queue.isFull()).isTrue();
                    assertThat(queue.size()).isEqualTo(3);
                    assertThatThrownBy(() -> queue.putNoWait(4))
                            .isInstanceOf(QueueFullException.class)
                            .hasMessageContaining("full");
                    List<Integer> out = new ArrayList<>();
                    while (!queue.isEmpty()) {
                        out.add(queue.size() > 1 ? queue.get() : queue.getNoWait());
                    }
                    assertThat(out).isEqualTo(order);
                    assertThatThrownBy(queue::getNoWait)
                            .isInstanceOf(QueueEmptyException.class)
                            .hasMessageContaining("empty");
                });
    }

    /** Each is 7 times its number, modulo 3; after every fourth one is taken out. */
    @Test
    void equalOnesComeOutAsInCPython() throws Exception {
        inOrder(
                () -> {
                    Queue<Integer> queue =
                            Queue.priority(0, Comparator.comparingInt(number -> number * 7 % 3));
                    List<Integer> out = new ArrayList<>();
                    for (int number = 0; number < 20; number++) {
                        queue.put(number);
                        if (number % 4 == 3) {
                            out.add(queue.get());
                        }
                    }
                    while (!queue.isEmpty()) {
                        out.add(queue.get());
                    }
                    assertThat(out)
                            .containsExactly(
                                    0, 3, 6, 9, 15, 18, 12, 7, 19, 16, 1, 13, 10, 4, 17, 2, 14, 11,
                                    5, 8);
                });
    }

    @Test
    void nothingIsLostOrDoubled() throws Exception {
        inAnyOrder(
                () -> {
                    Queue<String> queue = new Queue<>(1);
                    Crew crew = new Crew();
                    crew.begin(
                            "ab",
                            name -> {
                                queue.put(name + 1);
                                queue.put(name + 2);
                            });
                    crew.begin(
                            "cd",
                            _ -> {
                                crew.log.add(queue.get());
                                crew.log.add(queue.get());
                            });
                    crew.join();
                    assertThat(crew.log).containsExactlyInAnyOrder("a1", "a2", "b1", "b2");
                    assertThat(crew.log).containsSubsequence("a1", "a2");
                    assertThat(crew.log).containsSubsequence("b1", "b2");
                });
    }

    @Test
    void whoWaitsIsServedInTheOrderOfComing() throws Exception {
        inOrder(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    Crew crew = new Crew();
                    crew.beginAndLog("abc", name -> crew.log.add(name + queue.get()));
                    crew.cancel("a");
                    queue.putNoWait(1);
                    crew.cancel("b"); // It was woken; so that is the next one's.
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly("a CancelledError", "b CancelledError", "c1", "c");
                    crew.log.clear();
                    queue.put(0);
                    crew.beginAndLog("def", _ -> queue.put(1));
                    assertThat(queue.get()).isZero();
                    crew.cancel("d"); // The same with room.
                    Crew.settle();
                    assertThat(crew.log).containsExactly("d CancelledError", "e");
                    queue.get();
                    crew.join();
                    assertThat(crew.log).endsWith("f");
                });
    }

    @Test
    void withoutACapacityThereIsNoLimit() throws Exception {
        inOrder(
                () -> {
                    for (Queue<Integer> queue :
                            List.of(new Queue<Integer>(), new Queue<Integer>(-1))) {
                        for (int i = 0; i < 100; i++) {
                            queue.put(i);
                        }
                        assertThat(queue.isFull()).isFalse();
                    }
                });
    }

    @Test
    void joinWaitsUntilAllIsDone() throws Exception {
        inOrder(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    queue.join(); // There is nothing.
                    queue.putNoWait(1);
                    queue.putNoWait(2);
                    Task<Void> join = Async.createTask(queue::join);
                    for (int i = 0; i < 2; i++) {
                        queue.getNoWait();
                        Crew.settle();
                        assertThat(join.isDone()).isFalse();
                        queue.taskDone();
                    }
                    join.await();
                    assertThatThrownBy(queue::taskDone)
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageContaining("more often");
                });
    }

    @Test
    void aQueueThatIsShutDownGivesWhatItHas() throws Exception {
        inOrder(
                () -> {
                    Queue<Integer> queue = new Queue<>(1);
                    Crew crew = new Crew();
                    queue.put(1);
                    crew.beginAndLog("a", _ -> queue.put(2));
                    queue.shutdown();
                    assertThatThrownBy(() -> queue.put(3))
                            .isInstanceOf(QueueShutDownException.class)
                            .hasMessageContaining("shut down");
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a QueueShutDownException");
                    assertThat(queue.get()).isOne();
                    assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class);
                    assertThatThrownBy(queue::getNoWait).isInstanceOf(QueueShutDownException.class);
                });
    }

    @Test
    void shutDownAtOnceThrowsAwayWhatIsLeft() throws Exception {
        inOrder(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    Crew crew = new Crew();
                    queue.put(1);
                    queue.put(2);
                    queue.get();
                    crew.beginAndLog("a", _ -> queue.join());
                    queue.shutdown(true);
                    assertThat(queue.isEmpty()).isTrue();
                    Crew.settle();
                    assertThat(crew.log).isEmpty(); // One that was taken is not done.
                    queue.taskDone();
                    Crew.settle();
                    assertThat(crew.log).containsExactly("a");
                });
    }

    @Test
    void shuttingDownWakesWhoWaitsForSomething() throws Exception {
        inOrder(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    Crew crew = new Crew();
                    crew.beginAndLog("ab", _ -> queue.get());
                    queue.shutdown();
                    Crew.settle();
                    assertThat(crew.log)
                            .containsExactly(
                                    "a QueueShutDownException", "b QueueShutDownException");
                });
    }
}
