package dev.heddle.chance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.programs.FreshJvm;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** What is drawn in a run depends on its seed, and on nothing else. */
class ChanceTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    @Test
    void equalSeedsGiveEqualValues() {
        Map<String, String> first = ChanceMain.values(1);
        ChanceMain.values(2);
        assertThat(ChanceMain.values(1)).isEqualTo(first);
    }

    @Test
    void everyWayOfDrawingIsExplored() {
        Map<String, Set<String>> seen = new java.util.LinkedHashMap<>();
        for (int seed = 1; seed <= 20; seed++) {
            ChanceMain.values(seed)
                    .forEach(
                            (name, value) ->
                                    seen.computeIfAbsent(name, key -> new HashSet<>()).add(value));
        }
        assertThat(seen).hasSizeGreaterThan(50);
        seen.forEach((name, values) -> assertThat(values).as(name).hasSizeGreaterThan(5));
    }

    /** Whatever the collector, and wherever the JVM keeps its locks and hash codes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-XX:+UseSerialGC -XX:LockingMode=1",
                "-XX:+UseSerialGC -Xmn1m -Dgarbage=true",
                "-XX:+UseZGC -XX:+UseCompactObjectHeaders",
                "-XX:+UseShenandoahGC -XX:-UseCompressedOops"
            })
    void aFreshJvmDrawsTheSame(String options) {
        List<String> here = new ArrayList<>();
        List<String> constants = ChanceMain.constants(1); // Of another run than in the other JVM.
        for (int seed = 7; seed <= 8; seed++) {
            here.addAll(ChanceMain.lines(seed));
            here.addAll(constants);
        }
        List<String> there =
                new ArrayList<>(
                        FreshJvm.lines(
                                List.of(options.split(" ")), ChanceMain.class, List.of("7", "8")));
        there.removeIf(line -> line.contains("warning"));
        assertThat(there).isEqualTo(here);
    }

    @Test
    void whatTheBodyDrawsDoesNotDependOnEarlierSchedules() {
        List<Map<String, String>> values = new ArrayList<>();
        Body body =
                () -> {
                    Map<String, String> drawn = Values.draw();
                    values.add(drawn);
                    if (values.size() == 3) {
                        throw new AssertionError("the third");
                    }
                };
        Report report = Heddle.explorer().schedules(3).explore(body);
        // The failing one is run again for its report, and the first, to see that it is the same.
        assertThat(values).hasSizeGreaterThan(3);
        assertThat(values.get(3)).isEqualTo(values.get(2)).isNotEqualTo(values.get(1));
        assertThat(new HashSet<>(values)).hasSize(3);
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.toString()).doesNotContain("another course");
        Heddle.replay(failure.token(), body);
        assertThat(values.getLast()).isEqualTo(values.get(2));
    }

    @Test
    void firstInFirstOutDrawsTheSameEveryTime() {
        List<Map<String, String>> values = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Heddle.explorer().strategy("fifo").seed(i).explore(() -> values.add(Values.draw()));
        }
        assertThat(values.get(1)).isEqualTo(values.get(0));
    }

    /** Also while a run is going on, and on the thread by which the body goes. */
    @Test
    void outsideARunChanceIsTheJvms() {
        Set<Object> drawn = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            Heddle.explorer()
                    .schedules(2)
                    .onDigest(
                            digest -> {
                                drawn.add(UUID.randomUUID());
                                drawn.add(new SecureRandom().nextLong());
                                drawn.add(new Random().nextLong());
                                drawn.add(ThreadLocalRandom.current().nextLong());
                                drawn.add(Math.random());
                            })
                    .explore(Values::draw)
                    .check();
            drawn.add(UUID.randomUUID());
            drawn.add(new SecureRandom().nextLong());
            drawn.add(new Random().nextLong());
            drawn.add(ThreadLocalRandom.current().nextLong());
            drawn.add(Math.random());
        }
        assertThat(drawn).hasSize(3 * 3 * 5);
    }

    @Test
    void aRunLeavesTheRandomStateOfItsCallerAlone() {
        List<Long> drawn = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            // Were it the run's, it would be the same after each.
            ThreadLocalRandom.current();
            Heddle.explorer().schedules(1).explore(() -> ThreadLocalRandom.current().nextInt());
            drawn.add(ThreadLocalRandom.current().nextLong());
        }
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(Set.of(1, 2, 3, 4, 5).toString()).isEqualTo(Set.of(1, 2, 3, 4, 5).toString());
    }
}
