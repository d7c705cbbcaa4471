package dev.heddle.jqwik.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.jqwik.campaign.Campaign.Recorded;
import dev.heddle.jqwik.campaign.Campaign.Seen;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Random programs over all that is under control: whatever a run of one does, it does again when
 * repeated, when replayed, and in another JVM that runs the programs the other way round.
 *
 * <p>The system property {@code campaign} says how many programs there are, and {@code
 * campaign.first} the number of the first.
 */
class CampaignTest {

    private static final int PROGRAMS = Integer.getInteger("campaign", 300);
    private static final int FIRST = Integer.getInteger("campaign.first", 1);
    private static final int LAST = FIRST + PROGRAMS - 1;
    private static final Path OUTPUT = Path.of("target", "campaign-other-jvm.txt");
    private static final int MOST_SHOWN = 10;

    @Test
    void runsAreTheSameWhenRepeatedReplayedAndInAnotherJvm() throws Exception {
        long began = System.nanoTime();
        Process other = otherJvm();
        List<String> differences = new ArrayList<>();
        List<String> here = new ArrayList<>();
        Map<Ending.Kind, Integer> kinds = new EnumMap<>(Ending.Kind.class);
        Set<String> operations = new HashSet<>();
        long steps = 0;
        for (int number = FIRST; number <= LAST; number++) {
            Recorded recorded = Campaign.record(number);
            Seen once = recorded.once();
            here.add(once.line(number));
            kinds.merge(once.kind(), 1, Integer::sum);
            steps += recorded.steps();
            once.logs().forEach(log -> log.forEach(line -> operations.add(nameIn(line))));
            compare(differences, number, "repeated", once, recorded.again());
            compare(differences, number, "replayed", once, Campaign.replayed(number, recorded));
        }
        int exit = other.waitFor();
        List<String> there = Files.readAllLines(OUTPUT).reversed();
        assertThat(exit).as(String.join("\n", there)).isZero();
        assertThat(there).hasSameSizeAs(here);
        for (int i = 0; i < PROGRAMS; i++) {
            if (!there.get(i).equals(here.get(i))) {
                differences.add("in another JVM: " + here.get(i) + " but " + there.get(i));
            }
        }
        System.out.printf(
                "Campaign: %,d programs, %s, %,d scheduling points, %d of %d operations; %,d"
                        + " differences; %,d ms%n",
                PROGRAMS,
                kinds,
                steps,
                operations.size(),
                Operation.ALL.size(),
                differences.size(),
                (System.nanoTime() - began) / 1_000_000);
        assertThat(differences.stream().limit(MOST_SHOWN)).isEmpty();
        // No run may depend on real time, and the programs must be worth something.
        assertThat(kinds).doesNotContainKeys(Ending.Kind.TIME_LIMIT, Ending.Kind.STUCK);
        if (PROGRAMS >= 1_000) {
            assertThat(kinds)
                    .containsKeys(
                            Ending.Kind.FINISHED,
                            Ending.Kind.FAILED,
                            Ending.Kind.DEADLOCK,
                            Ending.Kind.LEAK);
            assertThat(operations).hasSize(Operation.ALL.size());
        }
    }

    private static String nameIn(String line) {
        return line.substring(0, line.indexOf('('));
    }

    private static void compare(
            List<String> differences, int number, String how, Seen once, Seen other) {
        if (!other.equals(once)) {
            differences.add(
                    "%s: program %d, %s%n  %s%n  %s"
                            .formatted(how, number, DrawnProgram.of(number), once, other));
        }
    }

    private static Process otherJvm() throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                Arrays.asList(
                        "-XX:+EnableDynamicAgentLoading",
                        "-XX:TieredStopAtLevel=1",
                        "-ea", // Surefire does so too, and assertions are steps.
                        "-cp",
                        System.getProperty("java.class.path"),
                        CampaignMain.class.getName(),
                        Integer.toString(FIRST),
                        Integer.toString(LAST),
                        CampaignMain.Order.DOWNWARDS.name()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        return builder.redirectOutput(OUTPUT.toFile()).start();
    }
}
