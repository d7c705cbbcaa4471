package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;
import dev.heddle.schedule.Strategy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whoever decides is asked only if there is something to decide, and about those who can do it. */
class ChooserContractTest {

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** Chooses at random, and notes whatever it should not have been asked. */
    private static final class Demanding implements Strategy {

        private final RandomWalk random = new RandomWalk();
        private final Set<Chooser.Choice> asked = EnumSet.noneOf(Chooser.Choice.class);
        private final List<String> wrong = new ArrayList<>();

        @Override
        public String name() {
            return "demanding";
        }

        @Override
        public void begin(long seed) {
            random.begin(seed);
        }

        private void demand(boolean holds, String otherwise) {
            if (!holds) {
                wrong.add(otherwise);
            }
        }

        @Override
        public Fiber next(Fibers runnable, @Nullable Fiber current, boolean yielding) {
            demand(runnable.size() > 1, "who of one goes on");
            demand(current == null || runnable.contains(current), "who has left goes on");
            demand(current != null || !yielding, "nobody yields");
            return random.next(runnable, current, yielding);
        }

        @Override
        public Fiber pick(Chooser.Choice choice, Fibers among) {
            asked.add(choice);
            demand(among.size() > 1, choice + " of one");
            for (int i = 0; i < among.size(); i++) {
                demand(among.get(i).waiting() != Wait.NOTHING, choice + " of those who go on");
            }
            return random.pick(choice, among);
        }

        @Override
        public boolean happens(Chooser.Choice choice) {
            asked.add(choice);
            return random.happens(choice);
        }

        @Override
        public int draw(Chooser.Choice choice, int bound) {
            asked.add(choice);
            demand(bound > 0, choice + " of none");
            return random.draw(choice, bound);
        }
    }

    /** Some who wait for a notification, and all who then want the monitor, one, two or three. */
    private static void notifying(int waiters) {
        Object lock = new Object();
        int[] ready = new int[1];
        int[] back = new int[1];
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
            threads.add(
                    new Thread(
                            () -> {
                                synchronized (lock) {
                                    ready[0]++;
                                    while (ready[0] > 0) {
                                        await(lock);
                                    }
                                    back[0]++;
                                }
                            }));
        }
        threads.forEach(Thread::start);
        boolean all = false;
        while (!all) {
            synchronized (lock) {
                all = ready[0] == waiters;
                if (all) {
                    lock.notify(); // Nothing has changed: it waits again.
                    ready[0] = 0;
                    lock.notifyAll();
                }
            }
            Thread.yield();
        }
        threads.forEach(ChooserContractTest::join);
        synchronized (lock) {
            if (back[0] != waiters) {
                throw new AssertionError(back[0] + " of " + waiters + " are back");
            }
        }
    }

    private static void await(Object lock) {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Demanding explore(int waiters) {
        Demanding demanding = new Demanding();
        Recorder recorder = new Recorder(demanding, true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, World.DEFAULT);
        Session.call(
                loop,
                session -> {
                    for (int seed = 0; seed < 50; seed++) {
                        recorder.seed(seed);
                        Ending ending = session.run(() -> notifying(waiters));
                        assertThat(ending.kind()).isEqualTo(Ending.Kind.FINISHED);
                    }
                    return true;
                });
        assertThat(demanding.wrong).isEmpty();
        return demanding;
    }

    @Test
    void isAskedOnlyIfThereIsSomethingToChoose() {
        assertThat(explore(1).asked)
                .contains(Chooser.Choice.SPURIOUS)
                .doesNotContain(Chooser.Choice.NOTIFY, Chooser.Choice.GRANT);
        assertThat(explore(2).asked).contains(Chooser.Choice.NOTIFY, Chooser.Choice.GRANT);
        assertThat(explore(3).asked).contains(Chooser.Choice.NOTIFY, Chooser.Choice.GRANT);
    }
}
