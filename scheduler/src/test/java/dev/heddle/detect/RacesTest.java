package dev.heddle.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Every data race that happens is found, in whatever order it happens, and no other is. */
class RacesTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    @ParameterizedTest
    @EnumSource
    void aRaceIsFound(RacyPrograms program) {
        Report report = Heddle.explorer().schedules(20).explore(program.body());
        report.check();
        assertThat(report.races()).isNotEmpty();
        assertThat(report.toString()).contains("Data race on");
        assertThat(Heddle.explorer().schedules(20).explore(program.body()).races())
                .isEqualTo(report.races());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsOrderedIsNone(OrderedPrograms program) {
        Report report = Heddle.explorer().schedules(200).explore(program.body());
        report.check();
        assertThat(report.races()).isEmpty();
        assertThat(report.warnings()).isEmpty();
    }

    /** Nearly always: a pool orders two tasks if one worker happens to have executed both. */
    @Test
    void oneScheduleIsEnough() {
        for (RacyPrograms program :
                EnumSet.complementOf(
                        EnumSet.of(RacyPrograms.BETWEEN_TASKS, RacyPrograms.BESIDE_A_FUTURE))) {
            Report report = Heddle.explorer().strategy("fifo").explore(program.body());
            assertThat(report.races()).as(program.name()).isNotEmpty();
        }
    }

    /** A handle does not say its name where it is used, but the other access may. */
    @Test
    void anAccessByAHandleIsOneToTheField() {
        String type = RacyPrograms.Box.class.getTypeName();
        assertThat(whatOf(RacyPrograms.BESIDE_A_HANDLE)).isEqualTo(type + ".value");
        assertThat(whatOf(RacyPrograms.BY_A_HANDLE)).isEqualTo("a field of a " + type);
        assertThat(whatOf(RacyPrograms.ELEMENT_BY_A_HANDLE)).isEqualTo("an element of int[]");
    }

    private static String whatOf(RacyPrograms program) {
        return Heddle.explorer().strategy("fifo").explore(program.body()).races().getFirst().what();
    }

    @Test
    void aRaceSaysWhatAndWhere() {
        Race race =
                Heddle.explorer()
                        .strategy("fifo")
                        .explore(RacyPrograms.FIELD.body())
                        .races()
                        .getFirst();
        assertThat(race.what()).isEqualTo(RacyPrograms.Box.class.getTypeName() + ".value");
        assertThat(race.first().action() + race.second().action()).contains("writes value");
        assertThat(race.first().location()).contains("(RacyPrograms.java:");
        assertThat(race.first().thread()).isNotEqualTo(race.second().thread());
    }

    @Test
    void whatAConstructorHasWrittenCanBeSeenThroughFinalFields() {
        Report report =
                Heddle.explorer()
                        .schedules(100)
                        .explore(
                                () -> {
                                    Thread other =
                                            Thread.ofPlatform()
                                                    .start(
                                                            () ->
                                                                    RacyPrograms.Box.published =
                                                                            new RacyPrograms
                                                                                    .Immutable());
                                    RacyPrograms.Immutable seen = RacyPrograms.Box.published;
                                    int sum = 0;
                                    if (seen != null) {
                                        sum = seen.numbers[0] + seen.table[0][0];
                                    }
                                    assertThat(sum).isIn(0, 6);
                                    other.join();
                                    RacyPrograms.Box.published = null;
                                });
        report.check();
        // The reference is a race all the same.
        assertThat(report.races())
                .extracting(Race::what)
                .containsOnly(RacyPrograms.Box.class.getTypeName() + ".published");
    }

    @Test
    void aRaceFailsTheScheduleOnRequest() {
        Report report = Heddle.explorer().races(Check.FAIL).explore(RacyPrograms.FIELD.body());
        assertThatThrownBy(report::check).hasStackTraceContaining("Data race on");
        assertThat(report.failure().orElseThrow().cause().orElseThrow())
                .isInstanceOf(DataRaceError.class);
        Heddle.explorer().races(Check.FAIL).explore(OrderedPrograms.LOCK.body()).check();
    }

    /** Of several readers each has read in a place of its own. */
    @Test
    void aReaderIsToldOfWithItsOwnPlace() {
        Body body =
                () -> {
                    Read box = new Read();
                    Thread one = new Thread(box::inOneWay, "one");
                    Thread other = new Thread(box::inAnotherWay, "other");
                    one.start();
                    other.start();
                    box.value = 1;
                    one.join();
                    other.join();
                };
        for (Race race : Heddle.explorer().schedules(200).toTheEnd().explore(body).races()) {
            for (Race.Access access : List.of(race.first(), race.second())) {
                if (access.thread().equals("one")) {
                    assertThat(access.location()).contains("inOneWay");
                } else if (access.thread().equals("other")) {
                    assertThat(access.location()).contains("inAnotherWay");
                }
            }
        }
        List<Race> seen =
                Heddle.explorer()
                        .allowRaces(Read.class.getName() + ".inAnotherWay")
                        .explore(body)
                        .races();
        assertThat(seen).isNotEmpty().allMatch(race -> race.toString().contains("inOneWay"));
    }

    private static final class Read {
        private int value;

        private int inOneWay() {
            return value;
        }

        private int inAnotherWay() {
            return value;
        }
    }

    @Test
    void allowedRacesAreNone() {
        Body racy = RacyPrograms.FIELD.body();
        List<Race> all = Heddle.explorer().explore(racy).races();
        String field = all.getFirst().what();
        String type = field.substring(0, field.lastIndexOf('.'));
        // As in source: both lambdas are written there.
        String method = RacyPrograms.class.getName() + ".static";
        for (String allowed : List.of(field, type, method)) {
            Report report = Heddle.explorer().races(Check.FAIL).allowRaces(allowed).explore(racy);
            assertThat(report.passed()).as(allowed).isTrue();
            assertThat(report.races()).as(allowed).isEmpty();
        }
        for (String other : List.of(field + "s", "org.example.Other", "count")) {
            assertThat(Heddle.explorer().allowRaces(other).explore(racy).races())
                    .as(other)
                    .hasSameSizeAs(all);
        }
        assertThatThrownBy(() -> Heddle.explorer().allowRaces("not a name"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'not a name'");
    }

    /** An array is not of any class; it belongs to what holds it. */
    @Test
    void elementsOfAnArrayBelongToTheFieldThatHoldsIt() {
        String stats = RacesTest.class.getName() + ".Stats";
        Body own = () -> inTwoThreads(new Stats().hits);
        Body nested = () -> inTwoThreads(new Stats().table[1]);
        Body fixed = () -> inTwoThreads(new FinalStats().hits);
        for (Body racy : List.of(own, nested, fixed)) {
            assertThat(Heddle.explorer().explore(racy).races()).isNotEmpty();
        }
        assertThat(allowing(own, stats)).isTrue();
        assertThat(allowing(own, stats + ".hits")).isTrue();
        assertThat(allowing(own, stats + ".table")).isFalse();
        assertThat(allowing(own, stats + ".other")).isFalse();
        assertThat(allowing(nested, stats)).isTrue();
        assertThat(allowing(nested, stats + ".hits")).isFalse();
        String finalStats = RacesTest.class.getName() + ".FinalStats";
        assertThat(allowing(fixed, finalStats)).isTrue();
        assertThat(allowing(fixed, stats)).isFalse();
        assertThat(allowing(() -> inTwoThreads(new int[2]), stats, finalStats)).isFalse();
    }

    /** Who reads a final static field touches nothing that would say whose array it is. */
    @Test
    void elementsOfAnArrayMayBelongToAFinalStaticField() {
        String stats = RacesTest.class.getName() + ".StaticStats";
        Body single = () -> inTwoThreads(StaticStats.HITS);
        Body nested = () -> inTwoThreads(StaticStats.TABLE[1]);
        for (Body racy : List.of(single, nested)) {
            assertThat(Heddle.explorer().explore(racy).races()).isNotEmpty();
            assertThat(allowing(racy, stats)).isTrue();
            assertThat(allowing(racy, stats + ".OTHER", "org.example.StaticStats")).isFalse();
        }
        assertThat(allowing(single, stats + ".HITS")).isTrue();
        assertThat(allowing(nested, stats + ".HITS")).isFalse();
        assertThat(allowing(nested, stats + ".TABLE")).isTrue();
        assertThat(allowing(() -> inTwoThreads(new int[2]), stats)).isFalse();
        Body own = () -> inTwoThreads(OWN);
        assertThat(allowing(own, RacesTest.class.getName() + ".OWN")).isTrue();
        assertThat(allowing(own, RacesTest.class.getName() + ".OWNED")).isFalse();
        // Loaded after others were looked for.
        assertThat(allowing(() -> inTwoThreads(Late.HITS), Late.class.getName())).isTrue();
    }

    /** A class that reads its own does not even touch the class. */
    private static final int[] OWN = new int[2];

    private static final class StaticStats {
        private static final int[] HITS = new int[2];
        private static final int[][] TABLE = {new int[1], new int[1]};
        private static final int[] OTHER = new int[1];
    }

    private static final class Late {
        private static final int[] HITS = new int[2];
    }

    private static boolean allowing(Body racy, String... names) {
        return Heddle.explorer()
                .races(Check.FAIL)
                .allowRaces(names)
                .schedules(20)
                .shrink(0)
                .explore(racy)
                .passed();
    }

    private static void inTwoThreads(int[] counts) throws InterruptedException {
        Thread other = new Thread(() -> counts[0]++, "other");
        other.start();
        counts[0]++;
        other.join();
    }

    private static final class Stats {
        private int[] hits = new int[2];
        private int[][] table = {new int[1], new int[1]};
        private int[] other = new int[1];
    }

    private static final class FinalStats {
        private final int[] hits = new int[2];
    }

    /** In whatever order the two come, and whichever accesses they are, it is one race. */
    @Test
    void whatAlwaysRacesNeedsNoParticularSchedule() {
        Failure failure =
                Heddle.explorer()
                        .races(Check.FAIL)
                        .explore(
                                () -> {
                                    Read box = new Read();
                                    Thread other = new Thread(() -> box.value++, "other");
                                    other.start();
                                    box.value++;
                                    other.join();
                                })
                        .failure()
                        .orElseThrow();
        assertThat(failure.summary()).startsWith("Data race on ").endsWith("before the other.");
        assertThat(failure.toString())
                .contains("50 of 50 random ones failed in the same way")
                .contains("Heddle.explorer().races(Check.FAIL).replay(\"");
        assertThat(failure.cause().orElseThrow().toString().lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(110));
    }

    @Test
    void nobodyLooksIfNobodyIsToLook() {
        Report report = Heddle.explorer().races(Check.OFF).explore(RacyPrograms.FIELD.body());
        assertThat(report.races()).isEmpty();
        assertThatThrownBy(() -> Heddle.explorer().races(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    void lookingChangesNothing() {
        for (RacyPrograms program : RacyPrograms.values()) {
            assertThat(digests(program, Check.OFF))
                    .as(program.name())
                    .isEqualTo(digests(program, Check.REPORT));
        }
    }

    private static List<Long> digests(RacyPrograms program, Check check) {
        List<Long> digests = new ArrayList<>();
        Heddle.explorer()
                .schedules(50)
                .races(check)
                .onDigest(digests::add)
                .explore(program.body())
                .check();
        return digests;
    }

    @Test
    void aRunWithTooManyThreadsSaysSo() {
        Report report =
                Heddle.explorer()
                        .schedules(1)
                        .explore(
                                () -> {
                                    for (int i = 0; i <= Races.MOST_FIBERS; i++) {
                                        Thread.ofVirtual().start(() -> {});
                                    }
                                });
        assertThat(report.warnings()).singleElement().asString().contains("2,048 threads");
    }

    private static List<Race> inOrder(Body body) {
        return Heddle.explorer().strategy("fifo").explore(body).races();
    }

    @Test
    void aReadAfterAWrite() {
        assertThat(
                        inOrder(
                                () -> {
                                    Read box = new Read();
                                    Thread other = new Thread(box::inOneWay);
                                    other.start();
                                    box.value = 1; // The other has not begun.
                                    other.join();
                                }))
                .singleElement()
                .satisfies(race -> assertThat(race.second().action()).isEqualTo("reads value"));
    }

    @Test
    void aWriteAfterARead() {
        assertThat(
                        inOrder(
                                () -> {
                                    Read box = new Read();
                                    Thread other = new Thread(() -> box.value = 1);
                                    other.start();
                                    box.inOneWay();
                                    other.join();
                                }))
                .singleElement()
                .satisfies(race -> assertThat(race.second().action()).isEqualTo("writes value"));
    }

    /** The last of those who have read is not the only one. */
    @Test
    void aWriteAfterSeveralReads() {
        assertThat(
                        inOrder(
                                () -> {
                                    Read box = new Read();
                                    Thread one = new Thread(box::inOneWay);
                                    Thread other = new Thread(box::inAnotherWay);
                                    one.start();
                                    other.start();
                                    other.join();
                                    new Thread(() -> box.value = 1).start();
                                    one.join();
                                }))
                .singleElement()
                .satisfies(
                        race -> {
                            assertThat(race.first().location()).contains("inOneWay");
                            assertThat(race.second().action()).isEqualTo("writes value");
                        });
    }

    /** It has ended, and published what it has made, and only then written to it. */
    @Test
    void whatIsWrittenLaterIsNotCovered() {
        assertThat(
                        inOrder(
                                () -> {
                                    Thread other =
                                            Thread.ofPlatform()
                                                    .start(
                                                            () -> {
                                                                var made =
                                                                        new RacyPrograms
                                                                                .Immutable();
                                                                RacyPrograms.Box.published = made;
                                                                made.numbers[1] = 7;
                                                            });
                                    Thread.sleep(1);
                                    int seen = RacyPrograms.Box.published.numbers[1];
                                    other.join();
                                    RacyPrograms.Box.published = null;
                                    assertThat(seen).isEqualTo(7);
                                }))
                .extracting(Race::what)
                .contains("an element of int[]");
    }
}
