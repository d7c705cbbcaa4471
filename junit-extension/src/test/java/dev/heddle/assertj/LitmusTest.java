package dev.heddle.assertj;

import static dev.heddle.assertj.HeddleAssertions.assertThatOutcomesOf;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * The litmus tests of memory models, each with exactly those outcomes that interleavings give: all
 * but the one that only a weak memory model allows.
 */
class LitmusTest {

    /** What the threads of a test share, and what they have read. */
    private static final class Memory {
        int x;
        int y;
        int a;
        int b;
        int c;
        int d;
    }

    private interface Part {
        void in(Memory memory);
    }

    private interface Seen {
        List<Integer> of(Memory memory);
    }

    /** A test; the threads, what is looked at, the outcome that is forbidden, and all others. */
    private enum Litmus {
        STORE_BUFFERING(
                memory -> List.of(memory.a, memory.b),
                "1 1, 0 1, 1 0",
                "0 0",
                memory -> {
                    memory.x = 1;
                    memory.a = memory.y;
                },
                memory -> {
                    memory.y = 1;
                    memory.b = memory.x;
                }),
        MESSAGE_PASSING(
                memory -> List.of(memory.a, memory.b),
                "0 0, 0 1, 1 1",
                "1 0",
                memory -> {
                    memory.x = 1;
                    memory.y = 1;
                },
                memory -> {
                    memory.a = memory.y;
                    memory.b = memory.x;
                }),
        LOAD_BUFFERING(
                memory -> List.of(memory.a, memory.b),
                "0 0, 0 1, 1 0",
                "1 1",
                memory -> {
                    memory.a = memory.y;
                    memory.x = 1;
                },
                memory -> {
                    memory.b = memory.x;
                    memory.y = 1;
                }),
        COHERENCE(
                memory -> List.of(memory.a, memory.b),
                "0 0, 0 1, 1 1",
                "1 0",
                memory -> memory.x = 1,
                memory -> {
                    memory.a = memory.x;
                    memory.b = memory.x;
                }),
        TWO_PLUS_TWO_WRITES(
                memory -> List.of(memory.x, memory.y),
                "2 1, 1 2, 2 2",
                "1 1",
                memory -> {
                    memory.x = 1;
                    memory.y = 2;
                },
                memory -> {
                    memory.y = 1;
                    memory.x = 2;
                }),
        WRITE_TO_READ_CAUSALITY(
                memory -> List.of(memory.a, memory.b, memory.c),
                "0 0 0, 0 0 1, 0 1 0, 0 1 1, 1 0 0, 1 0 1, 1 1 1",
                "1 1 0",
                memory -> memory.x = 1,
                memory -> {
                    memory.a = memory.x;
                    memory.y = 1;
                },
                memory -> {
                    memory.b = memory.y;
                    memory.c = memory.x;
                }),
        INDEPENDENT_READS_OF_INDEPENDENT_WRITES(
                memory -> List.of(memory.a, memory.b, memory.c, memory.d),
                "0 0 0 0, 0 0 0 1, 0 0 1 0, 0 0 1 1, 0 1 0 0, 0 1 0 1, 0 1 1 0, 0 1 1 1, "
                        + "1 0 0 0, 1 0 0 1, 1 0 1 1, 1 1 0 0, 1 1 0 1, 1 1 1 0, 1 1 1 1",
                "1 0 1 0",
                memory -> memory.x = 1,
                memory -> memory.y = 1,
                memory -> {
                    memory.a = memory.x;
                    memory.b = memory.y;
                },
                memory -> {
                    memory.c = memory.y;
                    memory.d = memory.x;
                });

        private final Seen seen;
        private final String[] outcomes;
        private final String forbidden;
        private final Part[] parts;

        Litmus(Seen seen, String outcomes, String forbidden, Part... parts) {
            this.seen = seen;
            this.outcomes = outcomes.split(", ");
            this.forbidden = forbidden;
            this.parts = parts;
        }

        /** Runs each part in a thread of its own. */
        Callable<String> program() {
            return () -> {
                Memory memory = new Memory();
                List<Thread> threads = new ArrayList<>();
                for (Part part : parts) {
                    Thread thread = new Thread(() -> part.in(memory));
                    threads.add(thread);
                    thread.start();
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                return seen.of(memory).stream()
                        .map(String::valueOf)
                        .reduce((one, other) -> one + " " + other)
                        .orElseThrow();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    void hasTheOutcomesOfInterleavingsAndNoOther(Litmus litmus) {
        assertThatOutcomesOf(litmus.program())
                .inEveryInterleaving()
                .hasOutcomes(litmus.outcomes)
                .neverReaches(litmus.forbidden);
    }

    @ParameterizedTest
    @EnumSource
    void oneMoreThanThereAreIsMissed(Litmus litmus) {
        String[] oneMore = Arrays.copyOf(litmus.outcomes, litmus.outcomes.length + 1);
        oneMore[litmus.outcomes.length] = litmus.forbidden;
        assertThatThrownBy(
                        () ->
                                assertThatOutcomesOf(litmus.program())
                                        .inEveryInterleaving()
                                        .hasOutcomes(oneMore))
                .isInstanceOf(AssertionError.class)
                .hasMessageStartingWith(
                        "Expecting these outcomes, which were never seen in all interleavings: ["
                                + litmus.forbidden
                                + "]");
    }

    @ParameterizedTest
    @EnumSource
    void oneLessThanThereAreIsTold(Litmus litmus) {
        String last = litmus.outcomes[litmus.outcomes.length - 1];
        String[] oneLess = Arrays.copyOf(litmus.outcomes, litmus.outcomes.length - 1);
        assertThatThrownBy(() -> assertThatOutcomesOf(litmus.program()).hasOutcomes(oneLess))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the outcome is %s, which is none of [".formatted(last));
    }

    @Test
    void whatIsLockedHasTheOutcomesOfWholeParts() {
        Object lock = new Object();
        assertThatOutcomesOf(
                        () -> {
                            Memory memory = new Memory();
                            Thread other =
                                    new Thread(
                                            () -> {
                                                synchronized (lock) {
                                                    memory.y = 1;
                                                    memory.b = memory.x;
                                                }
                                            });
                            other.start();
                            synchronized (lock) {
                                memory.x = 1;
                                memory.a = memory.y;
                            }
                            other.join();
                            return memory.a + " " + memory.b;
                        })
                .inEveryInterleaving()
                .hasOutcomes("0 1", "1 0");
    }
}
