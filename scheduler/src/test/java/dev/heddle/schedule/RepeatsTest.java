package dev.heddle.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.Body;
import dev.heddle.Conformance;
import dev.heddle.Failure;
import dev.heddle.Heddle;
import dev.heddle.Report;
import dev.heddle.kernel.Ending;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** A run that does the same again and again has a short token, which is all of it. */
class RepeatsTest {

    private static final int MANY = 1_000_000;

    @BeforeAll
    static void install() {
        Conformance.install();
    }

    private static Tape cycle(int... choices) {
        Tape tape = new Tape();
        tape.add(0, 7); // What comes before the first cycle.
        for (int i = 0; i < MANY; i++) {
            tape.add(0, choices[i % choices.length]);
        }
        tape.add(4, 12_345);
        return tape;
    }

    @Test
    void cyclesTakeNoRoom() {
        for (Tape tape :
                new Tape[] {
                    cycle(0), cycle(0, 1), cycle(1, 2, 3, 1, 2, 2, 5), random(900, 50_000)
                }) {
            Token token = Token.of(1, 2, tape);
            assertThat(Token.parse(token.text())).isEqualTo(token);
        }
        assertThat(Token.of(1, 2, cycle(0, 1)).text()).hasSizeLessThan(80);
        assertThat(Token.of(1, 2, cycle(1, 2, 3, 1, 2, 2, 5)).text()).hasSizeLessThan(80);
    }

    /** So many choices at random, again and again. */
    private static Tape random(int period, int size) {
        SplittableRandom random = new SplittableRandom(1);
        int[] choices = random.ints(period, 0, 4).toArray();
        Tape tape = new Tape();
        for (int i = 0; i < size; i++) {
            tape.add(0, choices[i % period]);
        }
        return tape;
    }

    @Test
    void whatHasNoCyclesIsNoLonger() {
        Tape tape = random(20_000, 20_000);
        Token token = Token.of(1, 2, tape);
        assertThat(Token.parse(token.text())).isEqualTo(token);
        assertThat(token.text().length()).isBetween(20_000 / 3, 20_000);
    }

    @Test
    void anyStreamComesBackAsItWas() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 300; i++) {
            Tape tape = new Tape();
            while (tape.size() < 3_000) { // Some choices, then some of those before, many times.
                int from = random.nextInt(tape.size() + 1);
                int to = from + random.nextInt(tape.size() - from + 1);
                for (int k = random.nextInt(400); k > 0 && to > from; k--) {
                    tape.add(0, tape.get(0, from + k % (to - from)));
                }
                tape.add(0, random.nextInt() >>> (1 + random.nextInt(31)));
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Repeats.write(tape, 0, out);
            ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
            Tape again = new Tape();
            Repeats.read(in, (int) Numbers.read(in), 0, again);
            assertThat(again).isEqualTo(tape);
            assertThat(in.available()).isZero();
        }
    }

    @Test
    void aRepetitionOfWhatIsNotThereIsRefused() {
        int[][] damaged = {
            {1, 5, 2, 300}, // From before the beginning.
            {1, 5, 0, 300}, // From nowhere.
            {1, 5, 1, 3}, // Nothing that would have been written like this.
            {1, 5, 1, 2_000}, // More than there are.
            {1, 5, 1, 1_000}, // One more than there are left.
            {1_001}, // The same.
            {1, 5}, // The end is missing.
        };
        for (int[] numbers : damaged) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            for (int number : numbers) {
                Numbers.write(out, number);
            }
            ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
            assertThatThrownBy(() -> Repeats.read(in, 1_000, 0, new Tape()))
                    .isInstanceOf(IOException.class);
        }
    }

    /** All of them are there to be read, but the first were to be the last of those there are. */
    @Test
    void moreChoicesThanAreLeftAreRefused() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int number : new int[] {1, 5, 1, 300, 700}) {
            Numbers.write(out, number);
        }
        for (int i = 0; i < 700; i++) {
            Numbers.write(out, i % 3);
        }
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        assertThatThrownBy(() -> Repeats.read(in, 1_000, 0, new Tape()))
                .isInstanceOf(IOException.class);
    }

    /** 256 that are the same are written as a repetition, and 255 are not. */
    @Test
    void theShortestRepetitionIsOneOf256() {
        for (int same : new int[] {255, 256}) {
            Tape tape = new Tape();
            for (int i = 0; i < 2 * same; i++) {
                tape.add(0, 1_000 + i % same);
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Repeats.write(tape, 0, out);
            // Two bytes for each number of more than seven bits.
            int size = same < 256 ? 2 + 2 + 2 * 2 * same : 2 + 2 + 2 * same + 2 + 2;
            assertThat(out.size()).isEqualTo(size);
        }
    }

    /** Both give back what they have, and take it again, for ever. */
    private static Body politeForEver() {
        return () -> {
            ReentrantLock one = new ReentrantLock();
            ReentrantLock other = new ReentrantLock();
            CountDownLatch both = new CountDownLatch(2);
            Thread first = Thread.ofPlatform().start(() -> take(one, other, both));
            Thread second = Thread.ofPlatform().start(() -> take(other, one, both));
            first.join();
            second.join();
        };
    }

    private static void take(ReentrantLock mine, ReentrantLock other, CountDownLatch both) {
        mine.lock();
        both.countDown();
        try {
            both.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        while (!other.tryLock()) {
            Thread.yield();
        }
    }

    @Test
    void theTokenOfAnEndlessRunIsShort() {
        Report report = Heddle.explorer().stepLimit(100_000).shrink(50).explore(politeForEver());
        Failure failure = report.failure().orElseThrow();
        assertThat(failure.kind()).isEqualTo(Ending.Kind.STEP_LIMIT);
        assertThat(failure.shrunk()).isPresent();
        assertThat(failure.token()).hasSizeLessThan(200);
        Failure again = Heddle.replay(failure.token(), politeForEver()).failure().orElseThrow();
        assertThat(again.rounds()).isEqualTo(failure.rounds());
    }
}
