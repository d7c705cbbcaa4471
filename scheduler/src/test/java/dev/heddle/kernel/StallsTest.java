package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.control.Control;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How much time passes while somebody can run is what the chooser says, within the slack. */
class StallsTest {

    private static final World SLACK = World.DEFAULT.withSlack(Duration.ofNanos(65_536_000));

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** Draws what it is told where it is asked about time; then, and in all else, the first. */
    private static final class Scripted implements Strategy {

        private final int[] answers;

        /** How many numbers there were to choose from, each time that it was asked. */
        private final List<Integer> asked = new ArrayList<>();

        private Scripted(int... answers) {
            this.answers = answers;
        }

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public void begin(long seed) {
            asked.clear();
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            return current == null || yielding ? runnable.oldest() : current;
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            return among.oldest();
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            return false;
        }

        @Override
        public int draw(Chooser.Choice choice, int bound) {
            if (choice != Chooser.Choice.STALL) {
                return 0;
            }
            asked.add(bound);
            return asked.size() > answers.length ? 0 : answers[asked.size() - 1];
        }
    }

    private static void run(Scripted chooser, World world, Runnable body) {
        Loop loop = new Loop(new Recorder(chooser, false), Limits.DEFAULT, world);
        Ending ending = Session.call(loop, session -> session.run(body));
        assertThat(ending.kind()).as("%s", ending).isEqualTo(Ending.Kind.FINISHED);
    }

