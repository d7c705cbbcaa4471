package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** What is drawn from few numbers is a choice, as long as it could be any of them. */
class FewNumbersTest {

    /** Chooses the last, and notes among how many. */
    private static final class Last implements Chooser {

        private final List<Integer> asked = new ArrayList<>();

        @Override
        public void begin(Loop loop) {}

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return runnable.oldest();
        }

        @Override
        public Fiber pick(Choice choice, Fibers among) {
            return among.oldest();
        }

        @Override
        public boolean happens(Choice choice) {
            return false;
        }

        @Override
        public int draw(Choice choice, int bound) {
            assertThat(choice).isEqualTo(Choice.CHOOSE);
            asked.add(bound);
            return bound - 1;
        }
    }

    private final Last chooser = new Last();
    private final Fiber fiber = Actor.numbered(0);
    private final FewNumbers few = new FewNumbers(new Loop(chooser, Limits.DEFAULT, World.DEFAULT));

    @BeforeEach
    void beginsWithFour() {
        assertThat(few.begin(FewNumbers.root(4))).isZero();
    }

    private int draw(RandomGenerator generator, long numbers) {
        return few.draw(fiber, generator, numbers);
    }

    @Test
    void whoNeverWantsToChooseHasAnySeed() {
        assertThat(few.isChosen()).isTrue();
        for (int root : new int[] {0, 1, 12_345}) {
            assertThat(few.begin(root)).isEqualTo(root);
            assertThat(few.isChosen()).isFalse();
        }
        assertThat(FewNumbers.root(1)).isZero();
        few.made(new Random());
        assertThat(few.count()).isZero();
        assertThat(draw(new SecureRandom(), 2)).isEqualTo(-1);
    }

    @Test
    void fewNumbersAreChosenAndManyAreNot() {
        Random random = new Random();
        few.made(random);
        assertThat(draw(random, 4)).isEqualTo(3);
        assertThat(draw(random, 2)).isEqualTo(1);
        assertThat(draw(random, 1)).isZero();
        assertThat(draw(random, 5)).isEqualTo(-1);
        assertThat(draw(random, 0)).isEqualTo(-1);
        assertThat(chooser.asked).containsExactly(4, 2);
        few.begin(FewNumbers.root(FewNumbers.MOST + 1));
        few.made(random);
        assertThat(draw(random, FewNumbers.MOST)).isEqualTo(FewNumbers.MOST - 1);
        assertThat(draw(random, FewNumbers.MOST + 1)).isEqualTo(-1);
    }

    /** What is drawn from it otherwise, or a seed that it is given, says what comes next. */
    @Test
    void aGeneratorThatHasDrawnIsNotAskedAbout() {
        for (RandomGenerator generator :
                List.of(
                        new Random(),
                        new SplittableRandom(),
                        RandomGenerator.of("L64X128MixRandom"),
                        RandomGenerator.of("Xoroshiro128PlusPlus"))) {
            few.made(generator);
            assertThat(draw(generator, 2)).as("%s", generator).isEqualTo(1);
            assertThat(few.hasDrawn()).isFalse();
            generator.nextInt();
            assertThat(draw(generator, 2)).as("%s", generator).isEqualTo(-1);
            assertThat(few.hasDrawn()).isTrue();
            few.begin(FewNumbers.root(4));
            assertThat(few.hasDrawn()).isFalse();
        }
        Random seeded = new Random();
        few.made(seeded);
        seeded.setSeed(7);
        assertThat(draw(seeded, 2)).isEqualTo(-1);
    }

    @Test
    void onlyThoseWithoutASeedOfTheirOwnAreAskedAbout() {
        assertThat(draw(new Random(1), 2)).isEqualTo(-1);
        assertThat(draw(ThreadLocalRandom.current(), 2)).isEqualTo(1);
        assertThat(draw(new SecureRandom(), 2)).isEqualTo(1);
        Random own = new Random() {};
        few.made(own); // What it draws is up to the program.
        assertThat(few.count()).isZero();
        assertThat(draw(own, 2)).isEqualTo(-1);
    }

    @Test
    void anyNumberOfGeneratorsIsKnown() {
        List<Random> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(new Random());
            few.made(all.getLast());
        }
        assertThat(few.count()).isEqualTo(100);
        all.getFirst().nextInt();
        for (int i = 0; i < 30; i++) {
            assertThat(draw(all.get(i), 3)).isEqualTo(i == 0 ? -1 : 2);
        }
    }

    /** Else a program that draws until it likes what it gets had no longest run. */
    @Test
    void noMoreThanSoManyAreChosenInARun() {
        Random random = new Random();
        few.made(random);
        for (int i = 0; i < FewNumbers.MOST_DRAWS; i++) {
            assertThat(draw(random, 2)).isEqualTo(1);
        }
        assertThat(draw(random, 2)).isEqualTo(-1);
        assertThat(draw(random, 1)).isZero();
        few.begin(FewNumbers.root(4));
        few.made(random);
        assertThat(draw(random, 2)).isEqualTo(1);
    }

    @Test
    void whatHappensOnceInAJvmIsNotChosen() {
        Random random = new Random();
        few.made(random);
        fiber.beginInitialising(1);
        assertThat(draw(random, 2)).isEqualTo(-1);
        fiber.endInitialising();
        assertThat(draw(random, 2)).isEqualTo(1);
    }
}
