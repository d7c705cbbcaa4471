package dev.heddle.junit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** Every schedule is what JUnit calls a test: an instance of its own, and the methods around it. */
class LifecycleTest {

    /** What happened, in the order in which it did; written by the subjects below. */
    private static final List<String> happened = Collections.synchronizedList(new ArrayList<>());

    /** The first schedule is repeated at the end. */
    private static final int REPEATED = 1;

    private static final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    @BeforeEach
    void forget() {
        happened.clear();
        seen.clear();
    }

    @Test
    void callsTheMethodsOncePerSchedule() {
        Results.of(Counted.class).testEvents().assertStatistics(s -> s.started(1).succeeded(1));
        assertThat(happened)
                .startsWith("before all", "before", "test", "after", "before", "test", "after")
                .endsWith("after", "after all")
                .hasSize(2 + 3 * (Counted.SCHEDULES + REPEATED));
    }

    @Test
    void beginsEachScheduleWithANewInstance() {
        Results.of(Fresh.class).testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(seen).hasSize(Fresh.SCHEDULES + REPEATED);
    }

    @Test
    void keepsTheOrderOfJUnit() {
        assertThat(orderOf(AsInterleaved.class)).isEqualTo(orderOf(AsUsual.class)).hasSize(9);
    }

    @Test
    void makesTheOuterInstancesOfANestedClass() {
        assertThat(orderOf(OuterInterleaved.class)).isEqualTo(orderOf(OuterUsual.class)).hasSize(5);
    }

    @Test
    void leavesOutTheTestIfABeforeEachMethodFails() {
        assertThat(Results.failureOf(FailsBefore.class)).hasMessageContaining("not ready");
        assertThat(happened).containsOnly("after");
    }

    @Test
    void failsIfAnAfterEachMethodFailsAndKeepsBothFailures() {
        Throwable failure = Results.failureOf(FailsTwice.class);
        assertThat(failure).cause().hasMessage("the test");
        assertThat(failure.getCause().getSuppressed())
                .singleElement()
                .extracting(Throwable::getMessage)
                .isEqualTo("the method after it");
    }

    @Test
    void handsOnTheParametersThatOthersResolve() {
        Results.of(WithParameters.class).testEvents().assertStatistics(s -> s.succeeded(1));
        assertThat(Set.copyOf(happened)).hasSize(1);
    }

    @Test
    void leavesOtherTestsOfTheClassAlone() {
        Results.of(Mixed.class).testEvents().assertStatistics(s -> s.started(2).succeeded(2));
        assertThat(happened.stream().filter("usual"::equals)).hasSize(1);
        assertThat(happened.stream().filter("interleaved"::equals))
                .hasSize(Mixed.SCHEDULES + REPEATED);
        assertThat(happened.stream().filter("before"::equals))
                .hasSize(Mixed.SCHEDULES + REPEATED + 1);
    }

    @Test
    void letsTheMethodsAroundTheTestUseThreads() {
        Results.of(WithThread.class).testEvents().assertStatistics(s -> s.succeeded(1));
    }

    private static List<String> orderOf(Class<?> tests) {
        happened.clear();
        assertThat(Results.failures(Results.of(tests))).isEmpty();
        return List.copyOf(happened);
    }

    static class Counted {
        static final int SCHEDULES = 37;

        @BeforeAll
        static void beforeAll() {
            happened.add("before all");
        }

        @BeforeEach
        void before() {
            happened.add("before");
        }

        @Interleaved(schedules = SCHEDULES)
        void test() {
            happened.add("test");
        }

        @AfterEach
        void after() {
            happened.add("after");
        }

        @AfterAll
        static void afterAll() {
            happened.add("after all");
        }
    }

    static class Fresh {
        static final int SCHEDULES = 25;

        private int calls;

        @Interleaved(schedules = SCHEDULES)
        void beginsAnew() {
            assertThat(++calls).isEqualTo(1);
            seen.add(this);
        }
    }

    interface Around {
        @BeforeEach
        default void beforeInInterface() {
            happened.add("before, interface");
        }

        @AfterEach
        default void afterInInterface() {
            happened.add("after, interface");
        }
    }

    static class Base {
        @BeforeEach
        void beforeInSuperclass() {
            happened.add("before, superclass");
        }

        @AfterEach
        void afterInSuperclass() {
            happened.add("after, superclass");
        }

        @BeforeEach
        void overridden() {
            throw new AssertionError("overridden");
        }
    }

    static class Family extends Base implements Around {
        @BeforeEach
        void before() {
            happened.add("before");
        }

        @BeforeEach
        void beforeToo() {
            happened.add("before, too");
        }

        @Override
        void overridden() {}

        @AfterEach
        void after() {
            happened.add("after");
        }

        @AfterEach
        void afterToo() {
            happened.add("after, too");
        }
    }

    static class AsUsual extends Family {
        @Test
        void test() {
            happened.add("test");
        }
    }

    static class AsInterleaved extends Family {
        @Interleaved(schedules = 1)
        void test() {
            happened.add("test");
        }
    }

    static class Outer {
        String state = "constructed";

        @BeforeEach
        void beforeOuter() {
            happened.add("before, outer");
            state += ", prepared";
        }

        @AfterEach
        void afterOuter() {
            happened.add("after, outer");
        }
    }

    static class OuterUsual extends Outer {
        @Nested
        class Inner {
            @BeforeEach
            void before() {
                happened.add("before, " + state);
            }

            @Test
            void test() {
                happened.add(state);
            }

            @AfterEach
            void after() {
                happened.add("after");
            }
        }
    }

    static class OuterInterleaved extends Outer {
        @Nested
        class Inner {
            @BeforeEach
            void before() {
                happened.add("before, " + state);
            }

            @Interleaved(schedules = 1)
            void test() {
                happened.add(state);
            }

            @AfterEach
            void after() {
                happened.add("after");
            }
        }
    }

    static class FailsBefore {
        @BeforeEach
        void before() {
            throw new IllegalStateException("not ready");
        }

        @Interleaved
        void test() {
            happened.add("test");
        }

        @AfterEach
        void after() {
            happened.add("after");
        }
    }

    static class FailsTwice {
        @Interleaved
        void test() {
            throw new IllegalStateException("the test");
        }

        @AfterEach
        void after() {
            throw new IllegalStateException("the method after it");
        }
    }

    static class WithParameters {
        private String name = "";

        @BeforeEach
        void before(TestInfo info) {
            name = info.getTestMethod().orElseThrow().getName();
        }

        @Interleaved(schedules = 10)
        void test(@TempDir Path directory) {
            assertThat(name).isEqualTo("test");
            assertThat(Files.isDirectory(directory)).isTrue();
            happened.add(directory.toString());
        }
    }

    static class Mixed {
        static final int SCHEDULES = 5;

        @BeforeEach
        void before() {
            happened.add("before");
        }

        @Test
        void usual() {
            happened.add("usual");
        }

        @Interleaved(schedules = SCHEDULES)
        void interleaved() {
            happened.add("interleaved");
        }
    }

    static class WithThread {
        private final Programs.RacyCounter counter = new Programs.LockedCounter();
        private Thread other = new Thread(counter::increment);

        @BeforeEach
        void start() {
            other.start();
        }

        @Interleaved(schedules = 100)
        void test() {
            counter.increment();
        }

        @AfterEach
        void join() throws InterruptedException {
            other.join();
            assertThat(counter.value).isEqualTo(2);
        }
    }
}
