package dev.heddle.flaky;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The part of the tests that this machine examines: together the machines examine each test once,
 * whatever each of them finds first.
 *
 * @param index which part, the first being 0
 * @param count how many parts there are
 */
record Shard(int index, int count) {

    /**
     * The variables that say so, those of the more special systems first.
     *
     * @param first the number of the first part
     */
    private record Variables(String index, String count, int first) {}

    private static final List<Variables> KNOWN =
            List.of(
                    new Variables("HEDDLE_SHARD_INDEX", "HEDDLE_SHARD_TOTAL", 0),
                    new Variables("TEST_SHARD_INDEX", "TEST_TOTAL_SHARDS", 0),
                    new Variables("CI_NODE_INDEX", "CI_NODE_TOTAL", 1),
                    new Variables("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
                    new Variables("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
                    new Variables("JOB_COMPLETION_INDEX", "HEDDLE_COMPLETIONS", 0));

    /**
     * The part that an option names, as {@code 0/4}, or else what the environment says.
     *
     * @throws UsageException if that makes no sense
     */
    static Shard of(String option, Map<String, String> environment) {
        if (!option.isEmpty()) {
            String[] parts = option.split("/", -1);
            if (parts.length != 2) {
                throw new UsageException(
                        "--shard needs a part and their number, such as 0/4, not '%s'."
                                .formatted(option));
            }
            return of(parts[0], parts[1], 0, "--shard " + option);
        }
        for (Variables known : KNOWN) {
            String index = environment.get(known.index);
            String count = environment.get(known.count);
            if (index != null && count == null && known.count.startsWith("HEDDLE_")) {
                throw new UsageException(
                        "%s is %s, but nothing says how many parts there are: set %s to that number."
                                .formatted(known.index, index, known.count));
            }
            if (index != null && count != null) {
                return of(
                        index,
                        count,
                        known.first,
                        "%s=%s, %s=%s".formatted(known.index, index, known.count, count));
            }
        }
        return new Shard(0, 1);
    }

    private static Shard of(String index, String count, int first, String source) {
        try {
            int parts = Integer.parseInt(count.strip());
            int part = Integer.parseInt(index.strip()) - first;
            if (parts >= 1 && part >= 0 && part < parts) {
                return new Shard(part, parts);
            }
        } catch (NumberFormatException e) {
            // It is refused below, with where it comes from.
        }
        throw new UsageException(
                "%s names no part: the first is %d, and the last as many less one on."
                        .formatted(source, first));
    }

    /**
     * Tells Bazel that parts are known here: it wants the file of this name to be touched, and
     * takes every part for all of the tests otherwise.
     */
    static void confirm(Map<String, String> environment) {
        String file = environment.get("TEST_SHARD_STATUS_FILE");
        if (file == null || file.isEmpty()) {
            return;
        }
        try {
            Files.writeString(
                    Path.of(file), "", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UsageException(
                    "TEST_SHARD_STATUS_FILE names a file that can not be written: " + file);
        }
    }

    /** Whether a test belongs to it. */
    boolean has(String id) {
        CRC32 crc = new CRC32();
        crc.update(id.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() % count == index;
    }

    @Override
    public String toString() {
        return count == 1 ? "" : " (part %d of %d)".formatted(index + 1, count);
    }
}
