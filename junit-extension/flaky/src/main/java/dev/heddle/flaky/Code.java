package dev.heddle.flaky;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What it takes to see a failure of a test again, on any machine, as one word: the test, those that
 * are executed before it, what was set, and the token of the run.
 *
 * @param test the unique id of the test
 * @param before those of the tests that are executed before it, in the same run
 * @param setting what it found around it
 * @param token of the run; empty if what is to be seen is not a failure but what the test leaves
 *     behind, in a run in which nothing varies
 */
record Code(String test, List<String> before, Setting setting, String token) {

    private static final String PREFIX = "flaky1-";

    /** What a token begins with, which is given for a test by the same property. */
    private static final String TOKEN = "heddle1-";

    private static final int LONGEST = 1 << 24;

    /** Of a test that is executed alone. */
    Code(String test, Setting setting, String token) {
        this(test, List.of(), setting, token);
    }

    /** Of what a test leaves behind. */
    static Code ofWhatIsLeft(String test, Setting setting) {
        return new Code(test, setting, "");
    }

    boolean isOfWhatIsLeft() {
        return token.isEmpty();
    }

    /** All tests of the run, in order. */
    List<String> tests() {
        List<String> all = new ArrayList<>(before);
        all.add(test);
        return List.copyOf(all);
    }

    String text() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("test", test);
        if (!before.isEmpty()) {
            map.put("before", before);
        }
        map.put("setting", setting.toMap());
        map.put("token", token);
        byte[] body = Json.write(map).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(checksum(body) >> shift);
            }
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            deflater.end();
        }
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.toByteArray());
    }

    /**
     * Reads one.
     *
     * @throws UsageException if the text is not a whole one
     */
    static Code parse(String text) {
        String code = text.strip();
        if (code.startsWith(TOKEN)) {
            throw new UsageException(
                    "'%s' is the token of a test with @Interleaved or @Exhaustive, or of a property, which the finder of flaky tests does not replay. Call 'mvn test -Dtest=CLASS#METHOD -Dheddle.replay=TOKEN', as the failure of that test says. What is replayed here begins with '%s' and stands in the finder's report, after 'replay'."
                            .formatted(abbreviated(code), PREFIX));
        }
        if (!code.startsWith(PREFIX) || code.length() > LONGEST) {
            throw new UsageException(
                    "'%s' can not be replayed: what can begins with '%s' and stands in the report, after 'replay'."
                            .formatted(abbreviated(code), PREFIX));
        }
        java.util.zip.Inflater inflater = new java.util.zip.Inflater(true);
        try (InflaterInputStream in =
                new InflaterInputStream(
                        new ByteArrayInputStream(
                                Base64.getUrlDecoder().decode(code.substring(PREFIX.length()))),
                        inflater)) {
            byte[] all = in.readNBytes(LONGEST);
            if (all.length > 4) {
                byte[] body = java.util.Arrays.copyOfRange(all, 4, all.length);
                if (java.nio.ByteBuffer.wrap(all).getInt() == checksum(body)) {
                    Json map = Json.parse(new String(body, StandardCharsets.UTF_8));
                    return new Code(
                            map.text("test"),
                            map.has("before") ? map.texts("before") : List.of(),
                            Setting.of(map.object("setting")),
                            map.text("token"));
                }
            }
            throw damaged(code);
        } catch (IOException | IllegalArgumentException e) {
            UsageException damaged = damaged(code);
            damaged.addSuppressed(e);
            throw damaged;
        } finally {
            inflater.end();
        }
    }

    private static UsageException damaged(String code) {
        return new UsageException(
                "'%s' is damaged or incomplete. Copy it again, whole, from the report."
                        .formatted(abbreviated(code)));
    }

    private static String abbreviated(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }

    private static int checksum(byte[] body) {
        CRC32 crc = new CRC32();
        crc.update(body);
        return (int) crc.getValue();
    }
}