    private static void sleep(long nanos) {
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts this program.", e);
        }
    }

    /** When the body could go on after each of so many steps, since it began. */
    private static List<Long> times(Scripted chooser, World world, int steps) {
        List<Long> times = new ArrayList<>();
        run(
                chooser,
                world,
                () -> {
                    long before = System.nanoTime();
                    for (int i = 0; i < steps; i++) {
                        Thread.yield();
                        times.add(System.nanoTime() - before);
                    }
                });
        return times;
    }

    @Test
    void withoutSlackNobodyIsAsked() {
        Scripted chooser = new Scripted(1, 0, 0);
        assertThat(times(chooser, World.DEFAULT, 3)).containsExactly(0L, 0L, 0L);
        assertThat(chooser.asked).isEmpty();
    }

    @Test
    void allOfTheSlackMayPassAtOnceAndThenNoMore() {
        Scripted chooser = new Scripted(1, 0, 0);
        assertThat(times(chooser, SLACK, 2)).containsExactly(65_536_000L, 65_536_000L);
        assertThat(chooser.asked).containsExactly(12, 1, 4);
    }

    @Test
    void noneMayPassAtAll() {
        Scripted chooser = new Scripted(0);
        assertThat(times(chooser, SLACK, 2)).containsExactly(0L, 0L);
        assertThat(chooser.asked).containsExactly(12);
    }

    /**
     * Some two steps after the first, and more two steps later: noting the time is a step as well.
     */
    @Test
    void partsOfItPassAtTheStepsThatAreDrawn() {
        Scripted chooser = new Scripted(3, 2, 3, 16_383, 2, 1, 3, 32_767);
        long quarter = 65_536_000 / 4;
        long more = quarter + (65_536_000 - quarter) / 2;
        assertThat(times(chooser, SLACK, 4)).containsExactly(0L, quarter, more, more);
        assertThat(chooser.asked).startsWith(12, 4, 4, 65_536, 12, 2, 4, 65_536, 12);
    }

    /** When a thread that sleeps for so long is awake, for whoever could go on all the time. */
    private static long awake(Scripted chooser, long nanos) {
        long[] passed = new long[1];
        boolean[] isAwake = new boolean[1];
        run(
                chooser,
                SLACK,
                () -> {
                    long before = System.nanoTime();
                    new Thread(
                                    () -> {
                                        sleep(nanos);
                                        isAwake[0] = true;
                                    })
                            .start();
                    for (int i = 0; i < 20 && !isAwake[0]; i++) {
                        Thread.yield();
                    }
                    passed[0] = isAwake[0] ? System.nanoTime() - before : -1;
                });
        return passed[0];
    }

    @Test
    void timeMayPassToTheVeryMomentOfATimerOrJustPastIt() {
        // At the fifth step, when the other one sleeps.
        assertThat(awake(new Scripted(4, 4, 1), 10_000)).isEqualTo(10_000);
        assertThat(awake(new Scripted(4, 4, 2), 10_000)).isEqualTo(10_001);
        assertThat(awake(new Scripted(4, 4, 0), 10_000)).isEqualTo(65_536_000);
        assertThat(awake(new Scripted(0), 10_000)).isEqualTo(-1);
        assertThat(awake(new Scripted(4, 4, 1), 65_536_000)).isEqualTo(65_536_000);
    }

    /** It is further away than the slack goes: then it is a part, as if there were no timer. */
    @Test
    void aTimerThatIsTooFarAwayIsNotReached() {
        for (int kind = 1; kind < 3; kind++) {
            Scripted chooser = new Scripted(4, 4, kind, 65_535);
            assertThat(awake(chooser, 65_536_001)).isEqualTo(-1);
            assertThat(chooser.asked).startsWith(12, 8, 4, 65_536);
        }
        Scripted just = new Scripted(4, 4, 2, 65_535);
        assertThat(awake(just, 65_536_000)).isEqualTo(65_536_000);
        assertThat(just.asked).startsWith(12, 8, 4, 65_536);
    }

    @Test
    void theSlackIsThereAgainWhenAllHaveWaited() {
        Scripted chooser = new Scripted(1, 0, 0, 1, 0, 0);
        long[] passed = new long[1];
        run(
                chooser,
                SLACK,
                () -> {
                    Thread.yield();
                    long before = System.nanoTime();
                    sleep(1_000);
                    passed[0] = System.nanoTime() - before;
                });
        assertThat(passed[0]).isEqualTo(1_000 + 65_536_000);
    }

    /** In how many steps of the body, all told, a sleeping thread was awake. */
    private static int early(Scripted chooser, World world) {
        int[] steps = new int[1];
        run(
                chooser,
                world.withEarlyTimers(true),
                () -> {
                    boolean[] isAwake = new boolean[2];
                    for (int i = 0; i < 2; i++) {
                        int mine = i;
                        Thread sleeping =
                                new Thread(
                                        () -> {
                                            sleep(10_000 * (1 + mine));
                                            isAwake[mine] = true;
                                        });
                        sleeping.setDaemon(true);
                        sleeping.start();
                    }
                    Thread.yield();
                    Thread.yield();
                    for (int i = 0; i < 10; i++) {
                        Thread.yield();
                        steps[0] += (isAwake[0] ? 1 : 0) + (isAwake[1] ? 1 : 0);
                    }
                });
        return steps[0];
    }

    @Test
    void timersFireEarlyAsOftenAsIsDrawnAndNoMore() {
        Scripted never = new Scripted(0, 1, 1, 1);
        assertThat(early(never, World.DEFAULT)).isZero();
        assertThat(never.asked).containsExactly(101);
        Scripted once = new Scripted(1, 1, 1, 1);
        assertThat(early(once, World.DEFAULT)).isBetween(8, 10);
        assertThat(once.asked).containsExactly(101, 2);
        Scripted twice = new Scripted(2, 1, 1, 1);
        assertThat(early(twice, World.DEFAULT)).isBetween(16, 20);
        assertThat(twice.asked).containsExactly(101, 2, 2);
        int[] answers = new int[30];
        answers[0] = 2;
        answers[15] = 1;
        answers[25] = 1;
        assertThat(early(new Scripted(answers), World.DEFAULT)).isBetween(2, 15);
    }

    @Test
    void timeThatIsMovedByHandDoesNotPassEarly() {
        Scripted chooser = new Scripted(2, 1, 1, 1);
        assertThat(early(chooser, World.DEFAULT.withManualTime(true))).isZero();
        assertThat(chooser.asked).isEmpty();
    }
}
