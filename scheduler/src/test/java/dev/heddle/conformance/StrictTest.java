package dev.heddle.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Vector;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * What comes to a run from threads outside of it, or keeps it waiting for real, was there before
 * the run began, so that nobody could tell. A strict run fails for it when it is noticed, and any
 * other run passes.
 */
@Timeout(60)
class StrictTest {

    private static final int REAL_MILLIS = 700;

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    /** Something that a thread outside does at the beginning of a run, and the run itself. */
    private interface Meeting {
        Body body();

        void outside() throws Exception;
    }

    private static Report explore(Meeting meeting, boolean strict) throws Exception {
        Thread outside =
                new Thread(
                        () -> {
                            try {
                                meeting.outside();
                            } catch (Exception e) {
                                throw new AssertionError(e);
                            }
                        });
        outside.start();
        try {
            var explorer = Heddle.explorer().schedules(1).shrink(0).stepLimit(Integer.MAX_VALUE);
            return (strict ? explorer.strict() : explorer).explore(meeting.body());
        } finally {
            outside.join();
        }
    }

    private static void demand(Meeting lax, Meeting strict, String says) throws Exception {
        Report report = explore(lax, false);
        report.check();
        assertThat(report.uncontrolled()).isNotEmpty();
        assertThat(explore(strict, true).failure().orElseThrow().toString())
                .containsIgnoringWhitespaces(says, "the run is strict", "StrictTest");
    }

    private static final class Unparked implements Meeting {
        private volatile Thread waiting;
        private volatile boolean done;

        @Override
        public Body body() {
            return () -> {
                waiting = Thread.currentThread();
                while (!done) {
                    Thread.yield();
                }
                Thread.yield(); // What came from outside takes effect at the next point at last.
            };
        }

        @Override
        public void outside() throws InterruptedException {
            while (waiting == null) {
                Thread.sleep(1);
            }
            LockSupport.unpark(waiting);
            done = true;
        }
    }

    @Test
    void threadsFromOutside() throws Exception {
        demand(new Unparked(), new Unparked(), "A thread from outside wakes or interrupts 'main'");
    }

    private static final class Locked implements Meeting {
        private final Vector<String> vector = new Vector<>();
        private final CountDownLatch taken = new CountDownLatch(1);

        Locked() {
            vector.add("there");
        }

        @Override
        public Body body() {
            try {
                taken.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return () -> assertThat(vector.size()).isEqualTo(1);
        }

        @Override
        public void outside() throws InterruptedException {
            synchronized (vector) {
                taken.countDown();
                Thread.sleep(REAL_MILLIS);
            }
        }
    }

    @Test
    void monitorsOfTheJvm() throws Exception {
        demand(
                new Locked(),
                new Locked(),
                "Thread 'main' waits for something real, such as a monitor");
    }

    private static final class Read implements Meeting {
        private final Path directory;
        private final Path pipe;
        private final RandomAccessFile file;

        Read() throws IOException, InterruptedException {
            directory = Files.createTempDirectory("heddle");
            pipe = directory.resolve("pipe");
            assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
            file = new RandomAccessFile(pipe.toFile(), "rw");
        }

        @Override
        public Body body() {
            return () -> {
                Thread other = new Thread(Thread::yield);
                other.start();
                assertThat(read()).isEqualTo(7);
                other.join();
            };
        }

        private int read() {
            try {
                return file.read();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void outside() throws IOException, InterruptedException {
            Thread.sleep(REAL_MILLIS);
            try (RandomAccessFile writes = new RandomAccessFile(pipe.toFile(), "rw")) {
                writes.write(7);
            }
        }

        void close() throws IOException {
            file.close();
            Files.delete(pipe);
            Files.delete(directory);
        }
    }

    @Test
    void nativeWaits() throws Exception {
        Read lax = new Read();
        Read strict = new Read();
        try {
            demand(lax, strict, "Thread 'main' waits for something real");
        } finally {
            lax.close();
            strict.close();
        }
    }
}
