package dev.heddle.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Divergence;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.Security;
import java.time.Duration;
import java.util.stream.Stream;

/** A schedule that depends on those before it is noticed, and what it depends on is named. */
class DivergenceTest {

    /** Ends the loop that has no scheduling point. */
    private static final String STOP = "dev.heddle.isolation.stop";

    private static final String COUNT = "dev.heddle.isolation.count";

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    private static Report explore(Body body) {
        return Heddle.explorer().schedules(10).explore(body);
    }

    private static Divergence divergence(Body body) {
        Report report = explore(body);
        assertThat(report.passed()).as(report::toString).isTrue();
        Divergence found = report.divergence().orElseThrow();
        assertThat(report.toString()).containsIgnoringWhitespaces(found.toString());
        return found;
    }

    static Stream<Arguments> leaks() {
        String list = "Registry.INSTANCES (a java.util.ArrayList): # elements";
        String atomic = "Atomic.COUNT (a java.util.concurrent.atomic.AtomicInteger): #";
        return Stream.of(
                leak(Leaks.Registry::register, list),
                leak(Leaks.Counter::count, "Counter.count: #"),
                leak(() -> Leaks.steps(Leaks.Atomic.COUNT.incrementAndGet()), atomic),
                leak(Leaks.Deep::hit, "Deep.CONFIGS[\"main\"].hits: #"),
                leak(() -> Leaks.Level.HIGH.use(), "Level.HIGH.uses: #"),
                leak(() -> Leaks.steps(++Leaks.Derived.inherited), "Base.inherited: #"),
                leak(() -> Leaks.steps(Leaks.Lambda.NEXT.getAsInt()), "Lambda.NEXT.arg$1[0]: #"),
                leak(Leaks.Ring::visit, "Ring.FIRST.visits: #"));
    }

    private static Arguments leak(Body body, String field) {
        return Arguments.of(field, body);
    }

    /** The body passes eleven times, the repetition included, before the fields are looked at. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("leaks")
    @Covers(
            area = Area.STATE,
            value = "a static field that schedules change",
            handling = Covers.Handling.REAL,
            note = "noticed, and the field is named")
    void theFieldIsNamed(String field, Body body) {
        Divergence found = divergence(body);
        String change = "%s before the schedule, %s after";
        String before = field.replace("#", "11");
        String after = field.substring(field.indexOf('#')).replace("#", "12");
        assertThat(found.changes())
                .containsExactly("dev.heddle.isolation.Leaks." + change.formatted(before, after));
        assertThat(found.summary()).contains("The first schedule").contains("another course");
        assertThat(found.toString())
                .contains("freshClasses(\"dev.heddle.isolation.Leaks\")")
                .contains("The first time: ")
                .contains("When repeated: ");
    }

    @Test
    void severalFieldsAreNamedInOrder() {
        Divergence found =
                divergence(
                        () -> {
                            Leaks.Two.first++;
                            Leaks.steps(++Leaks.Two.second);
                        });
        assertThat(found.changes()).hasSize(2);
        assertThat(found.changes().get(0)).contains("Two.first: ");
        assertThat(found.changes().get(1)).contains("Two.second: ");
    }

    /** Nothing changes any more when the fields are looked at, but the place tells. */
    @Test
    void whatIsMadeOnlyOnceIsSeenByItsPlace() {
        Divergence found = divergence(Leaks.Lazy::get);
        assertThat(found.changes()).isEmpty();
        assertThat(found.toString())
                .contains("Until then:     'main' reads instance at")
                .contains("only the first time is different");
    }

    @Test
    void whatTheBodyHasCapturedIsNamed() {
        int[] captured = new int[1];
        assertThat(divergence(() -> Leaks.steps(++captured[0])).changes())
                .containsExactly(
                        "the body's captured value 1[0]: 11 before the schedule, 12 after");
    }

    /**
     * Each run is another, but by nothing of the program's: it can not be named, and that is said.
     */
    @Test
    void whatIsInNoFieldOfTheProgramIsNoticedToo() {
        System.clearProperty(COUNT);
        Divergence found =
                divergence(
                        () -> {
                            int count = Integer.getInteger(COUNT, 0) + 1;
                            System.setProperty(COUNT, Integer.toString(count));
                            Leaks.steps(count);
                        });
        assertThat(found.changes()).isEmpty();
        assertThat(found.toString()).contains("could not find out what it is");
    }

    /** They end alike, and take the same course, but not for the same reason. */
    @Test
    void aFailureThatNeedsEarlierSchedulesIsMarked() {
        Report report =
                explore(
                        () -> {
                            if (++Leaks.Failing.runs > 3) {
                                throw new IllegalStateException("more than three");
                            }
                        });
        var failure = report.failure().orElseThrow();
        assertThat(failure.schedule()).isEqualTo(4);
        assertThat(report.divergence().orElseThrow().summary())
                .contains("ended differently")
                .contains("more than three");
        assertThat(failure.toString())
                .contains(
                        "dev.heddle.isolation.Leaks.Failing.runs: 6 before the schedule, 7 after");
    }

    /** The schedule that fails is the first one, and is another when it is replayed. */
    @Test
    void aFailureThatDoesNotComeAgainIsMarked() {
        Report report =
                explore(
                        () -> {
                            Leaks.steps(++Leaks.Once.runs);
                            if (Leaks.Once.runs == 1) {
                                throw new IllegalStateException("once");
                            }
                        });
        assertThat(report.failure().orElseThrow().toString())
                .contains("once")
                .contains("took another course")
                .contains("The replay above may not show this failure")
                .contains("dev.heddle.isolation.Leaks.Once.runs: 2 before the schedule, 3 after");
    }

