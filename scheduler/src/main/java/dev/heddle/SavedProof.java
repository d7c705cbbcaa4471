package dev.heddle;

import dev.heddle.kernel.HeddleException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * What a proof has come to that is not finished, as a file.
 *
 * @param program what the program was made of: {@link ClassPath}
 * @param randomValues from how many numbers, at the most, each that is drawn is visited
 * @param outside what was not under control; empty if everything was
 * @param reached the names of the goals that were reached
 * @param last the token of the last run, by which it is seen whether the program has changed
 * @param search what is still to be visited
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares two of them.
record SavedProof(
        long program,
        int preemptions,
        int spurious,
        int earlyTimeouts,
        int randomValues,
        long done,
        long failed,
        long steps,
        boolean hasDrawn,
        long nanos,
        String outside,
        List<String> reached,
        String last,
        List<Way> ways,
        byte[] search) {

    private static final String HEADER = "Heddle proof 5";

    /** Runs that failed in one way: what they have in common, the token of the first, how many. */
    record Way(String key, String token, long number, long count) {}

    void write(Path file) {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeUTF(HEADER);
            out.writeLong(program);
            out.writeInt(preemptions);
            out.writeInt(spurious);
            out.writeInt(earlyTimeouts);
            out.writeInt(randomValues);
            out.writeLong(done);
            out.writeLong(failed);
            out.writeLong(steps);
            out.writeBoolean(hasDrawn);
            out.writeLong(nanos);
            text(out, outside);
            out.writeInt(reached.size());
            for (String name : reached) {
                text(out, name);
            }
            text(out, last);
            out.writeInt(ways.size());
            for (Way way : ways) {
                text(out, way.key());
                text(out, way.token());
                out.writeLong(way.number());
                out.writeLong(way.count());
            }
            out.writeInt(search.length);
            out.write(search);
            CRC32 sum = new CRC32();
            sum.update(bytes.toByteArray());
            out.writeLong(sum.getValue());
            Path whole = file.toAbsolutePath();
            Path beside = whole.resolveSibling(whole.getFileName() + ".new");
            Files.write(beside, bytes.toByteArray());
            Files.move(beside, whole, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new HeddleException(
                    "The state of the proof could not be written to " + file + ": " + e, e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        byte[] bytes = in.readNBytes(Math.max(0, length));
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /**
     * Reads what was written.
     *
     * @throws OtherProofException if the file is none of a proof, or damaged
     */
    static SavedProof read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            CRC32 sum = new CRC32();
            sum.update(bytes, 0, Math.max(0, bytes.length - Long.BYTES));
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            if (bytes.length < 2 * Long.BYTES
                    || java.nio.ByteBuffer.wrap(bytes).getLong(bytes.length - Long.BYTES)
                            != sum.getValue()
                    || !in.readUTF().equals(HEADER)) {
                throw new OtherProofException(
                        ("The file %s is not the state of a proof, or is damaged: delete it, and"
                                        + " the proof begins anew.")
                                .formatted(file));
            }
            long program = in.readLong();
            int preemptions = in.readInt();
            int spurious = in.readInt();
            int earlyTimeouts = in.readInt();
            int randomValues = in.readInt();
            long done = in.readLong();
            long failed = in.readLong();
            long steps = in.readLong();
            boolean hasDrawn = in.readBoolean();
            long nanos = in.readLong();
            String outside = text(in);
            int goals = in.readInt();
            List<String> reached = new ArrayList<>();
            for (int i = 0; i < goals; i++) {
                reached.add(text(in));
            }
            String last = text(in);
            int size = in.readInt();
            List<Way> ways = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                ways.add(new Way(text(in), text(in), in.readLong(), in.readLong()));
            }
            byte[] search = in.readNBytes(in.readInt());
            return new SavedProof(
                    program,
                    preemptions,
                    spurious,
                    earlyTimeouts,
                    randomValues,
                    done,
                    failed,
                    steps,
                    hasDrawn,
                    nanos,
                    outside,
                    reached,
                    last,
                    ways,
                    search);
        } catch (IOException e) {
            throw new HeddleException(
                    "The state of the proof could not be read from %s: %s".formatted(file, e), e);
        }
    }
}
