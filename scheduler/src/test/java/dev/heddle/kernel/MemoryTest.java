package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.VirtualTime;
import dev.heddle.control.Control;
import dev.heddle.schedule.RandomWalk;
import dev.heddle.schedule.Recorder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Hashtable;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Who is told of accesses may call the JDK, which takes monitors and locks, above all when it loads
 * a class: that is no part of the program, and nobody is told of it in turn.
 */
class MemoryTest {

    /** Uses what is instrumented, whenever it is told. */
    private static final class Locking implements Order {

        private final Map<String, Integer> told = new Hashtable<>();
        private final ReentrantLock lock = new ReentrantLock();
        private int depth;
        private int deepest;

        private void tell(String what) {
            deepest = Math.max(deepest, ++depth);
            if (depth < 5) {
                lock.lock();
                try {
                    told.merge(what, 1, Integer::sum);
                    synchronized (this) {
                        told.containsKey("");
                    }
                } finally {
                    lock.unlock();
                }
            }
            depth--;
        }

        @Override
        public void begins(Loop loop) {
            tell("begins");
        }

        @Override
        public void starts(@Nullable Fiber by, Fiber fiber) {
            tell("starts");
        }

        @Override
        public void precedes(Fiber first, Fiber waiting) {
            tell("precedes");
        }

        @Override
        public void handsOver(Fiber first, Fiber waiting) {
            tell("handsOver");
        }

        @Override
        public void follows(Fiber fiber) {
            tell("follows");
        }

        @Override
        public @Nullable Throwable accesses(
                Fiber fiber, int site, Object object, int member, int access, int place) {
            tell("accesses");
            return null;
        }

        @Override
        public void freezes(Fiber fiber, Object object) {
            tell("freezes");
        }

        @Override
        public void givesUp() {
            tell("givesUp");
        }

        @Override
        public void orders(Fiber fiber, Object object, int member, int access) {
            tell("orders");
        }

        @Override
        public void uses(Fiber fiber, Object object, int access) {
            tell("uses");
        }
    }

    private static final class Held {
        private final Object lock = new Object();
        private int value;
    }

    private static void program() {
        Held held = new Held();
        Thread other =
                new Thread(
                        () -> {
                            synchronized (held.lock) {
                                held.value++;
                                held.lock.notifyAll();
                            }
                        });
        other.start();
        synchronized (held.lock) {
            held.value++;
        }
        VirtualTime.advanceTimeBy(Duration.ofSeconds(1));
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        assertThat(held.value).isEqualTo(2);
    }

    private static Locking told(int runs) {
        Control.install();
        Recorder recorder = new Recorder(new RandomWalk(), true);
        Loop loop = new Loop(recorder, Limits.DEFAULT, World.DEFAULT);
        Locking order = new Locking();
        loop.memory().tell(order);
        return Session.call(
                loop,
                session -> {
                    for (int seed = 1; seed <= runs; seed++) {
                        recorder.seed(seed);
                        Ending ending = session.run(MemoryTest::program);
                        assertThat(ending.failure()).isNull();
                    }
                    return order;
                });
    }

    @Test
    void nobodyIsToldOfWhatTheToldDo() {
        Locking order = told(200);
        assertThat(order.deepest).isEqualTo(1);
        assertThat(new TreeSet<>(order.told.keySet()))
                .contains("begins", "starts", "follows", "accesses", "orders");
    }

    @Test
    void whatTheToldDoIsTheSameEveryTime() {
        assertThat(told(50).told).isEqualTo(told(50).told);
    }
}
