package dev.heddle.jqwik;

import dev.heddle.Schedule;
import dev.heddle.api.API;
import dev.heddle.schedule.Strategies;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCases;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.ShrinkingDistance;

import org.jspecify.annotations.Nullable;

import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Generates {@link Schedule}s, for {@code @ForAll} parameters of that type. They are drawn by
 * Heddle's own strategies, which learn from the runs under those before, so a bug is found after as
 * many tries as an exploration needs schedules. They are shrunk by Heddle's own shrinker: jqwik is
 * handed the smallest schedule that fails, and goes on with the other parameters.
 *
 * {@snippet :
 *     @Property
 *     void bothDepositsCount(@ForAll Schedule schedule, @ForAll @IntRange(min = 1) int amount) {
 *         Account account = new Account();
 *         schedule.run(
 *                 () -> {
 *                     Thread teller = Thread.ofPlatform().start(() -> account.deposit(amount));
 *                     account.deposit(1);
 *                     teller.join();
 *                 });
 *         assertThat(account.balance()).isEqualTo(amount + 1);
 *     }
 * }
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class Schedules {

    private Schedules() {}

    /** Those of the usual strategies, which take turns. */
    public static Arbitrary<Schedule> any() {
        return by(Strategies.USUAL);
    }

    /**
     * Those that one strategy makes.
     *
     * @param strategy its name: see {@link dev.heddle.Explorer#strategy(String)}
     * @throws dev.heddle.kernel.HeddleException if there is no such strategy
     */
    public static Arbitrary<Schedule> by(String strategy) {
        Strategies.named(strategy);
        return new Drawn(strategy);
    }

    private record Drawn(String strategy) implements Arbitrary<Schedule> {

        @Override
        public RandomGenerator<Schedule> generator(int genSize) {
            return new Drawing(new dev.heddle.Source(strategy));
        }

        /** What one property has learnt is of no use to another, and depends on it. */
        @Override
        public boolean isGeneratorMemoizable() {
            return false;
        }

        @Override
        public EdgeCases<Schedule> edgeCases(int maxEdgeCases) {
            return EdgeCases.none();
        }
    }

    private record Drawing(dev.heddle.Source source) implements RandomGenerator<Schedule> {

        @Override
        public Shrinkable<Schedule> next(Random random) {
            return new Shrinking(source.next(random.nextLong()));
        }
    }

    /** A schedule that is made smaller by whoever knows the property that fails under it. */
    record Shrinking(Schedule value) implements Shrinkable<Schedule> {

        /** What is drawn is farther off than any plan. */
        private static final long FAR = 1L << 40;

        private static final long A_PREEMPTION = 1L << 20;

        @Override
        public Stream<Shrinkable<Schedule>> shrink() {
            // Whether there is one is found out when it is asked for: it takes many runs.
            return Stream.<Supplier<@Nullable Schedule>>of(() -> HeddleHook.smaller(value))
                    .map(Supplier::get)
                    .filter(smaller -> smaller != null && isSmaller(smaller))
                    .map(Shrinking::new);
        }

        private boolean isSmaller(Schedule other) {
            return !other.equals(value) && distanceOf(other) <= distanceOf(value);
        }

        @Override
        public ShrinkingDistance distance() {
            return ShrinkingDistance.of(distanceOf(value));
        }

        static long distanceOf(Schedule schedule) {
            return schedule.plan()
                    .map(plan -> plan.preemptions() * A_PREEMPTION + plan.others())
                    .orElse(FAR);
        }
    }
}
