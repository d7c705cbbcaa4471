package dev.heddle.accesses;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.kernel.Access;
import dev.heddle.kernel.Chooser;
import dev.heddle.kernel.Fiber;
import dev.heddle.kernel.Fibers;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** At a scheduling point it is known what the thread is about to access, and how. */
class AccessTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @Test
    void everyFormOfAccessDoesWhatItDoesWithoutControl() {
        List<String> under = new ArrayList<>();
        Heddle.explorer().schedules(1).explore(() -> under.add(new Forms(4).all())).check();
        assertThat(under).containsExactly(new Forms(4).all());
    }

    @Test
    void theObjectAndTheFieldAreKnown() {
        Program program = new Program();
        List<String> seen = seenIn(program, program::fields);
        assertThat(seen)
                .containsSubsequence(
                        "object READS a", "object WRITES a", "object WRITES b", "class WRITES c")
                .contains("object READS ORDERS v", "object WRITES ORDERS v");
    }

    @Test
    void aFieldIsTheSameByWhicheverClassItIsNamed() {
        Program program = new Program();
        List<String> seen = seenIn(program, program::inherited);
        assertThat(seen).hasSize(4);
        assertThat(seen.get(0)).isEqualTo(seen.get(1)).startsWith("object");
        assertThat(seen.get(2)).isEqualTo(seen.get(3)).startsWith("class");
        assertThat(seen.get(0)).isNotEqualTo(seen.get(2));
    }

    @Test
    void anElementIsKnownByItsIndex() {
        Program program = new Program();
        assertThat(seenIn(program, program::elements))
                .contains("array READS ELEMENT 1", "array WRITES ELEMENT 2");
    }

    @Test
    void aCallIsOfAnObjectAndReadsOrWritesIt() {
        Program program = new Program();
        assertThat(seenIn(program, program::calls))
                .contains("atomic READS CALL", "atomic READS WRITES CALL", "map READS WRITES CALL");
    }

    @Test
    void aMonitorIsNoField() {
        Program program = new Program();
        assertThat(seenIn(program, program::monitor)).contains("object WRITES MONITOR");
    }

    @Test
    void accessesConflictIfOneOfTheTwoWritesTheSame() {
        Program program = new Program();
        List<Boolean> conflicts = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .strategy(new Watching((runnable, current) -> conflicts(runnable, conflicts), true))
                .explore(
                        () -> {
                            Thread other = Thread.ofPlatform().start(program::readsA);
                            program.readsA();
                            other.join();
                        })
                .check();
        assertThat(conflicts).contains(true, false);
    }

    private static void conflicts(Fibers runnable, List<Boolean> conflicts) {
        if (runnable.size() == 2) {
            Fiber one = runnable.get(0);
            Fiber other = runnable.get(1);
            boolean known = one.access() != Access.UNKNOWN && other.access() != Access.UNKNOWN;
            if (known) {
                boolean writes = ((one.access() | other.access()) & Access.WRITES) != 0;
                assertThat(Access.conflict(one, other)).isEqualTo(Access.conflict(other, one));
                assertThat(Access.conflict(one, other))
                        .isEqualTo(writes && one.member() == other.member());
                conflicts.add(Access.conflict(one, other));
            }
        }
    }

    // --- what is seen ---------------------------------------------------------------------------

    private static List<String> seenIn(Program program, Runnable body) {
        List<String> seen = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .strategy(
                        new Watching(
                                (runnable, current) -> {
                                    if (current != null
                                            && current.id() == 0
                                            && current.access() != Access.UNKNOWN) {
                                        seen.add(program.text(current));
                                    }
                                },
                                false))
                .explore(
                        () -> {
                            Thread other = Thread.ofPlatform().start(program::beside);
                            body.run();
                            other.join();
                        })
                .check();
        return seen;
    }

    /** What is accessed, one way after the other. */
    private static final class Program {
        private final AccessProgram accessed = new AccessProgram();

        void fields() {
            accessed.fields();
        }

        void inherited() {
            accessed.inherited();
        }

        void elements() {
            accessed.elements();
        }

        void calls() {
            accessed.calls();
        }

        void monitor() {
            accessed.monitor();
        }

        void readsA() {
            accessed.readsAndWrites();
        }

        void beside() {
            accessed.beside();
        }

        String text(Fiber fiber) {
            return accessed.text(fiber);
        }
    }

    private interface Watch {
        void decides(Fibers runnable, @Nullable Fiber current);
    }

    /** Threads alternate at every point, or each goes on as long as it can. */
    private record Watching(Watch watch, boolean alternates) implements Strategy {
        @Override
        public String name() {
            return "watching";
        }

        @Override
        public void begin(long seed) {}

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            watch.decides(runnable, current);
            if (current == null || (!yielding && !alternates)) {
                return current == null ? runnable.oldest() : current;
            }
            return runnable.get(0) == current ? runnable.get(1) : runnable.get(0);
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return among.oldest();
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            return false;
        }
    }
}
