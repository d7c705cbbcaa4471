package dev.heddle.control;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.Conformance;
import dev.heddle.Heddle;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.instrument.ClassFileTransformer;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The JVM asks an agent about a class on the thread that loads it, and keeps a mark meanwhile that
 * it does. If the agent waits for a monitor there, the mark must be gone afterwards all the same:
 * else it would be asked about no class any more that is loaded on that carrier.
 */
class StillAskedTest {

    /** Is loaded again and again. */
    private static final class Loaded {}

    private static final class Fresh extends ClassLoader {

        private Fresh() {
            super(StillAskedTest.class.getClassLoader());
        }

        private Class<?> load() throws IOException {
            String name = Loaded.class.getName();
            String file = name.replaceFirst(".*[.]", "") + ".class";
            try (InputStream in = StillAskedTest.class.getResourceAsStream(file)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            }
        }
    }

    /** Holds its monitor most of the time. */
    private static final class Holder extends Thread {

        private volatile boolean over;

        @Override
        public void run() {
            while (!over) {
                synchronized (this) {
                    try {
                        Thread.sleep(2);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
                Thread.onSpinWait();
            }
        }
    }

    /** Waits for the monitor whenever it is asked about that class. */
    private static final class Waiting implements ClassFileTransformer {

        private final Holder holder;
        private int asked;

        private Waiting(Holder holder) {
            this.holder = holder;
        }

        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] bytes) {
            if (loader instanceof Fresh) {
                synchronized (holder) {
                    asked++;
                }
            }
            return null;
        }
    }

    private static void load(int times, AtomicInteger loaded) {
        try {
            for (int i = 0; i < times; i++) {
                assertThat(new Fresh().load()).isNotEqualTo(Loaded.class);
                loaded.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a JVM of its own, since the JDK complains to its standard error. */
    @Test
    void anAgentThatWaitsIsAskedAboutTheNextClassAsWell() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:+EnableDynamicAgentLoading",
                                "-XX:TieredStopAtLevel=1",
                                "-ea",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Program.class.getName())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        // That the mark was not what it should be.
        assertThat(said).contains(Program.DONE).doesNotContain("ASSERTION FAILED");
    }

    /** What that JVM executes. */
    static final class Program {

        private static final String DONE = "asked about all";

        private Program() {}

        public static void main(String[] arguments) throws Exception {
            Conformance.install();
            waits();
            System.out.println(DONE);
        }
    }

    private static void waits() throws Exception {
        Holder holder = new Holder();
        Waiting waiting = new Waiting(holder);
        holder.start();
        Control.instrumentation().addTransformer(waiting, false);
        AtomicInteger loaded = new AtomicInteger();
        try {
            Heddle.explorer()
                    .schedules(20)
                    .explore(
                            () -> {
                                List<Thread> threads = new ArrayList<>();
                                for (int i = 0; i < 3; i++) {
                                    Thread.Builder kind =
                                            i == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                                    threads.add(
                                            kind.start(
                                                    () -> {
                                                        load(2, loaded);
                                                        Thread.yield();
                                                        load(2, loaded);
                                                    }));
                                }
                                for (Thread thread : threads) {
                                    thread.join();
                                }
                            })
                    .check();
        } finally {
            Control.instrumentation().removeTransformer(waiting);
            holder.over = true;
            holder.join();
        }
        assertThat(waiting.asked).isPositive().isEqualTo(loaded.get());
    }
}
