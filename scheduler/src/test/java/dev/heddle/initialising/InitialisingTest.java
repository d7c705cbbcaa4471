package dev.heddle.initialising;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.conformance.Covers;
import dev.heddle.conformance.Covers.Area;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Class initialisers that wait for each other, or do not. */
class InitialisingTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    private static Failure deadlock(Class<? extends Body> body) {
        Report report = Heddle.explorer().schedules(30).stepLimit(20_000).explore(body);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).as(failure.toString()).isEqualTo(Ending.Kind.DEADLOCK);
        assertThat(failure.summary()).startsWith("Deadlock of class initialisers");
        assertThat(failure.toString()).doesNotContain("took another course");
        assertThat(report.uncontrolled()).isEmpty();
        Failure again = Heddle.explorer().replay(failure.token(), body).failure().orElseThrow();
        assertThat(again.kind()).isEqualTo(Ending.Kind.DEADLOCK);
        return failure;
    }

    @Test
    @Covers(
            area = Area.MONITORS,
            value = "A deadlock of class initialisers, of classes loaded anew (freshClasses)",
            note = "found in few schedules, with the classes and the threads that initialise them")
    void classesThatNeedEachOther() {
        assertThat(deadlock(Initialising.EachOther.class).toString())
                .contains(
                        "'first' waits for class dev.heddle.initialising.Initialising$Right to be"
                                + " initialised, which 'second' is doing",
                        "'second' waits for class dev.heddle.initialising.Initialising$Left to be"
                                + " initialised, which 'first' is doing",
                        "Initialising$Left.<clinit>",
                        "Initialising$Right.<clinit>",
                        "begins to initialise dev.heddle.initialising.Initialising$Left");
    }

    @Test
    void classesThatNeedEachOtherAmongOthers() {
        assertThat(deadlock(Initialising.EachOtherAmongOthers.class).summary())
                .contains("Others can go on.");
    }

    @Test
    @Covers(area = Area.MONITORS, value = "A superclass whose initialiser needs the subclass")
    void aSuperclassThatNeedsItsSubclass() {
        assertThat(deadlock(Initialising.SuperAndSub.class).toString())
                .contains("Initialising$Circle to be initialised, which 'second' is doing")
                .contains("Initialising$Shape to be initialised, which 'first' is doing");
    }

    @Test
    void aCycleOfThree() {
        Failure failure = deadlock(Initialising.Three.class);
        assertThat(failure.standing()).hasSizeGreaterThanOrEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Initialising.SameFirst.class,
                Initialising.ThreeInOrder.class,
                Initialising.SubAndSub.class,
                Initialising.InheritedField.class,
                Initialising.Slow.class,
                Initialising.Failing.class
            })
    @Covers(
            area = Area.MONITORS,
            value = "Threads that wait for a class to be initialised (freshClasses)")
    void whoOnlyWaitsGoesOn(Class<? extends Body> body) {
        List<Long> digests = digests(body);
        assertThat(digests(body)).isEqualTo(digests);
        assertThat(digests.stream().distinct().count()).isGreaterThan(1);
    }

    private static List<Long> digests(Class<? extends Body> body) {
        List<Long> digests = new ArrayList<>();
        Report report = Heddle.explorer().schedules(60).onDigest(digests::add).explore(body);
        report.check();
        assertThat(report.divergence()).isEmpty();
        assertThat(report.uncontrolled()).isEmpty();
        return digests;
    }

    /** The loop does not see it come, so it may be the JVM that makes one of them wait. */
    @Test
    void nothingIsTakenForADeadlockThatIsNone() {
        Heddle.explorer().schedules(20).explore(Initialising.SubByReflection.class).check();
    }
}
