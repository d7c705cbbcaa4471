package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Heddle;
import dev.heddle.control.Control;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * The schedules that each strategy makes of the seed 7. The token of a long run holds the
 * strategy's name and the seed and no more, so they must be the same in the next release, or its
 * tokens are of no use there.
 */
class SeededSchedulesTest {

    private static final int SCHEDULES = 12;

    @BeforeAll
    static void bringUnderControl() {
        Control.install();
    }

    /** Threads that read, write, lock, notify, sleep, park and choose; each notes that it did. */
    private static final class Program implements Body {

        /** In this run, by the letters of threads. */
        private StringBuilder course = new StringBuilder();

        private final List<String> courses = new ArrayList<>();
        private volatile int shared;

        private synchronized void note(char who) {
            course.append(who);
        }

        @Override
        public void run() throws Exception {
            course = new StringBuilder();
            shared = 0;
            Object monitor = new Object();
            List<Thread> threads = new ArrayList<>();
            for (char who = 'a'; who < 'd'; who++) {
                char name = who;
                threads.add(
                        new Thread(
                                () -> {
                                    for (int i = 0; i < 3; i++) {
                                        shared = shared + 1;
                                        note(name);
                                    }
                                    synchronized (monitor) {
                                        monitor.notify();
                                    }
                                    LockSupport.parkNanos(Heddle.choose(3) + 1);
                                    note(name);
                                }));
            }
            threads.forEach(Thread::start);
            synchronized (monitor) {
                monitor.wait(5);
            }
            note('m');
            for (Thread thread : threads) {
                thread.join();
            }
            courses.add(course.toString() + shared);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fifo, 1964334913",
        "random, 951428119",
        "pct, -2015857392",
        "pct:1, 1692202751",
        "pct:3, -1454938655",
        "pos, -1552328814",
        "surw, 1115612087",
        "halt, -1154160909",
        "delay:2, 7446705",
        "preemption:2, 1439041099",
        "preemption:1, 1439041099",
        "portfolio, 1343426504"
    })
    void theSameInTheNextRelease(String strategy, int digest) {
        Program program = new Program();
        Heddle.explorer().strategy(strategy).seed(7).schedules(SCHEDULES).explore(program).check();
        // One of them may have been executed twice, to see whether it is the same.
        List<String> courses = program.courses.stream().distinct().toList();
        assertThat(courses.hashCode()).as("%s", courses).isEqualTo(digest);
    }
}
