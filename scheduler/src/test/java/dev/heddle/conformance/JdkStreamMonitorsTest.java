package dev.heddle.conformance;

import static dev.heddle.Conformance.check;
import static dev.heddle.conformance.Covers.Area.MONITORS;
import static dev.heddle.conformance.Exclusion.demandHolds;
import static dev.heddle.conformance.Exclusion.demandWaits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.Conformance;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Formattable;
import java.util.List;
import java.util.Properties;
import java.util.Timer;
import java.util.TimerTask;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.MemoryHandler;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;

/** The monitors of streams, timers and handlers, which call each other and the program. */
class JdkStreamMonitorsTest {

    @BeforeAll
    static void bringUnderControl() {
        Conformance.install();
    }

    @Test
    @Covers(area = MONITORS, value = "PrintStream")
    void printStream() {
        check(
                () -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                    demandWaits(
                            out,
                            () -> out.println("a"),
                            () -> out.print(1),
                            () -> out.write('c'),
                            out::flush);
                    demandHolds(
                            out,
                            () -> out.println("b"),
                            inside -> out.printf("%s%n", formatted(inside)));
                    assertThat(bytes.toString(StandardCharsets.UTF_8)).contains("a", "b");
                });
    }

    private static Formattable formatted(Runnable inside) {
        return (formatter, flags, width, precision) -> inside.run();
    }

    @Test
    @Covers(area = MONITORS, value = "Throwable.printStackTrace")
    void printStackTrace() {
        check(
                () -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                    demandWaits(out, () -> new Exception().printStackTrace(out));
                    demandHolds(
                            out,
                            () -> out.println("later"),
                            inside -> new Telling(inside).printStackTrace(out));
                    assertThat(bytes.toString(StandardCharsets.UTF_8))
                            .endsWith("later" + System.lineSeparator());
                });
    }

    private static final class Telling extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Runnable inside;

        private Telling(Runnable inside) {
            this.inside = inside;
        }

        @Override
        public String getMessage() {
            inside.run();
            return "told";
        }
    }

    @Test
    @Covers(area = MONITORS, value = "ByteArrayOutputStream")
    void byteArrayOutputStream() {
        check(
                () -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    bytes.write(1);
                    demandWaits(
                            bytes,
                            () -> bytes.write(2),
                            bytes::size,
                            bytes::toByteArray,
                            bytes::toString,
                            bytes::reset);
                    demandHolds(
                            bytes, () -> bytes.write(3), inside -> bytes.writeTo(calling(inside)));
                });
    }

    private static OutputStream calling(Runnable inside) {
        return new OutputStream() {
            @Override
            public void write(int one) {
                inside.run();
            }

            @Override
            public void write(byte[] bytes, int from, int count) {
                inside.run();
            }
        };
    }

    @Test
    @Covers(area = MONITORS, value = "BufferedInputStream")
    void bufferedInputStream() {
        check(
                () -> {
                    BufferedInputStream in =
                            new BufferedInputStream(new ByteArrayInputStream(new byte[100]));
                    demandWaits(in, in::read, in::available, () -> in.skip(1), () -> in.mark(1));
                    Runnable[] called = new Runnable[1];
                    InputStream slow =
                            new InputStream() {
                                @Override
                                public int read() {
                                    called[0].run();
                                    return -1;
                                }
                            };
                    BufferedInputStream calling = new BufferedInputStream(slow);
                    demandHolds(
                            calling,
                            calling::available,
                            inside -> {
                                called[0] = inside;
                                assertThat(calling.read()).isEqualTo(-1);
                            });
                });
    }

    @Test
    @Covers(area = MONITORS, value = "BufferedReader, BufferedWriter")
    void bufferedReaderAndWriter() {
        check(
                () -> {
                    StringReader source = new StringReader("a\nb\nc\nd\n");
                    BufferedReader in = new BufferedReader(source);
                    demandWaits(source, in::readLine, in::read, () -> in.mark(5));
                    StringWriter target = new StringWriter();
                    BufferedWriter out = new BufferedWriter(target);
                    // Writers lock what they write to.
                    demandWaits(target, () -> out.write("a"), out::newLine, out::flush);
                    assertThat(target.toString()).startsWith("a");
                });
    }

    @Test
    @Covers(area = MONITORS, value = "PipedInputStream, PipedOutputStream")
    void pipedStreams() {
        check(
                () -> {
                    PipedOutputStream out = new PipedOutputStream();
                    PipedInputStream in = new PipedInputStream(out, 2);
                    Thread writing =
                            new Thread(
                                    () -> {
                                        try (out) {
                                            out.write("through the pipe".getBytes());
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    });
                    writing.start();
                    String read = new String(in.readAllBytes());
                    writing.join();
                    assertThat(read).isEqualTo("through the pipe");
                    demandWaits(in, in::available, in::read);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "PipedReader, PipedWriter")
    void pipedReaders() {
        check(
                () -> {
                    PipedWriter out = new PipedWriter();
                    PipedReader in = new PipedReader(out, 2);
                    Thread writing =
                            new Thread(
                                    () -> {
                                        try (out) {
                                            out.write("letters");
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    });
                    writing.start();
                    StringBuilder read = new StringBuilder();
                    for (int next = in.read(); next >= 0; next = in.read()) {
                        read.append((char) next);
                    }
                    writing.join();
                    assertThat(read).hasToString("letters");
                    demandWaits(in, in::ready);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Properties.store to a pipe, which blocks inside")
    void aBlockedStoreHoldsTheProperties() {
        check(
                () -> {
                    Properties properties = new Properties();
                    properties.setProperty("key", "a value that does not fit into the pipe");
                    PipedOutputStream out = new PipedOutputStream();
                    PipedInputStream in = new PipedInputStream(out, 4);
                    Thread storing =
                            new Thread(
                                    () -> {
                                        try (out) {
                                            properties.store(out, "comment");
                                        } catch (IOException e) {
                                            throw new UncheckedIOException(e);
                                        }
                                    });
                    storing.start();
                    String text = new String(in.readAllBytes());
                    storing.join();
                    properties.setProperty("key", "other");
                    assertThat(text).contains("key=a value that does not fit into the pipe");
                });
    }

    @Test
    @Covers(area = MONITORS, value = "Timer: the monitor of its queue")
    void timer() {
        check(
                () -> {
                    Timer timer = new Timer();
                    List<Integer> fired = new ArrayList<>();
                    Object lock = new Object();
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        TimerTask task =
                                new TimerTask() {
                                    @Override
                                    public void run() {
                                        synchronized (lock) {
                                            fired.add(number);
                                            lock.notifyAll();
                                        }
                                    }
                                };
                        timer.schedule(task, 3L * i);
                    }
                    synchronized (lock) {
                        while (fired.size() < 3) {
                            lock.wait();
                        }
                    }
                    timer.cancel();
                    assertThat(fired).containsExactly(0, 1, 2);
                });
    }

    @Test
    @Covers(area = MONITORS, value = "java.util.logging.Handler")
    void loggingHandlers() {
        check(
                () -> {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    Handler handler = new StreamHandler(bytes, new SimpleFormatter());
                    LogRecord record = new LogRecord(Level.SEVERE, "logged");
                    demandWaits(
                            handler,
                            () -> handler.publish(record),
                            handler::flush,
                            () -> handler.setLevel(Level.INFO));
                    MemoryHandler memory = new MemoryHandler(handler, 10, Level.OFF);
                    demandWaits(memory, () -> memory.publish(record), memory::push);
                    handler.flush();
                    assertThat(bytes.toString()).contains("logged");
                });
    }
}
