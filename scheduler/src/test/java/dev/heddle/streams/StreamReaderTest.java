package dev.heddle.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.async.Async;
import dev.heddle.async.CancelledError;
import dev.heddle.async.Connection;
import dev.heddle.async.EventLoop;
import dev.heddle.async.IncompleteReadException;
import dev.heddle.async.LimitOverrunException;
import dev.heddle.async.Runner;
import dev.heddle.async.StreamReader;
import dev.heddle.async.Streams;
import dev.heddle.async.Task;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Arrays;

/** What a reader makes of bytes that come in pieces. */
class StreamReaderTest {

    private static final Duration PAUSE = Duration.ofMillis(10);

    private interface Reading {
        void read(StreamReader reader) throws Exception;
    }

    /** A server sends the pieces, with pauses in between, and then the end. */
    private static void reading(int limit, Reading body, String... pieces) throws Exception {
        try (Runner runner = new Runner(EventLoop.createVirtual())) {
            runner.run(
                    () -> {
                        Streams.startServer(
                                (reader, writer) -> {
                                    for (String piece : pieces) {
                                        writer.write(piece);
                                        Async.sleep(PAUSE);
                                    }
                                },
                                null,
                                80);
                        try (Connection connection =
                                Streams.openConnection("localhost", 80, limit)) {
                            body.read(connection.reader());
                        }
                    });
        }
    }

    private static void reading(Reading body, String... pieces) throws Exception {
        reading(Streams.LIMIT, body, pieces);
    }

    private static String text(byte[] bytes) {
        return new String(bytes);
    }

    @Test
    void readGivesWhatIsThere() throws Exception {
        reading(
                reader -> {
                    assertThat(text(reader.read(100))).isEqualTo("abc");
                    assertThat(text(reader.read(2))).isEqualTo("de");
                    assertThat(reader.read(0)).isEmpty();
                    assertThat(text(reader.read(100))).isEqualTo("f");
                    assertThat(reader.atEof()).isFalse();
                    assertThat(reader.read(100)).isEmpty();
                    assertThat(reader.atEof()).isTrue();
                },
                "abc",
                "def");
    }

    @Test
    void readAllGivesEverything() throws Exception {
        reading(reader -> assertThat(text(reader.readAll())).isEqualTo("abcdef"), "abc", "def");
    }

    @Test
    void readExactlyWaitsForAllOfIt() throws Exception {
        reading(
                reader -> {
                    assertThat(text(reader.readExactly(4))).isEqualTo("abcd");
                    assertThatThrownBy(() -> reader.readExactly(3))
                            .isInstanceOfSatisfying(
                                    IncompleteReadException.class,
                                    thrown -> {
                                        assertThat(text(thrown.partial())).isEqualTo("ef");
                                        assertThat(thrown.expected()).isEqualTo(3);
                                    })
                            .hasMessage("The stream has ended after 2 of 3 bytes.");
                    assertThat(reader.atEof()).isTrue();
                },
                "abc",
                "def");
    }

    @Test
    void readUntilFindsASeparatorThatComesInPieces() throws Exception {
        reading(
                reader -> {
                    assertThat(text(reader.readUntil("--"))).isEqualTo("a-b--");
                    assertThatThrownBy(() -> reader.readUntil("--"))
                            .isInstanceOf(IncompleteReadException.class)
                            .hasMessage(
                                    "The stream has ended after 2 bytes without the separator.");
                },
                "a-b-",
                "-c-");
    }

    @Test
    void linesEndWithEitherKindOfEnd() throws Exception {
        reading(
                reader -> {
                    assertThat(reader.readLine()).isEqualTo("one");
                    assertThat(reader.readLine()).isEqualTo("two");
                    assertThat(reader.readLine()).isEmpty();
                    assertThat(reader.readLine()).isEqualTo("the rest");
                    assertThat(reader.readLine()).isNull();
                },
                "one\r",
                "\ntwo\n\nthe rest");
    }

    @Test
    void whatIsLongerThanTheLimitIsKept() throws Exception {
        reading(
                8,
                reader -> {
                    assertThatThrownBy(reader::readLine)
                            .isInstanceOfSatisfying(
                                    LimitOverrunException.class,
                                    thrown -> assertThat(thrown.consumed()).isEqualTo(10))
                            .hasMessage("There is no separator in 10 bytes, and the limit is 8.");
                    assertThat(text(reader.readExactly(6))).isEqualTo("012345");
                    assertThat(reader.readLine()).isEqualTo("6789");
                    assertThatThrownBy(reader::readLine)
                            .isInstanceOf(LimitOverrunException.class)
                            .hasMessage("The separator comes after 9 bytes, and the limit is 8.");
                },
                "0123456789",
                "\n012345678\n");
    }

    @Test
    void moreThanTheLimitCanBeReadInPieces() throws Exception {
        String[] pieces = new String[50];
        Arrays.fill(pieces, "0123456789");
        reading(
                8,
                reader ->
                        assertThat(text(reader.readExactly(500)))
                                .isEqualTo("0123456789".repeat(50)),
                pieces);
    }

    @Test
    void aCancelledReadTakesNothing() throws Exception {
        reading(
                reader -> {
                    Task<byte[]> read = Async.createTask(() -> reader.readExactly(6));
                    Async.sleep(PAUSE.dividedBy(2));
                    read.cancel();
                    assertThatThrownBy(read::await).isInstanceOf(CancelledError.class);
                    assertThat(text(reader.readExactly(6))).isEqualTo("abcdef");
                },
                "abc",
                "def");
    }

    @Test
    void twoTasksCanNotReadAtOnce() throws Exception {
        reading(
                reader -> {
                    Task<String> read = Async.createTask(reader::readLine);
                    Async.yield();
                    assertThatThrownBy(() -> reader.read(1))
                            .isInstanceOf(IllegalStateException.class)
                            .hasMessageStartingWith(
                                    "Another task waits for data from localhost:80 already.");
                    assertThat(read.await()).isEqualTo("abc");
                },
                "",
                "abc\n");
    }

    @Test
    void badInputIsRefused() throws Exception {
        reading(
                reader -> {
                    assertThatThrownBy(() -> reader.read(-1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("readAll()");
                    assertThatThrownBy(() -> reader.readExactly(-1))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> reader.readUntil(""))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThatThrownBy(() -> Streams.openConnection("localhost", 80, -1))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("and not -1");
                    for (int port : new int[] {-1, 0, 65_536}) {
                        assertThatThrownBy(() -> Streams.openConnection("localhost", port))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessageContaining("A port is a number from 1 to 65,535");
                    }
                    assertThatThrownBy(() -> Streams.startServer((in, out) -> {}, null, 65_536))
                            .isInstanceOf(IllegalArgumentException.class);
                });
        assertThatThrownBy(() -> Streams.openConnection("localhost", 80))
                .isInstanceOf(IllegalStateException.class);
    }
}
