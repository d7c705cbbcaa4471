package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Check;
import dev.heddle.Heddle;
import dev.heddle.IncompleteProofError;
import dev.heddle.Proof;
import dev.heddle.Prover;
import dev.heddle.Report;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What is drawn at random from few numbers is visited number by number, as choices are. */
class RandomValuesTest {

    /** One way to have a number from 0 on. */
    private interface Draw {
        int below(int bound);
    }

    private static final class Shared {
        int value;
    }

    private static Prover prover() {
        return Heddle.explorer().races(Check.OFF).shrink(0).prover().schedules(5_000);
    }

    /** Ways to draw, each made in the run. */
    private static Map<String, Supplier<Draw>> ways() {
        Map<String, Supplier<Draw>> ways = new LinkedHashMap<>();
        ways.put("Random", () -> new Random()::nextInt);
        ways.put("Random, of a range", () -> of(new Random(), -7));
        ways.put("Random, as a stream", () -> streamed(new Random()));
        ways.put("Random.from", () -> Random.from(new SplittableRandom())::nextInt);
        ways.put("ThreadLocalRandom", () -> bound -> ThreadLocalRandom.current().nextInt(bound));
        ways.put(
                "ThreadLocalRandom, of a range",
                () -> bound -> ThreadLocalRandom.current().nextInt(1, bound + 1) - 1);
        ways.put("SplittableRandom", () -> new SplittableRandom()::nextInt);
        ways.put("SplittableRandom, of a range", () -> of(new SplittableRandom(), 5));
        ways.put("SecureRandom", () -> new SecureRandom()::nextInt);
        ways.put("long numbers", () -> ofLong(new Random(), 0));
        ways.put("long numbers of a range", () -> ofLong(new Random(), -1L << 40));
        for (String name :
                List.of(
                        "L32X64MixRandom",
                        "L64X128StarStarRandom",
                        "L128X1024MixRandom",
                        "Xoroshiro128PlusPlus",
                        "Xoshiro256PlusPlus",
                        "Random")) {
            ways.put("RandomGenerator.of " + name, () -> RandomGenerator.of(name)::nextInt);
        }
        ways.put("RandomGenerator.getDefault", () -> RandomGenerator.getDefault()::nextInt);
        return ways;
    }

    private static Draw of(RandomGenerator generator, int origin) {
        return bound -> generator.nextInt(origin, origin + bound) - origin;
    }

    private static Draw ofLong(RandomGenerator generator, long origin) {
        return bound ->
                (int)
                        (origin == 0
                                ? generator.nextLong(bound)
                                : generator.nextLong(origin, origin + bound) - origin);
    }

    private static Draw streamed(RandomGenerator generator) {
        return bound -> generator.ints(1, 0, bound).findFirst().getAsInt();
    }

    /** The same as with a choice: the same ends, and not one run more. */
    @TestFactory
    Stream<DynamicTest> eachValueIsVisitedOnce() {
        Set<Integer> expected = new TreeSet<>();
        Proof chosen = prover().prove(adding(() -> Heddle::choose, expected));
        assertThat(chosen.executions()).isEqualTo(4 * 3 * 2);
        return ways().entrySet().stream()
                .map(
                        way ->
                                DynamicTest.dynamicTest(
                                        way.getKey(),
                                        () -> {
                                            Set<Integer> seen = new TreeSet<>();
                                            Proof proof =
                                                    prover().prove(adding(way.getValue(), seen));
                                            proof.check();
                                            assertThat(proof.isComplete()).isTrue();
                                            assertThat(proof.redundant()).isZero();
                                            assertThat(proof.executions())
                                                    .isEqualTo(chosen.executions());
                                            assertThat(seen).isEqualTo(expected);
                                        }));
    }

    private static Body adding(Supplier<Draw> way, Set<Integer> seen) {
        return () -> {
            Shared x = new Shared();
            Draw one = way.get();
            Draw other = way.get();
            Counted.together(
                    () -> x.value += 1 + one.below(3), () -> x.value += 10 * (1 + other.below(2)));
            seen.add(x.value);
        };
    }

    @Test
    void bothBooleansAreVisited() {
        for (Supplier<RandomGenerator> maker :
                List.<Supplier<RandomGenerator>>of(
                        Random::new,
                        SplittableRandom::new,
                        SecureRandom::new,
                        ThreadLocalRandom::current,
                        RandomGenerator::getDefault)) {
            List<String> seen = new ArrayList<>();
            Proof proof =
                    prover().prove(
                                    () -> {
                                        RandomGenerator generator = maker.get();
                                        seen.add(
                                                generator.nextBoolean()
                                                        + " "
                                                        + generator.nextBoolean());
                                    });
            proof.check();
            assertThat(proof.executions()).isEqualTo(4);
            assertThat(new HashSet<>(seen)).hasSize(4);
        }
    }

