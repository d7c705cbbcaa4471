package dev.heddle.jqwik.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Explorer;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.jqwik.campaign.RandomProgram.Kind;
import dev.heddle.jqwik.campaign.RandomProgram.Op;
import dev.heddle.jqwik.campaign.RandomProgram.Outcome;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.util.ArrayList;
import java.util.List;

/** Random concurrent programs: what must hold in every one of them, under every schedule. */
class RandomProgramsTest {

    private static final int SCHEDULES = 20;

    /** One exploration: what each run left behind, and its digest. */
    private record Seen(List<String> outcomes, List<Long> digests, Report report) {}

    @Property(tries = 150)
    void equalSeedsGiveEqualRuns(@ForAll("programs") RandomProgram program, @ForAll long seed) {
        Seen once = explore(program, seed);
        Seen again = explore(program, seed);
        assertThat(again.digests()).isEqualTo(once.digests());
        assertThat(again.outcomes()).isEqualTo(once.outcomes());
    }

    @Property(tries = 150)
    void locksExcludeAndAtomicsCount(@ForAll("programs") RandomProgram program, @ForAll long seed) {
        List<Outcome> outcomes = new ArrayList<>();
        explorer(seed).explore(program.body(outcomes)).check();
        // The first is repeated at the end, and those in which a data race was seen first.
        assertThat(outcomes).hasSizeGreaterThan(SCHEDULES);
        for (Outcome outcome : outcomes) {
            assertThat(outcome.intruders).hasValue(0);
            assertThat(outcome.atomic).hasValue(outcome.expectedAtomic.get());
        }
    }

    /** The campaign is worth something only if its schedules differ from each other. */
    @Property(tries = 50)
    void unprotectedCellsLoseUpdatesInSomeSchedule(@ForAll long seed) {
        Op add = new Op(Kind.ADD, 0);
        RandomProgram program =
                new RandomProgram(List.of(List.of(add, add, add), List.of(add, add, add)));
        List<Outcome> outcomes = new ArrayList<>();
        explorer(seed).schedules(100).explore(program.body(outcomes)).check();
        assertThat(outcomes).anySatisfy(outcome -> assertThat(outcome.cells[0]).isLessThan(6));
        assertThat(outcomes).anySatisfy(outcome -> assertThat(outcome.cells[0]).isGreaterThan(3));
    }

    private static Seen explore(RandomProgram program, long seed) {
        List<Outcome> outcomes = new ArrayList<>();
        List<Long> digests = new ArrayList<>();
        Report report = explorer(seed).onDigest(digests::add).explore(program.body(outcomes));
        report.check();
        return new Seen(outcomes.stream().map(Outcome::toString).toList(), digests, report);
    }

    private static Explorer explorer(long seed) {
        return Heddle.explorer().schedules(SCHEDULES).seed(seed);
    }

    @Provide
    Arbitrary<RandomProgram> programs() {
        Arbitrary<Op> op =
                Combinators.combine(
                                Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 5))
                        .as(Op::new);
        return op.list().ofMaxSize(6).list().ofMinSize(2).ofMaxSize(4).map(RandomProgram::new);
    }
}
