package dev.heddle.schedule;

import dev.heddle.api.Internal;
import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * A run as a short printable text: either its choices, or, where those would be long, the strategy
 * and the seed they came from. Either way it says what the digest of the run was, so that a run
 * that is not the same is never taken for a replay.
 *
 * @param digest the digest of the run
 * @param steps the number of scheduling points after which the run was cut off, or 0 if it ended by
 *     itself
 * @param tape the choices, or null
 * @param strategy the name of the strategy, or an empty string if there is a tape
 * @param seed the seed of the strategy
 * @param spuriousWakeups whether the strategy was asked for spurious wake-ups
 */
@Internal
public record Token(
        long digest,
        long steps,
        @Nullable Tape tape,
        String strategy,
        long seed,
        boolean spuriousWakeups) {

    /** What a word of {@code heddle-flaky} begins with, which has a token and more in it. */
    private static final String FLAKY = "flaky1-";

    private static final String PREFIX = "heddle1-";
    private static final int TAPE = 1;
    private static final int SEED = 2;

    /** A tape that says what is repeated. */
    private static final int REPEATS = 3;

    /** Longer tokens are written as a seed if they can be. */
    private static final int SHORT = 300;

    /** With more choices than this a token with all of them is never short. */
    private static final int MOST_SHORT_CHOICES = 100_000;

    private static final int LARGEST = 1 << 26;
    private static final int MOST_CHOICES = 1 << 24;

    /** A token with the choices of a run. */
    public static Token of(long digest, long steps, Tape tape) {
        return new Token(digest, steps, tape, "", 0, false);
    }

    /**
     * The text of a run's token.
     *
     * @param regenerable whether the strategy is one that {@link Strategies} knows by its name
     */
    public static String text(
            long digest,
            long steps,
            Tape tape,
            String strategy,
            long seed,
            boolean spuriousWakeups,
            boolean regenerable) {
        Token whole = of(digest, steps, tape);
        if (!regenerable) {
            return whole.text();
        }
        // Packing millions of choices only to find that they are too many takes its time.
        String withTape = tape.size() > MOST_SHORT_CHOICES ? "" : whole.text(TAPE);
        return withTape.isEmpty() || withTape.length() > SHORT
                ? new Token(digest, steps, null, strategy, seed, spuriousWakeups).text()
                : withTape;
    }

    /** The printable text. */
    public String text() {
        String usual = text(tape == null ? SEED : TAPE);
        if (tape == null || usual.length() <= SHORT) {
            return usual;
        }
        String other = text(REPEATS);
        return other.length() < usual.length() ? other : usual;
    }

    private String text(int form) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(digest);
            Numbers.write(out, steps);
            Tape choices = tape;
            out.writeByte(form);
            if (choices != null) {
                writeTape(out, choices, form == REPEATS);
            } else {
                out.writeUTF(strategy);
                out.writeLong(seed);
                out.writeBoolean(spuriousWakeups);
            }
            byte[] body = bytes.toByteArray();
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            DataOutputStream checked = new DataOutputStream(whole);
            checked.writeInt(checksum(body));
            checked.write(body);
            return printed(whole.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a token.
     *
     * @throws HeddleException if the text is not a whole, undamaged token of this version
     */
    public static Token parse(String text) {
        String token = text.strip();
        if (token.startsWith(FLAKY)) {
            throw new HeddleException(
                    "'%s' is the code of a test that the finder of flaky tests has examined, and no token: it replays nothing here. Call 'mvn heddle:flaky -Dheddle.replay=CODE', or what the finder's report says. A token begins with '%s'."
                            .formatted(abbreviated(token), PREFIX));
        }
        if (!token.startsWith("heddle")) {
            throw new HeddleException(
                    "'%s' is not a Heddle token. A token begins with '%s' and stands in the message of the"
                                    .formatted(abbreviated(token), PREFIX)
                            + " failure it replays.");
        }
        if (!token.startsWith(PREFIX)) {
            throw new HeddleException(
                    "The token '%s' was made by another version of Heddle; this one reads tokens that begin"
                                    .formatted(abbreviated(token))
                            + " with '"
                            + PREFIX
                            + "'. Run the test again to get one.");
        }
        if (token.length() > LARGEST) {
            throw new HeddleException(
                    "The token has %d characters, which is more than the %d a token can have."
                            .formatted(token.length(), LARGEST));
        }
        try {
            byte[] whole = Base64.getUrlDecoder().decode(token.substring(PREFIX.length()));
            if (!token.equals(printed(whole))) {
                throw damaged(token, null); // The last character can have bits that say nothing.
            }
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(whole));
            int expected = in.readInt();
            byte[] body = in.readAllBytes();
            if (checksum(body) != expected) {
                throw damaged(token, null);
            }
            return read(new DataInputStream(new ByteArrayInputStream(body)));
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(token, e);
        }
    }

    private static Token read(DataInputStream in) throws IOException {
        long digest = in.readLong();
        long steps = Numbers.read(in);
        int form = in.readUnsignedByte();
        Token token =
                switch (form) {
                    case TAPE, REPEATS -> of(digest, steps, readTape(in, form == REPEATS));
                    case SEED ->
                            new Token(
                                    digest,
                                    steps,
                                    null,
                                    in.readUTF(),
                                    in.readLong(),
                                    in.readBoolean());
                    default -> throw new IOException("unknown form " + form);
                };
        if (in.read() >= 0) {
            throw new IOException("something follows the end");
        }
        return token;
    }

    private static String printed(byte[] whole) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    private static HeddleException damaged(String token, @Nullable Exception cause) {
        String message =
                "The token '%s' is damaged or incomplete. Copy it again, whole, from the failure's message."
                        .formatted(abbreviated(token));
        return cause == null ? new HeddleException(message) : new HeddleException(message, cause);
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static int checksum(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return (int) crc.getValue();
    }

    private static void writeTape(DataOutputStream out, Tape tape, boolean repeats)
            throws IOException {
        ByteArrayOutputStream numbers = new ByteArrayOutputStream();
        for (int stream = 0; stream < tape.streamsToWrite(); stream++) {
            if (repeats) {
                Repeats.write(tape, stream, numbers);
                continue;
            }
            Numbers.write(numbers, tape.size(stream));
            for (int i = 0; i < tape.size(stream); i++) {
                Numbers.write(numbers, tape.get(stream, i));
            }
        }
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (DeflaterOutputStream packed = new DeflaterOutputStream(out, deflater)) {
            numbers.writeTo(packed);
        } finally {
            deflater.end();
        }
    }

    private static Tape readTape(DataInputStream in, boolean repeats) throws IOException {
        Tape tape = new Tape();
        Inflater inflater = new Inflater(true);
        try (InputStream numbers = new InflaterInputStream(in, inflater)) {
            int stream = 0;
            for (; stream < Tape.ALWAYS_WRITTEN; stream++) {
                readStream(numbers, Numbers.read(numbers), stream, tape, repeats);
            }
            int next = numbers.read();
            while (next >= 0 && stream < Tape.STREAMS) {
                readStream(numbers, Numbers.read(numbers, next), stream, tape, repeats);
                stream++;
                next = numbers.read();
            }
            if (next >= 0 || inflater.getRemaining() > 0) {
                throw new IOException("something follows the choices");
            }
        } catch (ArithmeticException e) {
            throw new IOException("a choice is out of range", e);
        } finally {
            inflater.end();
        }
        return tape;
    }

    private static void readStream(
            InputStream numbers, long size, int stream, Tape tape, boolean repeats)
            throws IOException {
        if (size > MOST_CHOICES) {
            throw new IOException("too many choices");
        }
        if (repeats) {
            Repeats.read(numbers, (int) size, stream, tape);
            return;
        }
        for (long i = 0; i < size; i++) {
            tape.add(stream, Math.toIntExact(Numbers.read(numbers)));
        }
    }
}