    @Test
    void everyOrderOfAShuffleIsVisitedOnce() {
        Set<String> seen = new TreeSet<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    List<Integer> list = Arrays.asList(1, 2, 3, 4);
                                    Collections.shuffle(list);
                                    seen.add(list.toString());
                                });
        proof.check();
        assertThat(proof.executions()).isEqualTo(24);
        assertThat(seen).hasSize(24);
    }

    /** One generator of several threads: what they draw has nothing to do with each other. */
    @Test
    void threadsCanShareAGenerator() {
        Proof proof =
                prover().prove(
                                () -> {
                                    Random random = new Random();
                                    Counted.together(
                                            () -> random.nextInt(3), () -> random.nextInt(2));
                                });
        proof.check();
        assertThat(proof.executions()).isEqualTo(6);
    }

    private static Body failingIf(int value) {
        return () -> {
            int drawn = ThreadLocalRandom.current().nextInt(5);
            if (drawn == value) {
                throw new IllegalStateException("drew " + drawn);
            }
        };
    }

    /** A value that fails is found, and its token brings it back, though no proof goes on then. */
    @Test
    void aFailureIsReplayed() {
        Prover shrinking = Heddle.explorer().races(Check.OFF).prover();
        Proof proof = shrinking.prove(failingIf(3));
        assertThat(proof.executions()).isEqualTo(5);
        assertThat(proof.failures()).isEqualTo(1);
        String token = proof.found().getFirst().failure().token();
        Report again = Heddle.replay(token, failingIf(3));
        assertThat(again.failure().orElseThrow().cause().orElseThrow()).hasMessage("drew 3");
        prover().prove(failingIf(5)).check();
    }

    @Test
    void aSeedIsNoChoice() {
        Set<Integer> seen = new TreeSet<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    seen.add(new Random(42).nextInt(3));
                                    new SplittableRandom(42).nextInt(3);
                                    Collections.shuffle(Arrays.asList(1, 2, 3), new Random(7));
                                });
        proof.check();
        assertThat(proof.isComplete()).isTrue();
        assertThat(proof.executions()).isEqualTo(1);
        assertThat(seen).containsExactly(new Random(42).nextInt(3));
    }

    /** A seed that comes later makes its numbers those of the seed, and the proof says so. */
    @Test
    void aSeedThatIsGivenLaterIsNoChoiceEither() {
        Set<Integer> seen = new TreeSet<>();
        Proof proof =
                prover().prove(
                                () -> {
                                    Random random = new Random();
                                    random.setSeed(42);
                                    seen.add(random.nextInt(3));
                                });
        assertThat(proof.executions()).isEqualTo(1);
        assertThat(seen).containsExactly(new Random(42).nextInt(3));
        assertThat(proof.isComplete()).isFalse();
    }

    @TestFactory
    Stream<DynamicTest> whatIsDrawnFromManyMakesItIncomplete() {
        Map<String, Body> bodies = new LinkedHashMap<>();
        bodies.put("a large range", () -> new Random().nextInt(17));
        bodies.put("any number", () -> new Random().nextInt());
        bodies.put("any of a thread", () -> ThreadLocalRandom.current().nextLong());
        bodies.put("a fraction", Math::random);
        bodies.put("another fraction", () -> new SplittableRandom().nextDouble());
        bodies.put("a child", () -> new SplittableRandom().split().nextInt(3));
        bodies.put("bytes", () -> new SecureRandom().nextBytes(new byte[3]));
        bodies.put("a generator of the program", () -> new Own().nextInt(3));
        return bodies.entrySet().stream()
                .map(
                        body ->
                                DynamicTest.dynamicTest(
                                        body.getKey(),
                                        () -> {
                                            Proof proof =
                                                    prover().schedules(50).prove(body.getValue());
                                            assertThat(proof.isComplete()).isFalse();
                                            assertThatThrownBy(proof::check)
                                                    .isInstanceOf(IncompleteProofError.class)
                                                    .hasMessageContaining("drawn at random")
                                                    .hasMessageContaining("Heddle.choose(n)");
                                        }));
    }

    private static final class Own extends Random {
        private static final long serialVersionUID = 1;

        @Override
        protected int next(int bits) {
            return super.next(bits) | 1;
        }
    }

    @Test
    void howManyAreFewCanBeSet() {
        Body body = () -> new Random().nextInt(20);
        assertThat(prover().prove(body).isComplete()).isFalse();
        Proof all = prover().randomValues(20).prove(body);
        assertThat(all.isComplete()).isTrue();
        assertThat(all.executions()).isEqualTo(20);
        assertThat(prover().randomValues(1).prove(() -> new Random().nextInt(2)).isComplete())
                .isFalse();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> prover().randomValues(65))
                .withMessage(
                        "The number of random values that are visited must be from 1 to 64, but is"
                                + " 65.");
        assertThatIllegalArgumentException().isThrownBy(() -> prover().randomValues(0));
    }

    /** The range is checked as ever. */
    @Test
    void whatIsNoRangeIsRefused() {
        Proof proof =
                prover().prove(
                                () -> {
                                    Random random = new Random();
                                    assertThatIllegalArgumentException()
                                            .isThrownBy(() -> random.nextInt(0))
                                            .withMessage("bound must be positive");
                                    assertThatIllegalArgumentException()
                                            .isThrownBy(() -> random.nextInt(3, 2))
                                            .withMessage("bound must be greater than origin");
                                });
        proof.check();
        assertThat(proof.executions()).isEqualTo(1);
    }

    /** Who draws again until he gets what he wants comes to an end. */
    @Test
    void drawingAgainAndAgainEnds() {
        Proof proof =
                prover().prove(
                                () -> {
                                    Random random = new Random();
                                    int first = random.nextInt(2);
                                    int second;
                                    do {
                                        second = random.nextInt(2);
                                    } while (second == first);
                                });
        assertThat(proof.isComplete()).isFalse();
        assertThat(proof.failures()).isZero();
        assertThat(proof.executions()).isLessThan(100);
    }
}
