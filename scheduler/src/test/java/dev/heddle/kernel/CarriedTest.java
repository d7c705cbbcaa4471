package dev.heddle.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.tools.Pinned;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads go from carrier to carrier, by us and by the JDK, while an agent is told of the classes
 * that they load, for which the JVM keeps a state of each thread. Done wrongly, this does not fail:
 * it kills the JVM.
 */
class CarriedTest {

    private static final int SCHEDULES = 200;

    static {
        Conformance.install();
    }

    /** Is loaded again and again. */
    private static final class Loaded {}

    private static final byte[] BYTES = bytes();

    private static byte[] bytes() {
        String file = Loaded.class.getName().replaceFirst(".*[.]", "") + ".class";
        try (InputStream in = CarriedTest.class.getResourceAsStream(file)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Fresh extends ClassLoader {

        private Fresh() {
            super(CarriedTest.class.getClassLoader());
        }

        private Class<?> load() {
            return defineClass(Loaded.class.getName(), BYTES, 0, BYTES.length);
        }
    }

    private static void load() {
        assertThat(new Fresh().load()).isNotEqualTo(Loaded.class);
    }

    /** Four threads: two of each kind, and two of them in native code while they wait. */
    private static Body waiting(Runnable wait) {
        return () -> {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                boolean pinned = i % 2 == 0;
                Thread.Builder builder = i < 2 ? Thread.ofPlatform() : Thread.ofVirtual();
                threads.add(
                        builder.start(
                                () -> {
                                    load();
                                    Thread.yield();
                                    if (pinned) {
                                        Pinned.call(wait);
                                    } else {
                                        wait.run();
                                    }
                                    Thread.yield();
                                    load();
                                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        };
    }

    @Test
    void threadsThatCanNotLeaveTheirCarriersHaveOthersGoOnElsewhere() {
        ReentrantLock lock = new ReentrantLock();
        Body body =
                waiting(
                        () -> {
                            lock.lock();
                            try {
                                load();
                                Thread.yield();
                            } finally {
                                lock.unlock();
                            }
                        });
        Heddle.explorer().schedules(SCHEDULES).explore(body).check();
    }

    @Test
    void threadsThatWaitForSomethingRealAreMountedByTheJdk() throws Exception {
        Pipe pipe = Pipe.open();
        AtomicInteger asked = new AtomicInteger();
        Thread writer =
                new Thread(
                        () -> {
                            try (Pipe.SinkChannel sink = pipe.sink()) {
                                while (true) {
                                    Thread.sleep(1);
                                    if (asked.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
                                        sink.write(ByteBuffer.allocate(1));
                                    }
                                }
                            } catch (InterruptedException e) {
                                // All have read.
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        });
        writer.start();
        Body body =
                waiting(
                        () -> {
                            asked.incrementAndGet();
                            try {
                                assertThat(pipe.source().read(ByteBuffer.allocate(1))).isEqualTo(1);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                            load();
                        });
        try {
            Report report = Heddle.explorer().schedules(SCHEDULES / 4).explore(body);
            report.check();
            assertThat(report.outsideEvents()).isPositive();
        } finally {
            writer.interrupt();
            writer.join();
            pipe.source().close();
        }
    }
}
