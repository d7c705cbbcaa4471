package dev.heddle.schedule;

import dev.heddle.kernel.HeddleException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
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
public record Token(
        long digest,
        long steps,
        @Nullable Tape tape,
        String strategy,
        long seed,
        boolean spuriousWakeups) {

    private static final String PREFIX = "heddle1-";
    private static final int TAPE = 1;
    private static final int SEED = 2;

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
        if (regenerable && tape.size() > MOST_SHORT_CHOICES) {
            // Packing millions of choices only to find that they are too many takes its time.
            return new Token(digest, steps, null, strategy, seed, spuriousWakeups).text();
        }
        String withTape = of(digest, steps, tape).text();
        if (withTape.length() <= SHORT || !regenerable) {
            return withTape;
        }
        return new Token(digest, steps, null, strategy, seed, spuriousWakeups).text();
    }

    /** The printable text. */
    public String text() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeLong(digest);
            writeNumber(out, steps);
            Tape choices = tape;
            if (choices != null) {
                out.writeByte(TAPE);
                writeTape(out, choices);
            } else {
                out.writeByte(SEED);
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
        long steps = readNumber(in);
        int form = in.readUnsignedByte();
        Token token =
                switch (form) {
                    case TAPE -> of(digest, steps, readTape(in));
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

    private static void writeTape(DataOutputStream out, Tape tape) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (DataOutputStream numbers =
                new DataOutputStream(new DeflaterOutputStream(packed, deflater))) {
            for (int stream = 0; stream < tape.streamsToWrite(); stream++) {
                writeNumber(numbers, tape.size(stream));
                for (int i = 0; i < tape.size(stream); i++) {
                    writeNumber(numbers, tape.get(stream, i));
                }
            }
        } finally {
            deflater.end();
        }
        out.write(packed.toByteArray());
    }

    private static Tape readTape(DataInputStream in) throws IOException {
        Tape tape = new Tape();
        Inflater inflater = new Inflater(true);
        try (InputStream numbers = new InflaterInputStream(in, inflater)) {
            int stream = 0;
            for (; stream < Tape.ALWAYS_WRITTEN; stream++) {
                readStream(numbers, readNumber(numbers), stream, tape);
            }
            int next = numbers.read();
            while (next >= 0 && stream < Tape.STREAMS) {
                readStream(numbers, readNumber(numbers, next), stream, tape);
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

    private static void readStream(InputStream numbers, long size, int stream, Tape tape)
            throws IOException {
        if (size > MOST_CHOICES) {
            throw new IOException("too many choices");
        }
        for (long i = 0; i < size; i++) {
            tape.add(stream, Math.toIntExact(readNumber(numbers)));
        }
    }

    /**
     * Seven bits a byte, the lowest first; the highest bit of a byte says that another one follows.
     */
    private static void writeNumber(DataOutputStream out, long number) throws IOException {
        long rest = number;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte((int) ((rest & 0x7f) | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    private static long readNumber(InputStream in) throws IOException {
        return readNumber(in, in.read());
    }

    private static long readNumber(InputStream in, int first) throws IOException {
        long number = 0;
        int next = first;
        for (int shift = 0; shift < 64; shift += 7) {
            if (next < 0) {
                throw new EOFException();
            }
            number |= (next & 0x7fL) << shift;
            if (next < 0x80) {
                if (number < 0) {
                    break;
                }
                return number;
            }
            next = in.read();
        }
        throw new IOException("a number is out of range");
    }
}
