package dev.heddle.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** A run is the same whenever, wherever, and after whatever it is run. */
class DeterminismTest {

    private static final int SEEDS = Integer.getInteger("determinism.seeds", 400);

    private static final Map<Programs, List<Recording>> FIRST = new EnumMap<>(Programs.class);

    private static synchronized List<Recording> first(Programs program) {
        return FIRST.computeIfAbsent(program, key -> Recording.ofSeeds(SEEDS, key));
    }

    @ParameterizedTest
    @EnumSource
    void equalSeedsGiveEqualRuns(Programs program) {
        List<Recording> again = Recording.ofSeeds(SEEDS, program);
        assertThat(differences(lines(program, again), lines(program, first(program)))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyRunIsSeenAgainByItsToken(Programs program) {
        for (Recording run : new HashSet<>(first(program))) {
            assertThat(Recording.ofToken(run.token(), program)).isEqualTo(run);
        }
    }

    /** Passing runs too, and by the front door, which compares the digests itself. */
    @ParameterizedTest
    @EnumSource
    void theFrontDoorReplaysTokensOfAllKinds(Programs program) {
        for (Recording run : first(program).subList(0, 10)) {
            List<Long> digests = new ArrayList<>();
            program.explorer().onDigest(digests::add).replay(run.token(), program.body());
            assertThat(digests).containsExactly(run.digest());
        }
    }

    /** Two runs with the same digest have made the same choices. */
    @ParameterizedTest
    @EnumSource
    void aDigestTellsRunsApart(Programs program) {
        Map<Long, String> tokens = new HashMap<>();
        for (Recording run : first(program)) {
            String before = tokens.putIfAbsent(run.digest(), run.token());
            assertThat(run.token()).isEqualTo(before == null ? run.token() : before);
        }
    }

    @Test
    void aFreshJvmThatLoadsProgramsInAnotherOrderGivesTheSameRuns() {
        assertSameRuns(List.of(), SEEDS, Arrays.asList(Programs.values()).reversed());
    }

    @Test
    void anInterpreterGivesTheSameRuns() {
        assertSameRuns(List.of("-Xint"), 5, List.of(Programs.values()));
    }

    @Test
    void anAgentThatIsThereFromTheStartGivesTheSameRuns(@TempDir Path folder) throws IOException {
        List<String> options = List.of("-javaagent:" + FreshJvm.agentJar(folder));
        assertSameRuns(options, 50, List.of(Programs.values()));
    }

    private static void assertSameRuns(List<String> options, int seeds, List<Programs> programs) {
        List<String> here = new ArrayList<>();
        for (Programs program : programs) {
            here.addAll(lines(program, first(program).subList(0, seeds)));
        }
        assertThat(differences(FreshJvm.digests(options, seeds, programs), here)).isEmpty();
    }

    private static List<String> lines(Programs program, List<Recording> runs) {
        List<String> lines = new ArrayList<>();
        for (Recording run : runs) {
            lines.add(DigestMain.line(program, lines.size() + 1, run));
        }
        return lines;
    }

    /** The lines that are not the same: few, where whole lists would fill pages. */
    private static List<String> differences(List<String> actual, List<String> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        List<String> all = new ArrayList<>();
        for (int i = 0; i < actual.size(); i++) {
            if (!actual.get(i).equals(expected.get(i))) {
                all.add(actual.get(i) + ", but was " + expected.get(i));
            }
        }
        return all;
    }
}
