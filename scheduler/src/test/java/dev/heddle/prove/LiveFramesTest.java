package dev.heddle.prove;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;
import dev.heddle.control.Taking;
import dev.heddle.kernel.Ending;
import dev.heddle.kernel.LiveFrames;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

/** Whether a thread would do the same again is known by all variables of all its frames. */
class LiveFramesTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    /** What a thread has found out; objects of the program only change by steps that are told. */
    private static final class Taken {
        private final List<Object[]> frames = new ArrayList<>();
        private int times;
        private Object[] other;
    }

    /** On a thread that executes nothing but this. */
    private static <T> T alone(Callable<T> code) throws Exception {
        FutureTask<T> task = new FutureTask<>(code);
        Thread.ofPlatform().start(task);
        return task.get();
    }

    private static Object @Nullable [] look(Object local) {
        Object[] found = Taking.take(0);
        return local == found ? null : found; // It is in use until here.
    }

    /** Comes to the same place twice, and to another one once. */
    private static Taken twice(Object local) throws Exception {
        return alone(
                () -> {
                    Taken taken = new Taken();
                    while (taken.times < 2) {
                        taken.frames.add(look(local));
                        taken.times++;
                    }
                    taken.other = look(local);
                    return taken;
                });
    }

    @Test
    void theSamePlaceWithTheSameVariablesIsTheSame() throws Exception {
        Taken taken = twice("text");
        Object[] first = taken.frames.getFirst();
        assertThat(LiveFrames.same(first, taken.frames.getLast())).isTrue();
        assertThat(LiveFrames.same(first, taken.other)).isFalse();
        assertThat(LiveFrames.isInCall(first)).isFalse();
    }

    @Test
    void anotherNumberIsAnother() throws Exception {
        List<Object[]> frames =
                alone(
                        () -> {
                            List<Object[]> taken = new ArrayList<>();
                            for (int i = 0; i < 2; i++) {
                                taken.add(look("text"));
                            }
                            return taken;
                        });
        assertThat(frames).doesNotContainNull();
        assertThat(LiveFrames.same(frames.getFirst(), frames.getLast())).isFalse();
    }

    @Test
    void whatChangesByStepsOnlyIsKnown() throws Exception {
        List<Object> told =
                List.of(
                        "text",
                        7,
                        7.5,
                        true,
                        'c',
                        String.class,
                        Thread.currentThread(),
                        Thread.State.NEW,
                        Ending.Kind.FAILED,
                        new Object(),
                        new ArrayList<>(),
                        new HashMap<>(),
                        new IllegalStateException(),
                        new ReentrantLock(),
                        Duration.ZERO,
                        new int[1],
                        new Taken());
        for (Object local : told) {
            assertThat(twice(local).other).as("%s", local.getClass()).isNotNull();
        }
        assertThat(twice(null).other).isNotNull();
    }

    @Test
    void whatAThreadChangesUnseenIsNot() throws Exception {
        List<Object> untold =
                List.of(
                        new StringBuilder(),
                        new Random(1),
                        new BitSet(),
                        new ArrayList<>().iterator(),
                        new StringJoiner(","));
        for (Object local : untold) {
            assertThat(twice(local).other).as("%s", local.getClass()).isNull();
        }
    }

    /** In there it has not returned, if it has passed no point since; its caller is as it was. */
    @Test
    void inACallOfAConcurrentPackageOnlyPlacesAndPointsCount() throws Exception {
        CopyOnWriteArrayList<Integer> calls = new CopyOnWriteArrayList<>(List.of(3, 3, 4));
        Taken taken = new Taken();
        alone(
                () -> {
                    StringBuilder unseen = new StringBuilder("changes");
                    calls.forEach(Taking.into(taken.frames));
                    return unseen.length();
                });
        assertThat(taken.frames).hasSize(3).doesNotContainNull();
        Object[] first = taken.frames.getFirst();
        assertThat(LiveFrames.isInCall(first)).isTrue();
        assertThat(LiveFrames.same(first, taken.frames.get(1))).isTrue();
        assertThat(LiveFrames.same(first, taken.frames.getLast())).isFalse();
        assertThat(LiveFrames.isInCall(new Object[] {7})).isFalse();
    }

    @Test
    void numbersAndTextsAreTheSameByWhatTheyAreAndObjectsByWhichTheyAre() {
        Object one = new Object();
        Object[] frames = {"name", 1_000, one, new ArrayList<>()};
        Object[] alike = {new String("name"), Integer.valueOf(1_000), one, frames[3]};
        assertThat(LiveFrames.same(frames, alike)).isTrue();
        for (int i = 0; i < frames.length; i++) {
            Object[] other = frames.clone();
            other[i] = i == 0 ? "other" : i == 1 ? 1_001 : i == 2 ? new Object() : List.of();
            assertThat(LiveFrames.same(frames, other)).as("at %d", i).isFalse();
        }
        assertThat(LiveFrames.same(frames, new Object[] {"name"})).isFalse();
        assertThat(LiveFrames.same(new Object[] {"name"}, frames)).isFalse();
    }
}