    static Stream<Arguments> clean() {
        return Stream.of(
                Arguments.of("nothing", (Body) () -> {}),
                Arguments.of("a cache whose filling is one step", (Body) () -> Leaks.Cache.text(1)),
                Arguments.of("a thread local", (Body) () -> Leaks.Cache.BUFFER.get().append("x")),
                Arguments.of("a holder", (Body) () -> Leaks.steps(Leaks.Holder.SQUARES.size())),
                Arguments.of("an enum", (Body) () -> Leaks.steps(Leaks.Level.values().length)),
                Arguments.of("an interned text", (Body) () -> ("x" + Leaks.steps(1)).intern()),
                Arguments.of(
                        "a count that nobody reads",
                        (Body) () -> Leaks.Cache.CALLS.incrementAndGet()),
                Arguments.of("threads", (Body) DivergenceTest::threads));
    }

    private static void threads() throws InterruptedException {
        int[] shared = new int[1];
        Thread other = new Thread(() -> Leaks.steps(shared[0]++));
        other.start();
        Leaks.steps(shared[0]++);
        other.join();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clean")
    void whatDoesNotChangeTheCourseIsNoMatter(String name, Body body) {
        Report report = explore(body);
        assertThat(report.passed()).isTrue();
        assertThat(report.divergence()).isEmpty();
    }

    @Test
    void aFailureThatAlwaysComesIsNotMarked() {
        Report report =
                explore(
                        () -> {
                            throw new IllegalStateException("at " + new Object());
                        });
        assertThat(report.divergence()).isEmpty();
    }

    @Test
    void aStrictExplorationFails() {
        Report strict = Heddle.explorer().schedules(5).strict().explore(Leaks.Strict::count);
        var failure = strict.failure().orElseThrow();
        assertThat(failure.toString())
                .contains("The first schedule was repeated")
                .contains("dev.heddle.isolation.Leaks.Strict.count: ");
        assertThat(failure.schedule()).isEqualTo(1);
        assertThat(strict.failures()).isEqualTo(1);
        Heddle.explorer().schedules(5).strict().explore(() -> Leaks.steps(3)).check();
    }

    @Test
    void aSingleScheduleIsNotRepeated() {
        int[] runs = new int[1];
        Heddle.explorer().schedules(1).explore(() -> runs[0]++).check();
        assertThat(runs[0]).isEqualTo(1);
        assertThat(Heddle.explorer().schedules(5).explore(() -> runs[0]++).schedules())
                .isEqualTo(5);
        assertThat(runs[0]).isEqualTo(7);
    }

    @Test
    void aRepetitionThatDoesNotEndIsReported() {
        int[] runs = new int[1];
        Security.setProperty(STOP, "");
        try {
            Report report =
                    Heddle.explorer()
                            .schedules(2)
                            .timeLimit(Duration.ofMillis(50))
                            .explore(
                                    () -> {
                                        boolean endless = ++runs[0] == 3;
                                        while (endless
                                                && !"now".equals(Security.getProperty(STOP))) {}
                                    });
            assertThat(report.schedules()).isEqualTo(2);
            assertThat(report.failure()).isEmpty();
            assertThat(report.divergence().orElseThrow().summary()).contains("then it did not end");
        } finally {
            Security.setProperty(STOP, "now");
        }
    }

    @Test
    void aRepetitionThatDoesNotComeBackIsReported() {
        int[] runs = new int[1];
        Security.setProperty(STOP, "");
        try {
            Report report =
                    Heddle.explorer()
                            .schedules(2)
                            .timeLimit(Duration.ofMillis(50))
                            .explore(
                                    () -> {
                                        boolean endless = ++runs[0] == 3;
                                        if (endless) {
                                            // The loop is the JDK's, and nothing can end it.
                                            Stream.generate(() -> Security.getProperty(STOP))
                                                    .anyMatch("now"::equals);
                                        }
                                    });
            assertThat(report.schedules()).isEqualTo(2);
            assertThat(report.failure()).isEmpty();
            assertThat(report.divergence().orElseThrow().summary())
                    .contains("did not come to its end");
        } finally {
            Security.setProperty(STOP, "now");
        }
    }

    @Test
    void lookingDoesNotInitialiseAClass() throws ClassNotFoundException {
        Class.forName("dev.heddle.isolation.Leaks$Untouched", false, Leaks.class.getClassLoader());
        assertThat(divergence(() -> Leaks.steps(++Leaks.Two.second)).changes()).hasSize(1);
    }

    /** In a fresh JVM the first run is the one that makes the instance, whatever the token says. */
    @Test
    void aTokenThatFitsOnlyTheSecondTimeIsReplayed() {
        Body body =
                () -> {
                    Leaks.LazyAgain.get();
                    if (++Leaks.LazyAgain.runs == 2) {
                        throw new IllegalStateException("the second time");
                    }
                };
        Report report = explore(body);
        Leaks.LazyAgain.forget();
        Report again = Heddle.replay(report.failure().orElseThrow().token(), body);
        assertThat(again.failure().orElseThrow().summary()).contains("the second time");
        assertThat(again.divergence().orElseThrow().summary()).contains("only the second time");
        assertThat(again.schedules()).isEqualTo(1);
        assertThat(again.failures()).isEqualTo(1);
    }
}
