package dev.heddle.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.kernel.HeddleException;
import dev.heddle.programs.FreshJvm;
import dev.heddle.told.Told;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Classes that are loaded anew for each schedule: what they make possible, cost, and refuse. */
class FreshClassesTest {

    private static final String HERE = "dev.heddle.isolation";

    @BeforeAll
    static void attach() {
        Conformance.install();
    }

    /** Without them this body fails in the second schedule. */
    @Test
    @Covers(area = Area.STATE, value = "static fields of classes loaded anew (freshClasses)")
    void everySchedulesHasStaticFieldsOfItsOwn() {
        Report leaking = Heddle.explorer().schedules(10).explore(new FreshBodies.Leaky()::run);
        assertThat(leaking.failure().orElseThrow().schedule()).isEqualTo(2);
        Report one = Heddle.explorer().schedules(1).explore(FreshBodies.Leaky.class);
        Report report = Heddle.explorer().schedules(10).explore(FreshBodies.Leaky.class);
        report.check();
        assertThat(report.divergence()).isEmpty();
        assertThat(report.warnings()).isEmpty();
        assertThat(report.steps()).isEqualTo(10 * one.steps());
    }

    @Test
    void classesAreNamedByThemselvesOrByTheirPackage() {
        for (String name : List.of(HERE, "dev.heddle.isolation.Leaks", "dev.heddle")) {
            Report report =
                    Heddle.explorer()
                            .schedules(5)
                            .freshClasses(name)
                            .explore(FreshBodies.UsesRegistry.class);
            assertThat(report.passed()).as(report::toString).isTrue();
            assertThat(report.divergence()).isEmpty();
        }
    }

    @Test
    void theDigestIsThatOfTheSameClassesLoadedOnce() {
        List<Long> fresh = new ArrayList<>();
        List<Long> shared = new ArrayList<>();
        Heddle.explorer()
                .schedules(1)
                .freshClasses(HERE)
                .onDigest(fresh::add)
                .explore(FreshBodies.Initialising.class)
                .check();
        Heddle.explorer()
                .schedules(1)
                .onDigest(shared::add)
                .explore(new FreshBodies.Initialising())
                .check();
        assertThat(fresh).isEqualTo(shared);
    }

    @Test
    void aRaceOnAStaticFieldIsFoundAndReplayed() {
        Report report = Heddle.explorer().explore(FreshBodies.Racy.class);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.toString())
                .contains("lost an update: 1")
                .contains("reads count")
                .doesNotContain("another course");
        assertThat(report.divergence()).isEmpty();
        Report again = Heddle.explorer().replay(failure.token(), FreshBodies.Racy.class);
        assertThat(again.failure().orElseThrow().summary()).isEqualTo(failure.summary());
    }

    @Test
    void equalSeedsAndTokensGiveEqualRunsInAFreshJvm() {
        Failure failure = Heddle.explorer().explore(FreshBodies.Racy.class).failure().orElseThrow();
        List<String> here = FreshMain.digests();
        assertThat(here).hasSize(FreshMain.SCHEDULES);
        assertThat(new HashSet<>(here)).hasSizeGreaterThan(5);
        List<String> there = FreshJvm.lines(List.of(), FreshMain.class, List.of(failure.token()));
        assertThat(there.getFirst()).isEqualTo(failure.summary());
        assertThat(there.subList(1, there.size())).isEqualTo(here);
    }

    /** A lock in a static field, held at the end of a schedule, is free in the next. */
    @Test
    void aStaticLockIsNotHeldByAnEarlierSchedule() {
        Heddle.explorer().schedules(5).explore(FreshBodies.Locking.class).check();
    }

    @Test
    void theContextClassLoaderIsThatOfTheClassesAndIsGivenBack() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Heddle.explorer().schedules(2).explore(FreshBodies.Telling.class).check();
        assertThat(Told.own).isNotSameAs(FreshBodies.class.getClassLoader());
        assertThat(Told.context).isSameAs(Told.own);
        assertThat(Told.ofThread).isSameAs(Told.own);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
        Told.forget();
    }

    @Test
    void loadersAreCollected() throws InterruptedException {
        Told.forget();
        Heddle.explorer().schedules(1_000).explore(FreshBodies.Telling.class).check();
        Told.context = null;
        Told.own = null;
        Told.ofThread = null;
        assertThat(Told.LOADERS).hasSize(1_001);
        long left = Told.LOADERS.size();
        for (int i = 0; i < 50 && left > 5; i++) {
            System.gc();
            Thread.sleep(20);
            left = Told.LOADERS.stream().filter(loader -> loader.get() != null).count();
        }
        assertThat(left).isLessThanOrEqualTo(5);
        Told.forget();
    }

    @Test
    void aNameThatFitsNoClassIsReported() {
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .freshClasses("dev.acmee", HERE)
                        .explore(FreshBodies.Leaky.class);
        report.check();
        assertThat(report.warnings()).singleElement().asString().contains("'dev.acmee'");
        assertThat(report.toString()).contains("misspelt");
    }

    @Test
    void whatDoesNotFitTogetherIsExplained() {
        Failure failure =
                Heddle.explorer().explore(FreshBodies.Passing.class).failure().orElseThrow();
        assertThat(failure.cause().orElseThrow())
                .isInstanceOf(LinkageError.class)
                .satisfies(
                        e ->
                                assertThat(e.getSuppressed())
                                        .singleElement()
                                        .asString()
                                        .contains("freshClasses"));
    }

    @Test
    void whatTheConstructorThrowsIsAFailureOfTheSchedule() {
        Failure failure =
                Heddle.explorer().explore(FreshBodies.Throwing.class).failure().orElseThrow();
        assertThat(failure.summary()).contains("in the constructor");
    }

    @Test
    void bodiesThatCanNotBeMadeAreRefused() {
        refused(FreshBodies.Abstract.class, "abstract");
        refused(Body.class, "abstract");
        refused(FreshBodies.WithParameter.class, "no constructor without parameters");
        refused(FreshBodies.Inner.class, "static nested class");
        Body lambda = () -> {};
        refused(lambda.getClass(), "lambda");
        Body anonymous =
                new Body() {
                    @Override
                    public void run() {}
                };
        refused(anonymous.getClass(), "static nested class");
    }

    private static void refused(Class<? extends Body> type, String why) {
        assertThatThrownBy(() -> Heddle.explorer().explore(type))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining(type.getName())
                .hasMessageContaining(why);
    }

    @Test
    void anObjectIsRefused() {
        assertThatThrownBy(() -> Heddle.explorer().freshClasses(HERE).explore(() -> {}))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("the class of the body");
        assertThatThrownBy(() -> Heddle.explorer().freshClasses(HERE).replay("", () -> {}))
                .isInstanceOf(HeddleException.class)
                .hasMessageContaining("the class of the body");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "dev..acme", "dev.acme.", ".dev", "dev.acme.*", "dev/acme", "1", "a b"})
    void whatIsNoNameIsRefused(String name) {
        assertThatThrownBy(() -> Heddle.explorer().freshClasses(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + name + "'")
                .hasMessageContaining("not the name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "java.util", "javax.swing", "org.junit", "org.mockito.Mockito"})
    void whatAllSchedulesShareIsRefused(String name) {
        assertThatThrownBy(() -> Heddle.explorer().freshClasses(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all schedules share");
    }
}
